from datetime import UTC, datetime, timedelta

from booking.calls.change import Change, Origin
from booking.calls.record import Record
from booking.providers.provider import ProviderChange
from tests.examples import AUTHOR

NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
CREATED = Change(ProviderChange.CREATED, Origin("change-1", NOON, AUTHOR, "request-1"))
LATER = Change(ProviderChange.SCHEDULE_UPDATED, Origin("change-2", NOON + timedelta(hours=1), AUTHOR, "request-2"))


def test_a_new_record_is_at_version_1_and_was_made_when_its_change_was() -> None:
    assert Record.new(CREATED, "f-1") == Record(1, NOON, NOON, CREATED, "f-1")


def test_a_change_adds_1_to_the_version_and_keeps_when_and_by_which_request_it_was_made() -> None:
    changed = Record.new(CREATED, "f-1").after(LATER)
    assert changed == Record(2, NOON, NOON + timedelta(hours=1), LATER, "f-1")
