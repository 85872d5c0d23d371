"""A function's environment variables, read once, when first needed. Raises SettingMissing."""

import os
from functools import cache
from typing import NamedTuple


class SettingMissing(RuntimeError):
    """The function needs an environment variable that is not set."""


CLAIM_DAYS = 400
"""Of template.yaml's parameter, and for who runs without it."""

MAX_OPEN_APPOINTMENTS = 10
"""Of template.yaml's parameter, and for who runs without it."""


class Settings(NamedTuple):
    """The settings of every function. `claim_days`: how long a claim is kept after its slot.

    `max_open_appointments`: how many a customer may have with a provider; only who books needs it.
    """

    table_name: str
    claim_days: int = CLAIM_DAYS
    max_open_appointments: int = MAX_OPEN_APPOINTMENTS


class TokenSettings(NamedTuple):
    """Which tokens a public route accepts: of this issuer, for one of these audiences."""

    issuer: str
    audience: tuple[str, ...]


class ConsumerSettings(NamedTuple):
    """Which consumers of the bus there are, for the function that audits the table. An empty URL: no cards are kept."""

    keep_history: bool
    cards_queue_url: str


class PublisherSettings(NamedTuple):
    """The further settings of the function that publishes events."""

    event_bus_name: str
    dead_letter_queue_url: str


@cache
def settings() -> Settings:
    return Settings(
        _required("TABLE_NAME"),
        claim_days=_number("CLAIM_DAYS", CLAIM_DAYS),
        max_open_appointments=_number("MAX_OPEN_APPOINTMENTS", MAX_OPEN_APPOINTMENTS),
    )


ROLE_CLAIM = "cognito:groups"
"""Of template.yaml's parameter, and for who runs without it."""


@cache
def role_claim() -> str:
    """The claim that holds the roles of a person."""
    return os.environ.get("ROLE_CLAIM", ROLE_CLAIM)


@cache
def token_settings() -> TokenSettings:
    return TokenSettings(_required("JWT_ISSUER"), tuple(_required("JWT_AUDIENCE").split(",")))


@cache
def publisher_settings() -> PublisherSettings:
    return PublisherSettings(
        event_bus_name=_required("EVENT_BUS_NAME"), dead_letter_queue_url=_required("DEAD_LETTER_QUEUE_URL")
    )


@cache
def consumer_settings() -> ConsumerSettings:
    return ConsumerSettings(
        keep_history=os.environ.get("KEEPS_HISTORY") == "true", cards_queue_url=os.environ.get("CARDS_QUEUE_URL", "")
    )


def shows_docs() -> bool:
    """Whether the API answers with its document and with the page that shows it; it does unless told otherwise."""
    return os.environ.get("SHOW_DOCS", "true") == "true"


def _number(name: str, otherwise: int) -> int:
    value = os.environ.get(name)
    return int(value) if value else otherwise


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SettingMissing(f"the environment variable {name} is not set")
    return value
