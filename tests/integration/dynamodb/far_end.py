"""A stand-in for DynamoDB on loopback: it answers, or fails in the ways in which a network can fail."""

import binascii
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

NAMESPACE = "com.amazonaws.dynamodb.v20120810"


@dataclass(frozen=True)
class Received:
    """A request as it came. Names of headers are in lower case."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


type Deed = Callable[[socket.socket], None]
"""The reaction to a request: send something, or close the connection."""


class Closed(Exception):
    """The deed was to close the connection."""


def answer(status: int, body: bytes | dict[str, Any], **headers: str) -> Deed:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"Content-Type": "application/x-amz-json-1.0", "x-amz-crc32": str(binascii.crc32(content))}
    lines = (given | {name.replace("_", "-"): value for name, value in headers.items()}).items()
    head = "".join(f"{name}: {value}\r\n" for name, value in lines)
    sent = f"HTTP/1.1 {status} Whatever\r\n{head}Content-Length: {len(content)}\r\n\r\n".encode() + content
    return lambda connection: connection.sendall(sent)


def error(status: int, code: str, **members: Any) -> Deed:
    return answer(status, {"__type": f"{NAMESPACE}#{code}", "message": "because", **members})


def close(_: socket.socket) -> None:
    raise Closed


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise Closed


def half_an_answer(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"It')
    raise Closed


def no_answer(connection: socket.socket) -> None:
    connection.settimeout(10)
    connection.recv(1)  # until the other side gives up


@dataclass
class FarEnd:
    """Does one deed for each request, over all connections. It repeats the last deed."""

    deeds: list[Deed]
    tls: ssl.SSLContext | None = None
    received: list[Received] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> Self:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, Closed):
            if self.tls:
                with self.tls.wrap_socket(connection, server_side=True) as secure:
                    self._serve_requests(secure)
            else:
                self._serve_requests(connection)

    def _serve_requests(self, connection: socket.socket) -> None:
        reader = connection.makefile("rb")
        while line := reader.readline():
            pairs = (field.decode().rstrip("\r\n").partition(": ") for field in iter(reader.readline, b"\r\n"))
            headers = {name.lower(): value for name, _, value in pairs}
            body = reader.read(int(headers.get("content-length", 0)))
            self.received.append(Received(line.decode().strip(), headers, body))
            self.deeds[min(len(self.received), len(self.deeds)) - 1](connection)
