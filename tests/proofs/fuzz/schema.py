"""docs/openapi.json for schemathesis: all checks are on, and each exception has its reason beside it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.schemas import OpenApiSchema

from booking.time.zones import zone_names
from docgen.files import OPENAPI
from tests.proofs.fuzz import checks, leading
from tests.proofs.fuzz.gateway import TOKEN

REGISTERED = (checks, leading)
"""Imported for the checks and hooks that they add to schemathesis."""

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
    # The token is with every request, and the first check cannot call an application in this process.
    # tests/integration/access sends broken tokens and none.
    "ignored_auth": {"enabled": False},
    "missing_required_header": {"enabled": False},
    # A cancelled appointment stays readable, and cancelling it again answers the same record: documented.
    "use_after_free": {"enabled": False},
    # 401: the header that is missing may be the token. 412: the precondition that the client sent, If-Match, does not
    # hold; it is checked before the rules of the domain.
    "negative_data_rejection": {
        "expected-statuses": ["400", "401", "404", "405", "409", "412", "415", "422"],
    },
    # 422 too: what no schema can tell. `checks.only_the_domain_refuses` says which refusals these are.
    "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "404", "409", "412", "422"]},
}


@dataclass(frozen=True)
class Effort:
    """How much is tried. `examples` by operation in the fuzzing phase, `walks` of at most `steps` along the links.

    `zones` is how many time zones are sent, 0 for all. The document has no list of them: hardly any text would be one.
    """

    examples: int
    walks: int
    steps: int = 10
    zones: int = 0
    is_covering: bool = True
    """Whether the schema's edges are tried one by one: the same cases in every run."""


def fuzzed(base_url: str, effort: Effort, *, seed: int, token: str = TOKEN, app: Any = None) -> OpenApiSchema:
    """The document of an API at this URL, which ends before `/api`; `app` is a WSGI application to call instead.

    `token` is sent with every request.
    """
    leading.recent.clear()
    document = json.loads(OPENAPI.read_text())
    schemas, zones = document["components"]["schemas"], ZONES[: effort.zones] if effort.zones else sorted(zone_names())
    schemas["ProviderRequest"]["properties"]["timezone"]["enum"] = [*zones]
    schemas["ScheduleRequest"]["properties"]["timezone"]["enum"] = [*zones, None]
    schema = schemathesis.openapi.from_dict(document, config=_config(base_url, effort, seed, token))
    schema.app = app
    return schema


def _config(base_url: str, effort: Effort, seed: int, token: str) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "base-url": base_url,
            "headers": {"Authorization": f"Bearer {token}"},
            "continue-on-failure": True,
            "request-timeout": 20,
            "generation": {"deterministic": seed == 0, "database": "none", "no-shrink": True},
            "phases": {
                "coverage": {"enabled": effort.is_covering},
                "fuzzing": {"enabled": effort.examples > 0, "generation": {"max-examples": max(1, effort.examples)}},
                "stateful": {"max-steps": effort.steps, "generation": {"max-examples": effort.walks}},
            },
            "checks": {**CHECKS},
        }
    )
