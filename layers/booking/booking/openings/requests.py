"""The requests that clients send about openings."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from booking.calls.refusals import FieldError
from booking.http.fields import Count, Day, Flag, Instant, ZoneName
from booking.http.headers import IfNoneMatch
from booking.http.parameters import QUERY, Parameters
from booking.http.validation import SEVERAL
from booking.openings.availability import AvailabilityQuery
from booking.openings.explained import StartQuery
from booking.providers.parameters import MOST_PROVIDERS, ProviderIds, ProviderParameters

MOST_DATES = 62
MOST_STARTS = 1000
MOST_SOONEST = 50

ServiceParameter = Annotated[
    str | None, Field(alias="serviceId", description="A service of the provider; without it, its own duration."), QUERY
]

_SERVICE_OF_AN_APPOINTMENT = FieldError("serviceId", "must not come with appointmentId, which has a service or none")

MovedAppointmentId = Annotated[
    str | None,
    Field(
        alias="appointmentId",
        description="The id of an appointment of this provider: the answer is about moving it.",
    ),
    QUERY,
]


class AvailabilityParameters(ProviderParameters):
    """Either `date`, or `from` and `to`."""

    day: Annotated[
        Day | None, Field(alias="date", description="A date, YYYY-MM-DD. Instead of `from` and `to`."), QUERY
    ] = None
    first: Annotated[Day | None, Field(alias="from", description="The first date, YYYY-MM-DD."), QUERY] = None
    last: Annotated[
        Day | None, Field(alias="to", description=f"The last date. At most {MOST_DATES} dates in all."), QUERY
    ] = None
    timezone: Annotated[
        ZoneName | None,
        Field(
            alias="timezone",
            description="The viewer's zone. The dates are dates of this zone, and the answer's times have its offset. "
            "By default the provider's.",
        ),
        QUERY,
    ] = None
    service_id: ServiceParameter = None
    appointment_id: MovedAppointmentId = None
    limit: Annotated[
        Annotated[int, Field(ge=1, le=MOST_STARTS), Count] | None,
        Field(alias="limit", description="How many openings to list, from the first on. By default all."),
        QUERY,
    ] = None
    is_next_wanted: Annotated[
        Flag, Field(alias="next", description="Whether to look for a later opening if the dates have none."), QUERY
    ] = False
    if_none_match: IfNoneMatch = None

    @model_validator(mode="after")
    def _ask_in_one_way(self) -> Self:
        if faults := [*self._faults()]:
            raise PydanticCustomError(SEVERAL, "are faulty", {"faults": faults})
        return self

    def _faults(self) -> Iterator[FieldError]:
        if self.appointment_id is not None and self.service_id is not None:
            yield _SERVICE_OF_AN_APPOINTMENT
        if self.day is not None:
            given = {"from": self.first, "to": self.last}
            yield from (FieldError(name, "must not come with date") for name, value in given.items() if value)
        elif self.first is None and self.last is None:
            yield FieldError("date", "is required, or from and to")
        elif self.first is None:
            yield FieldError("from", "is required with to")
        elif self.last is None:
            yield FieldError("to", "is required with from")
        elif self.last < self.first:
            yield FieldError("to", "must not be before from")
        elif (self.last - self.first).days >= MOST_DATES:
            yield FieldError("to", f"must be at most {MOST_DATES - 1} days after from")

    def query(self) -> AvailabilityQuery:
        first, last = self.dates
        return AvailabilityQuery(
            self.provider_id,
            first,
            last,
            self.timezone,
            self.service_id,
            self.appointment_id,
            self.limit,
            self.is_next_wanted,
        )

    @property
    def dates(self) -> tuple[date, date]:
        """The first and the last one."""
        first, last = self.first or self.day, self.last or self.day
        assert first is not None  # or it would have been refused
        assert last is not None
        return first, last


class NextOpeningsParameters(ProviderParameters):
    limit: Annotated[
        Annotated[int, Field(ge=1, le=MOST_SOONEST), Count],
        Field(alias="limit", description="How many openings to list."),
        QUERY,
    ] = 1
    service_id: ServiceParameter = None
    if_none_match: IfNoneMatch = None


class CompareParameters(Parameters):
    provider_ids: Annotated[
        ProviderIds,
        Field(alias="providerIds", description=f"The ids of up to {MOST_PROVIDERS} providers, with commas between."),
        QUERY,
    ]
    day: Annotated[Day, Field(alias="date", description="A date in the zone of each provider, YYYY-MM-DD."), QUERY]
    service_id: ServiceParameter = None
    if_none_match: IfNoneMatch = None


class StartParameters(ProviderParameters):
    start: Annotated[Instant, Field(alias="startTime", description="The start to ask about."), QUERY]
    service_id: ServiceParameter = None
    appointment_id: MovedAppointmentId = None

    @model_validator(mode="after")
    def _one_service(self) -> Self:
        if self.appointment_id is not None and self.service_id is not None:
            raise PydanticCustomError(SEVERAL, "are faulty", {"faults": [_SERVICE_OF_AN_APPOINTMENT]})
        return self

    def query(self) -> StartQuery:
        return StartQuery(self.provider_id, self.start, self.service_id, self.appointment_id)
