"""Parameters in paths and query strings."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from booking.http.fields import Day, Reason

# What a path can hold between two slashes.
_SEGMENT = {"pattern": "^[^/]+$"}

ProviderId = Annotated[str, Path(alias="providerId", json_schema_extra=_SEGMENT)]
AppointmentId = Annotated[str, Path(alias="appointmentId", json_schema_extra=_SEGMENT)]
MovedAppointmentId = Annotated[
    str | None,
    Query(
        alias="appointmentId",
        description="An appointment of the provider that is to be moved: the answer is what a move of it accepts.",
    ),
]
DateParameter = Annotated[Day, Query(alias="date", description="A date in the provider's zone, YYYY-MM-DD.")]
ReasonParameter = Annotated[Reason | None, Query(description="Why it was cancelled; kept with the record.")]
