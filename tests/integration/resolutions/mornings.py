"""A morning on which a provider does not come, and whether the progress of its resolution is true.

What is compared are the stored items, without any code of the product.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.commands import CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.calls.call import Call
from booking.providers.commands import UpdateProvider
from booking.providers.provider import Provider
from booking.providers.update_provider import update_provider
from booking.resolutions.commands import RequestResolution
from booking.resolutions.request_resolution import request_resolution
from booking.resolutions.resolution import Request, Resolution, ResolutionAction
from local.store import EveryStore
from tests.callers import CUSTOMER
from tests.engine import NOW, at, call
from tests.examples import DETAILS
from tests.integration.examples import START, open_provider

HALF_HOUR = timedelta(minutes=30)
CANCEL = Request(ResolutionAction.CANCEL, message="ill")
OF_THEM_SELF = Details(Customer(CUSTOMER.customer_id, "Kim"))


def at_leisure() -> Call:
    """A call of the worker."""
    return call(clock=at(NOW), seconds=300.0)


@dataclass(frozen=True)
class Morning:
    """The sick provider, two colleagues, and what the sick one would have had to do.

    The first and the last can go to Berg, the second to Conti only, the third to nobody. The last was booked by its
    customer. Berg has a limit, so that tickets are taken, too.
    """

    sick: Provider
    berg: Provider
    conti: Provider
    standing: Sequence[Appointment]

    @classmethod
    def begin(cls, store: EveryStore, now: Call) -> "Morning":
        sick, berg, conti = (open_provider(store, now, name=name) for name in ("Ada", "Berg", "Conti"))
        update_provider(UpdateProvider(berg.id, {"rules": {"max_per_day": 12}}), store, now)

        def book(provider: Provider, half_hours: int, caller: Call = now, details: Details = DETAILS) -> Appointment:
            command = CreateAppointment(provider.id, START + half_hours * HALF_HOUR, details)
            return create_appointment(command, store, caller).entity

        standing = [book(sick, n) for n in range(3)]
        standing.append(book(sick, 3, call(clock=at(NOW), caller=CUSTOMER), OF_THEM_SELF))
        for provider, n in ((berg, 1), (berg, 2), (conti, 2)):
            book(provider, n)
        return cls(sick, store.provider(berg.id), conti, standing)

    @property
    def transfer(self) -> Request:
        return Request(ResolutionAction.TRANSFER, (self.berg.id, self.conti.id))

    def request(self, wanted: Request, store: EveryStore, now: Call) -> Resolution:
        """For the whole day."""
        command = RequestResolution(self.sick.id, START.date(), START.date(), wanted)
        return request_resolution(command, store, now).entity.resolution


type Wire = Mapping[str, Any]


def untruths(items: Iterable[Wire]) -> list[str]:
    """Outcomes that contradict their appointments, and changes by a resolution without an outcome.

    For resolutions whose appointments nobody else changes afterwards.
    """
    items = [*items]
    appointments = {item["id"]["S"]: item for item in items if item["SK"]["S"] == "APPOINTMENT"}
    dry = {item["id"]["S"] for item in items if item["SK"]["S"].startswith("ORDER#") if "dryRun" in item}
    outcomes = {}
    for item in items:
        kind, *ids = item["SK"]["S"].split("#")
        if kind == "OUTCOME" and ids[0] not in dry:
            outcomes[ids[0], ids[1]] = item
    changed = {
        (resolution["S"], appointment_id): item
        for appointment_id, item in appointments.items()
        if (resolution := item["change"]["M"].get("resolutionId"))
    }
    false = [f"{key} is false" for key, found in outcomes.items() if not _holds(found, appointments[key[1]])]
    untold = [f"{key} has no outcome" for key in changed if key not in outcomes]
    twice = [f"{each} has changed more than once" for _, each in changed if appointments[each]["version"]["N"] != "2"]
    return false + untold + twice


def _holds(outcome: Wire, appointment: Wire) -> bool:
    is_confirmed: bool = appointment["status"]["S"] == "CONFIRMED"
    provider: str = appointment["providerId"]["S"]
    match outcome["kind"]["S"]:
        case "moved":
            return is_confirmed and provider == str(outcome["movedTo"]["S"])
        case "cancelled":
            return not is_confirmed and str(appointment["cancelledBy"]["S"]) == "provider"
        case "open":
            return is_confirmed and str(outcome["PK"]["S"]) == f"PROVIDER#{provider}"
        case _:
            return appointment["change"]["M"].get("resolutionId") is None
