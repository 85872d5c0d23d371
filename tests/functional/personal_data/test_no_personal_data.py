"""Logs, metrics, traces and events carry no personal data: no request, no fault and no broken item brings any there.

Each personal value is a mark. All that the functions write is searched for all marks, at the log level DEBUG. New
routes are found in the template; `routes.py` says which of their fields are personal.
"""

import base64
import itertools
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from booking.appointments.store import appointment_store
from booking.dynamodb.sdk import dynamodb
from booking.http import tokens
from booking.http.tokens import IssuerKeys
from booking.providers.store import provider_store
from docgen.messages import message_of
from docgen.sample_messages import CONSUMERS
from local.issuer import Issuer
from tests.engine import Table
from tests.functional.lambdas import Context, Event, Function, load
from tests.functional.personal_data.asking import good_requests
from tests.functional.personal_data.background import FAULTS_OF_ENTRIES, Audit, Publish, changes, consumed
from tests.functional.personal_data.faults import FAULTS, answered_by
from tests.functional.personal_data.marks import PSEUDONYM, all_marks, lines_with_marks, mark, marks_in
from tests.functional.personal_data.refusals import refused_requests
from tests.functional.personal_data.routes import DEFAULT, Asked, asked_routes, unknown_fields
from tests.functional.personal_data.running import Run, run, status_of
from tests.functional.personal_data.stored import Items, Unchanging, broken

ROUTES = asked_routes()
OF_THE_TABLE = [asked for asked in ROUTES if asked.route and asked.route.access and asked.is_the_functions_own]
WRITING = [asked for asked in OF_THE_TABLE if asked.route and asked.route.method != "GET"]
WITHOUT_EVENT = {"update_customer"}
"""What is kept on a card has no event."""
TAKING_TOKENS = [asked for asked in OF_THE_TABLE if asked.is_public]
"""The gateway looks at no token there."""


@dataclass(frozen=True)
class Hurried(Context):
    """Time passes whenever a function asks for it: enough for four attempts."""

    asked: Iterator[int] = field(default_factory=itertools.count)

    def get_remaining_time_in_millis(self) -> int:
        return max(0, 13_000 - 1_500 * next(self.asked))


@pytest.fixture(params=ROUTES, ids=str)
def asked(request: pytest.FixtureRequest) -> Asked:
    route: Asked = request.param
    return route


@pytest.fixture(params=OF_THE_TABLE, ids=str)
def asked_of_the_table(request: pytest.FixtureRequest) -> Asked:
    route: Asked = request.param
    return route


def fresh(name: str) -> Function:
    """The function, which remembers no provider."""
    provider_store.cache_clear()
    appointment_store.cache_clear()
    return load(name)


def hurried(name: str) -> Function:
    return replace(fresh(name), context=Hurried(name))


def answered(function: Function, event: Event) -> Run:
    return run(lambda: function(event))


def test_of_each_field_of_each_route_it_is_known_whether_it_is_personal(asked: Asked) -> None:
    assert unknown_fields(asked) == []


def test_a_request_that_succeeds_leaves_no_mark(
    asked: Asked, table: Table, issuer: Issuer, states: dict[str, Items]
) -> None:
    for event in good_requests(asked, issuer):
        table.restore(states[asked.state])
        ran = answered(fresh(asked.function), event)
        assert status_of(ran) < 300 or asked.key == DEFAULT, ran.answer.raw
        assert [*lines_with_marks(ran.text)] == []


def test_a_request_that_is_refused_leaves_no_mark(
    asked: Asked, table: Table, issuer: Issuer, states: dict[str, Items]
) -> None:
    function, found = fresh(asked.function), []
    for good in good_requests(asked, issuer):
        for refused in refused_requests(asked, good):
            table.restore(states[refused.state])
            ran = answered(function, refused.event)
            assert status_of(ran) in refused.statuses, (refused, ran.answer.raw)
            found += [f"{refused.name}: {line}" for line in lines_with_marks(ran.text)]
    assert found == []


def test_a_fault_of_the_table_leaves_no_mark(
    asked_of_the_table: Asked, issuer: Issuer, states: dict[str, Items]
) -> None:
    asked, found = asked_of_the_table, []
    good, *_ = good_requests(asked, issuer)
    service = Unchanging(states[asked.state])
    for (name, fault), after in itertools.product(FAULTS.items(), range(3)):
        function = hurried(asked.function)
        with answered_by(dynamodb(), service, fault, after=after):
            ran = answered(function, good)
        status_of(ran)
        found += [f"{name} after {after}: {line}" for line in lines_with_marks(ran.text)]
    assert found == []


@pytest.mark.parametrize("asked", TAKING_TOKENS, ids=str)
def test_an_issuer_that_fails_leaves_no_mark(
    asked: Asked, table: Table, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(url: str) -> Any:
        raise OSError(f"{all_marks()} {url}")

    monkeypatch.setattr(tokens, "issuer_keys", lambda: IssuerKeys(issuer.url, fetch))
    good, *_ = good_requests(asked, issuer)
    ran = answered(fresh(asked.function), good)
    assert (status_of(ran), "issuer_unreachable" in ran.text) == (503, True)
    assert [*lines_with_marks(ran.text)] == []


def test_a_stored_item_that_is_broken_leaves_no_mark(
    asked_of_the_table: Asked, issuer: Issuer, states: dict[str, Items]
) -> None:
    asked, found = asked_of_the_table, []
    good, *_ = good_requests(asked, issuer)
    for items in broken(states[asked.state]):
        with answered_by(dynamodb(), Unchanging(items)):
            ran = answered(hurried(asked.function), good)
        status_of(ran)
        found += [*lines_with_marks(ran.text)]
    assert found == []


@pytest.mark.parametrize("asked", [asked for asked in WRITING if asked.function not in WITHOUT_EVENT], ids=str)
def test_the_events_of_what_a_request_changed_have_no_mark(
    asked: Asked, table: Table, issuer: Issuer, states: dict[str, Items], publish: Publish
) -> None:
    for good in good_requests(asked, issuer):
        before = states[asked.state]
        table.restore(before)
        fresh(asked.function)(good)
        published = publish(changes(before, table.items()))
        assert published.events != []
        assert published.dead_letters == []
        assert [*lines_with_marks(published.text), *lines_with_marks(published.on_the_bus, {PSEUDONYM})] == []


def test_a_record_that_is_broken_leaves_no_mark_but_in_its_dead_letter(
    states: dict[str, Items], publish: Publish
) -> None:
    """A dead letter is the whole record, which can be sent again: it has what the table has. Its reason has nothing."""
    found, reasons = [], set()
    for items in broken(states["cancelled"]):
        published = publish(changes([], items))
        found += [*lines_with_marks(published.text), *lines_with_marks(published.on_the_bus, {PSEUDONYM})]
        reasons |= {*published.reasons}
    assert [*found, *lines_with_marks(str(reasons))] == []
    assert "KeyError while reading the record" in reasons


@pytest.mark.parametrize("fault", [*FAULTS, *FAULTS_OF_ENTRIES])
def test_a_fault_of_the_bus_or_the_queue_leaves_no_mark(fault: str, states: dict[str, Items], publish: Publish) -> None:
    records = changes([], states["cancelled"])
    unreadable = [{**record, "dynamodb": {**record["dynamodb"], "NewImage": "none"}} for record in records]
    strike = {**FAULTS, **FAULTS_OF_ENTRIES}[fault]
    texts = [publish(batch, strike).text for batch in (records, unreadable)]
    assert texts[0] != texts[1]
    assert [*lines_with_marks("\n".join(texts))] == []


def test_a_record_without_a_position_that_cannot_be_kept_leaves_no_mark(publish: Publish) -> None:
    record = {mark("an odd record"): mark("an odd record")}
    assert [*lines_with_marks(publish([record], FAULTS["no right"]).text)] == []


def bodies_of(items: Items, publish: Publish) -> list[str]:
    """The events of the items' changes, as a rule of the bus puts them on queues."""
    events = publish(changes([], items)).events
    assert len(events) > 2
    return [message_of(json.loads(event["Detail"])) for event in events]


def test_the_messages_in_queues_and_dead_letters_have_no_mark(states: dict[str, Items], publish: Publish) -> None:
    for items in states.values():
        events = publish(changes([], items)).events
        assert [*lines_with_marks("\n".join(map(str, events)), {PSEUDONYM})] == []


@pytest.mark.parametrize("function", CONSUMERS)
def test_a_consumer_of_broken_items_and_odd_messages_leaves_no_mark(
    function: str, states: dict[str, Items], publish: Publish
) -> None:
    every = bodies_of(states["with a card"], publish)
    of_its_rule = [body for body in every if '"ResolutionRequested"' in body]
    bodies = of_its_rule if function == "work_resolution" else every
    found, failed = [], 0
    for items in broken(states["with a card"]):
        ran = consumed(function, bodies, Unchanging(items))
        failed += len(ran.answer["batchItemFailures"])
        found += [*lines_with_marks(ran.text)]
    odd = consumed(function, [mark("an odd message"), *bodies], Unchanging(states["with a card"]))
    assert {"itemIdentifier": "m1"} in odd.answer["batchItemFailures"]
    # keep_reports begins a day and reads it again: this table keeps nothing.
    assert len(odd.answer["batchItemFailures"]) == 1 or function == "keep_reports"
    assert [*found, *lines_with_marks(odd.text)] == []
    assert failed or function == "keep_history", "it reads nothing"


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("function", CONSUMERS)
def test_a_fault_of_a_consumers_table_leaves_no_mark(
    function: str, fault: str, states: dict[str, Items], publish: Publish
) -> None:
    bodies = bodies_of(states["with a card"], publish)
    ran = consumed(function, bodies, Unchanging(states["with a card"]), FAULTS[fault])
    assert [*lines_with_marks(ran.text)] == []


def test_an_audit_of_broken_items_leaves_no_mark(states: dict[str, Items], audit: Audit) -> None:
    found, written = [], ""
    for items in broken(states["booked"]):
        ran = audit(Unchanging(items), None)
        assert ran.answer["is_over"]
        written += ran.text
        found += [*lines_with_marks(ran.text, {PSEUDONYM})]
    assert found == []
    assert written.count("audit_finding") > 10


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_an_audited_table_leaves_no_mark(fault: str, states: dict[str, Items], audit: Audit) -> None:
    service = Unchanging(states["booked"])
    texts = [audit(service, FAULTS[fault], after=after).text for after in range(2)]
    assert [*lines_with_marks("\n".join(texts), {PSEUDONYM})] == []


def test_the_search_finds_a_mark_wherever_it_stands() -> None:
    made, other = mark("a value"), mark("another value")
    assert marks_in(f"{made.upper()}@example.com") == ["a value"]
    for before in range(3):
        encoded = base64.b64encode(f"{'x' * before}{made}, {other}".encode()).decode()
        assert marks_in(encoded) == ["a value", "another value"]
    assert [*lines_with_marks(f"nothing\n{made}", {"a value"})] == []
    assert [*lines_with_marks(f"nothing\n{made}")] == [f"a value in: {made}"]


def test_the_collection_has_all_that_a_function_writes() -> None:
    def act() -> None:
        sys.stdout.write(mark("printed"))
        sys.stderr.write(mark("an error"))
        logging.getLogger("any.library").debug(mark("logged"))
        warnings.warn(mark("warned"), stacklevel=1)
        raise RuntimeError(mark("raised"))

    assert marks_in(run(act).text) == ["an error", "logged", "printed", "raised", "warned"]
