"""Read a resolution and what it has done so far."""

from booking.access.policy import Action
from booking.calls.call import Call
from booking.resolutions.outcome import Progress
from booking.resolutions.permitted import permitted_provider
from booking.resolutions.ports import ResolutionStore
from booking.resolutions.refusals import ResolutionNotFound


def get_resolution(provider_id: str, resolution_id: str, store: ResolutionStore, call: Call) -> Progress:
    """The resolution is read first: of one that is done, all outcomes are found.

    Raises Unauthorized, Forbidden, ProviderNotFound, ResolutionNotFound, Busy.
    """
    provider = permitted_provider(provider_id, Action.READ_RESOLUTION, call.caller, store)
    resolution = store.resolution(provider.id, resolution_id)
    if resolution is None:
        raise ResolutionNotFound(provider_id, resolution_id)
    return Progress(resolution, store.outcomes(resolution))
