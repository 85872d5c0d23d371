"""The requests that clients send about resolutions."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from booking.calls.refusals import FieldError
from booking.http.fields import DayOrInstant
from booking.http.headers import IdempotencyKey
from booking.http.parameters import PATH, SEGMENT
from booking.http.requests import RequestBody
from booking.http.validation import SEVERAL
from booking.providers.parameters import ProviderParameters
from booking.resolutions.commands import RequestResolution
from booking.resolutions.resolution import MOST_PROVIDERS, Request, ResolutionAction

ResolutionId = Annotated[str, Field(alias="resolutionId", json_schema_extra={**SEGMENT}), PATH]

Message = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500),
    Field(description="The reason of the cancellations. It is in no event."),
]


class RequestResolutionParameters(ProviderParameters):
    idempotency_key: IdempotencyKey = None


class ResolutionParameters(ProviderParameters):
    resolution_id: ResolutionId


class ResolutionRequest(RequestBody):
    """`providerIds` belongs to `transfer`, which needs it."""

    begin: Annotated[DayOrInstant, Field(alias="from", description="An instant, or a date in the provider's zone.")]
    end: Annotated[
        DayOrInstant,
        Field(
            alias="to",
            description="An instant, or the last date. Not over yet, and at most 14 days after `from`.",
        ),
    ]
    action: Annotated[ResolutionAction, Field(strict=False)]
    provider_ids: (
        Annotated[
            list[str],
            Field(
                min_length=1,
                max_length=MOST_PROVIDERS,
                description="The providers that may take the appointments over, the first choice first.",
                json_schema_extra={"uniqueItems": True},
            ),
        ]
        | None
    ) = None
    message: Message | None = None
    dry_run: Annotated[
        bool, Field(description="`true`: nothing happens to the appointments, and the progress says what would happen.")
    ] = False

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if fault := self._fault():
            raise PydanticCustomError(SEVERAL, "is faulty", {"faults": [FieldError("providerIds", fault)]})
        return self

    def _fault(self) -> str | None:
        if self.action is ResolutionAction.CANCEL:
            return "must be left out of a cancellation" if self.provider_ids is not None else None
        if self.provider_ids is None:
            return "is required to transfer"
        return "must name each provider once" if len({*self.provider_ids}) < len(self.provider_ids) else None

    def command(self, provider_id: str, idempotency_key: str | None) -> RequestResolution:
        request = Request(self.action, tuple(self.provider_ids or ()), self.message, self.dry_run)
        return RequestResolution(provider_id, self.begin, self.end, request, idempotency_key, self.sent())
