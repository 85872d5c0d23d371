"""A stand-in for AWS in a separate process, behind TLS on loopback: `python -m benchmarks.tls_server FOLDER`.

Each case's world listens on its own port, so a client reaches its world by environment variables alone. Connections are
kept alive, and the answers are canned. The program writes its certificates into FOLDER, and then the ports by the
cases' titles. It runs until it is killed. If FOLDER has recorded tables, it serves these and not the cases.
"""

import json
import os
import socket
import ssl
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol, override

from benchmarks.calls import cases
from benchmarks.canned_http import Answer, operation_of
from benchmarks.certificates import write_certificates
from benchmarks.recorded import Recorded
from local.paths import ROOT
from local.ports import HOST
from local.process import running

START_SECONDS = 60.0
SESSION_TOKEN = "IQoJb3JpZ2luX2VjE" + "FwoGZXIvYXdzEBYaDP3tQ1x9/2Vk" * 36
"""About 1 KB, like Lambda's own. It is sent and signed with each request."""
_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Served:
    """The ports of the worlds by their cases' titles, and the bundle of roots that verifies them."""

    ports: Mapping[str, int]
    bundle: Path

    def environment(self, title: str) -> dict[str, str]:
        """The environment variables that direct a process to this case's world, whatever its transport."""
        return {
            "AWS_ENDPOINT_URL": f"https://{HOST}:{self.ports[title]}",
            "AWS_CA_BUNDLE": str(self.bundle),
            "AWS_SESSION_TOKEN": SESSION_TOKEN,
        }


@contextmanager
def serving(recorded: Mapping[str, Recorded] | None = None) -> Iterator[Served]:
    """Run the server during the block. `recorded`: tables by title, to serve in place of the cases' worlds."""
    with tempfile.TemporaryDirectory(prefix="booking-bench-") as folder:
        if recorded:
            texts = {title: vars(table) for title, table in recorded.items()}
            _recorded_file(Path(folder)).write_text(json.dumps(texts))
        ports, command = _ports_file(Path(folder)), [sys.executable, "-m", "benchmarks.tls_server", folder]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        with running(command, cwd=ROOT, env=environment) as process:
            deadline = time.monotonic() + START_SECONDS
            while not ports.is_file():
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit("the benchmarks' TLS server did not start")
                time.sleep(_POLL_SECONDS)
            yield Served(json.loads(ports.read_text()), _bundle_file(Path(folder)))


def _ports_file(folder: Path) -> Path:
    return folder / "ports.json"


def _recorded_file(folder: Path) -> Path:
    return folder / "recorded.json"


def _bundle_file(folder: Path) -> Path:
    return folder / "bundle.pem"


class _World(Protocol):
    def answer(self, operation: str, body: bytes) -> Answer: ...


class _Server(ThreadingHTTPServer):
    """One world's port."""

    daemon_threads = True

    def __init__(self, world: _World, context: ssl.SSLContext) -> None:
        super().__init__((HOST, 0), _Handler)
        self.world, self.context = world, context

    @override
    def server_bind(self) -> None:
        self.socket.bind(self.server_address)  # HTTPServer would ask for this machine's name
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = HOST, self.server_address[1]

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # a client that went away is not an error
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One connection, in its own thread."""

    protocol_version = "HTTP/1.1"
    server: _Server

    @override
    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        headers, body = self.server.world.answer(operation_of(self.headers["X-Amz-Target"]), asked)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        # In one write: two writes would be two TLS records for the client to read.
        self.wfile.write(
            f"HTTP/1.1 200 OK\r\nServer: Server\r\nDate: {self.date_time_string()}\r\n{head}\r\n".encode() + body
        )

    @override
    def log_message(self, format: str, *args: Any) -> None:
        pass


def main(folder: str) -> None:
    chain, _ = write_certificates(Path(folder))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    servers = {title: _started(world, context) for title, world in _worlds(Path(folder)).items()}
    unfinished = Path(folder) / "ports.unfinished"
    unfinished.write_text(json.dumps({title: server.server_port for title, server in servers.items()}))
    unfinished.replace(_ports_file(Path(folder)))
    threading.Event().wait()


def _worlds(folder: Path) -> Mapping[str, _World]:
    file = _recorded_file(folder)
    if file.is_file():
        return {title: Recorded(**kept) for title, kept in json.loads(file.read_text()).items()}
    return {case.title: case.world for case in cases()}


def _started(world: _World, context: ssl.SSLContext) -> _Server:
    server = _Server(world, context)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


if __name__ == "__main__":
    main(*sys.argv[1:])
