"""What requests that name a provider have in common, also those of other areas."""

from typing import Annotated

from pydantic import Field

from booking.http.parameters import PATH, SEGMENT, Parameters

PROVIDERS = "Providers"
"""Under which the document lists their routes."""

ProviderId = Annotated[str, Field(alias="providerId", json_schema_extra={**SEGMENT}), PATH]


class ProviderParameters(Parameters):
    """Of what is done to a provider as it is."""

    provider_id: ProviderId
