"""The environment of a function, read once and only when something asks for it. Raises SettingMissing."""

import os
from functools import cache
from typing import NamedTuple


class SettingMissing(RuntimeError):
    """The function was deployed without an environment variable that it needs."""


class Settings(NamedTuple):
    """What every function is given."""

    table_name: str


class PublisherSettings(NamedTuple):
    """What the function that publishes events is given besides."""

    event_bus_name: str
    dead_letter_queue_url: str


@cache
def settings() -> Settings:
    return Settings(table_name=_required("TABLE_NAME"))


@cache
def publisher_settings() -> PublisherSettings:
    return PublisherSettings(
        event_bus_name=_required("EVENT_BUS_NAME"), dead_letter_queue_url=_required("DEAD_LETTER_QUEUE_URL")
    )


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SettingMissing(f"the environment variable {name} is not set")
    return value
