"""ministack in a process of its own: AWS's services at one address, alone or with the stack deployed on it."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3
from botocore.config import Config

from local.paths import shown
from local.persistence import rewind_stream_positions
from local.ports import HOST, check_port
from local.process import end_group
from local.tool_log import last_lines

REGION = "us-east-1"
ROOT_KEY = "test"
"""Access key id and secret of the account's root user; functions get keys of their own roles."""

START_SECONDS = 30.0
SAVE_SECONDS = 30.0
END_SECONDS = 0.5
"""How long an emulator that is ending may seem to run after its connections broke."""
_TWO_ATTEMPTS = Config(retries={"total_max_attempts": 2})
"""An emulator that does not answer has ended: the SDK's own five attempts would hide that for ten seconds."""
_ENGINE = Path(__file__).with_name("engine.py")


@cache
def _session() -> boto3.Session:
    """One for all clients: making the session takes most of the time of making a client."""
    return boto3.Session(region_name=REGION)


_MAKING_A_CLIENT = threading.Lock()
"""A session may make clients for many threads, but one at a time."""


class EmulatorFailed(RuntimeError):
    """The emulator did not start, or has ended by itself; the message ends with the last lines of its log."""


def isolate_from_aws(host: str = HOST) -> None:
    """Hide the developer's AWS profile, keys and proxy from this process: it talks only to the emulator."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    os.environ |= {"no_proxy": host, "NO_PROXY": host}


class Emulator:
    """One emulator process. `start` and `stop`, or a `with` block; each start has empty tables unless `state` is given.

    If the emulator ends by itself, the block raises EmulatorFailed, whatever else fails in it.

    `enforce_iam` checks every signed call against the caller's policies, as AWS does. `state` is a folder that keeps
    all data over restarts; `log` a file for the emulator's output (thrown away when None). `host` is the one address
    at which it can be reached.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        host: str = HOST,
        enforce_iam: bool = True,
        state: Path | None = None,
        log: Path | None = None,
    ) -> None:
        self.port = port
        self.host = host
        self.enforce_iam = enforce_iam
        self.state = state
        self._log = log
        self._folder: Path | None = None
        self._output = Path(os.devnull)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint_url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def environment(self, access_key: str = ROOT_KEY) -> dict[str, str]:
        """By these variables AWS tools find this emulator. An access key of 12 digits is a separate account."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": access_key,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        }

    def client(self, service: str, *, access_key: str = ROOT_KEY, config: Config | None = None) -> Any:
        """A low-level boto3 client on this emulator; annotate it where it is used."""
        with _MAKING_A_CLIENT:
            return _session().client(  # type: ignore[call-overload]
                service,
                endpoint_url=self.endpoint_url,
                aws_access_key_id=access_key,
                aws_secret_access_key=ROOT_KEY,
                config=config or _TWO_ATTEMPTS,
            )

    def start(self) -> Self:
        """Returns when the emulator answers. Raises PortTaken or EmulatorFailed."""
        self.port = check_port(self.port, self.host)
        self._folder = Path(tempfile.mkdtemp(prefix="booking-local-"))
        self._output = log = self._log or self._folder / "emulator.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        if self.state:
            rewind_stream_positions(self.state)
        try:
            with log.open("wb") as output:
                # A session of its own: a Ctrl-C in the terminal must reach us alone, so that we stop it in order.
                self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and constants
                    [sys.executable, "-P", str(_ENGINE.resolve())],
                    cwd=self._folder,
                    env=self._settings(self._folder),
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            self._wait_until_healthy(self._process)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the emulator and every function's worker, and remove its temporary files. Harmless when stopped."""
        process, self._process = self._process, None
        if process:
            if self.state and process.poll() is None:
                process.send_signal(signal.SIGTERM)  # it saves its state on this signal only
                try:
                    process.wait(SAVE_SECONDS)
                except subprocess.TimeoutExpired:
                    sys.stderr.write(f"the emulator did not save its data in {SAVE_SECONDS:.0f} s\n")
            end_group(process)
        folder, self._folder = self._folder, None
        if folder:
            shutil.rmtree(folder, ignore_errors=True)

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def check_running(self, seconds: float = 0.0) -> None:
        """Raises EmulatorFailed if the emulator has ended by itself, or does so within these seconds."""
        if self._process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = self._process.wait(seconds)
                raise EmulatorFailed(f"the emulator has ended by itself{_reason(status)}:\n{self._last_lines(5)}")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.check_running()
            elif isinstance(error, Exception) and not isinstance(error, EmulatorFailed):
                self.check_running(END_SECONDS)
        finally:
            self.stop()

    def _settings(self, folder: Path) -> dict[str, str]:
        """The emulator's whole environment. Its functions inherit it, so it has nothing of the developer's own."""
        settings = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            "BIND_HOST": self.host,
            "MINISTACK_HOST": self.host,
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "MINISTACK_REGION": REGION,
            "GATEWAY_PORT": str(self.port),
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "DOCKER_HOST": f"unix://{folder}/no-docker.sock",
            "AUTH": "true" if self.enforce_iam else "false",
        }
        if self.state:
            settings |= {"PERSIST_STATE": "1", "STATE_DIR": str(self.state)}
            settings |= {"S3_PERSIST": "1", "S3_DATA_DIR": str(self.state / "s3")}
        return settings

    def _wait_until_healthy(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.endpoint_url}/_ministack/health", timeout=2):  # noqa: S310  # http
                    return
            except OSError:
                time.sleep(0.05)
        raise EmulatorFailed(f"ministack did not start on port {self.port}:\n{self._last_lines()}")

    def _last_lines(self, lines: int = 20) -> str:
        return f"{last_lines(self._output, lines)}\n(the end of {shown(self._output)})"


def _reason(status: int) -> str:
    return f" ({signal.Signals(-status).name})" if status < 0 else f" (status {status})"
