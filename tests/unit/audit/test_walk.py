"""The data that one part of a walk passes to the next survives the event unchanged."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from booking.audit.audited import ItemKind
from booking.audit.findings import FindingKind
from booking.audit.walk import AuditReport, Limits, Walk, call_next_part, walk_in

STARTED = datetime(2027, 1, 1, 3, 20, 7, 123456, tzinfo=UTC)
LATER = datetime(2027, 1, 1, 3, 40, tzinfo=UTC)


@dataclass
class LambdaDouble:
    calls: list[dict[str, Any]] = field(default_factory=list)

    def invoke(self, **request: Any) -> None:
        self.calls.append(request)


def test_the_next_part_is_asked_for_without_waiting_and_begins_where_this_one_ends() -> None:
    report = AuditReport(7, 1, 2.5, Counter({ItemKind.CLAIMS: 3}), Counter({FindingKind.OVERLAP: 1}))
    walk = Walk(STARTED, Limits(2, 3)).going_on(report, {"PK": "PROVIDER#p", "SK": "PROVIDER"})
    functions = LambdaDouble()

    call_next_part(walk, functions, "AuditTable")  # type: ignore[arg-type]

    (call,) = functions.calls
    assert (call["FunctionName"], call["InvocationType"]) == ("AuditTable", "Event")
    assert walk_in(json.loads(call["Payload"]), LATER) == walk


def test_the_event_of_a_part_keeps_its_form_so_that_a_deployment_in_between_does_not_break_a_walk() -> None:
    report = AuditReport(7, 1, 2.5, Counter({ItemKind.CLAIMS: 3}), Counter({FindingKind.OVERLAP: 1}), 4)
    functions = LambdaDouble()
    call_next_part(Walk(STARTED, Limits(2, 3)).going_on(report, {"PK": "x", "SK": "y"}), functions, "f")  # type: ignore[arg-type]
    assert json.loads(functions.calls[0]["Payload"]) == {
        "walk": {
            "started_at": "2027-01-01T03:20:07.123456Z",
            "limits": {"page_size": 2, "pages": 3},
            "part": 2,
            "after": {"PK": "x", "SK": "y"},
            "so_far": {
                "pages": 7,
                "suspicions": 1,
                "seconds": 2.5,
                "items": {"claims": 3},
                "findings": {"overlap": 1},
                "cards_due": 4,
            },
        }
    }


def test_the_schedule_and_a_person_begin_a_new_walk() -> None:
    assert walk_in({"source": "aws.scheduler", "detail": "{}"}, STARTED) == Walk(STARTED)
    assert walk_in({"limits": {"page_size": 10, "pages": 1}}, STARTED) == Walk(STARTED, Limits(10, 1))


def test_a_walk_that_cannot_be_read_is_an_error_and_no_new_walk() -> None:
    with pytest.raises(ValidationError):
        walk_in({"walk": {"part": "?"}}, STARTED)
