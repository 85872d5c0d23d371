"""An issuer whose keys the functions know, callers with its tokens, and an appointment to ask for.

The policy does not depend on the engine, and its cells are many: they are tested on moto alone.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from booking.appointments.appointment import Customer
from local.issuer import Issuer
from tests.callers import THERAPIST
from tests.functional.access.asking import Ask, Seed, customer_id
from tests.functional.lambdas import Function
from tests.functional.seeds import Seeds
from tests.moto_engine import Moto


@pytest.fixture(scope="module")
def engine(moto: Moto) -> Iterator[Moto]:
    with moto:
        yield moto


@pytest.fixture(autouse=True)
def _accepted(accepted_issuer: None) -> None:
    """The functions accept the issuer's tokens."""


@pytest.fixture(scope="module")
def functions() -> dict[str, Function]:
    return {}


@pytest.fixture
def ask(issuer: Issuer, seeds: Seeds, functions: dict[str, Function]) -> Ask:
    """Calls a function as one of WHO."""
    return Ask(issuer, seeds, functions)


@pytest.fixture(scope="module")
def kept() -> dict[str, list[dict[str, Any]]]:
    return {}


@pytest.fixture
def seed(seeds: Seeds, kept: dict[str, list[dict[str, Any]]]) -> Seed:
    """Puts the provider into the table, and an appointment of its customer: "booked", "cancelled" or "started"."""

    def seed(state: str = "booked") -> None:
        if state not in kept:
            seeds.table.restore()
            _seed(seeds, state)
            kept[state] = seeds.table.items()
        seeds.table.restore(kept[state])

    return seed


def _seed(seeds: Seeds, state: str) -> None:
    provider = seeds.scheduled_provider()
    customer = Customer(customer_id("its customer"), "Kim Berg")
    match state:
        case "booked":
            seeds.appointment(provider, customer=customer)
        case "cancelled":
            seeds.cancelled_appointment(provider, customer=customer)
        case "started":
            start, booked = datetime(2026, 12, 28, 8, 30, tzinfo=UTC), datetime(2026, 12, 27, tzinfo=UTC)
            seeds.appointment(provider, start=start, now=booked, customer=customer)
    seeds.give_subject(provider, THERAPIST)
