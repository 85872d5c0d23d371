"""`make backfill` writes what consumers of the bus would have kept if they had always been there.

It reads the whole table, and makes the cards of customers and the entries of histories that are missing. It changes
nothing that is there, may run beside everything else, and may be repeated. TABLE_NAME names the table; without it, it
works on the stack that `make dev` runs, or on the one on PORT.
"""

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from botocore.exceptions import BotoCoreError

from booking.appointments.appointment import Appointment
from booking.audit.audited import AuditedAppointment, AuditedProvider, ItemKey
from booking.audit.ports import Cursor
from booking.audit.store import DynamoAuditedTable
from booking.bus.delivered import event_of
from booking.calls.call import Call
from booking.calls.refusals import Busy
from booking.customers.keep_customer_cards import refreshed
from booking.dynamodb.sdk import dynamodb, sender
from booking.dynamodb.sending import Mistake, Send
from booking.events.event import DomainEvent
from booking.events.rendering import render
from booking.history.entry import ERASED, NOT_RECORDED, Entry, entry_of
from booking.history.items import version_of, whose_of
from booking.providers.provider import Provider
from local.store import EveryStore
from ops.audit import table_to_audit

PAGE = 500
SECONDS_FOR_A_WRITE = 30.0

DONE, FAILED = 0, 2


@dataclass
class Backfilled:
    """How many entries and cards were written."""

    entries: int = 0
    cards: int = 0
    customers: set[str] = field(default_factory=set)


def backfill(send: Send, table_name: str, say: Callable[[str], object]) -> Backfilled:
    """Entries page by page, and then the cards."""
    table, store = DynamoAuditedTable(send, table_name, lambda: math.inf), EveryStore(send, table_name)
    done, after = Backfilled(), None
    while True:
        after = _page(table, store, after, done)
        if after is None:
            break
        say(f"  {done.entries:,} entries of histories ...")
    for number, customer_id in enumerate(sorted(done.customers), 1):
        done.cards += refreshed(customer_id, store, _call())
        if number % PAGE == 0:
            say(f"  cards of {number:,} of {len(done.customers):,} customers ...")
    return done


def _page(table: DynamoAuditedTable, store: EveryStore, after: Cursor | None, done: Backfilled) -> Cursor | None:
    page, end = table.page(after, PAGE)
    for item in page.values():
        if isinstance(item, AuditedAppointment) and item.customer_id:
            done.customers.add(item.customer_id)
        if isinstance(item, AuditedAppointment | AuditedProvider):
            wanted = [key for key in item.all_entries if key not in page]
            present = table.look_up(wanted)
            for key in wanted:
                if key not in present:
                    done.entries += store.keep(_entry(key, item, store), _call())
    return end


def _entry(key: ItemKey, item: AuditedAppointment | AuditedProvider, store: EveryStore) -> Entry:
    """Of the version that stands, what its change says; of those before it, at most when the first was made."""
    whose, version = whose_of(key.PK), version_of(key.SK)
    for entry in _known(item, store):
        if entry.version == version:
            return entry
    return Entry(whose, version, NOT_RECORDED)


def _known(item: AuditedAppointment | AuditedProvider, store: EveryStore) -> Iterator[Entry]:
    entity = store.appointment(item.id) if isinstance(item, AuditedAppointment) else store.provider(item.id)
    whose = whose_of(item.key.PK)
    if isinstance(entity, Appointment) and entity.erased_at == entity.record.updated_at:
        yield Entry(whose, entity.version, ERASED, entity.erased_at)  # by whom is not known
    elif _has_its_change(entity):
        entry = entry_of(event_of(render(DomainEvent(entity)).model_dump(mode="json", by_alias=True)))
        if entry:
            yield entry
    yield Entry(whose, 1, NOT_RECORDED, entity.record.created_at)


def _has_its_change(entity: Appointment | Provider) -> bool:
    """A provider's version may be that of a service or of time off, whose change it does not know."""
    return isinstance(entity, Appointment) or entity.version == 1


def _call() -> Call:
    return Call("backfill", lambda: SECONDS_FOR_A_WRITE)


def main() -> int:
    """Exit status 2, after a message, when it could not go on. Then it can be run again."""
    table_name = table_to_audit()
    if table_name is None:
        say("No table: name one (make backfill TABLE_NAME=...), or run make dev in another terminal.")
        return FAILED
    say(f"Reading {table_name} ...")
    try:
        done = backfill(sender(dynamodb()), table_name, say)
    except (BotoCoreError, Mistake) as failure:
        say(": ".join(["It could not go on", str(failure), *getattr(failure, "__notes__", [])]))
        return FAILED
    except Busy:
        say("It could not go on: the table has not answered for half a minute. Run it again.")
        return FAILED
    say(f"{done.entries:,} entries of histories and {done.cards:,} cards of customers written.")
    return DONE


say = partial(print, flush=True)


if __name__ == "__main__":
    sys.exit(main())
