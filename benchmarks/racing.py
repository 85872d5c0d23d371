"""Section `racing`: clients that want one slot at the same moment, over HTTP."""

import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

from benchmarks import reference
from benchmarks.figures import Figures
from benchmarks.report import Measured, number, table
from local.build import build
from local.emulator import Emulator
from local.stack import deploy
from tests.client import ApiClient, coming_monday

TITLE = "Racing for one slot"
CLIENTS = (2, 6, 12)
ROUNDS = 3

_INTRODUCTION = """
All clients of a round book the same start at once. The service runs on the emulator. Its Lambdas, gateway and table
share this machine's cores with the clients, so the times say nothing about AWS. Each round must have one winner, and
every other client must get an answer.

"""


@dataclass
class Race:
    clients: int
    statuses: Counter[int]
    winners: list[int]
    seconds: float

    def figures(self, name: str) -> Figures:
        others = {str(status): number for status, number in self.statuses.items() if status != 201}
        milliseconds = round(self.seconds * 1e3, 1)
        return {
            "of": name,
            "clients": self.clients,
            "winners": self.winners,
            "other_answers": others,
            "milliseconds": milliseconds,
        }


def measure() -> Measured:
    build()
    with Emulator(enforce_iam=True) as emulator:
        stack = deploy(emulator)
        of_ours = races(stack.api_url, stack.issuer.token("admin"))
        found = [race.figures("service on the emulator") for race in of_ours]
    skipped = reference.why_not()
    if not skipped:
        with reference.cluster() as database, reference.server(database) as url:
            found += [race.figures("reference") for race in races(url)]
    return Measured({"races": found}, [f"The reference is left out: {skipped}."] if skipped else [])


def text(figures: Figures) -> str:
    rows = [
        [
            race["of"],
            str(race["clients"]),
            ", ".join(map(str, race["winners"])),
            ", ".join(f"{times} x {status}" for status, times in sorted(race["other_answers"].items())),
            number(race["milliseconds"]),
        ]
        for race in figures["races"]
    ]
    columns = ["", "clients", "winners in each round", "other answers", "ms to the last answer (median)"]
    return _INTRODUCTION + table(columns, rows)


def plots(_: Figures) -> Mapping[str, str]:
    return {}


def races(url: str, token: str | None = None) -> list[Race]:
    client = ApiClient(url, token, timeout=60.0)
    created = client.call("POST", "/providers", {"name": "Dr. Ada Conti", "timezone": "Europe/Rome"})
    provider_id = created.body["id"]
    week = {day: [{"start": "00:00", "end": "23:30"}] for day in ("monday", "tuesday", "wednesday")}
    assert client.set_schedule(provider_id, week).status == 200
    starts = iter(client.free_starts(provider_id, coming_monday()))
    _race(client, provider_id, next(starts), max(CLIENTS))  # starts as many workers as the largest race needs
    return [_rounds(client, provider_id, clients, [next(starts) for _ in range(ROUNDS)]) for clients in CLIENTS]


def _rounds(client: ApiClient, provider_id: str, clients: int, starts: list[str]) -> Race:
    results = [_race(client, provider_id, start, clients) for start in starts]
    seconds = sorted(seconds for _, seconds in results)[len(results) // 2]
    statuses = sum((found for found, _ in results), Counter[int]())
    return Race(clients, statuses, [found[201] for found, _ in results], seconds)


def _race(client: ApiClient, provider_id: str, start: str, clients: int) -> tuple[Counter[int], float]:
    """The statuses, and the seconds from the moment that all begin to the last answer."""
    line, ends = Barrier(clients), []
    begun = []

    def run(_: int) -> int:
        line.wait()
        begun.append(time.perf_counter())
        status = client.book(provider_id, start).status
        ends.append(time.perf_counter())
        return status

    with ThreadPoolExecutor(clients) as pool:
        try:
            statuses = Counter(pool.map(run, range(clients)))
        except BaseException:
            line.abort()  # otherwise the clients would wait forever for those that were not started
            raise
    return statuses, max(ends) - min(begun)
