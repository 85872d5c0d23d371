"""Without any one of its safeguards, the service fails a test.

`make prove` removes all of them one by one. Here a few of the most important ones are removed.
"""

import subprocess
import sys

import pytest

from local.paths import ROOT
from tests.proofs.sabotage.__main__ import first_to_notice
from tests.proofs.sabotage.safeguards import SAFEGUARDS, Safeguard

DEAREST = (
    "a claim is put only where there is none",
    "a booking requires the schedule that offered it",
    "a write whose answer was lost is known again",
    "an entity is in a request once",
)
CHOSEN = [safeguard for safeguard in SAFEGUARDS if safeguard.guard in DEAREST]
REMOVE_ALL = "from tests.proofs.sabotage.safeguards import SAFEGUARDS\nfor safeguard in SAFEGUARDS: safeguard.remove()"


def test_guards_are_named_apart() -> None:
    assert len({safeguard.guard for safeguard in SAFEGUARDS}) == len(SAFEGUARDS)
    assert len(CHOSEN) == len(DEAREST)


def test_the_product_has_the_seam_of_every_safeguard() -> None:
    done = subprocess.run([sys.executable, "-c", REMOVE_ALL], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("safeguard", CHOSEN, ids=str)
def test_taking_a_safeguard_away_is_noticed(safeguard: Safeguard) -> None:
    assert first_to_notice(safeguard) is not None
