"""schemathesis over docs/openapi.json: whatever is sent, no 5xx, and every answer is as documented."""

import pytest

from booking.providers.schedule import WEEKDAYS, Window
from local.stack import Stack
from tests.client import ApiClient
from tests.functional.seeds import Seeds
from tests.proofs.fuzz import leading
from tests.proofs.fuzz.gateway import Environ, Gateway, StartResponse
from tests.proofs.fuzz.running import report, run
from tests.proofs.fuzz.schema import Effort, fuzzed
from tests.proofs.fuzz.world import World
from tests.soundness import assert_table_is_sound

IN_PROCESS = Effort(examples=3, walks=8, zones=1)
OVER_HTTP = Effort(examples=0, walks=3, steps=6, zones=2, is_covering=False)


def test_every_answer_in_this_process_is_as_documented(world: World) -> None:
    schema = fuzzed("http://localhost", IN_PROCESS, seed=0, app=Gateway(world.log))
    open_all_day = {day: [Window(0, 1440)] for day in WEEKDAYS}
    provider = Seeds(world.table).scheduled_provider(week=open_all_day, duration=leading.HOUR)
    leading.recent.open_providers.append(provider.id)  # so that some bookings succeed, whatever the links lead to
    outcome = run(schema)
    assert not outcome.failures, report(outcome)
    assert outcome.cases > 400
    assert "POST /api/appointments" in outcome.succeeded_operations, report(outcome)
    assert_table_is_sound(world.table)


def test_every_answer_of_the_stack_is_as_documented(stack: Stack) -> None:
    token = stack.issuer.token("admin")
    schema = fuzzed(stack.api_url.removesuffix("/api"), OVER_HTTP, seed=0, token=token)
    client = ApiClient(stack.api_url, token)
    provider_id = client.call("POST", "/providers", {"name": "Dr. Ada Conti", "timezone": "Europe/Rome"}).body["id"]
    assert client.set_schedule(provider_id).status == 200
    leading.recent.open_providers.append(provider_id)  # so that some requests succeed, whatever the links lead to
    outcome = run(schema)
    assert not outcome.failures, report(outcome)
    assert outcome.cases > 20
    assert len(outcome.succeeded_operations) > 10, report(outcome)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("500 Internal Server Error", b'{"message": "Internal Server Error"}'),
        ("200 OK", b'{"id": 5}'),
        ("418 I'm a Teapot", b'{"code": "teapot", "status": 418}'),
        ("404 Not Found", b'{"code": "provider-not-found", "status": 404, "requestId": ""}'),
    ],
)
def test_an_api_that_answers_otherwise_is_seen(status: str, body: bytes) -> None:
    def application(environ: Environ, start_response: StartResponse) -> list[bytes]:
        start_response(status, [("Content-Type", "application/problem+json")])
        return [body]

    effort = Effort(examples=0, walks=1, steps=2, zones=1, is_covering=False)
    assert run(fuzzed("http://localhost", effort, seed=0, app=application)).failures
