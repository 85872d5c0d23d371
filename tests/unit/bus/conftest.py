"""A namespace for the metrics of a consumer, which writes them itself."""

from collections.abc import Iterator

import pytest

from booking import observability


@pytest.fixture(autouse=True)
def _fresh_metrics(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "BookingService")
    observability.metrics.cache_clear()
    yield
    observability.metrics().provider.clear_metrics()
    observability.metrics.cache_clear()
