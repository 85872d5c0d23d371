"""GET /api/providers/{providerId}/history, through the function's entry point."""

from dataclasses import replace

import pytest

from booking.calls.caller import Caller
from tests.callers import ADMIN, CUSTOMER, DESK, PROVIDER
from tests.engine import Table
from tests.examples import new_provider, offering, time_off
from tests.functional.history.histories import recorded
from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Function, sample, with_caller, with_path_id, with_query
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


def test_the_sample_event_answers_with_the_changes_of_the_provider(
    function: Function, seeds: Seeds, table: Table
) -> None:
    provider = seeds.scheduled_provider()
    with_service, with_time_off = provider.touched(), provider.touched().touched()
    service = replace(offering(provider.id), provider_id=PROVIDER_ID).making(with_service)
    entry = replace(time_off(), provider_id=PROVIDER_ID).making(with_time_off)
    recorded(table, new_provider(PROVIDER_ID), provider, service, entry)
    answer = function(sample("list_provider_history"))
    assert answer.status == 200
    created, scheduled, offered, away = answer.json["items"]
    assert [entry["version"] for entry in answer.json["items"]] == [1, 2, 3, 4]
    assert (created["type"], created["appointmentDuration"]) == ("ProviderCreated", None)
    assert (scheduled["type"], scheduled["weeklySchedule"]["monday"][0]["start"]) == ("ScheduleUpdated", "09:00")
    assert (offered["type"], offered["serviceId"], offered["active"]) == ("ServiceChanged", service.id, None)
    assert (away["type"], away["timeOff"]["id"]) == ("TimeOffChanged", entry.id)
    assert created["timeOff"] is None


def test_an_unknown_provider_has_none(function: Function, seeds: Seeds) -> None:
    event = with_path_id(sample("list_provider_history"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")


def test_a_made_up_cursor_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    event = with_query(sample("list_provider_history"), cursor="next")
    assert refused_fields(function, event, seeds) == ["cursor"]


@pytest.mark.parametrize(
    ("caller", "status"),
    [(ADMIN, 200), (DESK, 200), (PROVIDER, 403), (CUSTOMER, 403)],
    ids=["admin", "desk", "provider", "customer"],
)
def test_it_is_for_staff(function: Function, seeds: Seeds, caller: Caller, status: int) -> None:
    """A provider may read its own history, and this is another's."""
    seeds.scheduled_provider()
    assert function(with_caller(sample("list_provider_history"), caller)).status == status
