"""Commands: the input of the use cases that write. Each value is valid on its own."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from booking.calls.precondition import ANY_VERSION, Precondition
from booking.overrides.override import Override


class SetOverride(NamedTuple):
    """`precondition` is about the provider's version, here and below."""

    provider_id: str
    override: Override
    precondition: Precondition = ANY_VERSION
    is_dry_run: bool = False


class SetOverrides(NamedTuple):
    """No date is among them twice."""

    provider_id: str
    overrides: Sequence[Override]
    precondition: Precondition = ANY_VERSION
    is_dry_run: bool = False


class RemoveOverride(NamedTuple):
    provider_id: str
    day: date
    precondition: Precondition = ANY_VERSION
    is_dry_run: bool = False
