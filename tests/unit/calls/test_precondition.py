import pytest

from booking.calls.precondition import ANY_VERSION, ANY_VERSION_THAT_EXISTS, Precondition
from booking.calls.refusals import VersionMismatch


def test_without_a_precondition_any_version_will_do() -> None:
    ANY_VERSION.require(7)


def test_what_has_to_exist_may_have_any_version() -> None:
    ANY_VERSION.require(0)
    ANY_VERSION_THAT_EXISTS.require(7)
    with pytest.raises(VersionMismatch, match="no record") as refusal:
        ANY_VERSION_THAT_EXISTS.require(0)
    assert refusal.value.current == 0


def test_one_of_the_versions_asked_for_is_enough() -> None:
    Precondition({3, 7}).require(7)


def test_another_version_is_refused_and_the_current_one_named() -> None:
    with pytest.raises(VersionMismatch) as refusal:
        Precondition({3, 7}).require(8)
    assert refusal.value.current == 8


def test_no_version_at_all_accepts_none() -> None:
    # An If-Match whose tags are all weak or foreign names no version of ours.
    with pytest.raises(VersionMismatch):
        Precondition(()).require(1)
