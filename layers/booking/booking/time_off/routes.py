"""The routes of time off, in the template's order."""

from booking.access.policy import Action
from booking.calls.refusals import Busy, Forbidden, IdempotencyKeyReused, Unauthorized, VersionMismatch
from booking.http.route import Route, Throttle
from booking.providers.parameters import PROVIDERS
from booking.providers.refusals import ProviderNotFound
from booking.time_off.answers import ChangedTimeOffAnswer, TimeOffAnswer, TimeOffListAnswer
from booking.time_off.refusals import TimeOffNotFound, TooMuchTimeOff
from booking.time_off.requests import (
    AddTimeOffParameters,
    ChangeTimeOffParameters,
    ListTimeOffParameters,
    SetTimeOffParameters,
    TimeOffParameters,
    TimeOffRequest,
)

ADD_TIME_OFF = Route(
    function="add_time_off",
    method="POST",
    path="/api/providers/{providerId}/time-off",
    tag=PROVIDERS,
    summary="Add time off",
    description="The provider takes no appointments in this time, whatever its windows. Send two instants or two "
    "dates: dates are of the provider's zone and become instants, which stay when the provider moves to another zone. "
    "At most 366 days, not over yet, beginning at most 730 days ahead. Entries may overlap. A provider has at most "
    "200 that are not over. Booked appointments stay as they are; the answer names those in this time.",
    parameters=AddTimeOffParameters,
    body=TimeOffRequest,
    answers=ChangedTimeOffAnswer,
    answer="The new entry, or the one that an earlier request with the same Idempotency-Key created, as it is now.",
    creates=True,
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, TooMuchTimeOff, IdempotencyKeyReused),
    access=Action.CHANGE_SCHEDULE,
    throttle=Throttle.WRITE,
)

LIST_TIME_OFF = Route(
    function="list_time_off",
    method="GET",
    path="/api/providers/{providerId}/time-off",
    tag=PROVIDERS,
    summary="List time off",
    description="What overlaps the range, for staff. By default all that is not over.",
    parameters=ListTimeOffParameters,
    answers=TimeOffListAnswer,
    answer="The entries, by start.",
    has_version=False,
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound),
    access=Action.READ_TIME_OFF,
)

GET_TIME_OFF = Route(
    function="get_time_off",
    method="GET",
    path="/api/providers/{providerId}/time-off/{timeOffId}",
    tag=PROVIDERS,
    summary="Read time off",
    description="Returns the newest version, also of an entry that was removed.",
    parameters=TimeOffParameters,
    answers=TimeOffAnswer,
    answer="The entry.",
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, TimeOffNotFound),
    access=Action.READ_TIME_OFF,
)

SET_TIME_OFF = Route(
    function="set_time_off",
    method="PUT",
    path="/api/providers/{providerId}/time-off/{timeOffId}",
    tag=PROVIDERS,
    summary="Set time off under an id of your own",
    description="Makes the entry, changes it, or sets one again that was removed. What changes nothing is answered "
    "with 200, whatever `If-Match` says, so that it can be repeated.",
    parameters=SetTimeOffParameters,
    body=TimeOffRequest,
    answers=ChangedTimeOffAnswer,
    answer="The entry as it is now.",
    may_create=True,
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, TooMuchTimeOff, VersionMismatch),
    access=Action.CHANGE_SCHEDULE,
    throttle=Throttle.WRITE,
)

REMOVE_TIME_OFF = Route(
    function="remove_time_off",
    method="DELETE",
    path="/api/providers/{providerId}/time-off/{timeOffId}",
    tag=PROVIDERS,
    summary="Remove time off",
    description="The windows hold again in this time. The entry is kept as removed, without its reason. A repeat "
    "returns the same answer, whatever the `If-Match`.",
    parameters=ChangeTimeOffParameters,
    answers=TimeOffAnswer,
    answer="The removed entry.",
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, TimeOffNotFound, VersionMismatch),
    access=Action.CHANGE_SCHEDULE,
    throttle=Throttle.WRITE,
)

ROUTES = (ADD_TIME_OFF, LIST_TIME_OFF, GET_TIME_OFF, SET_TIME_OFF, REMOVE_TIME_OFF)
