"""The sample events are like those of AWS: complete, consistent, and with data that this code writes and reads."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from booking.api.routes import ROUTES
from booking.appointments.items import appointment_item, appointment_of
from booking.bus.delivered import delivered
from booking.customers.items import erasure_item, erasure_of
from booking.dynamodb.codec import Item, from_wire, to_wire
from booking.events.stream import event_in
from booking.http.gateway_event import gateway_event
from booking.providers.items import provider_item, provider_of
from booking.resolutions.items import resolution_item, resolution_of
from booking.services.items import offering_item, offering_of
from booking.time_off.items import time_off_item, time_off_of
from docgen.sample_messages import CONSUMERS
from local.handlers import sample_file
from local.paths import ROOT, TEMPLATE
from local.translation import read_template

EVENTS = ROOT / "events"
UNUSUAL = {"publish_events", "audit_table", *CONSUMERS}
REQUESTS = sorted(path.stem for path in EVENTS.glob("*/*.json") if path.stem not in UNUSUAL)

# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
ALWAYS = {"version", "routeKey", "rawPath", "rawQueryString", "headers", "requestContext", "isBase64Encoded"}
SOMETIMES = {"cookies", "queryStringParameters", "pathParameters", "body", "stageVariables"}
CONTEXT = {
    *("accountId", "apiId", "domainName", "domainPrefix", "http"),
    *("requestId", "routeKey", "stage", "time", "timeEpoch"),
}
OF_A_TOKEN = {"authorizer"}
HTTP = {"method", "path", "protocol", "sourceIp", "userAgent"}


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(sample_file(name).read_text())
    return event


SERVICE = "SERVICE#"
AGAIN: Mapping[str, Callable[[Item], Item]] = {
    "PROVIDER": lambda item: provider_item(provider_of(item)),
    "APPOINTMENT": lambda item: appointment_item(appointment_of(item)),
    "CUSTOMER": lambda item: erasure_item(erasure_of(item)),
    "TIMEOFF#": lambda item: time_off_item(time_off_of(item)),
    "ORDER#": lambda item: resolution_item(resolution_of(item)),
    "SERVICE#": lambda item: offering_item(offering_of(item)),
}


def kind_of(sort_key: str) -> str:
    """The sort key without an id of its own."""
    kind, mark, _ = sort_key.partition("#")
    return kind + mark


def records() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sample("publish_events")["Records"]
    return found


def test_every_sample_is_looked_at() -> None:
    assert {*REQUESTS} == {route.function for route in ROUTES} | {"answer_unknown_route"}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_has_the_parts_that_api_gateway_sends(name: str) -> None:
    event = sample(name)
    assert event.keys() >= ALWAYS
    assert event.keys() <= ALWAYS | SOMETIMES
    assert event["requestContext"].keys() - OF_A_TOKEN == CONTEXT
    assert event["requestContext"]["http"].keys() == HTTP
    assert (event["version"], event["requestContext"]["stage"]) == ("2.0", "$default")


@pytest.mark.parametrize("name", REQUESTS)
def test_a_requests_parts_agree_with_one_another(name: str) -> None:
    event, context = sample(name), sample(name)["requestContext"]
    assert event["routeKey"] == context["routeKey"]
    assert event["rawPath"] == context["http"]["path"]
    assert event["headers"]["host"] == context["domainName"]
    assert event["headers"]["user-agent"] == context["http"]["userAgent"]
    assert event["headers"]["x-forwarded-for"] == context["http"]["sourceIp"]
    assert all(header == header.lower() for header in event["headers"])
    assert bool(event["rawQueryString"]) == ("queryStringParameters" in event)
    if "body" in event:
        assert event["headers"]["content-length"] == str(len(event["body"].encode()))
        assert event["headers"]["content-type"] == "application/json"


@pytest.mark.parametrize("name", [name for name in REQUESTS if name != "answer_unknown_route"])
def test_a_requests_path_is_one_of_its_route(name: str) -> None:
    event = sample(name)
    method, template = event["routeKey"].split(" ")
    assert event["requestContext"]["http"]["method"] == method
    match = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template), event["rawPath"])
    assert match
    assert match.groupdict() == event.get("pathParameters", {})


def test_the_unknown_route_is_the_default_one() -> None:
    assert sample("answer_unknown_route")["routeKey"] == "$default"


@pytest.mark.parametrize("name", REQUESTS)
def test_the_code_reads_a_request(name: str) -> None:
    event = sample(name)
    assert gateway_event(event).request_id == event["requestContext"]["requestId"]


def test_each_request_has_an_id_of_its_own() -> None:
    assert len({sample(name)["requestContext"]["requestId"] for name in REQUESTS}) == len(REQUESTS)


@pytest.mark.parametrize("name", CONSUMERS)
def test_a_message_is_an_event_of_the_bus(name: str) -> None:
    messages = sample(name)["Records"]
    assert [delivered(message["body"]).type for message in messages] == [*CONSUMERS[name]]
    assert {message["eventSource"] for message in messages} == {"aws:sqs"}


def test_records_are_of_the_stream_that_the_template_makes() -> None:
    table = read_template(TEMPLATE)["Resources"]["Table"]["Properties"]
    for record in records():
        assert record["eventSource"] == "aws:dynamodb"
        assert record["dynamodb"]["StreamViewType"] == table["StreamSpecification"]["StreamViewType"]
        assert record["dynamodb"]["Keys"].keys() == {key["AttributeName"] for key in table["KeySchema"]}
        assert record["eventName"] == ("MODIFY" if "OldImage" in record["dynamodb"] else "INSERT")


def test_records_are_those_that_the_mappings_filter_lets_pass() -> None:
    function = read_template(TEMPLATE)["Resources"]["PublishEventsFunction"]["Properties"]
    (pattern,) = function["Events"]["TableStream"]["Properties"]["FilterCriteria"]["Filters"]
    kinds = json.loads(pattern["Pattern"])["dynamodb"]["Keys"]["SK"]["S"]
    let_through = {kind if isinstance(kind, str) else kind["prefix"] for kind in kinds}
    assert {kind_of(record["dynamodb"]["Keys"]["SK"]["S"]) for record in records()} == let_through


def test_images_are_items_as_the_store_writes_them() -> None:
    for record in records():
        for image in (record["dynamodb"][name] for name in ("NewImage", "OldImage") if name in record["dynamodb"]):
            item = from_wire(image)
            assert to_wire(AGAIN[kind_of(item["SK"])](item)) == image


def test_each_record_goes_on_where_the_entitys_last_one_ended() -> None:
    last: dict[tuple[str, str], Any] = {}
    for record in records():
        images = record["dynamodb"]
        key = images["Keys"]["PK"]["S"], images["Keys"]["SK"]["S"]
        assert images.get("OldImage") == last.get(key)
        last[key] = images["NewImage"]
    positions = [int(record["dynamodb"]["SequenceNumber"]) for record in records()]
    assert positions == sorted(set(positions))


def test_the_records_tell_of_every_kind_of_change_once() -> None:
    events = [event_in(record) for record in records()]
    assert [event.change.type.value for event in events if event] == [
        "ProviderCreated",
        "ScheduleUpdated",
        "AppointmentBooked",
        "AppointmentRescheduled",
        "AppointmentCancelled",
        "ProviderUpdated",
        "ProviderDeactivated",
        "ProviderReactivated",
        "ServiceChanged",
        "ServiceRetired",
        "CustomerErased",
        "OverridesChanged",
        "TimeOffChanged",
        "TimeOffRemoved",
        "ResolutionRequested",
        "ResolutionCompleted",
    ]
