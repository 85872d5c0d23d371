"""A use case under faults, and what it may be answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from booking.calls.call import Call
from booking.calls.caller import Caller
from booking.calls.precondition import Precondition
from booking.calls.refusals import Refusal
from local.store import EveryStore
from tests.callers import ADMIN
from tests.proofs.faults.scene import Scene

STALE, SEEN = Precondition([7]), Precondition([1])
"""Of an appointment or a service at version 1."""

type Act = Callable[[Scene, EveryStore, Call], Any]


@dataclass(frozen=True)
class Case:
    """`refusal`: the refusal of the act if there is no fault; None for a success.

    `refusal_of_repeat`: the right refusal of a repeat after the act was carried out.
    `is_safe_to_repeat`: however often it is sent, it is carried out once.
    `allowed`: refusals that other clients may cause in the meantime. A refused client must have written nothing.
    """

    name: str
    act: Act
    refusal: type[Refusal] | None = None
    refusal_of_repeat: type[Refusal] | None = None
    is_safe_to_repeat: bool = True
    allowed: tuple[type[Refusal], ...] = ()
    caller: Caller = ADMIN

    @property
    def is_read(self) -> bool:
        return self.name.startswith("read")

    def __str__(self) -> str:
        return self.name
