"""Work through a resolution: a consumer of the bus. It goes on where an earlier run has stopped.

Every step is written on a condition, so a run may end at any point, and several may run at once.
"""

from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.resolutions.outcome import Progress
from booking.resolutions.ports import ResolutionStore
from booking.resolutions.refusals import ResolutionNotFound
from booking.resolutions.resolution import Resolution
from booking.resolutions.resolving import resolve

SECONDS_FOR_THE_NEXT = 60
"""Less time is not enough to begin with the next appointment."""


class OutOfTime(Exception):
    """Another run has to do the rest."""


def work_resolution(provider_id: str, resolution_id: str, store: ResolutionStore, call: Call) -> Resolution:
    """Returns it when it is done. Raises OutOfTime, ResolutionNotFound, Busy."""
    resolution = _planned(provider_id, resolution_id, store, call)
    if resolution.is_done:
        return resolution
    for appointment_id in Progress(resolution, store.outcomes(resolution)).left:
        if call.seconds_left() < SECONDS_FOR_THE_NEXT:
            raise OutOfTime
        resolve(resolution, appointment_id, store, call)
    return _completed(resolution, store, call)


def _planned(provider_id: str, resolution_id: str, store: ResolutionStore, call: Call) -> Resolution:
    """With its plan: the one that was stored first."""

    def decide() -> Resolution:
        before = _stored(provider_id, resolution_id, store)
        if before.planned is not None:
            return before
        provider = store.provider(provider_id)
        owners = store.claims(provider, before.reading(provider)).owners
        standing = [*store.readable({*owners.values()}).values()]
        after = before.planned_for(standing, before.origin_of(call))
        store.save_resolution(before, after, call)
        return after

    return until_it_holds(decide, store.attempts(call))


def _completed(resolution: Resolution, store: ResolutionStore, call: Call) -> Resolution:
    def decide() -> Resolution:
        before = _stored(resolution.provider_id, resolution.id, store)
        if before.is_done:
            return before
        counts = Progress(before, store.outcomes(before)).counts
        after = before.completed(counts, before.origin_of(call))
        store.save_resolution(before, after, call)
        return after

    return until_it_holds(decide, store.attempts(call))


def _stored(provider_id: str, resolution_id: str, store: ResolutionStore) -> Resolution:
    found = store.resolution(provider_id, resolution_id)
    if found is None:
        raise ResolutionNotFound(provider_id, resolution_id)
    return found
