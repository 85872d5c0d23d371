"""docs/openapi.json as schemathesis sees it: all checks on, and what is left out with its reason beside it."""

import json
from collections.abc import Mapping
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.schemas import OpenApiSchema

from local.documents.files import OPENAPI
from tests.fuzz import checks, leading

ADDED = (checks, leading)
"""Imported for what they register with schemathesis."""

ZONES = (
    "Africa/Casablanca",  # its offset goes back for Ramadan
    "America/New_York",
    "America/St_Johns",  # half an hour
    "Antarctica/Troll",  # two hours of summer time
    "Asia/Kathmandu",  # three quarters of an hour
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Europe/Dublin",  # negative summer time
    "Europe/Rome",
    "Pacific/Apia",
    "UTC",
)

CHECKS: Mapping[str, Any] = {
    # A cancelled appointment stays readable, and cancelling it again answers the same record: documented.
    "use_after_free": {"enabled": False},
    # 412: the precondition that the client sent, If-Match, does not hold; it is checked before the rules of the domain.
    "negative_data_rejection": {
        "expected-statuses": ["400", "404", "405", "409", "412", "415", "422"],
    },
    # 422 too: what no schema can tell. `checks.only_the_domain_refuses` says which refusals these are.
    "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "404", "409", "412", "422"]},
}


def fuzzed(base_url: str, *, examples: int, steps: int, seed: int, app: Any = None, zones: int = 0) -> OpenApiSchema:
    """The schema for an API at this URL, which ends before `/api`; `app` is a WSGI application to call instead.

    `zones` is how many of the time zones are told, 0 for all: every value of an enum becomes cases of its own.
    """
    document = json.loads(OPENAPI.read_text())
    if zones:
        document["components"]["schemas"]["TimeZone"]["enum"] = [*ZONES[:zones]]
    schema = schemathesis.openapi.from_dict(document, config=_config(base_url, examples, steps, seed))
    schema.app = app
    return schema


def _config(base_url: str, examples: int, steps: int, seed: int) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "base-url": base_url,
            "continue-on-failure": True,
            "request-timeout": 20,
            "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
            "phases": {
                "stateful": {"max-steps": steps},
            },
            "checks": {**CHECKS},
        }
    )
