"""Runs schemathesis' engine and counts what came of it."""

import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from schemathesis.engine import events, from_schema
from schemathesis.specs.openapi.schemas import OpenApiSchema


@dataclass
class Outcome:
    """`answers` counts by operation, status and code; `failures` are texts to read, each kind once."""

    cases: int = 0
    answers: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def succeeded_operations(self) -> set[str]:
        return {label for label, status, _ in self.answers if status < 300}

    def __str__(self) -> str:
        lines = [
            f"  {n:>7,}  {operation}  {status} {code}" for (operation, status, code), n in sorted(self.answers.items())
        ]
        return "\n".join([f"{self.cases:,} requests, {len(self.failures)} kinds of failure", *lines])


def run(schema: OpenApiSchema, outcome: Outcome | None = None) -> Outcome:
    """All phases that the schema's configuration asks for. An error of the engine itself is a failure too."""
    outcome = outcome or Outcome()
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished(recorder=recorder):
                _add(recorder, outcome)
            case events.NonFatalError(value=error, label=label):
                outcome.failures[f"{label}: {error!r}"] = ""
            case events.FatalError(exception=error):
                raise error
    return outcome


def _add(recorder: Any, outcome: Outcome) -> None:
    for case_id, interaction in recorder.interactions.items():
        operation = recorder.cases[case_id].value.operation.label
        if interaction.response is not None:
            outcome.cases += 1
            outcome.answers[operation, interaction.response.status_code, _code(interaction.response)] += 1
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info:
                failure = check.failure_info.failure
                kind = f"{check.name}: {failure.operation}: {failure.title}"
                answer = recorder.interactions[case_id].response.content[:500].decode(errors="replace")
                outcome.failures.setdefault(kind, f"{failure.message}\n{check.failure_info.code_sample}\n{answer}")


def _code(response: Any) -> str:
    if response.status_code < 400:
        return ""
    try:
        return str(response.json()["code"])
    except (ValueError, LookupError, TypeError):
        return f"no problem: {response.content[:80]!r}"


def report(outcome: Outcome) -> str:
    return "\n".join([str(outcome), *(f"FAILURE {kind}\n{text}" for kind, text in outcome.failures.items())])


def say(text: str) -> None:
    """To the real standard output: the functions' own is put aside."""
    if sys.__stdout__:
        sys.__stdout__.write(f"{text}\n")
        sys.__stdout__.flush()
