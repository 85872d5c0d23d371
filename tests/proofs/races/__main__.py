"""The races of `make test` outside of pytest, on tables from anywhere: `python -m tests.proofs.races`."""

import itertools
import sys
import traceback
from collections.abc import Callable, Iterator
from unittest.mock import patch

from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.dynamodb.sending import Answer, MayPass, Request, Send
from booking.observability import metrics
from local.emulator import Emulator, isolate_from_aws
from tests.engine import NOW, Table, at, call
from tests.integration.appointments import test_races as races
from tests.proofs.status import say, status_of
from tests.proofs.tables import EmulatedTables, Tables
from tests.soundness import assert_table_is_sound

_READS = 20

type Race = Callable[[Table, DynamoAppointments, Call], None]


def all_races() -> Iterator[tuple[str, Race]]:
    """Each with the sentence that it proves."""
    for name, race in vars(races).items():
        if name.startswith("test_"):
            yield name.removeprefix("test_").replace("_", " "), race


def patient(send: Send) -> Send:
    """Reads more often than the product, because a race is about who wins, and not about who gets a 503."""

    def sent(operation: str, request: Request) -> Answer:
        for number in itertools.count(1):
            try:
                return send(operation, request)
            except MayPass:
                if operation == "TransactWriteItems" or number == _READS:
                    raise
        raise AssertionError

    return sent


def prove(tables: Tables, violations: list[str]) -> None:
    """Each race once, on a table of its own."""
    for sentence, race in all_races():
        table = tables.make()
        # Metrics are made for one call at a time; these threads would fill one set together.
        with patch.object(metrics(), "add_metric"), tables.connected(table, races.CONNECTIONS) as send:
            try:
                race(table, DynamoAppointments(patient(send), table.name), call(clock=at(NOW), seconds=60))
                assert_table_is_sound(table)
            except AssertionError as error:
                where = "".join(traceback.format_exception(error, limit=-1)).strip()
                violations.append(f"{sentence}: {where}")
                say(f"VIOLATION {violations[-1]}")
            else:
                say(f"  held: {sentence}")
        tables.drop(table)
    say(f"{len([*all_races()])} races of up to {races.CLIENTS} clients, {len(violations)} violations")


def main() -> int:
    isolate_from_aws()

    def proof(violations: list[str]) -> None:
        with Emulator(enforce_iam=False) as engine:
            prove(EmulatedTables(engine), violations)

    return status_of(proof)


if __name__ == "__main__":
    sys.exit(main())
