"""The environment of a function, read once and only when something asks for it. Raises SettingMissing."""

import os
from functools import cache
from typing import NamedTuple


class SettingMissing(RuntimeError):
    """The function was deployed without an environment variable that it needs."""


CLAIM_DAYS = 400
"""Of template.yaml's parameter, and for who runs without it."""


class Settings(NamedTuple):
    """What every function is given. `claim_days`: for how long a claim is kept after its slot."""

    table_name: str
    claim_days: int = CLAIM_DAYS


class PublisherSettings(NamedTuple):
    """What the function that publishes events is given besides."""

    event_bus_name: str
    dead_letter_queue_url: str


@cache
def settings() -> Settings:
    days = os.environ.get("CLAIM_DAYS")
    return Settings(_required("TABLE_NAME"), *([int(days)] if days else []))


@cache
def publisher_settings() -> PublisherSettings:
    return PublisherSettings(
        event_bus_name=_required("EVENT_BUS_NAME"), dead_letter_queue_url=_required("DEAD_LETTER_QUEUE_URL")
    )


def shows_docs() -> bool:
    """Whether the API answers with its document and with the page that shows it; it does unless told otherwise."""
    return os.environ.get("SHOW_DOCS", "true") == "true"


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SettingMissing(f"the environment variable {name} is not set")
    return value
