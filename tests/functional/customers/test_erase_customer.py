"""POST /api/customers/{customerId}/erase, through the function's entry point."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from booking.appointments.appointment import Customer
from booking.calls.caller import Caller
from booking.customers.erasure import SETTLED_AFTER
from tests.callers import CUSTOMER, DESK, PROVIDER
from tests.engine import NOW
from tests.examples import ZOE
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    UNKNOWN_ID,
    Function,
    load,
    sample,
    with_caller,
    with_path_id,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import START, Seeds

PERSONAL = ("Zoë", "Example.COM", "+39 06", "Second floor", "phone", "seeded")
GONE = {"customerName", "customerEmail", "customerPhone", "notes", "metadata", "cancellationReason", "fingerprint"}

BEGUN = "2027-01-01T12:00:00Z"

type SetClock = Callable[[datetime], None]


def test_the_sample_event_erases_what_identifies_the_customer(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider(), metadata={"source": "phone"})
    answer = function(sample("erase_customer"))
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json == {
        "customerId": ZOE.id,
        "erased": 1,
        "complete": False,
        "begunAt": BEGUN,
        "repeatAfterSeconds": 61,
    }
    assert [text for text in PERSONAL if text in str(seeds.table.items())] == []


def test_times_and_claims_stay(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider(), metadata={"source": "phone"})
    before = seeds.snapshot()
    function(sample("erase_customer"))
    made = {"CUSTOMER", "HISTORY#00000002"}
    after = [item for item in seeds.snapshot() if item["SK"]["S"] not in made]
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    ((old, new),) = changed
    assert old.keys() - new.keys() <= GONE
    assert {name for name in new if new[name] != old.get(name)} == {"version", "updatedAt", "erasedAt"}


def test_the_history_says_that_the_data_was_erased_and_by_whom(function: Function, seeds: Seeds) -> None:
    """The version has no event, so no consumer hears of it."""
    seeds.appointment(seeds.scheduled_provider())
    function(sample("erase_customer"))
    (entry,) = load("list_appointment_history")(sample("list_appointment_history")).json["items"]
    assert (entry["version"], entry["type"], entry["at"]) == (2, "PersonalDataErased", BEGUN)
    assert entry["by"]["kind"] == "person"


def test_an_erased_appointment_is_read_without_its_name(function: Function, seeds: Seeds) -> None:
    seeds.cancelled_appointment(seeds.scheduled_provider())
    function(sample("erase_customer"))
    answer = load("get_appointment")(sample("get_appointment")).json
    assert answer["customer"] == {"id": ZOE.id, "name": None, "email": None, "phone": None}
    assert (answer["notes"], answer["cancellationReason"], answer["version"]) == (None, None, 3)
    assert answer["startTime"] == "2028-03-06T09:30:00+01:00"


def test_a_later_call_completes_it(function: Function, seeds: Seeds, set_clock: SetClock) -> None:
    seeds.appointment(seeds.scheduled_provider())
    function(sample("erase_customer"))
    set_clock(NOW + SETTLED_AFTER)
    done = {"customerId": ZOE.id, "erased": 0, "complete": True, "begunAt": BEGUN, "repeatAfterSeconds": None}
    assert function(sample("erase_customer")).json == done


def test_an_erased_appointment_can_be_moved_and_cancelled(
    function: Function, seeds: Seeds, set_clock: SetClock
) -> None:
    appointment = seeds.appointment(seeds.scheduled_provider())
    function(sample("erase_customer"))
    erased = seeds.table.store().appointment(appointment.id)
    moved = seeds.move(erased, START + timedelta(hours=1))
    assert (moved.version, moved.details.customer.name) == (3, None)
    cancelled = load("cancel_appointment")(
        with_path_id({**sample("cancel_appointment"), "headers": {}}, APPOINTMENT_ID, APPOINTMENT_ID)
    )
    assert (cancelled.status, cancelled.json["customer"]["name"]) == (200, None)


def test_others_keep_their_data(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider(), customer=Customer("customer-18", "Kim"))
    before = seeds.snapshot()
    assert function(sample("erase_customer")).json["erased"] == 0
    assert [item for item in seeds.snapshot() if item["SK"]["S"] != "CUSTOMER"] == before


@pytest.mark.parametrize("caller", [DESK, PROVIDER, CUSTOMER])
@pytest.mark.parametrize("customer_id", [ZOE.id, CUSTOMER.customer_id, UNKNOWN_ID])
def test_only_admins_erase(function: Function, seeds: Seeds, caller: Caller, customer_id: str) -> None:
    seeds.appointment(seeds.scheduled_provider())
    event = with_path_id(sample("erase_customer"), ZOE.id, customer_id)
    refused(function, with_caller(event, caller), seeds, 403, "forbidden")


@pytest.mark.parametrize("customer_id", ["x" * 129, "a\nb", " "])
def test_what_can_be_no_id_of_a_customer_is_refused(function: Function, seeds: Seeds, customer_id: str) -> None:
    event = with_path_id(sample("erase_customer"), ZOE.id, customer_id)
    assert refused_fields(function, event, seeds) == ["customerId"]


@pytest.mark.parametrize("customer_id", ["kim@example.com", "+39 06 1234567", "u-1", "ä ö"])
def test_ids_that_only_older_versions_accepted_can_be_erased(
    function: Function, seeds: Seeds, customer_id: str
) -> None:
    seeds.appointment(seeds.scheduled_provider(), customer=Customer(customer_id, "Kim"))
    assert function(with_path_id(sample("erase_customer"), ZOE.id, customer_id)).json["erased"] == 1


def test_an_appointment_that_cannot_be_read_keeps_no_other_from_being_erased(
    function: Function, seeds: Seeds, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log names it."""
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    seeds.appointment(provider, UNKNOWN_ID, START + timedelta(hours=1))
    broken = {**item_of(seeds, APPOINTMENT_ID), "status": {"S": "LOST"}}
    seeds.table.put([broken])
    assert (function(sample("erase_customer")).status, item_of(seeds, APPOINTMENT_ID)) == (500, broken)
    assert GONE & {*item_of(seeds, UNKNOWN_ID)} == set()
    assert f"cannot be read: APPOINTMENT#{APPOINTMENT_ID}" in capsys.readouterr().out


def item_of(seeds: Seeds, appointment_id: str) -> dict[str, Any]:
    key = {"PK": {"S": f"APPOINTMENT#{appointment_id}"}, "SK": {"S": "APPOINTMENT"}}
    (item,) = [item for item in seeds.table.items() if key.items() <= item.items()]
    return item
