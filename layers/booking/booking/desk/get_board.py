"""Read the days of several providers."""

from collections.abc import Sequence

from booking.access.policy import About, Action, depends_on_provider
from booking.access.require import require, require_any
from booking.calls.call import Call
from booking.calls.refusals import FieldError, ValidationFailed
from booking.desk.board import MOST_ON_A_BOARD, Board, BoardQuery
from booking.desk.ports import DeskStore
from booking.desk.reading import days_of
from booking.providers.provider import Provider
from booking.providers.refusals import ProviderNotFound
from booking.providers.schedule import day_number


def get_board(query: BoardQuery, store: DeskStore, call: Call) -> Board:
    """In the given order, or by name. Raises Unauthorized, Forbidden, ValidationFailed, ProviderNotFound, Busy."""
    require_any(call.caller, Action.READ_DAY)
    ids = query.provider_ids
    providers = _first(store, call) if ids is None else _named(ids, store, call)
    return Board(query.day, days_of(providers, day_number(query.day), store, call))


def _named(provider_ids: Sequence[str], store: DeskStore, call: Call) -> list[Provider]:
    found = store.providers_by_id(provider_ids)
    for provider_id in provider_ids:
        if provider_id not in found:
            raise ProviderNotFound(provider_id)
        require(call.caller, Action.READ_DAY, About(found[provider_id].subject))
    return [found[provider_id] for provider_id in provider_ids]


def _first(store: DeskStore, call: Call) -> list[Provider]:
    """The index does not know whose a provider is: who sees its own alone has to name it."""
    if depends_on_provider(call.caller, Action.READ_DAY):
        raise ValidationFailed([FieldError("providerIds", "is required for a caller who is a provider only")])
    listed: dict[str, None] = {}
    for ids in store.active_by_name():
        listed.update(dict.fromkeys(ids))
        if len(listed) >= MOST_ON_A_BOARD:
            break
    first = [*listed][:MOST_ON_A_BOARD]
    found = store.providers_by_id(first)
    return [found[each] for each in first if each in found and found[each].is_active]
