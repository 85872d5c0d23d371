"""Deciding again: when what a decision was made on has changed meanwhile, read and decide once more."""

from collections.abc import Callable, Iterable

from booking.calls.refusals import Busy


class WriteRefused(Exception):
    """A write did not happen because what it was decided on is not so; the use case decides what that means."""


class AlreadyExists[Entity](WriteRefused):
    """The id is in use by an entity that another request made."""

    def __init__(self, entity: Entity) -> None:
        super().__init__("the id is in use")
        self.entity = entity


class Changed(WriteRefused):
    """What the decision was made on has changed since it was read: decide again."""


def until_it_holds[Outcome](decide: Callable[[], Outcome], attempts: Iterable[int]) -> Outcome:
    """Call `decide` until its write is not refused for a change of its reading. Raises Busy when no attempt is left."""
    for _ in attempts:
        try:
            return decide()
        except Changed:
            continue
    raise Busy
