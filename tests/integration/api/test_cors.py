"""Web pages from the configured origins may call the API, with all the headers that it takes."""

import urllib.request
from collections.abc import Iterator

import pytest

from local.build import build
from local.emulator import Emulator
from local.stack import Stack, deploy

ORIGIN = "https://app.example"


@pytest.fixture(scope="module")
def stack_with_cors() -> Iterator[Stack]:
    build()
    with Emulator() as emulator:
        yield deploy(emulator, {"CorsAllowedOrigins": ORIGIN})


@pytest.mark.parametrize("header", ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE"])
def test_a_preflight_allows_what_clients_send(stack_with_cors: Stack, method: str, header: str) -> None:
    """A page that sends a token, or an ETag it knows, was refused by the browser."""
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": header}
    request = urllib.request.Request(f"{stack_with_cors.api_url}/appointments", method="OPTIONS", headers=asked)
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert method in answer.headers["access-control-allow-methods"]
        assert header in answer.headers["access-control-allow-headers"].lower()
