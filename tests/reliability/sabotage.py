# ruff: noqa: E501  # the edits quote lines of the product as they stand
"""The safeguards of the service, each with the smallest edit of the product that removes it.

Each sabotage is done to a copy of the product, and the tests that are about what it guards are run against the copy:
one of them must fail. A safeguard whose removal nothing notices is a missing test.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from local.paths import ROOT
from tests.reliability.proof_plugin import WITH_PLUGIN
from tests.reliability.proof_status import BROKEN, HELD, CouldNotRun, say, status_of

PACKAGE = Path("layers/booking/booking")
WRITES, CANCELLATION = "persistence/writes.py", "persistence/cancellation.py"
PUBLISHING, BUS, IDEMPOTENCY = "application/publish_events.py", "messaging/event_bus.py", "application/idempotency.py"

# What runs against a sabotaged copy: proofs of behaviour, none that only looks at the text of an expression.
RACES = "tests/integration/test_races.py"
HISTORY = "tests/reliability/test_history_checker.py"
FAULTS = "tests/reliability/test_faults.py"
STREAM = "tests/reliability/test_stream_publishing.py"
LOST_ANSWERS = "tests/integration/test_lost_answers.py"
LOST_CLAIMS = "tests/integration/test_lost_claims.py"
APPOINTMENTS = "tests/integration/test_appointments.py"
PROVIDERS = "tests/integration/test_providers_and_schedules.py"
BY_HAND = "tests/integration/test_edits_by_hand.py"
CONTENTION = "tests/reliability/test_contention.py"


SECONDS = 120.0
"""After which a test that waits for what cannot come any more has noticed."""


@dataclass(frozen=True, slots=True)
class Sabotage:
    """`guard` names the safeguard; `old` stands once in the file and becomes `new`; `witnesses` are to notice it."""

    guard: str
    file: str
    old: str
    new: str
    witnesses: tuple[str, ...]


_PUT_NEW = 'return {**self._to_table, "Item": to_wire(item), "ConditionExpression": _IS_ABSENT}'
_UNCONDITIONAL_PUT = 'return {"TableName": self._to_table["TableName"], "Item": to_wire(item)}'
_CLAIM = 'return Write(Role.CLAIM, {"Put": self.put_new(item)})'
_APPOINTMENT_PUT = '{"Put": self.put_new(appointment_item(appointment))}'
_AS_READ = '"#version = :readVersion AND #{state_attribute} = :readState"'

SABOTAGES = (
    Sabotage(
        "a claim is put only where there is none",
        WRITES,
        _CLAIM,
        'return Write(Role.CLAIM, {"Put": {"TableName": self._to_table["TableName"], "Item": to_wire(item)}})',
        (RACES, CONTENTION),
    ),
    Sabotage("an id makes one entity", WRITES, _PUT_NEW, _UNCONDITIONAL_PUT, (PROVIDERS, APPOINTMENTS)),
    Sabotage(
        "an appointment is put only where there is none",
        WRITES,
        _APPOINTMENT_PUT,
        '{"Put": {"TableName": self._to_table["TableName"], "Item": to_wire(appointment_item(appointment))}}',
        (APPOINTMENTS, HISTORY),
    ),
    Sabotage(
        "an update requires the version that was read",
        WRITES,
        _AS_READ,
        '"(#version = :readVersion OR #version <> :readVersion) AND #{state_attribute} = :readState"',
        (PROVIDERS, APPOINTMENTS),
    ),
    Sabotage(
        "an update requires the status that was read",
        WRITES,
        _AS_READ,
        '"#version = :readVersion AND (#{state_attribute} = :readState OR #{state_attribute} <> :readState)"',
        (BY_HAND,),
    ),
    Sabotage(
        "a booking requires the schedule that offered it",
        WRITES,
        '"#version = :version AND #state = :active"',
        '"(#version = :version OR #version <> :version) AND #state = :active"',
        (APPOINTMENTS, CONTENTION),
    ),
    Sabotage(
        "a booking requires an active provider",
        WRITES,
        '"#version = :version AND #state = :active"',
        '"#version = :version AND (#state = :active OR #state <> :active)"',
        (BY_HAND,),
    ),
    Sabotage(
        "a schedule change moves every fence",
        WRITES,
        "for number in range(self._fences)",
        "for number in range(1)",
        (APPOINTMENTS, RACES),
    ),
    Sabotage(
        "only an appointment's own claims are released",
        WRITES,
        '"ConditionExpression": "#owner = :owner"',
        '"ConditionExpression": "#owner = :owner OR #owner <> :owner"',
        (LOST_CLAIMS,),
    ),
    Sabotage(
        "a key determines the new id",
        IDEMPOTENCY,
        "return Identity(_uuid_8(digest),",
        "return Identity(str(uuid.uuid4()) or str(digest),",
        (APPOINTMENTS, HISTORY),
    ),
    Sabotage(
        "a key is good for one request only",
        IDEMPOTENCY,
        "if self.fingerprint is not None and not hmac",
        "if False and not hmac",
        (APPOINTMENTS, HISTORY),
    ),
    Sabotage(
        "a booking is one transaction",
        "persistence/transactions.py",
        "            client.transact_write_items(\n                TransactItems=[w.request for w in transaction.writes],",
        "            for w in transaction.writes[1:]:\n                client.transact_write_items(TransactItems=[w.request])\n"
        "            client.transact_write_items(\n                TransactItems=[transaction.writes[0].request],",
        (RACES, FAULTS),
    ),
    Sabotage(
        "a write whose answer was lost is known again",
        CANCELLATION,
        "change_id_of(ours.item) == change_id:",
        "change_id_of(ours.item) == '':",
        (LOST_ANSWERS, FAULTS),
    ),
    Sabotage(
        "repeats of a transaction carry its token",
        "persistence/transactions.py",
        "if resized else transaction.change_id,",
        "if resized else str(__import__('uuid').uuid4()),",
        (LOST_ANSWERS, FAULTS),
    ),
    Sabotage(
        "an existing appointment is asked for before its claims",
        CANCELLATION,
        "if ours.failed_condition and ours.role is Role.NEW_APPOINTMENT and ours.item is not None:",
        "if any(r.failed_condition for r in reasons if r.role is Role.CLAIM):\n        raise SlotsClaimed([])\n"
        "    if ours.failed_condition and ours.role is Role.NEW_APPOINTMENT and ours.item is not None:",
        (APPOINTMENTS, HISTORY),
    ),
    Sabotage(
        "a changed provider is asked for before the claims",
        CANCELLATION,
        "    if failed[Role.PROVIDER]:\n        raise ProviderChanged\n",
        "    if failed[Role.PROVIDER]:\n        raise SlotsClaimed([]) if failed[Role.CLAIM] else ProviderChanged\n",
        (APPOINTMENTS, "tests/unit/persistence/test_cancellation.py"),
    ),
    Sabotage(
        "an unknown outcome is settled by a last look",
        "persistence/transactions.py",
        "if not (is_unknown and stored_change_id() == transaction.change_id):",
        "if stored_change_id:",
        (LOST_ANSWERS, FAULTS),
    ),
    Sabotage(
        "what is free is read strongly",
        "persistence/dynamo_store.py",
        "return self._claims(provider_id, within, is_consistent=True)",
        "return self._claims(provider_id, within, is_consistent=False)",
        ("tests/integration/test_request_counts.py",),
    ),
    Sabotage(
        "the openings of a move leave out what others claim",
        "application/get_availability.py",
        "if not moved or owner != moved.id}",
        "if not moved}",
        ("tests/functional/test_get_availability.py",),
    ),
    Sabotage(
        "alternatives leave out what the write found taken",
        "application/alternatives.py",
        " | {*taken}",
        "",
        ("tests/unit/application/test_alternatives.py",),
    ),
    Sabotage(
        "an entity is in a request once",
        BUS,
        "or any(letter.entity == other.entity for other in request)",
        "or False",
        (STREAM,),
    ),
    Sabotage(
        "what the bus did not take is reported",
        PUBLISHING,
        "return taken, refused, failed + [letter.position for letter in behind]",
        "return taken, refused, [letter.position for letter in behind]",
        (STREAM,),
    ),
    Sabotage(
        "what is behind a failure is reported with it",
        PUBLISHING,
        "return taken, refused, failed + [letter.position for letter in behind]",
        "return taken, refused, failed[:0]",
        (STREAM,),
    ),
    Sabotage(
        "an unreadable record goes to the dead letters",
        PUBLISHING,
        "            dead.append((index, str(error)))",
        "            str(error)",
        (STREAM,),
    ),
    Sabotage(
        "a dead letter that is not delivered is reported",
        PUBLISHING,
        "            failed.append(_position(records[index]))",
        "            pass",
        (STREAM,),
    ),
)


def sabotaged_copy(sabotage: Sabotage, folder: Path) -> Path:
    """A copy of the product without the safeguard: the folder to put on the path in the product's place."""
    shutil.copytree(ROOT / PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / PACKAGE.name / sabotage.file
    text = file.read_text()
    assert text.count(sabotage.old) == 1, f"{sabotage.file} has no single {sabotage.old!r}"
    file.write_text(text.replace(sabotage.old, sabotage.new))
    return folder


def first_to_notice(sabotage: Sabotage, folder: Path) -> str | None:
    """The test that fails without the safeguard, or None when none does. Raises CouldNotRun."""
    copy = sabotaged_copy(sabotage, folder)
    try:
        ended = _run(sabotage, copy)
    except subprocess.TimeoutExpired:
        return f"a test that never ends, of {', '.join(sabotage.witnesses)}"
    failures = [line.split()[1] for line in ended.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    if ended.returncode not in (HELD, BROKEN) or (ended.returncode and not failures):
        raise CouldNotRun(f"pytest ended with status {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return failures[0] if failures else None


def _run(sabotage: Sabotage, copy: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider"),
            *("-W", "ignore", *WITH_PLUGIN, *sabotage.witnesses),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


def main() -> int:
    """Take every safeguard away in turn; 1 when the removal of one goes unnoticed, 2 when that could not be tried."""
    return status_of(_prove)


def _prove(unnoticed: list[str]) -> None:
    for sabotage in SABOTAGES:
        with tempfile.TemporaryDirectory(prefix="booking-sabotage-") as folder:
            witness = first_to_notice(sabotage, Path(folder))
        say(f"without: {sabotage.guard:<55} {witness or 'NOTHING NOTICED'}")
        unnoticed += [] if witness else [sabotage.guard]
    say(f"{len(SABOTAGES)} safeguards taken away, {len(unnoticed)} unnoticed")


if __name__ == "__main__":
    sys.exit(main())
