"""A walk over HTTP: the clients who make the calls, and the checks of what they are answered."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from tests.client import Answer, ApiClient

type Print = Callable[[str], object]


@dataclass
class Walk:
    """The checks so far. `admin` has the admin's token, `public` has none, `customer` is None if no token was given."""

    admin: ApiClient
    public: ApiClient
    customer: ApiClient | None
    say: Print = field(default=lambda line: sys.stdout.write(f"{line}\n"))
    checks: int = 0
    failed: int = 0
    explained: set[str] = field(default_factory=set)
    """The reasons that were met so far."""

    def check(self, what: str, found: object, wanted: object) -> None:
        """One line for each check."""
        self.checks += 1
        if found == wanted:
            self.say(f"ok      {what}")
        else:
            self.failed += 1
            self.say(f"FAILED  {what}: {_shown(found)} instead of {_shown(wanted)}")

    def holds(self, what: str, found: bool) -> None:
        self.check(what, found, wanted=True)

    def step(self, name: str, step: Callable[[], None]) -> None:
        """Some checks that depend on one another. An answer without what the next one needs ends them."""
        self.say(f"{name}:")
        try:
            step()
        except (AssertionError, KeyError, IndexError, TypeError, ValueError, OSError) as error:
            self.check(f"{name} could go on", repr(error), "an answer")

    def reasons(self, provider_id: str, start: datetime, by: ApiClient | None = None, **query: Any) -> list[str]:
        """The codes against a start, as staff reads them, or `by` somebody else."""
        path = f"/providers/{provider_id}/availability/explain"
        answer = get(by or self.admin, path, startTime=start.isoformat(), **query)
        codes = [reason["code"] for reason in answer.body["reasons"]]
        self.explained.update(codes)
        return codes


def get(client: ApiClient, path: str, headers: Mapping[str, str] | None = None, **query: Any) -> Answer:
    return client.call("GET", f"{path}?{urlencode(query)}" if query else path, headers=headers)


def starts(client: ApiClient, provider_id: str, day: date, **query: Any) -> list[str]:
    """The times at which the openings of a date begin, as HH:MM."""
    answer = get(client, f"/providers/{provider_id}/availability", date=day, **query)
    return clocks(answer.body["availableSlots"])


def clocks(slots: Iterable[Mapping[str, str]]) -> list[str]:
    return [slot["startTime"][11:16] for slot in slots]


def status_and_reasons(answer: Answer) -> tuple[int, str | None, list[str]]:
    """Of a refusal."""
    return answer.status, answer.code, [reason["code"] for reason in answer.body.get("reasons", ())]


def affected(answer: Answer) -> dict[str, list[str]]:
    """The reasons by appointment."""
    hits: list[dict[str, Any]] = answer.body["affectedAppointments"]
    return {hit["id"]: hit["reasons"] for hit in hits}


def _shown(value: object) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)
