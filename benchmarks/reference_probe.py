"""The reference's warm calls, run in .venv-bench: `python -m benchmarks.reference_probe MODE RESULT [CALLS]`.

The application is called as a server would call it (ASGI), but without the server, like the functions. Mode `times`
writes CPU microseconds, `count` makes the calls for callgrind, and `growth` measures two calls on the appointments that
the table holds. PostgreSQL's own time is not counted, and neither is DynamoDB's.
"""

import asyncio
import json
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measuring import cpu_microseconds, repeat
from benchmarks.reference_service import WEEKDAYS, app

DAY = date(2028, 3, 6)
MIDNIGHT = datetime(2028, 3, 5, 23, tzinfo=UTC)


class Calls:
    """Makes calls as a test client would, each to its end."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def sql(self, statement: str, *values: Any) -> Any:
        return self._loop.run_until_complete(app.state.pool.fetchval(statement, *values))

    def send(self, method: str, path: str, body: Any = None) -> Any:
        path, _, query = path.partition("?")
        raw = b"" if body is None else json.dumps(body).encode()
        parts: list[dict[str, Any]] = []
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": f"/api{path}",
            "raw_path": f"/api{path}".encode(),
            "query_string": query.encode(),
            "headers": [(b"content-type", b"application/json"), (b"host", b"localhost")],
            "root_path": "",
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": raw, "more_body": False}

        async def send(part: dict[str, Any]) -> None:
            parts.append(part)

        self._loop.run_until_complete(app(scope, receive, send))
        assert parts[0]["status"] < 400, (method, path, parts)
        return json.loads(b"".join(part.get("body", b"") for part in parts))

    def provider(self, opens: str, closes: str) -> str:
        provider_id: str = self.send("POST", "/providers", {"name": "Studio Bianchi", "timezone": "Europe/Rome"})["id"]
        week = {day: [{"start": opens, "end": closes}] for day in WEEKDAYS[:5]}
        self.send("PUT", f"/providers/{provider_id}/schedule", {"weeklySchedule": week, "appointmentDuration": 30})
        return provider_id

    def book(self, provider_id: str, start: datetime) -> Any:
        customer = {"id": "customer-17", "name": "Zoë Müller", "email": "Zoe.Mueller@Example.COM"}
        body = {"providerId": provider_id, "startTime": start.isoformat(), "customer": customer, "notes": "2nd floor"}
        return self.send("POST", "/appointments", body)

    def book_and_forget(self, provider_id: str, start: datetime) -> None:
        """Book, then free the slot for the next call. The statement that frees it is a small part of the cost."""
        made = self.book(provider_id, start)["id"]
        self.sql("DELETE FROM appointments WHERE id = $1", uuid.UUID(made))


def cases(calls: Calls) -> dict[str, Callable[[], object]]:
    """The calls by the titles of the functions' cases."""
    plain, empty, busy = (
        calls.provider("09:00", "18:00"),
        calls.provider("06:00", "22:00"),
        calls.provider("06:00", "22:00"),
    )
    for number in range(30):
        calls.book(busy, MIDNIGHT + timedelta(hours=6, minutes=30 * number))
    appointment = calls.book(plain, MIDNIGHT + timedelta(hours=10))["id"]
    week = {day: [{"start": "09:00", "end": "18:00"}] for day in WEEKDAYS[:5]}
    schedule = {"weeklySchedule": week, "appointmentDuration": 30}
    moves = iter(range(10**9))

    def move() -> object:
        start = MIDNIGHT + timedelta(hours=12, minutes=30 * (next(moves) % 2))
        return calls.send("PUT", f"/appointments/{appointment}", {"startTime": start.isoformat()})

    return {
        "create_provider": lambda: calls.send("POST", "/providers", {"name": "Studio", "timezone": "Europe/Rome"}),
        "get_provider": lambda: calls.send("GET", f"/providers/{plain}"),
        "update_schedule": lambda: calls.send("PUT", f"/providers/{plain}/schedule", schedule),
        "get_availability": lambda: calls.send("GET", f"/providers/{empty}/availability?date={DAY}"),
        "get_availability, 30 of 32 booked": lambda: calls.send("GET", f"/providers/{busy}/availability?date={DAY}"),
        "create_appointment": lambda: calls.book_and_forget(plain, MIDNIGHT + timedelta(hours=9)),
        "get_appointment": lambda: calls.send("GET", f"/appointments/{appointment}"),
        "reschedule_appointment": move,
        "cancel_appointment": lambda: calls.send("DELETE", f"/appointments/{appointment}"),
    }


def grown(calls: Calls, appointments: int) -> dict[str, float]:
    """CPU microseconds with so many appointments: 32 a day for a provider, on days long before the measured one."""
    statement = """
        WITH p AS (INSERT INTO providers (id, name, timezone) SELECT gen_random_uuid(), 'x', 'UTC'
                   FROM generate_series(1, greatest(1, $1::int / 1000)) RETURNING id)
        INSERT INTO appointments (id, provider_id, during, customer)
        SELECT gen_random_uuid(), p.id, tstzrange(t, t + interval '30 minutes'), '{"id": "c", "name": "Grace Hopper"}'
        FROM p, generate_series(0, least(999, $1::int - 1)) n,
             LATERAL (SELECT timestamptz '2027-01-01' + n * interval '30 minutes' AS t) s"""
    calls.sql(statement, appointments)
    calls.sql("ANALYZE")
    found = cases(calls)
    return {name: cpu_microseconds(found[name]) for name in ("get_availability, 30 of 32 booked", "create_appointment")}


def main(mode: str, result: str, amount: str = "1") -> None:
    loop = asyncio.new_event_loop()
    lifespan = app.router.lifespan_context(app)
    loop.run_until_complete(lifespan.__aenter__())
    calls, found = Calls(loop), {}
    if mode == "growth":
        found = grown(calls, int(amount))
    else:
        for name, run in cases(calls).items():
            if mode == "times":
                found[name] = cpu_microseconds(run)
            else:
                repeat(run, int(amount))
                found[name] = 0.0
    Path(result).write_text(json.dumps(found))
    loop.run_until_complete(lifespan.__aexit__(None, None, None))


if __name__ == "__main__":
    main(*sys.argv[1:])
