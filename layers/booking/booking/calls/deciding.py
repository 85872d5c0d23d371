"""Deciding again: if the data behind a decision changed before the write, read and decide once more."""

from collections.abc import Callable, Iterable

from booking.calls.refusals import Busy


class WriteRefused(Exception):
    """The write was refused because one of its conditions is false. The use case decides what that means."""


class AlreadyExists[Entity](WriteRefused):
    """Another request has already made an entity with this id."""

    def __init__(self, entity: Entity) -> None:
        super().__init__("the id is in use")
        self.entity = entity


class Changed(WriteRefused):
    """The data behind the decision has changed since it was read: decide again."""


def until_it_holds[Outcome](decide: Callable[[], Outcome], attempts: Iterable[int]) -> Outcome:
    """Call `decide` again as long as it raises Changed. Raises Busy when no attempt is left."""
    for _ in attempts:
        try:
            return decide()
        except Changed:
            continue
    raise Busy
