"""The proofs that need only DynamoDB, on the caller's own: another emulator, or AWS.

`python -m tests.proofs --endpoint URL` and `--aws`. They run in this process, so all tables are deleted if it is
stopped.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from docgen.prices import PRICES_OF, WRITE_UNIT
from tests.proofs.faults.__main__ import prove as prove_faults
from tests.proofs.histories.__main__ import prove_use_cases
from tests.proofs.races.__main__ import all_races
from tests.proofs.races.__main__ import prove as prove_races
from tests.proofs.status import COULD_NOT_RUN, WORDS, CouldNotRun, say, status_of
from tests.proofs.tables import RemoteTables, at_endpoint, in_account

LEFT_OUT = (
    "Left out: histories over HTTP (they need the whole stack), publish_events (no stream is read: what was written is "
    "told from the table), and bad input, contention and safeguards taken away (nothing of your DynamoDB is in them)."
)

# The most that is sent for an operation of a history (its repeats and the reads at the end of a history included), for
# all races together, and in a second of faults.
_REQUESTS_OF_AN_OPERATION = 8
_REQUESTS_OF_A_RACE = 2_000
_FAULT_REQUESTS_A_SECOND = 250
MOST_UNITS = 60
"""Write units of the dearest request: a move from eight slots to eight others, of items below 1 KB, in a transaction at
twice the price, with two indexes. Any read is cheaper."""


@dataclass(frozen=True)
class Extent:
    """How much is tried within about so many seconds."""

    seconds: float
    operations: int
    history_seconds: float
    fault_seconds: float

    @property
    def most_requests(self) -> int:
        return (
            self.operations * _REQUESTS_OF_AN_OPERATION
            + len([*all_races()]) * _REQUESTS_OF_A_RACE
            + round(self.fault_seconds * _FAULT_REQUESTS_A_SECOND)
        )

    @property
    def most_dollars(self) -> float:
        return self.most_requests * MOST_UNITS * WRITE_UNIT / 1e6


def extent(seconds: float) -> Extent:
    return Extent(seconds, max(500, round(seconds * 10)), seconds * 0.6, seconds * 0.3)


def on_endpoint(url: str, seconds: float, tell_end: Callable[[dict[str, int]], int]) -> int:
    asked = extent(seconds)
    say(f"On the DynamoDB at {url}: {_parts(asked)}. Its tables have names of their own and are deleted at the end.")
    return _prove(lambda: at_endpoint(url), asked, tell_end)


def on_aws(seconds: float, tell_end: Callable[[dict[str, int]], int]) -> int:
    asked = extent(seconds)
    say(announcement(asked))
    return _prove(lambda: in_account(asked.most_requests), asked, tell_end)


def announcement(asked: Extent) -> str:
    """The plan for the caller's account, and its highest cost."""
    return (
        f"In the account and the region of your AWS credentials: {_parts(asked)}.\n"
        "Tables named booking-proof-... are made on demand (PAY_PER_REQUEST) and deleted at the end, also when this is "
        "stopped by Ctrl-C; no other table is touched. Needed: dynamodb:CreateTable, DescribeTable, DeleteTable, "
        "GetItem, BatchGetItem, Query, Scan, PutItem, UpdateItem, DeleteItem, ConditionCheckItem and BatchWriteItem on "
        "table/booking-proof-* and its indexes.\n"
        f"At most {asked.most_requests:,} requests are sent, then it ends. This costs at most {asked.most_dollars:.2f} "
        f"dollars, by the list prices ({PRICES_OF}) and as if each were the dearest, of {MOST_UNITS} write units."
    )


def _parts(asked: Extent) -> str:
    return (
        f"histories of {asked.operations:,} operations in at most {asked.history_seconds:.0f} s, "
        f"{len([*all_races()])} races, and faults for {asked.fault_seconds:.0f} s"
    )


def _prove(reach: Callable[[], RemoteTables], asked: Extent, tell_end: Callable[[dict[str, int]], int]) -> int:
    say(LEFT_OUT)
    logging.disable(logging.CRITICAL)  # what the functions log of each fault would be all that is seen
    seed = int(time.time())
    say(f"seed {seed}\n")
    ended: dict[str, int] = {}
    try:
        with reach() as tables:
            for what, proof in _proofs(tables, asked, seed).items():
                say(f"=== {what} ===")
                ended[what] = status_on(tables, proof)
                say(f"=== {what}: {WORDS[ended[what]]} ===\n")
    except CouldNotRun as obstacle:
        say(f"COULD NOT RUN: {obstacle}")
        ended |= {"whatever was left": COULD_NOT_RUN}
    return tell_end(ended)


def _proofs(tables: RemoteTables, asked: Extent, seed: int) -> dict[str, Callable[[list[str]], None]]:
    return {
        "random histories, checked for linearizability": lambda violations: prove_use_cases(
            tables, asked.operations, asked.history_seconds, seed, violations
        ),
        "races": lambda violations: prove_races(tables, violations),
        "faults at every call": lambda violations: prove_faults(tables, asked.fault_seconds, seed, violations),
    }


def status_on(tables: RemoteTables, proof: Callable[[list[str]], None]) -> int:
    """An error because nothing answers any more says nothing about the promise.

    Any other error ends the program with its traceback and status 1, after the tables are deleted.
    """

    def proof_or_obstacle(violations: list[str]) -> None:
        try:
            proof(violations)
        except CouldNotRun:
            raise
        except Exception:
            tables.check_there()
            raise

    return status_of(proof_or_obstacle)
