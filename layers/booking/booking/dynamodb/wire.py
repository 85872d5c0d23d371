"""Requests to DynamoDB by libcurl: JSON on a kept connection, signed by libcurl (AWS Signature Version 4).

A function behind a route sends five operations, all of the same form. botocore takes ten times the instructions for
them (docs/benchmarks.md), and at a cold start more than the whole service.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import pycurl
from pydantic_core import from_json, to_json

from booking.dynamodb.address import Address
from booking.dynamodb.sending import Answer, Request, TurnedAway, Unanswered, meaning, require_whole

CONNECT_MILLISECONDS = 500
TOTAL_MILLISECONDS = 1500
"""From the start to the answer's last byte. botocore's two timeouts, for connecting and for reading, add up to it."""

MOST_BYTES = 32 * 1024 * 1024
"""The largest answer that is read. DynamoDB's answers hold at most 16 MB of items."""

_OK = 200

_CRC32 = re.compile(rb"^x-amz-crc32: *(\d+)", re.IGNORECASE | re.MULTILINE)


class Wire:
    """A `Send`. Threads that send at the same time use separate connections; a Lambda needs one."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._idle = [Connection(address)]

    def __call__(self, operation: str, request: Request) -> Answer:
        connection = self._idle.pop() if self._idle else Connection(self._address)
        try:
            status, crc32, body = connection.post(operation, to_json(request))
        finally:
            self._idle.append(connection)
        require_whole(status, crc32, body)
        told = _object(body)
        if status == _OK:
            return told
        failure = _meaning(operation, status, told)
        if isinstance(failure, TurnedAway) and connection.may_have_sent_twice:
            raise Unanswered("the first sending may have been carried out") from failure
        raise failure


class Connection:
    """A kept connection. `may_have_sent_twice` is about the last request.

    If a kept connection turns out to be closed, libcurl silently opens another one and sends the request again. That
    does no harm: reads may be repeated, and a transaction has its token.
    """

    def __init__(self, address: Address) -> None:
        self.may_have_sent_twice = False
        self._is_open = False
        self._head: list[bytes] = []
        self._body: list[bytes] = []
        self._operation = ""
        self._token = address.token
        self._curl = curl = pycurl.Curl()
        for option, value in options(address):
            curl.setopt(option, value)
        curl.setopt(pycurl.HEADERFUNCTION, self._head.append)
        curl.setopt(pycurl.WRITEFUNCTION, self._body.append)

    def post(self, operation: str, body: bytes) -> tuple[int, str | None, bytes]:
        """The status, the CRC32 that the answer names (if any), and the body. Raises Unanswered."""
        self._head.clear()
        self._body.clear()
        if operation != self._operation:
            self._curl.setopt(pycurl.HTTPHEADER, _headers(operation, self._token))
            self._operation = operation
        self._curl.setopt(pycurl.POSTFIELDS, body)
        was_open, self._is_open = self._is_open, False
        try:
            self._curl.perform()
        except pycurl.error as error:
            raise Unanswered(f"curl: {error}") from error
        self._is_open = True
        self.may_have_sent_twice = was_open and self._curl.getinfo(pycurl.NUM_CONNECTS) > 0
        return self._curl.getinfo(pycurl.RESPONSE_CODE), _crc32(self._head), b"".join(self._body)


def options(address: Address) -> Iterable[tuple[int, Any]]:
    """The options of libcurl for all requests to an address."""
    return (
        (pycurl.URL, address.url),
        (pycurl.POST, 1),
        (pycurl.AWS_SIGV4, f"aws:amz:{address.region}:dynamodb"),
        (pycurl.USERNAME, address.access_key),
        (pycurl.PASSWORD, address.secret_key),
        (pycurl.USERAGENT, "booking-service"),
        (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
        (pycurl.CONNECTTIMEOUT_MS, CONNECT_MILLISECONDS),
        (pycurl.TIMEOUT_MS, TOTAL_MILLISECONDS),
        (pycurl.MAXFILESIZE_LARGE, MOST_BYTES),
        (pycurl.TCP_KEEPALIVE, 1),
        (pycurl.NOSIGNAL, 1),
        # No proxy, no redirect and no netrc file, whatever the machine's settings are.
        (pycurl.PROXY, ""),
        (pycurl.FOLLOWLOCATION, 0),
        (pycurl.NETRC, pycurl.NETRC_IGNORED),
        (pycurl.CAINFO, address.roots),
        (pycurl.SSL_VERIFYPEER, 1),
        (pycurl.SSL_VERIFYHOST, 2),
        (pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2),
    )


def _headers(operation: str, token: str) -> list[str]:
    """The headers of a request. libcurl signs all of them."""
    headers = ["Content-Type: application/x-amz-json-1.0", f"X-Amz-Target: DynamoDB_20120810.{operation}"]
    return [*headers, f"X-Amz-Security-Token: {token}"] if token else headers


def _crc32(head: Sequence[bytes]) -> str | None:
    found = _CRC32.search(b"".join(head))
    return found[1].decode() if found else None


def _object(body: bytes) -> dict[str, Any]:
    """The answer's JSON object. Raises Unanswered if the body only looks like one."""
    try:
        return cast("dict[str, Any]", from_json(body))
    except ValueError as error:
        raise Unanswered("the answer is not JSON") from error


def _meaning(operation: str, status: int, told: Mapping[str, Any]) -> Exception:
    return meaning(
        operation,
        code=str(told.get("__type", status)).rpartition("#")[2],
        text=str(told.get("message", told.get("Message", ""))),
        reasons=told.get("CancellationReasons", []),
    )
