"""The requests that clients send about openings."""

from typing import Annotated

from pydantic import Field

from booking.http.fields import Day
from booking.http.parameters import QUERY
from booking.openings.availability import AvailabilityQuery
from booking.providers.parameters import ProviderParameters

MovedAppointmentId = Annotated[
    str | None,
    Field(
        alias="appointmentId",
        description="The id of an appointment of this provider. The answer lists the starts to which it can be moved.",
    ),
    QUERY,
]

DateParameter = Annotated[Day, Field(alias="date", description="A date in the provider's zone, YYYY-MM-DD."), QUERY]

ServiceParameter = Annotated[
    str | None, Field(alias="serviceId", description="A service of the provider; without it, its own duration."), QUERY
]


class AvailabilityParameters(ProviderParameters):
    day: DateParameter
    service_id: ServiceParameter = None
    appointment_id: MovedAppointmentId = None

    def query(self) -> AvailabilityQuery:
        return AvailabilityQuery.on(self.provider_id, self.day, self.service_id, self.appointment_id)
