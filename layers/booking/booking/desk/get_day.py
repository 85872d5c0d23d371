"""Read a provider's day."""

from datetime import date

from booking.access.policy import About, Action
from booking.access.require import require, require_any
from booking.calls.call import Call
from booking.desk.day import Day
from booking.desk.ports import DeskStore
from booking.desk.reading import days_of
from booking.providers.schedule import day_number


def get_day(provider_id: str, day: date, store: DeskStore, call: Call) -> Day:
    """The date is one of the provider's zone. Raises Unauthorized, Forbidden, ProviderNotFound, Busy."""
    require_any(call.caller, Action.READ_DAY)
    provider = store.provider(provider_id)
    require(call.caller, Action.READ_DAY, About(provider.subject))
    (found,) = days_of([provider], day_number(day), store, call)
    return found
