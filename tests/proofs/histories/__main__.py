"""Random clients of the service, and a checker of their answers: `python -m tests.proofs.histories`.

Nine tenths of the operations call the use cases on a table of the emulator. The rest goes over HTTP to the whole local
stack. Ends with status 1 if a promise is broken, with 2 if it could not run.
"""

import argparse
import json
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from unittest.mock import patch

import boto3
from botocore.exceptions import EndpointConnectionError

from booking.dynamodb.sending import Send
from booking.observability import metrics
from booking.settings import MAX_OPEN_APPOINTMENTS
from local.build import build
from local.emulator import Emulator
from local.issuer import Issuer
from local.run_files import RunFiles
from local.stack import Stack, deploy
from local.stack_file import STACK_FILE
from local.store import EveryStore
from tests.callers import ISSUER
from tests.engine import Table
from tests.proofs.faults.witnesses import StreamTail
from tests.proofs.histories.callers import Caller, people
from tests.proofs.histories.checker import Verdict, check_all
from tests.proofs.histories.checker_history import Violation
from tests.proofs.histories.history import Operation, Outcome, Unknown
from tests.proofs.histories.history_table import final_states
from tests.proofs.histories.model import MAX_OPEN
from tests.proofs.histories.model_rules import MINUTES_OF_A_DAY
from tests.proofs.histories.workload import Service, run
from tests.proofs.histories.workload_answers import Providers
from tests.proofs.histories.workload_choices import MIX, RESTLESS, Plan
from tests.proofs.histories.workload_http import HttpApi
from tests.proofs.histories.workload_use_cases import MANY_CONNECTIONS, Disturbance, UseCases
from tests.proofs.status import CouldNotRun, say, status_of
from tests.proofs.tables import EmulatedTables, Tables
from tests.soundness import assert_table_is_sound

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Sabotage = Callable[[Send], Send]


def plan(seed: int, *, clients: int = 14, calls: int = 250, issuer: str = ISSUER) -> Plan:
    """Most appointments lie on one day a month ahead. Odd seeds change the schedule all the time."""
    today = int(time.time()) // 60 // MINUTES_OF_A_DAY * MINUTES_OF_A_DAY
    mix = RESTLESS if seed % 2 else MIX
    return Plan(seed, today + 30 * MINUTES_OF_A_DAY, people(issuer), clients, calls, mix=mix)


def _at_work(planned: Plan) -> Plan:
    """All calls are made on the morning of the day, while people come and go."""
    now = planned.day - 30 * MINUTES_OF_A_DAY + 600 + 15 * (planned.seed % 5) + 10
    return replace(planned, now=now, limit=MAX_OPEN)


def round_on_use_cases(tables: Tables, planned: Plan, sabotage: Sabotage | None = None) -> Verdict:
    """The history of two providers on a table of its own. `sabotage` may spoil the way to it."""
    table, names, planned = tables.make(), _run_names(), _at_work(planned)
    witness = tables.witness(table)
    # Metrics are made for one call at a time; these threads would fill one set together.
    with patch.object(metrics(), "add_metric"), tables.connected(table, MANY_CONNECTIONS) as connected:
        send = Disturbance(planned.seed).of(sabotage(connected) if sabotage else connected)
        store = EveryStore(send, table.name, max_open=MAX_OPEN)
        there = _Presence(tables)
        made = Providers()
        services = [_WhileItRuns(there, UseCases(store, name, n, made, planned.now)) for n, name in enumerate(names)]
        calls = run(services, planned, names)
    records = witness.read()
    finals = final_states(table.client, table.name, names, records)
    verdict = check_all([*zip(calls, finals, strict=True)], now=planned.now)
    if not sabotage:
        assert_table_is_sound(table)
    tables.drop(table)
    return verdict


class Deployed(NamedTuple):
    """A stack with its API, whose URL ends in /api, and the table behind it."""

    url: str
    issuer: Issuer
    table_name: str
    database: "DynamoDBClient"
    streams: Any

    @classmethod
    def of(cls, stack: Stack) -> Self:
        emulator = stack.emulator
        return cls(
            stack.api_url,
            stack.issuer,
            stack.table_name,
            emulator.client("dynamodb"),
            emulator.client("dynamodbstreams"),
        )


def round_over_http(deployed: Deployed, planned: Plan) -> Verdict:
    """The history of two providers over the API; the table behind it is read at the end."""
    names = _run_names()
    tail = StreamTail(deployed.streams, deployed.table_name)
    tail.read()
    made = Providers()
    services = [HttpApi(deployed.url, deployed.issuer, name, n, made) for n, name in enumerate(names)]
    calls = run(services, planned, names)
    records = tail.read()
    finals = final_states(deployed.database, deployed.table_name, names, records)
    verdict = check_all([*zip(calls, finals, strict=True)], MAX_OPEN_APPOINTMENTS)
    assert_table_is_sound(Table(deployed.database, "", deployed.table_name))
    return verdict


@dataclass
class _Presence:
    """Whether the tables have gone."""

    tables: Tables
    is_gone: bool = False


@dataclass
class _WhileItRuns:
    """A service that does not try again and again for as long as a call may take, once its tables have gone."""

    presence: _Presence
    service: Service

    def carry_out(self, caller: Caller, operation: Operation) -> Outcome:
        if self.presence.is_gone:
            return Unknown("no tables")
        outcome = self.service.carry_out(caller, operation)
        if isinstance(outcome, Unknown):
            self.presence.is_gone = not self.presence.tables.is_there()
        return outcome


def _run_names() -> list[str]:
    """One for each of the two providers."""
    return [uuid.uuid4().hex[:16] for _ in range(2)]


@dataclass
class Totals:
    """The totals of all rounds of one kind."""

    rounds: int = 0
    calls: int = 0
    seconds: float = 0.0
    search_seconds: float = 0.0
    longest_search: float = 0.0
    configurations: int = 0
    most_at_once: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)

    def add(self, verdict: Verdict, seconds: float) -> None:
        self.rounds += 1
        self.calls += verdict.calls
        self.seconds += seconds
        self.search_seconds += verdict.search_seconds
        self.longest_search = max(self.longest_search, verdict.search_seconds)
        self.configurations += verdict.configurations
        self.most_at_once = max(self.most_at_once, verdict.most_at_once)
        self.outcomes += verdict.outcomes
        self.reasons += verdict.reasons
        self.done += verdict.done
        self.violations += verdict.violations

    def __str__(self) -> str:
        outcomes = ", ".join(f"{name} {count:,}" for name, count in self.outcomes.most_common())
        reasons = ", ".join(f"{name} {count:,}" for name, count in self.reasons.most_common())
        done = ", ".join(f"{name} {count:,}" for name, count in self.done.most_common())
        return (
            f"{self.calls:,} operations in {self.rounds} histories, {self.seconds:.1f} s "
            f"({self.calls / max(self.seconds, 0.001):.0f}/s), up to {self.most_at_once} at once\n"
            f"  outcomes: {outcomes}\n"
            f"  reasons: {reasons}\n"
            f"  done: {done}\n"
            f"  search: {self.search_seconds:.2f} s in all, {self.longest_search:.2f} s the longest, "
            f"{self.configurations:,} configurations\n"
            f"  violations: {len(self.violations)}"
        )


def repeat(
    title: str, make_round: Callable[[int], Verdict], operations: int, seconds: float, violations: list[str]
) -> None:
    """Rounds until so many operations are done or the time is over, the last round ending by itself; with progress.

    Each round reads the table at its end, so a violation never comes from an emulator that has stopped.
    """
    totals, began = Totals(), time.monotonic()
    while totals.calls < operations and time.monotonic() - began < seconds:
        started = time.monotonic()
        verdict = make_round(totals.rounds)
        totals.add(verdict, time.monotonic() - started)
        violations += map(str, verdict.violations)
        for violation in verdict.violations:
            say(f"VIOLATION {violation}")
        if totals.rounds % 4 == 0 or verdict.violations:
            say(
                f"{title}: {totals.calls:,} of {operations:,} operations, {time.monotonic() - began:.0f} s, "
                f"{len(totals.violations)} violations"
            )
    say(f"{title}: {totals}")


@contextmanager
def api(url: str | None) -> Iterator[Deployed]:
    """A stack of our own, or that of `make dev`. Raises CouldNotRun when the latter is another one, or has gone."""
    if url is None:
        build()
        with Emulator(enforce_iam=True) as emulator:
            yield Deployed.of(deploy(emulator))
        return
    if not STACK_FILE.is_file():
        raise CouldNotRun(f"no {STACK_FILE}: `make dev` does not run")
    values: dict[str, Any] = json.loads(STACK_FILE.read_text())
    if values["apiUrl"].rstrip("/") != url.rstrip("/"):
        raise CouldNotRun(f"{STACK_FILE} names another API, {values['apiUrl']}: the table behind {url} is not known")
    issuer_file = RunFiles(STACK_FILE.parent).issuer
    if not issuer_file.is_file():
        raise CouldNotRun(f"no {issuer_file}: the stack behind {url} has gone")
    session = boto3.Session(values["awsAccessKeyId"], values["awsSecretAccessKey"], region_name=values["region"])
    endpoint = values["awsEndpointUrl"]
    try:
        database = session.client("dynamodb", endpoint_url=endpoint)
        streams = session.client("dynamodbstreams", endpoint_url=endpoint)
        yield Deployed(url, Issuer.load(issuer_file), values["tableName"], database, streams)
    except EndpointConnectionError as error:
        raise CouldNotRun(f"the stack behind {url} has gone: {error}") from error


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.histories", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0, help="end after so many seconds (%(default)s)")
    parser.add_argument("--operations", type=int, default=10_000, help="or after so many operations (%(default)s)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the clients' choices (%(default)s)")
    parser.add_argument("--api", metavar="URL", help="the API that `make dev` runs; without it one is started")
    asked = parser.parse_args()
    say(f"seed {asked.seed}")
    return status_of(lambda violations: _prove(asked, violations))


def _prove(asked: argparse.Namespace, violations: list[str]) -> None:
    over_http = asked.operations // 10
    with Emulator(enforce_iam=False) as engine:
        tables = EmulatedTables(engine)
        prove_use_cases(tables, asked.operations - over_http, asked.seconds * 0.6, asked.seed, violations)
    with api(asked.api) as deployed:
        repeat(
            "HTTP",
            lambda n: round_over_http(deployed, plan(asked.seed + n, clients=12, issuer=deployed.issuer.url)),
            over_http,
            asked.seconds * 0.4,
            violations,
        )


def prove_use_cases(tables: Tables, operations: int, seconds: float, seed: int, violations: list[str]) -> None:
    repeat("use cases", lambda n: round_on_use_cases(tables, plan(seed + n)), operations, seconds, violations)


if __name__ == "__main__":
    sys.exit(main())
