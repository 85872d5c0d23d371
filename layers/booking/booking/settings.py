"""A function's environment variables, read once, when first needed. Raises SettingMissing."""

import os
from functools import cache
from typing import NamedTuple


class SettingMissing(RuntimeError):
    """The function needs an environment variable that is not set."""


CLAIM_DAYS = 400
"""Of template.yaml's parameter, and for who runs without it."""


class Settings(NamedTuple):
    """The settings of every function. `claim_days`: how long a claim is kept after its slot."""

    table_name: str
    claim_days: int = CLAIM_DAYS


class PublisherSettings(NamedTuple):
    """The further settings of the function that publishes events."""

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
