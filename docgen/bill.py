"""The bill of a booking: its usage, multiplied by the list prices."""

import math
from collections.abc import Mapping
from typing import Any

from docgen.by_the_month import Row, of_a_million
from docgen.cost import BOOK, FUNCTIONS, READ, Booking, Counted, item_bytes
from docgen.function_time import COLD_SHARE, cold_milliseconds, warm_milliseconds
from docgen.log_lines import access_line, billed_bytes, platform_bytes
from docgen.prices import (
    EVENT_64_KB,
    HTTP_API_REQUEST,
    LAMBDA_GB_SECOND,
    LAMBDA_REQUEST,
    LOG_GB,
    LOG_GB_RARELY_READ,
    READ_UNIT,
    TRACE,
    WRITE_UNIT,
)
from docgen.sample_calls import Called

TRACED_SHARE = 0.05  # X-Ray's default, above one trace a second
ITEM_OVERHEAD = 100
"""Bytes that DynamoDB bills for each stored item, and again in each index."""


def bill(booked: Booking, template: Mapping[str, Any], figures: Mapping[str, Any]) -> list[Row]:
    """The items: name, amount for one booking, dollars for a million bookings."""
    settings = {
        name: parameter["Default"] for name, parameter in template["Parameters"].items() if "Default" in parameter
    }
    memory: int = settings["FunctionMemory"]
    warm = {name: warm_milliseconds(name, booked.requests(name), memory, figures) for name in FUNCTIONS}
    cold = sum(cold_milliseconds(name, figures) for name in FUNCTIONS) * COLD_SHARE
    functions, access = log_bytes(booked, template, warm)
    events = math.ceil(booked.event_bytes / 65536)
    rows: list[Row] = [
        ("API Gateway", "2 requests", 2 * HTTP_API_REQUEST),
        ("Lambda, requests", f"{len(FUNCTIONS)} invocations", len(FUNCTIONS) * LAMBDA_REQUEST),
        (
            "Lambda, time",
            f"{' + '.join(map(str, warm.values()))} ms of {memory} MB",
            _of_time(sum(warm.values()), memory),
        ),
        (
            "Lambda, cold starts",
            f"{COLD_SHARE:.0%} of {cold / COLD_SHARE:.0f} ms of {memory} MB",
            _of_time(cold, memory),
        ),
        ("DynamoDB, slots read", _counted(booked.reading), units_cost(booked.reading)),
        ("DynamoDB, slot booked", _counted(booked.booking), units_cost(booked.booking)),
        ("EventBridge", f"1 event of {booked.event_bytes} bytes", events * EVENT_64_KB),
        ("CloudWatch Logs, functions", f"{functions} bytes", functions / 1e3 * LOG_GB),
        ("CloudWatch Logs, access", f"{access} bytes", access / 1e3 * LOG_GB_RARELY_READ),
    ]
    if settings["Tracing"] != "Disabled":
        traces = len(FUNCTIONS) * TRACED_SHARE
        rows.append(("X-Ray", f"{traces:.2f} traces", traces * TRACE))
    return rows


def log_bytes(booked: Booking, template: Mapping[str, Any], milliseconds: Mapping[str, int]) -> tuple[int, int]:
    """The bytes billed for a booking, in the functions' log group and in that of the access log."""
    level = template["Parameters"]["SystemLogLevel"]["Default"]
    ours = sum(billed_bytes(call.lines) for call in booked.calls.values())
    log_format = template["Resources"]["BookingApi"]["Properties"]["AccessLogSettings"]["Format"]
    access = [access_line(log_format, booked.calls[name], milliseconds[name]) for name in (READ, BOOK)]
    return ours + platform_bytes(level, len(booked.calls)), billed_bytes(access)


def _of_time(milliseconds: float, memory: int) -> float:
    return milliseconds / 1000 * memory / 1024 * LAMBDA_GB_SECOND


def _counted(counted: Counted) -> str:
    requests = ", ".join(f"{count} {name}" for name, count in counted.requests.items())
    by_kind = {"read unit": counted.read_units, "write unit": counted.write_units}
    units = [f"{number:g} {kind}{'s' * (number != 1)}" for kind, number in by_kind.items() if number]
    return f"{requests}: {', '.join(units)}"


def units_cost(counted: Counted) -> float:
    """Dollars for a million."""
    return counted.read_units * READ_UNIT + counted.write_units * WRITE_UNIT


def besides(booked: Booking, template: Mapping[str, Any], logged: int) -> list[Row]:
    """Further costs of a million bookings: of their answers, items, log lines and events."""
    table = template["Resources"]["Table"]["Properties"]
    stored = sum(item_bytes(item) + ITEM_OVERHEAD for item in booked.stored)
    indexed = sum(_indexed_bytes(item, index) for item in booked.stored for index in table["GlobalSecondaryIndexes"])
    outbound = sum(_answer_bytes(booked.calls[name]) for name in (READ, BOOK))
    return of_a_million(outbound, stored, indexed, logged, booked.event_bytes)


def _indexed_bytes(item: Mapping[str, Any], index: Mapping[str, Any]) -> int:
    keys = [key["AttributeName"] for key in index["KeySchema"]]
    if not item.keys() >= set(keys):
        return 0
    projected = {"PK", "SK", *keys, *index["Projection"]["NonKeyAttributes"]}
    return item_bytes({name: value for name, value in item.items() if name in projected}) + ITEM_OVERHEAD


def _answer_bytes(call: Called) -> int:
    """The size of status line, headers and body, without TLS. The gateway adds the last three headers."""
    body = call.answer["body"].encode()
    headers = call.answer["headers"] | {
        "Date": "Sun, 22 Nov 2026 09:30:00 GMT",
        "Content-Length": str(len(body)),
        "Apigw-Requestid": call.event["requestContext"]["requestId"],
    }
    head = [
        f"HTTP/1.1 {call.answer['statusCode']} OK",
        *(f"{name}: {value}" for name, value in headers.items()),
        "",
        "",
    ]
    return len("\r\n".join(head).encode()) + len(body)
