"""A service that one might build instead: FastAPI, asyncpg, and PostgreSQL with an exclusion constraint on bookings.

It has the same routes and rules of working time, but no idempotency keys, versions or events.
"""

# mypy: disable-error-code="import-not-found,untyped-decorator"
# fastapi and asyncpg live in .venv-bench, where nothing is type-checked.

import json
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel

SCHEMA = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE IF NOT EXISTS providers
  (id uuid PRIMARY KEY, name text NOT NULL, timezone text NOT NULL, duration int, week jsonb NOT NULL DEFAULT '{}');
CREATE TABLE IF NOT EXISTS appointments (
  id uuid PRIMARY KEY, provider_id uuid NOT NULL REFERENCES providers, during tstzrange NOT NULL,
  status text NOT NULL DEFAULT 'CONFIRMED', customer jsonb NOT NULL, notes text,
  EXCLUDE USING gist (provider_id WITH =, during WITH &&) WHERE (status = 'CONFIRMED'));
"""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class NewProvider(BaseModel):
    name: str
    timezone: str
    email: str | None = None


class Window(BaseModel):
    start: str
    end: str


class Schedule(BaseModel):
    weeklySchedule: dict[str, list[Window]]  # noqa: N815  # as on the wire
    appointmentDuration: int  # noqa: N815


class Move(BaseModel):
    startTime: datetime  # noqa: N815


class Booking(Move):
    providerId: uuid.UUID  # noqa: N815
    customer: dict[str, str | None]
    notes: str | None = None


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=1, max_size=10) as app.state.pool:
        await app.state.pool.execute(SCHEMA)
        yield


app = FastAPI(lifespan=lifespan)


def found(row: Any) -> Any:
    if row is None:
        raise HTTPException(404, "no such record")
    return row


def offered(provider: Any, day: date) -> list[datetime]:
    """The starts of the day's windows, in steps of the duration. Clock changes are left to the zone."""
    step, starts = timedelta(minutes=provider["duration"] or 0), []
    for window in json.loads(provider["week"]).get(WEEKDAYS[day.weekday()], []):
        start, end = (
            datetime.combine(day, datetime.strptime(window[edge], "%H:%M").time(), ZoneInfo(provider["timezone"]))  # noqa: DTZ007  # a wall clock's time
            for edge in ("start", "end")
        )
        while step and start + step <= end:
            starts.append(start)
            start += step
    return starts


def required_offer(provider: Any, start: datetime) -> tuple[datetime, datetime]:
    day = start.astimezone(ZoneInfo(provider["timezone"])).date()
    if start <= datetime.now(UTC) or start not in offered(provider, day):
        raise HTTPException(422, "not offered")
    return start, start + timedelta(minutes=provider["duration"])


def answer(row: Any, zone: str) -> dict[str, Any]:
    start, end = (edge.astimezone(ZoneInfo(zone)).isoformat() for edge in (row["during"].lower, row["during"].upper))
    customer = json.loads(row["customer"])
    return {**row, "during": None, "startTime": start, "endTime": end, "customer": customer, "timezone": zone}


@app.post("/api/providers", status_code=201)
async def create_provider(body: NewProvider, request: Request) -> dict[str, Any]:
    sql = "INSERT INTO providers (id, name, timezone) VALUES ($1, $2, $3) RETURNING *"
    return dict(await request.app.state.pool.fetchrow(sql, uuid.uuid4(), body.name, body.timezone))


@app.get("/api/providers/{provider_id}")
async def get_provider(provider_id: uuid.UUID, request: Request) -> dict[str, Any]:
    return dict(found(await request.app.state.pool.fetchrow("SELECT * FROM providers WHERE id = $1", provider_id)))


@app.put("/api/providers/{provider_id}/schedule")
async def update_schedule(provider_id: uuid.UUID, body: Schedule, request: Request) -> dict[str, Any]:
    week = json.dumps(body.model_dump()["weeklySchedule"])
    sql = "UPDATE providers SET duration = $2, week = $3 WHERE id = $1 RETURNING *"
    return dict(found(await request.app.state.pool.fetchrow(sql, provider_id, body.appointmentDuration, week)))


@app.get("/api/providers/{provider_id}/availability")
async def get_availability(provider_id: uuid.UUID, date: date, request: Request) -> dict[str, Any]:
    provider = await get_provider(provider_id, request)
    starts, step = offered(provider, date), timedelta(minutes=provider["duration"] or 0)
    sql = """SELECT during FROM appointments
             WHERE provider_id = $1 AND status = 'CONFIRMED' AND during && tstzrange($2, $3)"""
    first, last = (starts[0], starts[-1] + step) if starts else (datetime.now(UTC),) * 2
    taken = [row["during"] for row in await request.app.state.pool.fetch(sql, provider_id, first, last)]
    free = [s for s in starts if not any(t.lower < s + step and s < t.upper for t in taken)]
    slots = [{"startTime": start.isoformat(), "endTime": (start + step).isoformat()} for start in free]
    return {"providerId": provider_id, "date": date, "timezone": provider["timezone"], "availableSlots": slots}


@app.post("/api/appointments", status_code=201)
async def create_appointment(body: Booking, request: Request) -> dict[str, Any]:
    provider = await get_provider(body.providerId, request)
    start, end = required_offer(provider, body.startTime)
    sql = """INSERT INTO appointments (id, provider_id, during, customer, notes)
             VALUES ($1, $2, tstzrange($3, $4), $5, $6) RETURNING *"""
    values = (uuid.uuid4(), body.providerId, start, end, json.dumps(body.customer), body.notes)
    try:
        row = await request.app.state.pool.fetchrow(sql, *values)
    except asyncpg.ExclusionViolationError:
        raise HTTPException(409, "taken") from None
    return answer(row, provider["timezone"])


@app.get("/api/appointments/{appointment_id}")
async def get_appointment(appointment_id: uuid.UUID, request: Request) -> dict[str, Any]:
    sql = """SELECT a.*, p.timezone FROM appointments a JOIN providers p ON p.id = a.provider_id WHERE a.id = $1"""
    row = found(await request.app.state.pool.fetchrow(sql, appointment_id))
    return answer(row, row["timezone"])


@app.put("/api/appointments/{appointment_id}")
async def reschedule_appointment(appointment_id: uuid.UUID, body: Move, request: Request) -> dict[str, Any]:
    before = await get_appointment(appointment_id, request)
    provider = await get_provider(before["provider_id"], request)
    start, end = required_offer(provider, body.startTime)
    sql = """UPDATE appointments SET during = tstzrange($2, $3)
             WHERE id = $1 AND status = 'CONFIRMED' RETURNING *"""
    try:
        row = await request.app.state.pool.fetchrow(sql, appointment_id, start, end)
    except asyncpg.ExclusionViolationError:
        raise HTTPException(409, "taken") from None
    return answer(found(row), provider["timezone"])


@app.delete("/api/appointments/{appointment_id}")
async def cancel_appointment(appointment_id: uuid.UUID, request: Request) -> dict[str, Any]:
    sql = """UPDATE appointments a SET status = 'CANCELLED' FROM providers p
             WHERE a.id = $1 AND p.id = a.provider_id RETURNING a.*, p.timezone"""
    row = found(await request.app.state.pool.fetchrow(sql, appointment_id))
    return answer(row, row["timezone"])
