"""GET /api/customers, through the function's entry point."""

from datetime import timedelta

import pytest

from booking.appointments.appointment import Customer
from booking.calls.caller import Caller
from booking.calls.paging import Position
from booking.customers import store
from booking.customers.searching import search_of
from booking.dynamodb.cursors import Cursors
from local.store import EveryStore
from tests.callers import ADMIN, CUSTOMER, DESK, PROVIDER
from tests.engine import Table, call
from tests.examples import ZOE
from tests.functional.customers.cards import refresh
from tests.functional.lambdas import Event, Function, sample, with_caller, with_query
from tests.functional.refusals import refused_fields
from tests.functional.seeds import START, Seeds

NAMES = ("Anna Berg", "Ann-Kristin Dahl", "Zoë Annan")


@pytest.fixture
def customers(seeds: Seeds, table: Table) -> None:
    """Zoë Müller, and three more."""
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    for number, name in enumerate(NAMES, 1):
        start = START + timedelta(minutes=30 * number)
        customer = Customer(f"c-{number}", name, None, f"070 555 0{number}")
        seeds.appointment(provider, f"00000000-0000-4000-8000-00000000010{number}", start, customer=customer)
    refresh(table, ZOE.id, "c-1", "c-2", "c-3")


def asked(query: str, **more: str) -> Event:
    return with_query(sample("find_customers"), query=query, **more)


def names(function: Function, query: str, **more: str) -> list[str]:
    answer = function(asked(query, **more))
    assert answer.status == 200, answer.json
    return [card["name"] for card in answer.json["items"]]


@pytest.mark.usefixtures("customers")
def test_the_sample_event_finds_by_the_start_of_a_name(function: Function) -> None:
    answer = function(sample("find_customers"))
    assert (answer.status, answer.headers["cache-control"], answer.json["nextCursor"]) == (200, "no-store", None)
    assert [card["name"] for card in answer.json["items"]] == ["Zoë Annan", "Zoë Müller"]
    assert answer.json["items"][1] == {
        "id": ZOE.id,
        "name": "Zoë Müller",
        "email": "Zoe.Mueller@Example.COM",
        "phone": "+39 06 1234567",
        "language": None,
        "firstSeen": "2026-12-31T12:00:00Z",
        "lastVisit": None,
        "nextVisit": "2028-03-06T08:30:00Z",
        "booked": 1,
        "cancelled": 0,
        "noShows": 0,
        "version": 1,
    }


@pytest.mark.usefixtures("customers")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ann", ["Ann-Kristin Dahl", "Anna Berg", "Zoë Annan"]),
        ("ann zo", ["Zoë Annan"]),
        ("5550", []),
        ("02", []),
        ("55502", ["Ann-Kristin Dahl"]),
        ("zoe.mueller@", ["Zoë Müller"]),
        ("nobody", []),
    ],
)
def test_customers_are_found_by_name_email_and_phone(function: Function, query: str, found: list[str]) -> None:
    assert names(function, query) == found


@pytest.mark.usefixtures("customers")
def test_pages_lead_through_all_of_them_once(function: Function) -> None:
    found: list[str] = []
    more: dict[str, str] = {}
    while True:
        answer = function(asked("an", limit="1", **more)).json
        found += [card["name"] for card in answer["items"]]
        if answer["nextCursor"] is None:
            break
        more = {"cursor": answer["nextCursor"]}
    assert found == ["Ann-Kristin Dahl", "Anna Berg", "Zoë Annan"]


@pytest.mark.usefixtures("customers")
def test_a_cursor_of_another_search_is_refused(function: Function, seeds: Seeds) -> None:
    cursor = function(asked("ann", limit="1")).json["nextCursor"]
    assert refused_fields(function, asked("zoe", cursor=cursor), seeds) == ["cursor"]


def test_a_cursor_that_somebody_made_up_lists_nothing_else(function: Function, seeds: Seeds) -> None:
    cursor = Cursors("customers", {"query": "ann"}).text(Position("zoe", ZOE.id))
    assert refused_fields(function, asked("ann", cursor=cursor), seeds) == ["cursor"]


@pytest.mark.usefixtures("customers")
@pytest.mark.parametrize(("seconds", "found"), [(60.0, ["Zoë Annan"]), (1.0, [])])
def test_a_search_goes_on_over_cards_that_only_begin_alike(
    table: Table, monkeypatch: pytest.MonkeyPatch, seconds: float, found: list[str]
) -> None:
    """One key is read at a time, and those of the first two fit the first word alone."""
    monkeypatch.setattr(store, "_FEWEST_KEYS", 1)
    search = search_of("ann zo")
    assert search
    page = EveryStore(table.way, table.name).found(search, None, 1, call(seconds=seconds))
    assert [card.contact.name for card in page.entries] == found
    assert found or page.next


@pytest.mark.parametrize(("query", "field"), [("", "query"), ("...", "query"), ("x" * 201, "query")])
def test_there_has_to_be_something_to_find(function: Function, seeds: Seeds, query: str, field: str) -> None:
    assert refused_fields(function, asked(query), seeds) == [field]


@pytest.mark.parametrize(("caller", "status"), [(ADMIN, 200), (DESK, 200), (PROVIDER, 403), (CUSTOMER, 403)])
def test_it_is_for_the_desk(function: Function, caller: Caller, status: int) -> None:
    assert function(with_caller(sample("find_customers"), caller)).status == status
