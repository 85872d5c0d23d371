"""Replace a provider's week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from booking.application.call import Call
from booking.application.deciding import until_it_holds
from booking.application.preconditions import ANY_VERSION, Precondition
from booking.application.store import BookingStore
from booking.domain.providers import Provider
from booking.domain.schedules import Window


@dataclass(frozen=True, slots=True)
class UpdateSchedule:
    """`week` by weekday name, a day left out is closed; `appointment_duration` in minutes."""

    provider_id: str
    week: Mapping[str, Sequence[Window]]
    appointment_duration: int
    timezone: str | None = None
    precondition: Precondition = ANY_VERSION


def update_schedule(command: UpdateSchedule, store: BookingStore, call: Call) -> Provider:
    """Raises ValidationFailed, ProviderNotFound, VersionMismatch, Busy."""

    def decide() -> Provider:
        provider = store.provider(command.provider_id)
        command.precondition.require(provider.version)
        updated = provider.with_schedule(command.week, command.appointment_duration, call.origin(), command.timezone)
        store.update_schedule(provider, updated, call)
        return updated

    return until_it_holds(decide, store.attempts(call))
