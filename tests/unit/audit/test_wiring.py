from collections.abc import Iterator

import pytest

from booking.audit.store import DynamoAuditedTable, audited_table
from booking.dynamodb.sdk import dynamodb
from booking.settings import settings


@pytest.fixture(autouse=True)
def _new_sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-south-1")
    monkeypatch.setenv("TABLE_NAME", "a-table")
    for cached in (dynamodb, settings):
        cached.cache_clear()
    yield
    for cached in (dynamodb, settings):
        cached.cache_clear()


def test_each_call_has_a_table_with_its_own_time() -> None:
    assert isinstance(audited_table(lambda: 1.0), DynamoAuditedTable)
    assert audited_table(lambda: 1.0) is not audited_table(lambda: 2.0)
