"""Proofs on the caller's DynamoDB leave nothing behind there, and use no AWS account unless asked to."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from inspect import signature
from typing import TYPE_CHECKING

import pytest

import tests.proofs.__main__ as all_proofs
from booking.dynamodb.sending import Answer, Request, Unanswered
from docgen.prices import WRITE_UNIT
from local.emulator import Emulator
from local.paths import ROOT
from local.ports import check_port
from tests.proofs import elsewhere
from tests.proofs.elsewhere import MOST_UNITS, announcement, extent
from tests.proofs.faults.__main__ import prove as prove_faults
from tests.proofs.histories.__main__ import plan, round_on_use_cases
from tests.proofs.races.__main__ import all_races, patient
from tests.proofs.status import COULD_NOT_RUN, HELD, CouldNotRun, status_of
from tests.proofs.tables import RemoteTables, TooManyRequests, at_endpoint, in_account

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OTHERS = "a-table-of-others"


@pytest.fixture(autouse=True)
def _no_machine_of_amazon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asks the network for keys."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(scope="module")
def their_client(engine: Emulator) -> Iterator["DynamoDBClient"]:
    """Of the account that proofs at an endpoint of this machine use, in which others have a table."""
    client: DynamoDBClient = engine.client("dynamodb")
    client.create_table(
        TableName=OTHERS,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
    )
    yield client
    client.delete_table(TableName=OTHERS)


@pytest.fixture
def tables(engine: Emulator, their_client: "DynamoDBClient") -> Iterator[RemoteTables]:
    with at_endpoint(engine.endpoint_url) as tables:
        yield tables
    assert their_client.list_tables()["TableNames"] == [OTHERS]


def test_histories_hold_on_any_endpoint(tables: RemoteTables) -> None:
    assert round_on_use_cases(tables, plan(0, clients=6, calls=60)).violations == []


def test_faults_hold_on_any_endpoint_without_a_stream(tables: RemoteTables, capsys: pytest.CaptureFixture[str]) -> None:
    violations: list[str] = []
    prove_faults(tables, 1.0, 0, violations)
    assert violations == []
    assert "faults injected" in capsys.readouterr().out


def test_every_race_of_the_suite_is_run_elsewhere_too() -> None:
    sentences = [sentence for sentence, _ in all_races()]
    assert "of many clients one gets the slot" in sentences
    assert len(sentences) >= 5


def test_a_race_repeats_reads_and_leaves_writes_to_the_product() -> None:
    asked: list[str] = []

    def send(operation: str, request: Request) -> Answer:
        asked.append(operation)
        if len(asked) < 4:
            raise Unanswered
        return {}

    assert patient(send)("GetItem", {}) == {}
    asked.clear()
    with pytest.raises(Unanswered):
        patient(send)("TransactWriteItems", {})
    assert asked == ["TransactWriteItems"]


def fail_on(tables: RemoteTables) -> None:
    with tables:
        tables.make()
        raise AssertionError


def test_tables_are_deleted_when_a_proof_fails(engine: Emulator, their_client: "DynamoDBClient") -> None:
    with pytest.raises(AssertionError):
        fail_on(at_endpoint(engine.endpoint_url))
    assert their_client.list_tables()["TableNames"] == [OTHERS]


def test_tables_are_deleted_when_a_proof_is_stopped(engine: Emulator, their_client: "DynamoDBClient") -> None:
    command = [sys.executable, "-m", "tests.proofs", "--endpoint", engine.endpoint_url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as proofs:
        assert proofs.stdout
        while len(their_client.list_tables()["TableNames"]) == 1:
            assert proofs.poll() is None
        proofs.send_signal(signal.SIGTERM)
        told = proofs.stdout.read()
    assert "did not come to their end" in told
    assert proofs.returncode == 128 + signal.SIGTERM
    assert their_client.list_tables()["TableNames"] == [OTHERS]


def test_every_race_takes_what_the_proof_gives_it() -> None:
    wanted = ["table", "store", "now"]
    assert {sentence for sentence, race in all_races() if [*signature(race).parameters] != wanted} == set()


def test_a_table_that_cannot_be_deleted_is_named(
    engine: Emulator, their_client: "DynamoDBClient", capsys: pytest.CaptureFixture[str]
) -> None:
    with Emulator(enforce_iam=False) as another, at_endpoint(another.endpoint_url) as tables:
        name = tables.make().name
        another.stop()
    assert f"NOT DELETED: the table {name} at {another.endpoint_url}" in capsys.readouterr().out


def test_an_endpoint_at_which_nothing_answers_could_not_be_tried() -> None:
    url = f"http://127.0.0.1:{check_port(0)}"
    command = [sys.executable, "-m", "tests.proofs", "--endpoint", url]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert f"COULD NOT RUN: no DynamoDB answers at {url}" in ended.stdout
    assert ended.returncode == COULD_NOT_RUN


def test_what_fails_at_an_endpoint_that_has_gone_says_nothing_about_the_promise() -> None:
    with Emulator(enforce_iam=False) as another, at_endpoint(another.endpoint_url) as tables:

        def proof(_: list[str]) -> None:
            another.stop()
            raise ConnectionResetError

        assert elsewhere.status_on(tables, proof) == COULD_NOT_RUN


def test_what_fails_at_an_endpoint_that_answers_is_raised_as_it_came(tables: RemoteTables) -> None:
    """Python then ends with status 1, that of a broken promise."""

    def proof(_: list[str]) -> None:
        raise AssertionError("the judge is at a loss")

    with pytest.raises(AssertionError, match="at a loss"):
        elsewhere.status_on(tables, proof)


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://127.0.0.1", "http://", "table"])
def test_what_is_no_url_is_no_endpoint(url: str) -> None:
    with pytest.raises(CouldNotRun, match="an endpoint is a URL"):
        at_endpoint(url)


# --- AWS: nothing of it is reached here ---------------------------------------------------------------------------


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Someone's, of AWS."""
    for name, value in {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "secret"}.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    "host", ["dynamodb.eu-south-1.amazonaws.com", "1.ddb.eu-south-1.amazonaws.com", "dynamodb.eu-south-1.api.aws"]
)
@pytest.mark.usefixtures("keys")
def test_aws_is_no_endpoint_to_be_tried_without_asking(host: str) -> None:
    with pytest.raises(CouldNotRun, match="AWS=1"):
        at_endpoint(f"https://{host}")


@pytest.mark.usefixtures("keys")
def test_an_endpoint_elsewhere_gets_the_keys_and_the_region_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(CouldNotRun, match="AWS_REGION"):
        at_endpoint("https://db.example.com")
    monkeypatch.setenv("AWS_REGION", "eu-south-1")
    assert at_endpoint("https://db.example.com").endpoint == "https://db.example.com"


def test_an_endpoint_elsewhere_needs_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-south-1")
    with pytest.raises(CouldNotRun, match="AWS_PROFILE"):
        at_endpoint("https://db.example.com")


@pytest.mark.usefixtures("keys")
def test_the_account_is_no_endpoint_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-south-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    assert in_account(1).endpoint == "https://dynamodb.eu-south-1.amazonaws.com"


def test_without_keys_there_is_no_account(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["prove", "--aws"])
    assert all_proofs.main() == COULD_NOT_RUN
    told = capsys.readouterr().out
    assert told.index("At most") < told.index("COULD NOT RUN: the environment names no keys")


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("arguments", [[], ["--endpoint", "http://127.0.0.1:9"]])
def test_without_being_asked_for_no_account_is_used(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def no_account(*_: object) -> int:
        pytest.fail("an account of AWS was asked for")

    monkeypatch.setattr(sys, "argv", ["prove", *arguments])
    monkeypatch.setattr(elsewhere, "in_account", no_account)
    monkeypatch.setattr(all_proofs, "on_aws", no_account)
    monkeypatch.setattr(all_proofs, "run_to_end", lambda command, cwd: HELD)
    all_proofs.main()


@pytest.mark.parametrize(
    ("variables", "passed"),
    [
        ([], ""),
        (["AWS=1"], "--aws"),
        (["AWS=0"], ""),
        (["AWS=yes"], ""),
        (["SECONDS=60"], "--seconds 60"),
        (["ENDPOINT=http://127.0.0.1:8000", "SECONDS=60"], "--seconds 60 --endpoint 'http://127.0.0.1:8000'"),
    ],
)
def test_make_passes_on_what_it_is_told(variables: list[str], passed: str) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in {"AWS", "ENDPOINT", "SECONDS", "MAKEFLAGS"}
    }
    command = ["make", "--dry-run", "prove", *variables]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    (line,) = [line for line in told.splitlines() if "tests.proofs" in line]
    assert line.split("tests.proofs")[1].strip() == passed


def test_what_it_may_cost_is_told_before_by_the_list_prices() -> None:
    asked = extent(720)
    told = announcement(asked)
    assert asked.most_requests == 7_200 * 8 + len([*all_races()]) * 2_000 + 216 * 250
    assert f"At most {asked.most_requests:,} requests" in told
    assert f"at most {asked.most_requests * MOST_UNITS * WRITE_UNIT / 1e6:.2f} dollars" in told
    assert "histories of 7,200 operations" in told


def test_less_time_may_cost_less_but_for_the_least_that_is_tried() -> None:
    assert extent(60).most_dollars < extent(720).most_dollars
    assert extent(1).operations == 500


@pytest.fixture
def announced(engine: Emulator) -> Callable[[int], RemoteTables]:
    """Makes tables for which so many requests were announced."""

    def connect(config: object) -> "DynamoDBClient":
        client: DynamoDBClient = engine.client("dynamodb", config=config)  # type: ignore[arg-type]
        return client

    return lambda most: RemoteTables(connect, "here", most)


def test_more_requests_than_were_announced_are_not_sent(
    announced: Callable[[int], RemoteTables], their_client: "DynamoDBClient"
) -> None:
    with announced(60) as tables:
        assert status_of(lambda found: prove_faults(tables, 60.0, 0, found)) == COULD_NOT_RUN
        with pytest.raises(TooManyRequests, match="60 requests"):
            tables.make().send("GetItem", {})
    assert their_client.list_tables()["TableNames"] == [OTHERS]
