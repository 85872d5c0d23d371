"""The number of requests that a resolution makes."""

import pytest

from booking.calls.call import Call
from booking.resolutions.commands import RequestResolution
from booking.resolutions.get_resolution import get_resolution
from booking.resolutions.request_resolution import request_resolution
from booking.resolutions.work_resolution import work_resolution
from local.store import EveryStore
from tests.integration.examples import KEY, START
from tests.integration.faults import Only
from tests.integration.resolutions.mornings import CANCEL, Morning, at_leisure


@pytest.fixture
def morning(store: EveryStore, now: Call) -> Morning:
    return Morning.begin(store, now)


def test_a_request_for_cancellations(store: EveryStore, morning: Morning, now: Call, only: Only) -> None:
    with only(GetItem=1, TransactWriteItems=1):
        morning.request(CANCEL, store, now)


def test_a_request_for_transfers(store: EveryStore, morning: Morning, now: Call, only: Only) -> None:
    with only(GetItem=1, BatchGetItem=1, TransactWriteItems=1):
        morning.request(morning.transfer, store, now)


def test_a_request_with_a_key_and_its_repeat(store: EveryStore, morning: Morning, now: Call, only: Only) -> None:
    command = RequestResolution(morning.sick.id, START.date(), START.date(), CANCEL, KEY, {})
    with only(GetItem=2, TransactWriteItems=1):
        request_resolution(command, store, now)
    with only(GetItem=2, Query=1):
        request_resolution(command, store, now)


def test_reading_the_progress(store: EveryStore, morning: Morning, now: Call, only: Only) -> None:
    resolution = morning.request(CANCEL, store, now)
    with only(GetItem=2, Query=1):
        get_resolution(morning.sick.id, resolution.id, store, now)


def test_cancelling_four(store: EveryStore, morning: Morning, now: Call, only: Only) -> None:
    """Plan and end: 3 GetItem, 3 Query, 1 BatchGetItem and 2 transactions. Each appointment: 1 and 1."""
    resolution = morning.request(CANCEL, store, now)
    with only(GetItem=3 + 4, Query=3, BatchGetItem=1, TransactWriteItems=2 + 4):
        work_resolution(morning.sick.id, resolution.id, store, at_leisure())


def test_transferring_four(store: EveryStore, morning: Morning, now: Call, only: Only) -> None:
    """The same, and 1 GetItem for each provider that is tried, and 1 Query for each that has a limit."""
    resolution = morning.request(morning.transfer, store, now)
    with only(GetItem=3 + 4 + 6, Query=3 + 4, BatchGetItem=1, TransactWriteItems=2 + 3 + 1, PutItem=1):
        work_resolution(morning.sick.id, resolution.id, store, at_leisure())
