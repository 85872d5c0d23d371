"""The outcome of a rush, and whether it kept the promise."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.dynamodb.codec import from_wire
from booking.rules.items import appointment_id_of, claim_key
from tests.proofs.contention.simulated_table import ItemKey, SimulatedTable


@dataclass(frozen=True)
class Answer:
    """`result` is "booked", "taken" or "busy"; of a schedule change "changed" or "busy". `seconds` since it was asked.

    `wanted`: the provider's id, and the start of the slot.
    """

    result: str
    seconds: float
    retries: int
    wanted: tuple[str, str]
    appointment_id: str | None = None


@dataclass(frozen=True)
class Outcome:
    """`answers` to the clients in their order; `change` to the schedule change, if there was one."""

    answers: Sequence[Answer]
    change: Answer | None
    table: SimulatedTable

    def count(self, result: str) -> int:
        return sum(answer.result == result for answer in self.answers)

    @property
    def retries(self) -> int:
        return sum(answer.retries for answer in self.answers)

    def violations(self) -> list[str]:
        """The violations. Empty if each slot has one winner and every answer agrees with the table."""
        items = {key: from_wire(item) for key, item in self.table.items.items()}
        return [
            *_wrong_answers(self.answers, items),
            *_wrong_claims(items),
            *_stale_decisions([from_wire(item) for item in self.table.written]),
        ]


def _wrong_answers(answers: Sequence[Answer], items: dict[ItemKey, Any]) -> Iterator[str]:
    stored = {item["id"] for (_, kind), item in items.items() if kind == "APPOINTMENT"}
    booked = {answer.appointment_id for answer in answers if answer.result == "booked"}
    winners = Counter(answer.wanted for answer in answers if answer.result == "booked")
    yield from (f"{count} clients won {wanted}" for wanted, count in winners.items() if count > 1)
    yield from (f"answered as booked, not in the table: {lost}" for lost in booked - stored)
    yield from (f"in the table, not answered as booked: {hidden}" for hidden in stored - booked)
    yield from (
        f"answered as taken, but free: {a.wanted}" for a in answers if a.result == "taken" and not winners[a.wanted]
    )


def _wrong_claims(items: dict[ItemKey, Any]) -> Iterator[str]:
    claims = {key: appointment_id_of(item["owner"]) for key, item in items.items() if "owner" in item}
    for item in items.values():
        if item["SK"] == "APPOINTMENT":
            key = claim_key(item["providerId"], datetime.fromisoformat(item["startTime"]))
            if claims.pop((key["PK"], key["SK"]), None) != item["id"]:
                yield f"does not own its slot: {item['id']} of {item['startTime']}"
    yield from (f"a claim without its appointment: {key}" for key in claims)


def _stale_decisions(written: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Appointments that were written after the schedule that offered them was replaced."""
    versions: dict[str, int] = {}
    for item in written:
        if item["SK"] == "PROVIDER":
            versions[item["id"]] = item["version"]
        elif item["SK"] == "APPOINTMENT" and item["providerVersion"] != versions[item["providerId"]]:
            yield f"offered by a schedule no longer in force: {item['id']}"
