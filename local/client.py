"""A client of the HTTP API. It uses only the standard library."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """Names of headers are in lower case. `body` is parsed if it is JSON, otherwise bytes."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def code(self) -> str | None:
        """The problem's code, or None for an answer that is no problem."""
        return self.body.get("code") if isinstance(self.body, dict) else None


class Client:
    """Calls the API at `url`, which ends in /api. Every answer is returned, whatever its status.

    `token` is sent with every call.
    """

    def __init__(self, url: str, token: str | None = None, timeout: float = 30.0) -> None:
        self.url = url
        self._token = token
        self._timeout = timeout

    def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises OSError when no answer comes."""
        data = None if body is None else json.dumps(body).encode()
        sent = {**self._own_headers(has_body=data is not None), **(headers or {})}
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=sent)  # noqa: S310  # http
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310  # as above
                return _answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error.code, error.headers, error.read())

    def _own_headers(self, *, has_body: bool) -> dict[str, str]:
        return {
            **({"Content-Type": "application/json"} if has_body else {}),
            **({"Authorization": f"Bearer {self._token}"} if self._token else {}),
        }


def _answer(status: int, headers: Any, raw: bytes) -> Answer:
    is_json = "json" in headers.get("Content-Type", "")
    return Answer(status, {k.lower(): v for k, v in headers.items()}, json.loads(raw) if is_json else raw)
