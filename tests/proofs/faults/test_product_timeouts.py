"""The proofs wait as long as the product does: by its clients' settings and by its template."""

import copy
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from booking.aws import MESSAGES, TABLE
from local.emulator import Emulator
from local.paths import TEMPLATE
from local.translation import Template, read_template
from tests.engine import make_table
from tests.proofs.faults.cases import CASES
from tests.proofs.faults.kinds import FAULTS
from tests.proofs.faults.wire import ATTEMPT_SECONDS, Attempt, Clock, Wire, answer
from tests.proofs.faults.world import World
from tests.proofs.function_time import function_seconds, seconds_of_requests
from tests.proofs.stream.proof import publish
from tests.proofs.stream.records import real_records

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PATIENT = Config(connect_timeout=7, read_timeout=11, retries={"total_max_attempts": 1})


class Timeouts:
    """Lets every attempt pass and notes how long its client would have waited."""

    def __init__(self) -> None:
        self.seen: set[tuple[float, float]] = set()

    def __call__(self, attempt: Attempt) -> None:
        self.seen.add((attempt.connect_seconds, attempt.read_seconds))


def of(config: Config) -> set[tuple[float, float]]:
    return {(config.connect_timeout, config.read_timeout)}  # type: ignore[attr-defined]  # known as arguments only


@pytest.fixture
def template() -> Template:
    return copy.deepcopy(read_template(TEMPLATE))


@pytest.mark.parametrize(
    ("name", "seconds"),
    [("connect timeout", 7), ("timeout, not carried out", 11), ("timeout after success", 11)],
)
def test_a_timeout_lasts_as_long_as_the_client_waits(name: str, seconds: float) -> None:
    clock, fault = Clock(), next(fault for fault in FAULTS if fault.name == name)
    session = boto3.Session("test", "test", region_name="us-east-1")
    client: DynamoDBClient = session.client("dynamodb", config=PATIENT)
    Wire(client, fault.strike, clock, lambda _, request: answer(request, 200, {}))
    with pytest.raises(BotoCoreError):
        client.list_tables()
    assert clock.now == ATTEMPT_SECONDS + seconds


def test_use_cases_under_faults_have_the_timeouts_of_the_product(engine: Emulator) -> None:
    timeouts = Timeouts()
    World(make_table(engine)).play(CASES[0], [timeouts])
    assert timeouts.seen == of(TABLE)


def test_publish_events_under_faults_has_the_timeouts_of_the_product(engine: Emulator) -> None:
    timeouts = Timeouts()
    publish(real_records(engine, make_table(engine), providers=1, appointments=1), timeouts)
    assert timeouts.seen == of(MESSAGES)


def test_a_request_has_the_time_that_the_template_gives(template: Template) -> None:
    assert function_seconds() == seconds_of_requests(template)
    template["Globals"]["Function"]["Timeout"] = 7
    assert seconds_of_requests(template) == 7.0


def test_a_route_with_a_timeout_of_its_own_is_refused(template: Template) -> None:
    template["Resources"]["GetProviderFunction"]["Properties"]["Timeout"] = 7
    with pytest.raises(ValueError, match="different timeouts"):
        seconds_of_requests(template)
