"""The objects that a Lambda sandbox keeps between calls."""

from booking import settings
from booking.appointments.store import appointment_store
from booking.customers.store import customer_store
from booking.dynamodb.sdk import dynamodb
from booking.dynamodb.transport import transport
from booking.events.bus import event_bus
from booking.events.dead_letters import dead_letter_queue, sqs
from booking.history.store import history_store
from booking.overrides.store import override_store
from booking.providers.store import provider_store
from booking.reports.store import report_store
from booking.resolutions.store import resolution_store
from booking.rules.store import rule_store
from booking.services.store import service_store
from booking.time_off.store import time_off_store

_MADE_ONCE = (
    settings.settings,
    settings.role_claim,
    settings.publisher_settings,
    dynamodb,
    transport,
    provider_store,
    appointment_store,
    customer_store,
    history_store,
    resolution_store,
    report_store,
    override_store,
    time_off_store,
    service_store,
    rule_store,
    event_bus,
    dead_letter_queue,
    sqs,
)


def forget_everything() -> None:
    """Forget them: the next call makes them again, from the environment at that time."""
    for made_once in _MADE_ONCE:
        made_once.cache_clear()
