"""The parameters of requests that name a provider, here and in other areas."""

from typing import Annotated

from pydantic import Field

from booking.http.fields import Flag
from booking.http.parameters import PATH, QUERY, SEGMENT, Parameters

PROVIDERS = "Providers"
"""The heading under which the OpenAPI document lists the routes of providers."""

ProviderId = Annotated[str, Field(alias="providerId", json_schema_extra={**SEGMENT}), PATH]

DryRun = Annotated[
    Flag,
    Field(
        alias="dryRun",
        description="`true`: nothing is written, and there is no ETag. The answer has the version that stands, or that "
        "a new record would have.",
    ),
    QUERY,
]


class ProviderParameters(Parameters):
    """The parameters of a route about one provider."""

    provider_id: ProviderId
