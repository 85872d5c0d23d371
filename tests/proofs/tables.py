"""The tables of a proof, on its own emulator, on any DynamoDB at an endpoint, or in an AWS account.

At an endpoint and in an account each table has a random name. It is deleted at the end, even after a failure. No
request ever names another table.
"""

import os
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from booking.aws import TABLE as CONFIG
from booking.dynamodb.address import Address, address_in
from booking.dynamodb.sdk import sender
from booking.dynamodb.sending import Answer, Request, Send
from booking.dynamodb.wire import Wire
from local.emulator import REGION, ROOT_KEY, Emulator
from local.table import create_table
from tests.engine import TRANSPORTS, Table, Transport, make_table
from tests.proofs.faults.witnesses import StreamTail, TableReader, Witness
from tests.proofs.status import CouldNotRun, say

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Connect = Callable[[Config], "DynamoDBClient"]

_PATIENT = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 4, "mode": "standard"})
"""For what is no part of a proof: making tables, reading them at the end, deleting them."""
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_OF_AMAZON = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")


class Tables(Protocol):
    """Tables for the proofs."""

    def make(self) -> Table:
        """A new one, empty."""

    def drop(self, table: Table) -> None:
        """Delete it before the end: nobody looks at it any more."""

    def connected(self, table: Table, config: Config) -> AbstractContextManager[Send]:
        """A way to the table for as long as the block; one through the SDK has settings of its own."""

    def witness(self, table: Table) -> Witness:
        """Who tells what is written to it."""

    def is_there(self) -> bool:
        """Whether they can be reached still."""


@dataclass(frozen=True)
class EmulatedTables:
    """Each in an account of its own of one emulator. `has_streams`: whether its streams are to be read.

    `transports`: through which one table after the other is reached.
    """

    engine: Emulator
    has_streams: bool = True
    transports: Iterator[Transport] = field(default_factory=lambda: cycle(TRANSPORTS))

    def make(self) -> Table:
        return make_table(self.engine, next(self.transports))

    def drop(self, table: Table) -> None:
        table.client.delete_table(TableName=table.name)

    @contextmanager
    def connected(self, table: Table, config: Config) -> Iterator[Send]:
        if table.address:
            yield Wire(table.address)
            return
        client: DynamoDBClient = self.engine.client("dynamodb", access_key=table.access_key, config=config)
        with closing(client):
            yield sender(client)

    def witness(self, table: Table) -> Witness:
        if not self.has_streams:
            return TableReader(table)
        return StreamTail(self.engine.client("dynamodbstreams", access_key=table.access_key), table.name)

    def is_there(self) -> bool:
        return self.engine.is_running()


class TooManyRequests(CouldNotRun):
    """More would be sent than was announced."""


class RemoteTables:
    """Tables of a DynamoDB that is the caller's, deleted at the end of the `with` block.

    A block in which the DynamoDB is gone by the end ends with CouldNotRun. `most_requests`: after which nothing is sent
    any more, but for what deletes the tables. `address`: for every other table, which is reached through `wire`.
    """

    def __init__(
        self, connect: Connect, where: str, most_requests: int | None = None, address: Address | None = None
    ) -> None:
        self._connect, self._where, self._most, self._address = connect, where, most_requests, address
        self._client = connect(_PATIENT)
        self._client.meta.events.register("before-send", lambda **_: self._count())
        self._product_client = connect(CONFIG)
        self._lock = threading.Lock()
        self._names: list[str] = []
        self.made = 0
        self.requests = 0

    @property
    def endpoint(self) -> str:
        return self._client.meta.endpoint_url

    def make(self) -> Table:
        name = f"booking-proof-{uuid.uuid4().hex[:16]}"
        self._names.append(name)
        try:
            create_table(self._client, name)
            self._wait_for(name)
        except (BotoCoreError, ClientError) as error:
            raise CouldNotRun(f"no table could be made {self._where}: {error}") from error
        address = self._address if self.made % 2 == 0 else None
        self.made += 1
        table = Table(self._client, "", name, address)
        table.way = self._counted(Wire(address) if address else sender(self._product_client))
        return table

    def drop(self, table: Table) -> None:
        self._delete(table.name)

    @contextmanager
    def connected(self, table: Table, config: Config) -> Iterator[Send]:
        if table.address:
            yield self._counted(Wire(table.address))
            return
        with closing(self._connect(config)) as client:
            yield self._counted(sender(client))

    def witness(self, table: Table) -> Witness:
        return TableReader(table)

    def is_there(self) -> bool:
        """By a question about a table that nobody has."""
        try:
            self._client.describe_table(TableName=f"booking-proof-{uuid.uuid4().hex[:16]}")
        except ClientError as error:
            return bool(error.response["ResponseMetadata"]["HTTPStatusCode"] == 400)
        except BotoCoreError:
            return False
        return True

    def __enter__(self) -> Self:
        if not self.is_there():
            raise CouldNotRun(f"no DynamoDB answers {self._where}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        made, left = self.made, [*self._names]
        for name in left:
            self._delete(name)
        if not self._names:
            say(f"{made} tables were made and are deleted; {self.requests:,} requests")
        self._client.close()
        self._product_client.close()

    def check_there(self) -> None:
        """Raises CouldNotRun when nothing answers any more: what failed then says nothing about the product."""
        if not self.is_there():
            raise CouldNotRun(f"the DynamoDB {self._where} does not answer any more")

    def _delete(self, name: str) -> None:
        """One that is still being made cannot be deleted."""
        try:
            self._client.describe_table(TableName=name)
            self._wait_for(name)
            self._client.delete_table(TableName=name)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                say(f"NOT DELETED: the table {name} {self._where}: {error}")
                return
        except BotoCoreError as error:
            say(f"NOT DELETED: the table {name} {self._where}: {error}")
            return
        self._names.remove(name)

    def _wait_for(self, name: str) -> None:
        waiter = self._client.get_waiter("table_exists")
        waiter.wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 120})

    def _counted(self, send: Send) -> Send:
        def counted(operation: str, request: Request) -> Answer:
            if self._most is not None and self.requests >= self._most:
                raise TooManyRequests(f"the {self._most:,} requests that were announced are sent")
            self._count()
            return send(operation, request)

        return counted

    def _count(self) -> None:
        with self._lock:
            self.requests += 1


def at_endpoint(url: str) -> RemoteTables:
    """Of any DynamoDB that is no account of AWS. Keys and region are the environment's; on this machine any will do."""
    host = urlsplit(url).hostname
    if urlsplit(url).scheme not in {"http", "https"} or not host:
        raise CouldNotRun(f"an endpoint is a URL, http://127.0.0.1:8000 say, not {url}")
    if f".{host}".endswith(_OF_AMAZON):
        raise CouldNotRun(f"{host} is AWS: its tables cost money, and AWS=1 asks for them")
    is_local = host in _LOOPBACK
    session = _session(needs_settings=not is_local)
    here = Config(proxies={}) if is_local else Config()

    def connect(config: Config) -> "DynamoDBClient":
        return session.client("dynamodb", endpoint_url=url, config=config.merge(here))

    return RemoteTables(connect, f"at {url}", address=_address(session, {"AWS_ENDPOINT_URL": url}))


def in_account(most_requests: int) -> RemoteTables:
    """Of the account that the caller's keys and region name, and of no endpoint that an environment may set."""
    session = _session(needs_settings=True)
    real = Config(ignore_configured_endpoint_urls=True)  # type: ignore[call-arg]  # the stubs do not know it

    def connect(config: Config) -> "DynamoDBClient":
        return session.client("dynamodb", config=config.merge(real))

    return RemoteTables(connect, f"in AWS, {session.region_name}", most_requests, _address(session, {}))


def _address(session: boto3.Session, environment: dict[str, str]) -> Address | None:
    """None for what `wire` leaves to the SDK."""
    keys = session.get_credentials()
    if keys is None or session.region_name is None:
        return None
    frozen = keys.get_frozen_credentials()
    known = {
        "AWS_DEFAULT_REGION": session.region_name,
        "AWS_ACCESS_KEY_ID": frozen.access_key,
        "AWS_SECRET_ACCESS_KEY": frozen.secret_key,
        "AWS_SESSION_TOKEN": frozen.token,
    }
    return address_in({name: value for name, value in known.items() if value} | environment)


def _session(*, needs_settings: bool) -> boto3.Session:
    """Of the environment, as the AWS CLI reads it. Raises CouldNotRun when something is missing that is needed."""
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    names_someone = any(os.environ.get(name) for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE"))
    if not needs_settings and not names_someone:
        return boto3.Session(ROOT_KEY, ROOT_KEY, region_name=region or REGION)
    try:
        session = boto3.Session(region_name=region or (None if needs_settings else REGION))
        keys = session.get_credentials()
    except BotoCoreError as error:
        raise CouldNotRun(f"no keys: {error}") from error
    if keys is None or session.region_name is None:
        missing = "keys (AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)" if keys is None else "AWS_REGION"
        raise CouldNotRun(f"the environment names no {missing}")
    return session
