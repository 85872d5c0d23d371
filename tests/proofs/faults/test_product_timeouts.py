"""The proofs wait as long as the product does: by its clients' settings and by its template."""

import copy
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from booking.aws import MESSAGES, TABLE
from booking.dynamodb.sending import Unanswered
from local.emulator import Emulator
from local.paths import TEMPLATE
from local.translation import Template, read_template
from tests.engine import make_table
from tests.proofs.faults.attempts import ATTEMPT_SECONDS, Attempt, Clock, Faulty, timeouts
from tests.proofs.faults.cases import CASES
from tests.proofs.faults.kinds import FAULTS
from tests.proofs.faults.world import new_world
from tests.proofs.function_time import function_seconds, seconds_of_requests
from tests.proofs.stream.kinds import BUS_FAULTS
from tests.proofs.stream.proof import publish
from tests.proofs.stream.records import real_records
from tests.proofs.stream.wire import Wire, answer
from tests.proofs.tables import EmulatedTables

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

PATIENT = Config(connect_timeout=7, read_timeout=11, retries={"total_max_attempts": 1})


class Timeouts:
    """Lets every attempt pass and notes how long its client would have waited."""

    def __init__(self) -> None:
        self.seen: set[tuple[float, float]] = set()

    def __call__(self, attempt: Attempt) -> None:
        self.seen.add((attempt.connect_seconds, attempt.read_seconds))


@pytest.fixture
def template() -> Template:
    return copy.deepcopy(read_template(TEMPLATE))


TIMEOUTS = pytest.mark.parametrize(
    ("name", "seconds"),
    [("connect timeout", 7), ("timeout, not carried out", 11), ("timeout after success", 11)],
)


@TIMEOUTS
def test_a_timeout_lasts_as_long_as_the_client_waits(name: str, seconds: float) -> None:
    clock, fault = Clock(), next(fault for fault in FAULTS if fault.name == name)
    send = Faulty(lambda operation, request: {}, fault.strike, clock, PATIENT)
    with pytest.raises(Unanswered):
        send("GetItem", {})
    assert clock.now == ATTEMPT_SECONDS + seconds


@TIMEOUTS
def test_a_timeout_of_the_bus_lasts_as_long_as_its_client_waits(name: str, seconds: float) -> None:
    clock, fault = Clock(), next(fault for fault in BUS_FAULTS if fault.name == name)
    session = boto3.Session("test", "test", region_name="us-east-1")
    client: EventBridgeClient = session.client("events", config=PATIENT)
    Wire(client, fault.strike, clock, lambda _, request: answer(request, 200, {}))
    with pytest.raises(BotoCoreError):
        client.list_event_buses()
    assert clock.now == ATTEMPT_SECONDS + seconds


def test_use_cases_under_faults_have_the_timeouts_of_the_product(engine: Emulator) -> None:
    noted = Timeouts()
    new_world(EmulatedTables(engine)).play(CASES[0], [noted])
    assert noted.seen == {timeouts(TABLE)}


def test_publish_events_under_faults_has_the_timeouts_of_the_product(engine: Emulator) -> None:
    noted = Timeouts()
    publish(real_records(engine, make_table(engine), providers=1, appointments=1), noted)
    assert noted.seen == {timeouts(MESSAGES)}


def test_a_request_has_the_time_that_the_template_gives(template: Template) -> None:
    assert function_seconds() == seconds_of_requests(template)
    template["Globals"]["Function"]["Timeout"] = 7
    assert seconds_of_requests(template) == 7.0


def test_a_route_with_a_timeout_of_its_own_is_refused(template: Template) -> None:
    template["Resources"]["GetProviderFunction"]["Properties"]["Timeout"] = 7
    with pytest.raises(ValueError, match="different timeouts"):
        seconds_of_requests(template)
