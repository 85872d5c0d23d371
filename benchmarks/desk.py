"""Section `desk`: what a receptionist's reads cost, and whether they cost more beside many other appointments."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from botocore.config import Config

from benchmarks import desk_business as business
from benchmarks.canned import DAY
from benchmarks.figures import Figures
from benchmarks.measuring import counted_stretches, has_valgrind, instructions_of_calls, run_silently
from benchmarks.present import NOW
from benchmarks.recorded import Recorded
from benchmarks.report import NO_VALGRIND, Measured, number, ratio, shown, table
from benchmarks.svg import lines
from benchmarks.tls_server import Served, serving
from benchmarks.warm import PARTS, tls_calls
from booking.api.routes import ROUTES
from booking.aws import TABLE as CONFIG
from booking.dynamodb.address import address_in
from booking.dynamodb.sdk import sender
from booking.dynamodb.sending import Send
from booking.dynamodb.wire import Wire
from booking.http.endpoint import endpoint
from booking.providers.store import REMEMBERED_SECONDS
from docgen.board import BUSY, UNCHANGED, board_title
from docgen.handlers import load
from docgen.reads import Reads
from docgen.sample_calls import called
from local.emulator import Emulator
from local.store import EveryStore
from local.table import create_table
from tests.engine import TABLE_NAME
from tests.functional.lambdas import PROVIDER_ID, Event, sample, with_headers, with_query

TITLE = "The desk"
SIZES = (100, 1_000, 10_000, 100_000)
"""Other appointments of the first provider."""
_PAGE = 50
_CALLS = 1
"""A board takes as many instructions as hundreds of other calls, and callgrind is slow."""
_FEW, _MANY = BUSY
_SLOW = CONFIG.merge(Config(read_timeout=300))
"""Beside 100,000 appointments the emulator takes many seconds for a Query."""

_INTRODUCTION = """
Reads for a screen of 20 providers, on a date on which each of them has 10 or 40 appointments; the first provider has as
many on each date of the month. Appointments are of half an hour, in slots of 15 minutes. The functions run with TLS, as
[above](#a-warm-call), on answers that the emulator's DynamoDB gave. Read units are computed from the sizes of whole
items: DynamoDB bills a Query for all attributes, whatever it returns. A board that has not changed is answered with
304, and costs no less.

"""

_GROWTH = """
The same reads, with 10 appointments a provider and date, when the first provider has many other appointments before and
after the month. Only the function's process is counted. The emulator's own time grows with the table, because it looks
at each item of a partition; DynamoDB finds the first item of a Query by its key.

"""


@dataclass
class Read:
    """A call, and what it used. `appointments`: how many it reads. `etag`: of its answer."""

    title: str
    function: str
    event: Event
    appointments: int
    used: Figures = field(default_factory=dict)
    etag: str | None = None

    def again(self) -> "Read":
        """By a client that has the answer already."""
        event = with_headers(self.event, if_none_match=self.etag)
        return Read(f"{self.title}, {UNCHANGED}", self.function, event, self.appointments)

    def about(self) -> Mapping[str, Any]:
        """As the probe reads it."""
        return {"function": self.function, "event": self.event, "remembered_seconds": REMEMBERED_SECONDS}


@dataclass
class Recording:
    """The calls on a table, and the table's answers to them."""

    title: str
    reads: Sequence[Read]
    answers: Recorded = field(default_factory=Recorded)


class Business:
    """On a table of its own."""

    def __init__(self, emulator: Emulator, account: str, busy: int) -> None:
        client = emulator.client("dynamodb", access_key=account, config=_SLOW)
        create_table(client, TABLE_NAME)
        address = address_in(emulator.environment(account))
        assert address, "an emulator's environment is enough for the transport"
        self._send, self._writing, self._busy = sender(client), Wire(address), busy
        self._others = 0
        business.write(business.items(busy), self._writing)

    def grow(self, size: int) -> None:
        """To so many other appointments."""
        business.write(business.other_items(self._others, size), self._writing)
        self._others = size

    def recorded(self, title: str, reads: Sequence[Read]) -> Recording:
        """Call each function once."""
        recording = Recording(title, reads)
        for read in reads:
            _call(read, recording.answers.recording(self._send))
        return recording

    def recorded_twice(self, title: str, reads: Sequence[Read]) -> Recording:
        """And boards once more, as a desk asks that polls them."""
        recording = self.recorded(title, reads)
        polls = [read.again() for read in reads if read.function == "get_board"]
        for poll in polls:
            _call(poll, recording.answers.recording(self._send))
        return replace(recording, reads=[*reads, *polls])


def screens(busy: int) -> Iterator[Read]:
    """What a desk with so many appointments a provider and date reads."""
    providers = ",".join(provider.id for provider in business.PROVIDERS)
    of_month = busy * business.DATES
    month, day = f"{business.MONTH:%Y-%m}", str(DAY)
    yield Read(f"get_day, {busy} appointments", "get_day", with_query(sample("get_day"), date=day), busy)
    board = with_query(sample("get_board"), providerIds=providers, date=day)
    yield Read(board_title(busy), "get_board", board, busy * len(business.PROVIDERS))
    yield Read(
        f"get_month, {of_month:,} appointments", "get_month", with_query(sample("get_month"), month=month), of_month
    )


def lists() -> Iterator[Read]:
    providers = len(business.PROVIDERS)
    yield Read(f"list_providers, {providers} of them", "list_providers", with_query(sample("list_providers")), 0)
    query = {"providerId": PROVIDER_ID, "from": str(DAY), "limit": str(_PAGE)}
    listed = with_query(sample("list_appointments"), **query)
    yield Read(f"list_appointments, a page of {_PAGE}", "list_appointments", listed, _PAGE)


def recordings(sizes: Sequence[int] = SIZES) -> list[Recording]:
    """Of both businesses, and of the first one beside other appointments."""
    with Emulator(enforce_iam=False) as emulator:
        few, many = (Business(emulator, f"{100_000_000_000 + busy}", busy) for busy in BUSY)
        found = [
            few.recorded_twice("few appointments", [*lists(), *screens(_FEW)]),
            many.recorded_twice("many appointments", [*screens(_MANY)]),
        ]
        for size in sizes:
            few.grow(size)
            _, listed = lists()
            found.append(few.recorded(f"{size} other appointments", [listed, *screens(_FEW)]))
    return found


def measure() -> Measured:
    found = recordings()
    with serving({recording.title: recording.answers for recording in found}) as served:
        first = found[: len(BUSY)]
        for recording in first:
            for read in recording.reads:
                read.used["cpu_us"] = _microseconds(read, recording.title, served)
        if has_valgrind():
            _count(found, served)
    calls = {read.title: {"appointments": read.appointments, **read.used} for each in first for read in each.reads}
    sizes = [
        {"appointments": size, "calls": {read.title: read.used for read in recording.reads}}
        for size, recording in zip(SIZES, found[len(BUSY) :], strict=True)
    ]
    return Measured({"calls": calls, "sizes": sizes}, [] if has_valgrind() else [NO_VALGRIND])


def text(figures: Figures) -> str:
    rows = [
        [
            f"{title}: {found['requests']}",
            f"{found['read_units']:g}",
            number(found["bytes"]),
            number(found["instructions"], 1e3),
            number(found["instructions"] and found["instructions"] / found["appointments"], 1e3)
            if found["appointments"]
            else "-",
            number(found["cpu_us"]),
        ]
        for title, found in figures["calls"].items()
    ]
    columns = ["read", "units read", "bytes answered", "thousand instructions", "for each appointment", "CPU us"]
    return _INTRODUCTION + table(columns, rows) + _GROWTH + _growth(figures["sizes"])


def _growth(sizes: Sequence[Figures]) -> str:
    first, last = sizes[0], sizes[-1]
    rows = []
    for title, at_first in first["calls"].items():
        found = [size["calls"][title] for size in sizes]
        rows.append(
            [
                f"{title}: {' or '.join(dict.fromkeys(each['requests'] for each in found))}",
                " or ".join(dict.fromkeys(f"{each['read_units']:g}" for each in found)),
                *(number(each["instructions"], 1e3) for each in found),
                ratio(found[-1]["instructions"], at_first["instructions"]),
            ]
        )
    others = [f"{size['appointments']:,}" for size in sizes]
    others[0] += " others"
    columns = ["thousand instructions", "units read", *others, f"{last['appointments']:,} / {first['appointments']:,}"]
    return table(columns, rows) + ("\n" + shown("desk") if plots({"sizes": sizes}) else "")


def plots(figures: Figures) -> Mapping[str, str]:
    series: dict[str, list[tuple[float, float]]] = {}
    for size in figures["sizes"]:
        for title, found in size["calls"].items():
            if found["instructions"] is not None:
                series.setdefault(title.partition(",")[0], []).append(
                    (size["appointments"], found["instructions"] / 1e6)
                )
    title = "Instructions of a read beside other appointments"
    return {"desk": lines(title, "other appointments", "million", series)} if series else {}


def _call(read: Read, send: Send) -> None:
    """And note what it used."""
    reads = Reads(send)
    route = next(route for route in ROUTES if route.function == read.function)
    store = EveryStore(reads, TABLE_NAME)
    handler = endpoint(route, load(read.function).answer, store, lambda call: replace(call, clock=lambda: NOW))
    answer = called(handler, read.event).answer
    assert answer["statusCode"] < 400, f"{read.title}: {answer}"
    read.etag = answer["headers"].get("ETag")
    read.used = {
        "requests": ", ".join(f"{count} {name}" for name, count in sorted(reads.requests.items())),
        "read_units": reads.read_units,
        "bytes": len(answer["body"].encode()),
        "instructions": None,
    }


def _microseconds(read: Read, world: str, served: Served) -> int:
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        run_silently(tls_calls("times", read.about(), served.environment(world), Path(folder) / "case"))
        microseconds: float = json.loads((Path(folder) / "case" / "result.json").read_text())
    return round(microseconds)


def _count(found: Sequence[Recording], served: Served) -> None:
    reads = [(recording.title, read) for recording in found for read in recording.reads]
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        programs = [
            tls_calls("count", read.about(), served.environment(world), Path(folder) / str(n), _CALLS)
            for n, (world, read) in enumerate(reads)
        ]
        counted = counted_stretches(programs, at_once=PARTS)
    for (_, read), stretches in zip(reads, counted, strict=True):
        (read.used["instructions"],) = instructions_of_calls(stretches, _CALLS)
