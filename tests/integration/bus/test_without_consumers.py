"""A deployment without any consumer: bookings do not miss them."""

from collections.abc import Iterator

import pytest

from local.emulator import Emulator
from local.paths import TEMPLATE
from local.stack import Stack, deploy
from local.translation import read_template
from tests.client import ApiClient, coming_monday

SWITCHES = {"History": "false", "CustomerCards": "false", "Reports": "false"}


@pytest.fixture(scope="module")
def bare() -> Iterator[Stack]:
    with Emulator(enforce_iam=True) as emulator:
        yield deploy(emulator, SWITCHES)


@pytest.mark.usefixtures("stack")  # which builds
def test_no_part_of_a_consumer_is_deployed_and_bookings_go_on(bare: Stack) -> None:
    left_out = {
        name
        for name, resource in read_template(TEMPLATE)["Resources"].items()
        if resource.get("Condition", "").startswith("Keeps")
    }
    assert len(left_out) >= 5 * len(SWITCHES)
    assert not [name for name in left_out if name in bare.resources]

    api = ApiClient(bare.api_url, bare.issuer.token("admin"))
    provider_id = api.create_provider()
    starts = api.free_starts(provider_id, coming_monday())
    booked = api.book(provider_id, starts[0])
    assert booked.status == 201
    assert api.book(provider_id, starts[0]).code == "slot-taken"
    assert api.reschedule(booked.body["id"], starts[4]).status == 200
    assert api.cancel(booked.body["id"]).status == 200
    assert api.call("GET", f"/appointments/{booked.body['id']}/history").body["items"] == []
    assert api.call("GET", "/customers?query=grace").body["items"] == []
