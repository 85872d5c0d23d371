"""Parameters in paths and query strings."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from booking.http.fields import Day, Reason

ProviderId = Annotated[str, Path(alias="providerId", examples=["4b2f0c1e-6d0a-4c7b-9d3e-0f1a2b3c4d5e"])]
AppointmentId = Annotated[str, Path(alias="appointmentId", examples=["9a1d2c3b-4e5f-4a6b-8c7d-0e1f2a3b4c5d"])]
DateParameter = Annotated[Day, Query(alias="date", description="A date in the provider's zone, YYYY-MM-DD.")]
ReasonParameter = Annotated[Reason | None, Query(description="Why it was cancelled; kept with the record.")]
