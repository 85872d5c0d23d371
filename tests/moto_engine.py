"""moto as an engine: DynamoDB, EventBridge and SQS in this process, without a socket and ready at once.

It replaces HTTP, so the SDK above it is the real one. Use it for one client at a time: with several threads it lets a
slot be claimed twice. It ignores the tokens of requests, and their capacity.
"""

import copy
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

import boto3
from botocore.config import Config
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.core.serialize import JSONSerializer
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import Table as Stored

from local.emulator import REGION, ROOT_KEY
from tests.engine import Table, make_table


class MotoTable(Table):
    """Its items are read and replaced below the SDK. Otherwise most requests of a test would serve this purpose."""

    def items(self) -> list[dict[str, Any]]:
        return [item.to_json()["Attributes"] for item in self._stored.all_items()]

    def restore(self, items: Sequence[dict[str, Any]] = ()) -> None:
        self._stored.items.clear()
        self.put(items)

    def put(self, items: Sequence[dict[str, Any]]) -> None:
        for item in items:
            self._stored.put_item(item)

    @property
    def _stored(self) -> Stored:
        return _tables()[self.name]


class Moto:
    """Empty at the beginning of each `with` block; inside one, every client that this process makes meets it."""

    def __init__(self) -> None:
        self._mock = mock_aws(config={"core": {"mock_credentials": False}})
        self._cheap_copies = patch.object(Stored, "__deepcopy__", _copy_of_items, create=True)
        self._cheap_answers = patch.object(JSONSerializer, "_serialize_type_structure", _structure)
        self._kept: tuple[MotoTable, Stored] | None = None

    def environment(self, access_key: str = ROOT_KEY) -> dict[str, str]:
        return {
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": access_key,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        }

    def client(self, service: str, *, access_key: str = ROOT_KEY, config: Config | None = None) -> Any:
        session = boto3.Session(access_key, ROOT_KEY, region_name=REGION)
        client = session.client(service, config=config)  # type: ignore[call-overload]
        client.meta.events.register("provide-client-params.dynamodb.CreateTable", _without_stream)
        return client

    def table(self) -> MotoTable:
        """The template's table, empty. The same in each block: making it takes longer than most tests."""
        if self._kept is None:
            made = make_table(self)
            self._kept = MotoTable(made.client, made.access_key), _tables()[made.name]
        table, stored = self._kept
        stored.items.clear()
        _tables()[table.name] = stored
        return table

    def __enter__(self) -> Self:
        self._mock.start()
        self._cheap_copies.start()
        self._cheap_answers.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cheap_answers.stop()
        self._cheap_copies.stop()
        self._mock.stop()


def _tables() -> dict[str, Stored]:
    tables: dict[str, Stored] = dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables
    return tables


def _without_stream(params: dict[str, Any], **_: object) -> None:
    """Moto would keep in the table every record of its stream."""
    params.pop("StreamSpecification", None)


def _copy_of_items(table: Stored, memo: dict[int, Any]) -> Stored:
    """Moto copies the whole table for each write of a transaction. Copy only the items: nothing else can change."""
    copied = copy.copy(table)
    copied.items = copy.deepcopy(table.items, memo)
    return copied


_structure_by_guesses: Any = JSONSerializer._serialize_type_structure  # noqa: SLF001  # moto has no setting for it


def _structure(self: JSONSerializer, serialized: dict[str, Any], value: Any, shape: Any, key: str) -> None:
    """Moto tries ten names in many spellings for each attribute. An attribute is stored as it is sent."""
    if shape.name == "AttributeValue":
        serialized[key] = value
    else:
        _structure_by_guesses(self, serialized, value, shape, key)
