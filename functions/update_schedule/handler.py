"""PUT /api/providers/{providerId}/schedule: replace the provider's week. POST does the same."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends, Response

from booking.application.store import BookingStore
from booking.application.update_schedule import update_schedule
from booking.http.answers import ScheduleAnswer, ok, schedule_answer
from booking.http.headers import IfMatch, precondition
from booking.http.parameters import ProviderId
from booking.http.requests import ScheduleRequest
from booking.http.resolver import CurrentCall, count_change, entrypoint, resolver
from booking.persistence.wiring import booking_store

app = resolver()


@app.put("/api/providers/<providerId>/schedule")
@app.post("/api/providers/<providerId>/schedule")
def answer(
    provider_id: ProviderId,
    body: ScheduleRequest,
    call: CurrentCall,
    store: Annotated[BookingStore, Depends(booking_store)],
    if_match: IfMatch = None,
) -> Response[ScheduleAnswer]:
    provider = update_schedule(body.command(provider_id, precondition(if_match)), store, call)
    count_change(provider, call)
    return ok(schedule_answer(provider), provider.version)


lambda_handler = entrypoint(app)
