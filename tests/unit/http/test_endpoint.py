import pytest

from booking.calls.call import Call
from booking.http.endpoint import entrypoint
from booking.http.gateway_event import GatewayEvent
from tests.functional.lambdas import Context, sample


def test_without_memory_nothing_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer would need memory too."""
    monkeypatch.setattr("booking.http.endpoint.publish_metrics", lambda: None)

    def answer(_event: GatewayEvent, _call: Call) -> None:
        raise MemoryError

    handler = entrypoint(answer)  # type: ignore[arg-type]  # it gives no answer
    context = Context("get_provider")
    with pytest.raises(MemoryError):
        handler(sample("get_provider"), context)  # type: ignore[arg-type]  # Lambda's has more
