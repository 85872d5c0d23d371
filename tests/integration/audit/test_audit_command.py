"""`make audit`, as a person runs it against a table anywhere."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from booking.appointments.appointment import Appointment
from booking.dynamodb.codec import to_wire
from booking.rules.items import claim_key, owner
from local.emulator import Emulator
from local.paths import ROOT
from tests.engine import Table
from tests.examples import OTHER_ID
from tests.integration.examples import LATER, START
from tests.soundness import assert_table_is_sound

type Audit = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def audit(engine: Emulator, table: Table) -> Audit:
    def run(**variables: str | None) -> subprocess.CompletedProcess[str]:
        """With these variables besides those that point at the table; None leaves one out."""
        environment = {**engine.environment(table.access_key), "TABLE_NAME": table.name, **variables}
        return subprocess.run(
            [sys.executable, "-m", "ops.audit"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **{name: value for name, value in environment.items() if value}},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def put_orphan(table: Table, provider_id: str) -> None:
    item = {**claim_key(provider_id, LATER), "owner": owner(OTHER_ID)}
    table.client.put_item(TableName=table.name, Item=to_wire(item))


def test_a_sound_table_is_told_by_its_counts_and_the_exit_status(audit: Audit, booked: Appointment) -> None:
    ended = audit()
    assert (ended.returncode, ended.stderr) == (0, "")
    counts = "1 provider, 1 appointment, 2 claims, 0 tickets, 8 fences, 0 lists, 0 customers, 0 rules"
    assert (
        f"{counts}, 0 versions, 0 cards, 0 keys, 0 resolutions, 0 outcomes, 0 reports, 0 others; 1 page in"
        in ended.stdout
    )
    assert "findings: none" in ended.stdout


def test_every_finding_is_printed_and_nothing_is_deleted_unasked(
    audit: Audit, table: Table, booked: Appointment
) -> None:
    put_orphan(table, booked.provider_id)
    before = table.items()
    ended = audit()
    assert ended.returncode == 1
    assert f"orphan-claim: claim of 2027-01-04T09:30:00Z of provider {booked.provider_id}" in ended.stdout
    assert table.items() == before


def test_a_repair_deletes_orphans_and_nothing_else(audit: Audit, table: Table, booked: Appointment) -> None:
    put_orphan(table, booked.provider_id)
    ended = audit(REPAIR="1")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "findings: 1 orphan-claim; 1 orphan claim deleted" in ended.stdout
    assert assert_table_is_sound(table).items["claims"] == 2  # type: ignore[index]


def test_what_a_repair_may_not_mend_stays_as_it_is(audit: Audit, table: Table, booked: Appointment) -> None:
    key = to_wire({**claim_key(booked.provider_id, START)})
    table.client.delete_item(TableName=table.name, Key=key)
    left = table.items()
    put_orphan(table, booked.provider_id)
    ended = audit(REPAIR="1")
    assert ended.returncode == 1
    assert "missing-claim" in ended.stdout
    assert table.items() == left


@pytest.mark.parametrize("variables", [{"TABLE_NAME": "no-such-table"}, {"AWS_DEFAULT_REGION": None}])
def test_an_audit_that_cannot_run_says_why(audit: Audit, variables: dict[str, str | None]) -> None:
    ended = audit(**variables)
    assert (ended.returncode, ended.stderr) == (2, "")
    assert "The audit could not go on: " in ended.stdout
