"""The monthly costs, counted in a template."""

from typing import Any

from docgen.by_the_month import Row, metric_names, of_a_million, of_a_month
from local.paths import TEMPLATE
from local.translation import read_template


def row(rows: list[Row], what: str) -> Row:
    (found,) = (each for each in rows if each[0] == what)
    return found


def template(**resources: Any) -> dict[str, Any]:
    return {"Resources": resources}


def test_an_alarm_costs_as_much_as_it_watches_metrics() -> None:
    one = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"MetricName": "Errors"}}
    metrics: list[dict[str, Any]] = [{"Expression": "a + b + c"}, *[{"MetricStat": {}}] * 3]
    three = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Metrics": metrics}}
    assert row(of_a_month(template(One=one, Three=three)), "Alarms") == ("Alarms", "2 over 4 metrics", 0.4)


def test_the_metrics_are_those_of_the_page() -> None:
    assert {"AppointmentBooked", "EventsPublished", "AuditFindings"} <= metric_names()


def test_the_template_has_one_mapping_with_metrics_one_filter_and_no_key_of_its_own() -> None:
    rows = of_a_month(read_template(TEMPLATE))
    assert row(rows, "Metrics of the stream's mapping")[1] == "7"
    assert row(rows, "Metrics from the log")[1] == "1"
    assert row(rows, "KMS")[1].startswith("0 keys of our own; for the table at most 449280 requests of 52 roles")


def test_a_kilobyte_of_a_booking_is_a_gigabyte_of_a_million() -> None:
    assert row(of_a_million(1000, 0, 0, 0, 0), "Outbound data")[2] == 0.09
