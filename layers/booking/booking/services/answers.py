"""The data of services in answers to clients and in events."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from booking.http.answers import Answer, Id, Minutes, UtcTime, Version
from booking.http.paging import NextCursor
from booking.providers.answers import RulesAnswer
from booking.providers.provider import Provider
from booking.rules.affected import Affected
from booking.rules.answers import AffectedAnswer, affected_fields
from booking.services.catalog import Entry, Page
from booking.services.items import cursor_text
from booking.services.offering import Offering
from booking.time.instants import utc_text

DurationAnswer = Annotated[Minutes | Literal["day"], Field(description="Minutes, or `day` for a whole date")]


class _TermsAnswer(Answer):
    provider_id: Id
    service_id: str
    name: str
    description: str | None
    duration: DurationAnswer
    active: Annotated[bool, Field(description="Whether it is on offer. If not, it is retired")]


class ServiceData(RulesAnswer, _TermsAnswer):
    """A service as one provider offers it. A rule that is null is the provider's."""


class ServiceAnswer(ServiceData):
    version: Version
    created_at: UtcTime
    updated_at: UtcTime


class ServiceChangeAnswer(AffectedAnswer, ServiceAnswer):
    """The service as it is now, and the appointments of it to come that it no longer has room for."""


class ServicesAnswer(Answer):
    items: Annotated[list[ServiceAnswer], Field(description="By `serviceId`, at most 50")]


class OfferedServiceAnswer(Answer):
    service_id: str
    name: str
    provider_id: Id
    provider_name: str
    duration: DurationAnswer


class OfferedServicesAnswer(Answer):
    items: Annotated[
        list[OfferedServiceAnswer], Field(description="By `serviceId`. There may be fewer than `limit` before the end")
    ]
    next_cursor: NextCursor


def service_data(offering: Offering) -> ServiceData:
    return ServiceData(**_terms(offering))


def service_answer(offering: Offering) -> ServiceAnswer:
    return ServiceAnswer(
        **_terms(offering),
        version=offering.version,
        created_at=utc_text(offering.record.created_at),
        updated_at=utc_text(offering.record.updated_at),
    )


def service_change_answer(offering: Offering, provider: Provider, affected: Affected) -> ServiceChangeAnswer:
    return ServiceChangeAnswer(**dict(service_answer(offering)), **affected_fields(affected, provider))


def services_answer(offerings: Sequence[Offering]) -> ServicesAnswer:
    return ServicesAnswer(items=[service_answer(offering) for offering in offerings])


def offered_services_answer(page: Page, service_id: str | None) -> OfferedServicesAnswer:
    """`service_id`: the one that was asked for, None for all."""
    return OfferedServicesAnswer(
        items=[_entry(entry) for entry in page.entries], next_cursor=page.last and cursor_text(page.last, service_id)
    )


def _entry(entry: Entry) -> OfferedServiceAnswer:
    offering = entry.offering
    return OfferedServiceAnswer(
        service_id=offering.id,
        name=offering.name,
        provider_id=offering.provider_id,
        provider_name=entry.provider_name,
        duration=offering.duration,
    )


def _terms(offering: Offering) -> dict[str, Any]:
    return {
        "provider_id": offering.provider_id,
        "service_id": offering.id,
        "name": offering.name,
        "description": offering.description,
        "duration": offering.duration,
        "active": offering.is_active,
        **offering.rules._asdict(),
    }
