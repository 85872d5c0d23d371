"""What a change of a provider, or of one of its services, hits in all the time that can be booked."""

from booking.calls.call import Call
from booking.providers.provider import Provider
from booking.providers.rules import MAX_DAYS
from booking.rules.affected import Affected, affected
from booking.rules.offer import date_number
from booking.rules.ports import RuleStore
from booking.services.offering import Offering


def hit_by(provider: Provider, store: RuleStore, call: Call, offering: Offering | None = None) -> Affected:
    """`provider`, `offering`: after the change, with the provider's version that stands. Raises Busy.

    With an offering, only appointments of that service.
    """
    now = call.now()
    today = date_number(now, provider.tz)
    rulebook = store.rulebook(provider, None, range(0))._replace(offering=offering)
    return affected(rulebook, range(today, today + MAX_DAYS + 1), now, store)
