"""Consumes the bus: works through each resolution that was requested."""

from booking.bus.consumer import consumer
from booking.bus.delivered import Delivered
from booking.calls.call import Call
from booking.http.endpoint import count_change
from booking.resolutions.ports import ResolutionStore
from booking.resolutions.store import resolution_store
from booking.resolutions.work_resolution import work_resolution


def handle(event: Delivered, call: Call, store: ResolutionStore) -> None:
    done = work_resolution(event.data["providerId"], event.data["id"], store, call)
    count_change(done.change, call)


lambda_handler = consumer(handle, resolution_store())
