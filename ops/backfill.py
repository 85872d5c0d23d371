"""`make backfill` writes what consumers of the bus would have kept if they had always been there.

It reads the whole table, makes the entries of histories that are missing, and makes the cards of customers what their
appointments say. It may run beside everything else, and may be repeated. HISTORY=0 and CARDS=0 are for deployments that
keep none. TABLE_NAME names the table; without it, it works on the stack that `make dev` runs, or on the one on PORT.
"""

import math
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from botocore.exceptions import BotoCoreError

from booking.appointments.appointment import Appointment
from booking.audit.audited import AuditedAppointment, AuditedProvider, ItemKey, Reading
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
from local.settings import switch_from
from local.store import EveryStore
from ops.audit import table_to_audit

PAGE = 500
AT_ONCE = 8
PAGES_BETWEEN_NEWS = 20
SECONDS_FOR_A_WRITE = 30.0

DONE, LEFT_OUT, FAILED = 0, 1, 2

type Whole = AuditedAppointment | AuditedProvider


@dataclass
class Backfilled:
    """How many entries and cards were written. `unreadable`: the keys of items that were left out."""

    entries: int = 0
    cards: int = 0
    unreadable: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    """The ids of customers whose cards were looked at."""


@dataclass
class Backfill:
    """Of one table, page by page; of each page several items at once."""

    table: DynamoAuditedTable
    store: EveryStore
    pool: ThreadPoolExecutor
    has_history: bool = True
    has_cards: bool = True
    done: Backfilled = field(default_factory=Backfilled)

    def page(self, page: Reading) -> None:
        if self.has_history:
            whole = [item for item in page.values() if isinstance(item, AuditedAppointment | AuditedProvider)]
            wanted = {item: [key for key in item.all_entries if key not in page] for item in whole}
            present = self.table.look_up({key for keys in wanted.values() for key in keys})
            missing = {item: [key for key in keys if key not in present] for item, keys in wanted.items()}
            self.done.entries += sum(
                self.pool.map(self._entries, *zip(*missing.items(), strict=True)) if missing else ()
            )
        if self.has_cards:
            found = (item.customer_id for item in page.values() if isinstance(item, AuditedAppointment))
            customers = {each for each in found if each} - self.done.seen
            self.done.seen |= customers
            self.done.cards += sum(self.pool.map(self._card, customers))

    def _entries(self, item: Whole, missing: list[ItemKey]) -> int:
        """How many entries of the item were written."""
        if not missing:
            return 0
        try:
            known = {entry.version: entry for entry in _known(item, self.store)}
        except (KeyError, TypeError, ValueError):  # the audit says what is wrong with it
            self.done.unreadable.append(str(item.key))
            return 0
        whose = whose_of(item.key.PK)
        versions = (version_of(key.SK) for key in missing)
        return sum(self.store.keep(known.get(each, Entry(whose, each, NOT_RECORDED)), _call()) for each in versions)

    def _card(self, customer_id: str) -> bool:
        return refreshed(customer_id, self.store, _call())


def backfill(
    send: Send, table_name: str, say: Callable[[str], object], *, has_history: bool = True, has_cards: bool = True
) -> Backfilled:
    """Raises Busy."""
    table = DynamoAuditedTable(send, table_name, lambda: math.inf)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        work = Backfill(table, EveryStore(send, table_name), pool, has_history, has_cards)
        after, pages = None, 0
        while True:
            page, after = table.page(after, PAGE)
            work.page(page)
            pages += 1
            if after is None:
                return work.done
            if pages % PAGES_BETWEEN_NEWS == 0:
                say(f"  {pages * PAGE:,} items read, {work.done.entries:,} entries and {work.done.cards:,} cards ...")


def _known(item: Whole, store: EveryStore) -> Iterator[Entry]:
    """Of the version that stands what its change says, and of the first one when it was made."""
    entity = store.appointment(item.id) if isinstance(item, AuditedAppointment) else store.provider(item.id)
    whose = whose_of(item.key.PK)
    yield Entry(whose, 1, NOT_RECORDED, entity.record.created_at)
    if isinstance(entity, Appointment) and entity.erased_at == entity.record.updated_at:
        yield Entry(whose, entity.version, ERASED, entity.erased_at)  # by whom is not known
    elif _has_its_change(entity):
        entry = entry_of(event_of(render(DomainEvent(entity)).model_dump(mode="json", by_alias=True)))
        if entry:
            yield entry


def _has_its_change(entity: Appointment | Provider) -> bool:
    """A provider's version may be that of a service or of time off, whose change it does not know."""
    return isinstance(entity, Appointment) or entity.version == 1


def _call() -> Call:
    return Call("backfill", lambda: SECONDS_FOR_A_WRITE)


def main() -> int:
    """Exit status 0; 1 if items were left out; 2, after a message, when it could not go on. Then run it again."""
    table_name = table_to_audit()
    if table_name is None:
        say("No table: name one (make backfill TABLE_NAME=...), or run make dev in another terminal.")
        return FAILED
    os.environ["POWERTOOLS_METRICS_DISABLED"] = "true"  # metrics are for functions
    has_history = switch_from("HISTORY", os.environ, default=True)
    has_cards = switch_from("CARDS", os.environ, default=True)
    say(f"Reading {table_name} ...")
    try:
        done = backfill(sender(dynamodb()), table_name, say, has_history=has_history, has_cards=has_cards)
    except (BotoCoreError, Mistake) as failure:
        say(": ".join(["It could not go on", str(failure), *getattr(failure, "__notes__", [])]))
        return FAILED
    except Busy:
        say("It could not go on: the table has not answered for half a minute. Run it again.")
        return FAILED
    for key in done.unreadable:
        say(f"left out, because it cannot be read: {key}")
    say(f"{done.entries:,} entries of histories and {done.cards:,} cards of customers written.")
    return LEFT_OUT if done.unreadable else DONE


say = partial(print, flush=True)


if __name__ == "__main__":
    sys.exit(main())
