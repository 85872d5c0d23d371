"""The daily audit, through the function's entry point."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from booking import aws
from booking.appointments.items import appointment_item
from booking.audit.items import ATTRIBUTES
from booking.audit.store import DynamoAuditedTable
from booking.dynamodb.codec import to_wire
from booking.dynamodb.sending import Answer, Request
from booking.providers.items import fence_key
from booking.rules.items import claim_key, owner
from local.paths import ROOT
from local.translation import read_template
from tests.engine import Table
from tests.functional.lambdas import UNKNOWN_ID, Function, load, sample
from tests.functional.seeds import START, Seeds

type Audit = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class NextPart:
    """What the function asked to be called with."""

    event: dict[str, Any] | None = None
    function_name: str = ""

    def invoke(self, *, FunctionName: str, Payload: str, **_: str) -> None:  # noqa: N803  # botocore's names
        self.event, self.function_name = json.loads(Payload), FunctionName


@pytest.fixture
def next_part(monkeypatch: pytest.MonkeyPatch) -> NextPart:
    asked, client = NextPart(), aws.client
    monkeypatch.setattr(aws, "client", lambda name, *how: asked if name == "lambda" else client(name, *how))
    return asked


@pytest.fixture
def audit(next_part: NextPart, table: Table, monkeypatch: pytest.MonkeyPatch) -> Audit:
    """The function with a quarter of an hour left. It does not pause: nothing stale catches up here."""
    monkeypatch.setattr("booking.audit.audit_table.PAUSE_SECONDS", 0)
    function: Function = load("audit_table")
    context = replace(function.context, milliseconds=900_000)
    return lambda event: function.handler(event, context)


def put_orphan(table: Table) -> None:
    item = {**claim_key(UNKNOWN_ID, START), "owner": owner(UNKNOWN_ID)}
    table.client.put_item(TableName=table.name, Item=to_wire(item))


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    captured = capsys.readouterr()
    assert not captured.err, captured.err[-4500:]
    return [json.loads(line) for line in captured.out.splitlines()]


def metrics_in(logged: list[dict[str, Any]]) -> dict[str, Any]:
    (metrics,) = [line for line in logged if "_aws" in line]
    return metrics


def test_the_scheduled_event_audits_the_table_and_says_so_in_one_line(
    audit: Audit, seeds: Seeds, capsys: pytest.CaptureFixture[str], next_part: NextPart
) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = audit(sample("audit_table"))
    assert answer["is_over"]
    assert answer["items"] == {
        "providers": 1,
        "appointments": 1,
        "claims": 2,
        "tickets": 0,
        "fences": 8,
        "lists": 0,
        "customers": 0,
        "rules": 0,
        "versions": 0,
        "cards": 0,
        "keys": 0,
        "resolutions": 0,
        "outcomes": 0,
        "reports": 0,
        "others": 0,
    }
    assert set(answer["findings"].values()) == {0}
    assert next_part.event is None
    (line,) = [line for line in lines(capsys) if line.get("message") == "table_audited"]
    assert {name: line[name] for name in ("items", "pages", "parts")} == {
        "items": answer["items"],
        "pages": 1,
        "parts": 1,
    }


def test_a_finding_is_logged_and_counted(audit: Audit, table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    put_orphan(table)
    assert audit(sample("audit_table"))["findings"]["orphan-claim"] == 1
    logged = lines(capsys)
    (finding,) = [line for line in logged if line.get("message") == "audit_finding"]
    assert (finding["level"], finding["finding"]) == ("ERROR", "orphan-claim")
    assert UNKNOWN_ID in finding["subject"]
    metrics = metrics_in(logged)
    assert (metrics["AuditFindings"], metrics["OrphanClaims"], metrics["MissingClaims"]) == ([1.0], [1.0], [0.0])
    assert (metrics["AuditedClaims"], metrics["AuditsCompleted"]) == ([1.0], [1.0])


def test_an_appointment_whose_zone_got_other_rules_is_found_until_it_is_moved(
    audit: Audit, table: Table, seeds: Seeds, capsys: pytest.CaptureFixture[str]
) -> None:
    """A tzdata update moved the wall-clock time of what was booked (Casablanca, 2026), and nothing said so."""
    appointment = seeds.appointment(seeds.scheduled_provider())
    booked_in_another_year = appointment_item(replace(appointment, utc_offset=timedelta(hours=2)))
    table.client.put_item(TableName=table.name, Item=to_wire(booked_in_another_year))
    assert audit(sample("audit_table"))["findings"]["wall-clock-moved"] == 1
    logged = lines(capsys)
    (finding,) = [line for line in logged if line.get("message") == "audit_finding"]
    assert "booked for 2028-03-06T10:30:00+02:00 in Europe/Rome" in finding["detail"]
    assert (metrics_in(logged)["AuditFindings"], metrics_in(logged)["WallClocksMoved"]) == ([0.0], [1.0])

    assert seeds.move(appointment, START + timedelta(hours=1)).utc_offset == timedelta(hours=1)
    assert set(audit(sample("audit_table"))["findings"].values()) == {0}


def test_a_provider_out_of_step_with_its_fences_is_counted(
    audit: Audit, table: Table, seeds: Seeds, capsys: pytest.CaptureFixture[str]
) -> None:
    provider_id = seeds.scheduled_provider().id
    table.client.delete_item(TableName=table.name, Key=to_wire({**fence_key(provider_id, 0)}))
    assert audit(sample("audit_table"))["findings"]["stale-fence"] == 1
    logged = lines(capsys)
    (finding,) = [line for line in logged if line.get("message") == "audit_finding"]
    assert (finding["finding"], finding["subject"]) == ("stale-fence", f"provider {provider_id}")
    metrics = metrics_in(logged)
    assert (metrics["AuditFindings"], metrics["StaleFences"]) == ([1.0], [1.0])


def test_the_metric_of_the_alarm_is_there_also_when_nothing_was_found(
    audit: Audit, capsys: pytest.CaptureFixture[str]
) -> None:
    audit(sample("audit_table"))
    metrics = metrics_in(lines(capsys))
    alarm = read_template(ROOT / "template.yaml")["Resources"]["AuditFindingsAlarm"]["Properties"]
    (described,) = metrics["_aws"]["CloudWatchMetrics"]
    assert described["Namespace"] == alarm["Namespace"]
    assert described["Dimensions"] == [[dimension["Name"] for dimension in alarm["Dimensions"]]]
    # Both say the stack's name.
    variables = read_template(ROOT / "template.yaml")["Globals"]["Function"]["Environment"]["Variables"]
    assert alarm["Dimensions"] == [{"Name": "service", "Value": variables["POWERTOOLS_SERVICE_NAME"]}]
    assert metrics["service"] == os.environ["POWERTOOLS_SERVICE_NAME"]
    assert metrics[alarm["MetricName"]] == [0.0]


def test_the_parts_of_a_walk_report_together_what_they_found(
    audit: Audit, table: Table, seeds: Seeds, capsys: pytest.CaptureFixture[str], next_part: NextPart
) -> None:
    seeds.appointment(seeds.scheduled_provider())
    put_orphan(table)
    event, answers, logged = {"limits": {"page_size": 2, "pages": 1}}, [], []
    while True:
        answers.append(audit(event))
        logged += lines(capsys)
        if next_part.event is None:
            break
        event, next_part.event = next_part.event, None

    assert [answer["is_over"] for answer in answers] == [False] * 6 + [True]
    assert answers[-1]["items"] == {
        "providers": 1,
        "appointments": 1,
        "claims": 3,
        "tickets": 0,
        "fences": 8,
        "lists": 0,
        "customers": 0,
        "rules": 0,
        "versions": 0,
        "cards": 0,
        "keys": 0,
        "resolutions": 0,
        "outcomes": 0,
        "reports": 0,
        "others": 0,
    }
    assert (answers[-1]["findings"]["orphan-claim"], answers[-1]["parts"]) == (1, 7)
    assert sum(line["AuditFindings"][0] for line in logged if "_aws" in line) == 1.0
    assert sum(line.get("AuditsCompleted", [0])[0] for line in logged) == 1.0
    assert len([line for line in logged if line.get("message") == "table_audited"]) == 1


def test_without_time_for_another_page_the_walk_goes_on_in_the_next_part(
    audit: Audit, table: Table, next_part: NextPart
) -> None:
    put_orphan(table)
    seeds = Seeds(table)
    seeds.provider()
    function = load("audit_table")
    hurried = replace(function.context, milliseconds=60_000)
    answer = function.handler({"limits": {"page_size": 1}}, hurried)
    assert answer == {"part": 1, "is_over": False}
    assert next_part.event is not None
    assert next_part.event["walk"]["part"] == 2
    assert next_part.function_name == function.context.function_name


def test_a_walk_of_too_many_parts_fails_loudly(audit: Audit, table: Table, next_part: NextPart) -> None:
    put_orphan(table)
    Seeds(table).provider()
    audit({"limits": {"page_size": 1, "pages": 1}})
    assert next_part.event is not None
    event = {"walk": {**next_part.event["walk"], "part": 13}}
    next_part.event = None
    with pytest.raises(Exception, match="12 parts"):
        audit(event)
    assert next_part.event is None


def _selected() -> str:
    """What a page of the walk says that it selects."""
    asked: list[Request] = []

    def send(_: str, request: Request) -> Answer:
        asked.append(request)
        return {"Items": []}

    DynamoAuditedTable(send, "table", lambda: 60.0).page(None, 1)
    selected: str = asked[0]["Select"]
    return selected


def test_the_template_lets_it_scan_for_exactly_what_it_reads() -> None:
    function = read_template(ROOT / "template.yaml")["Resources"]["AuditTableFunction"]["Properties"]
    (scan,) = [s for s in function["Policies"][0]["Statement"] if s["Action"] == "dynamodb:Scan"]
    assert scan["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"] == list(ATTRIBUTES)
    assert scan["Condition"]["StringEquals"] == {"dynamodb:Select": _selected()}
    assert "write" not in json.dumps(function["Policies"]).lower()
    actions = json.dumps([s["Action"] for s in function["Policies"][0]["Statement"]])
    assert not any(verb in actions for verb in ("Put", "Update", "Delete", "*"))
