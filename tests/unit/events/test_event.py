from booking.calls.change import Origin
from booking.events.event import DomainEvent
from booking.providers.provider import Provider, ProviderChange
from tests.examples import AUTHOR, new_provider, offering


def test_a_service_of_two_providers_is_two_things() -> None:
    one, other = DomainEvent(offering("p-1")), DomainEvent(offering("p-2"))
    assert (one.about, other.about, DomainEvent(new_provider("p-1")).about) == ("p-1/haircut", "p-2/haircut", "p-1")


def test_an_event_tells_of_the_last_change_of_an_entity_in_order_of_its_versions(origin: Origin) -> None:
    provider = Provider.create("p-1", origin, name="Dr. Rossi", timezone="UTC")
    later = Origin("change-2", origin.at, AUTHOR, "request-2")
    created, updated = DomainEvent(provider), DomainEvent(provider.with_schedule({}, 15, later))
    assert (created.change.type, created.sequence) == (ProviderChange.CREATED, 1)
    assert (updated.change.type, updated.sequence) == (ProviderChange.SCHEDULE_UPDATED, 2)
    assert updated.change.origin.id == "change-2"
