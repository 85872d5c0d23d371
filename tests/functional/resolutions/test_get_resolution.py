"""GET /api/providers/{providerId}/resolutions/{resolutionId}, through the function's entry point."""

from dataclasses import replace

import pytest

from booking.calls.caller import Caller
from booking.resolutions.outcome import Outcome, OutcomeKind
from booking.resolutions.resolution import Counts, Resolution
from local.business import RESOLUTION_ID
from tests.callers import ADMIN, CUSTOMER, DESK, PROVIDER
from tests.engine import call
from tests.examples import MADE, OTHER_ID, booked, resolution
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    PROVIDER_ID,
    UNKNOWN_ID,
    Function,
    sample,
    with_caller,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


@pytest.fixture
def stored(seeds: Seeds) -> Resolution:
    """With one outcome of two."""
    store, provider = seeds.table.store(), seeds.scheduled_provider()
    made = replace(resolution(made=call().origin()), id=RESOLUTION_ID, provider_id=provider.id)
    here = replace(booked(), provider_id=provider.id)
    planned = made.planned_for([here, replace(here, id=APPOINTMENT_ID)], call().origin())
    store.add_resolution(made, call())
    store.save_resolution(made, planned, call())
    store.settle(Outcome(provider.id, made.id, here.id, OutcomeKind.MOVED, MADE, moved_to=OTHER_ID), call())
    return planned


def test_the_sample_event_answers_with_the_progress(function: Function, stored: Resolution) -> None:
    answer = function(sample("get_resolution"))
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert (answer.json["state"], answer.json["total"], answer.json["message"]) == ("working", 2, "secret-message")
    assert answer.json["moved"] == [{"appointmentId": booked().id, "providerId": OTHER_ID}]
    assert answer.json["counts"] == {"moved": 1, "cancelled": 0, "open": 0, "gone": 0, "left": 1}


def test_when_it_is_done_each_appointment_is_in_one_list(function: Function, seeds: Seeds, stored: Resolution) -> None:
    store = seeds.table.store()
    left = Outcome(PROVIDER_ID, stored.id, APPOINTMENT_ID, OutcomeKind.OPEN, MADE, reason="slot-taken")
    store.settle(left, call())
    store.save_resolution(stored, stored.completed(Counts(moved=1, open=1), call().origin()), call())
    answer = function(sample("get_resolution")).json
    assert (answer["state"], answer["counts"]["left"]) == ("done", 0)
    assert answer["open"] == [{"appointmentId": APPOINTMENT_ID, "reason": "slot-taken"}]
    assert (len(answer["moved"]), answer["cancelled"], answer["gone"]) == (1, [], [])


@pytest.mark.usefixtures("stored")
def test_an_unknown_one_is_not_found(function: Function, seeds: Seeds) -> None:
    for known, problem in ((RESOLUTION_ID, "resolution-not-found"), (PROVIDER_ID, "provider-not-found")):
        refused(function, with_path_id(sample("get_resolution"), known, UNKNOWN_ID), seeds, 404, problem)


@pytest.mark.usefixtures("stored")
def test_an_unknown_query_parameter_is_refused(function: Function, seeds: Seeds) -> None:
    assert refused_fields(function, with_query(sample("get_resolution"), state="done"), seeds) == ["state"]


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    ("caller", "status"),
    [(ADMIN, 200), (DESK, 200), (PROVIDER, 403), (CUSTOMER, 403)],
    ids=["admin", "desk", "provider", "customer"],
)
def test_it_is_for_staff(function: Function, caller: Caller, status: int) -> None:
    """A provider reads its own, and this is another's."""
    assert function(with_caller(sample("get_resolution"), caller)).status == status
