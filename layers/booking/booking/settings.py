"""The environment of a function, read once and only when something asks for it."""

import os
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Settings:
    """`event_bus_name` and `dead_letter_queue_url` are set for the function that publishes events only."""

    table_name: str
    event_bus_name: str
    dead_letter_queue_url: str


@cache
def settings() -> Settings:
    """Raises KeyError when TABLE_NAME is missing."""
    return Settings(
        table_name=os.environ["TABLE_NAME"],
        event_bus_name=os.environ.get("EVENT_BUS_NAME", ""),
        dead_letter_queue_url=os.environ.get("DEAD_LETTER_QUEUE_URL", ""),
    )
