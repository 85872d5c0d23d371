import pytest

from booking.audit.store import DynamoAuditedTable, audited_table

pytestmark = pytest.mark.usefixtures("new_sandbox")


def test_each_call_has_a_table_with_its_own_time() -> None:
    assert isinstance(audited_table(lambda: 1.0), DynamoAuditedTable)
    assert audited_table(lambda: 1.0) is not audited_table(lambda: 2.0)
