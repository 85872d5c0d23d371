"""`python -m docgen.cost_page` writes docs/cost.md: the cost of a million bookings on AWS."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.figures import keep_figures, kept_figures
from docgen.bill import besides, bill, log_bytes, units_cost
from docgen.board import BUSY, HOURS, POLLS, SECONDS_BETWEEN, Poll, count_polls, of_a_day
from docgen.by_the_month import Row, of_a_month
from docgen.consumers import EARLIER, OTHERS, REQUESTS_OF_A_MESSAGE, count_consumers, of_a_million
from docgen.cost import FUNCTIONS, Booking, count_a_booking
from docgen.prices import PRICES_OF, READ_UNIT, SQS_REQUEST, WRITE_UNIT
from local.emulator import Emulator
from local.paths import ROOT, TEMPLATE
from local.translation import read_template

PAGE = ROOT / "docs" / "cost.md"
EMPTY_RECEIVES = 30 * 24 * 3600 // 20 * 5
"""Of a month: Lambda asks an empty queue with five pollers, for 20 seconds each time."""
SLOT_MINUTES = (15, 30)
"""An appointment of 30 minutes takes two slots, or one."""


@dataclass(frozen=True)
class Costs:
    """`bills` by the length of a slot in minutes; dollars for a million bookings, and for a month.

    `polls` and `boards` (cents for a day) by the appointments of each provider.
    """

    bills: Mapping[int, Sequence[Row]]
    bookings: Mapping[int, Booking]
    besides: Sequence[Row]
    monthly: Sequence[Row]
    rules: Sequence[Row]
    polls: Mapping[int, Poll]
    boards: Mapping[int, Sequence[Row]]
    consumers: Sequence[Row]

    def figures(self) -> dict[str, dict[str, float]]:
        """The figures from docs/benchmarks.json."""
        return {
            f"slots_{minutes}": {"together": round(_sum(rows), 2), **{what: round(cost, 2) for what, _, cost in rows}}
            for minutes, rows in self.bills.items()
        }


def costs() -> Costs:
    """Count and compute everything."""
    template, figures = read_template(TEMPLATE), kept_figures()
    with Emulator(enforce_iam=False) as emulator:
        bookings = {minutes: count_a_booking(emulator, minutes) for minutes in SLOT_MINUTES}
        polls = count_polls(emulator)
        consumed = count_consumers(emulator)
    bills = {minutes: bill(booked, template, figures) for minutes, booked in bookings.items()}
    booked = bookings[SLOT_MINUTES[0]]
    logged = sum(log_bytes(booked, template, dict.fromkeys(FUNCTIONS, 10)))
    further, monthly = besides(booked, template, logged), of_a_month(template)
    boards = {busy: of_a_day(busy, poll, template, figures) for busy, poll in polls.items()}
    of_consumers = of_a_million(consumed, template, figures)
    return Costs(bills, bookings, further, monthly, of_rules(figures), polls, boards, of_consumers)


def of_rules(figures: Mapping[str, Any]) -> list[Row]:
    """DynamoDB's part of what the scheduling rules add, by operation, from docs/benchmarks.json."""
    return [
        (
            name,
            f"{used['requests']}: {used['read_units']:g} read and {used['write_units']:g} write units",
            used["read_units"] * READ_UNIT + used["write_units"] * WRITE_UNIT,
        )
        for name, used in figures["rules"].items()
    ]


def _sum(rows: Sequence[Row]) -> float:
    return sum(dollars for _, _, dollars in rows)


def _table(head: str, rows: Sequence[Row], total: str | None = None) -> str:
    lines = [f"| {what} | {counted} | {dollars:.2f} |" for what, counted, dollars in rows]
    sums = [] if total is None else [f"| **{total}** | | **{_sum(rows):.2f}** |"]
    return "\n".join([head, "| --- | --- | ---: |", *lines, *sums])


def report(counted: Costs) -> str:
    """The page as Markdown."""
    booked = counted.bookings[SLOT_MINUTES[0]]
    saved = units_cost(booked.first_booking) - units_cost(booked.booking)
    parts = [
        f"# What a million bookings cost\n{_INTRODUCTION}",
        *_bills(counted),
        *([_REMEMBERED.format(saved)] if saved else []),
        _RULES,
        _table("| operation | on DynamoDB | dollars a million |", counted.rules),
        _CONSUMERS,
        _table("| consumer | for one event | dollars a million |", counted.consumers, "all of them"),
        _BOARD,
        *_boards(counted),
        _WHOLE.format(*(counted.polls[busy].whole for busy in BUSY)),
        _EXPLANATION,
        _BESIDES,
        _table("| item | for one booking | dollars a million |", counted.besides, "all of it"),
        _MONTHLY,
        _table("| item | how many | dollars a month |", counted.monthly, "at most"),
    ]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _bills(counted: Costs) -> Iterator[str]:
    for minutes, rows in counted.bills.items():
        claims = sum(item["SK"]["S"] != "APPOINTMENT" for item in counted.bookings[minutes].stored)
        yield f"## Slots of {minutes} minutes: {claims} claim{'s' * (claims > 1)}"
        yield _table("| item | for one booking | dollars a million |", rows, "together")


def _boards(counted: Costs) -> Iterator[str]:
    for busy, rows in counted.boards.items():
        yield f"### {busy} appointments a provider"
        yield _table("| item | for one poll | cents a day |", rows, "a day")


_INTRODUCTION = f"""
`make cost` writes this page. One booking is a read of a date's slots and an appointment of 30 minutes. The functions
are called with their sample events on the engine. Their usage is multiplied by the list prices, without the free tier
({PRICES_OF}).
"""

_REMEMBERED = """
The first booking of a provider in a function's sandbox costs {:.3f} dollars a million more. Later bookings remember the
provider.
"""

_RULES = """
## Services, limits and other rules

DynamoDB's part alone, with slots of 15 minutes, as [the benchmarks](benchmarks.md) count it: a service takes 3 slots
with its buffer, and the dates that are read have 30 appointments each.
"""

_CONSUMERS = f"""
## Consumers of the bus

What each of [the consumers](consumers.md) adds for each event; a booking is one, and so are a move and a cancellation.
A parameter leaves each out of a deployment. Of its price, {REQUESTS_OF_A_MESSAGE * SQS_REQUEST:.2f} is SQS; under load
several messages share requests and calls. The customer of the event has booked {EARLIER} times before, and {OTHERS}
others have booked on the same date. Processor time is taken to be that of the most expensive function
that was measured. Receiving from an empty queue costs up to {EMPTY_RECEIVES * SQS_REQUEST / 1e6:.2f} dollars a month
for each consumer.
"""

_BOARD = f"""
## A board on a screen

A desk asks for `GET /api/board` of 20 providers every {SECONDS_BETWEEN} seconds for {HOURS} hours: {POLLS} polls, with
`If-None-Match`. Appointments are of half an hour, in slots of 15 minutes. Each one that is shown is read, strongly
consistent; that is most of the bill.
"""

_WHOLE = """
A poll that finds a change gets the whole board: {} and {} bytes, paid as outbound data.
The gateway counts each 512 KB as a request. The processor time of a poll is that of
[the benchmarks](benchmarks.md#the-desk).
"""

_EXPLANATION = """
## How it is counted

- **DynamoDB**: the engine reports requests and write units. Each 4 KB of items read is a read unit. An
  `Idempotency-Key` costs nothing once the provider is remembered.
- **Logs**: the lines that the functions write, the access log's format with this booking's values, and 26 bytes a line.
  Lambda writes no lines about success (`SystemLogLevel`), and there are no traces (`Tracing`).
- **Lambda, time**: for each function, in the order read, book, publish. It is processor time plus waiting. Processor
  time is from docs/benchmarks.json, scaled from a core (1,769 MB) to the functions' memory. Waiting cannot be measured
  here. For DynamoDB it is 7.55 ms for a request and 25.3 ms for a transaction:
  [Alex DeBrie's medians](https://www.alexdebrie.com/posts/dynamodb-transactions-performance/). There is no figure for
  EventBridge; it is assumed to answer like a transaction.
- **Lambda, cold starts**: billed since August 2025. Processor time from the handler's import to the first answer, with
  a whole core, as Lambda initialises. Assumption: one call in a hundred is cold. AWS says that usually fewer are.
- **publish_events** is called once for each booking. Under load, one call handles the changes of a second.
"""

_BESIDES = """
## Further costs

For a million bookings with slots of 15 minutes. Storage is for each month that the data is kept. Outbound data is free
within the account's first 100 GB of a month.
"""

_MONTHLY = """
Each month, whatever the load. Metrics are billed by the hour, and only in hours in which they are counted. So a
deployment without traffic costs little more than the alarms.
"""


def main() -> int:
    counted = costs()
    keep_figures("cost", counted.figures())
    PAGE.write_text(report(counted))
    sys.stdout.write(PAGE.read_text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
