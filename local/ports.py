"""The one address and port on which everything local listens."""

import contextlib
import errno
import socket

HOST = "127.0.0.1"
HIGHEST_PORT = 65535


class PortTaken(RuntimeError):
    """Another program listens on the port asked for."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken")
        self.port = port


class NoSuchAddress(RuntimeError):
    """The address is none of this machine."""

    def __init__(self, host: str) -> None:
        super().__init__(f"this machine cannot listen on {host!r}: `ip address` lists its addresses")


def check_port(port: int, host: str = HOST) -> int:
    """The port itself (0: any free one) if it can be listened on; raises PortTaken or NoSuchAddress."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
                raise NoSuchAddress(host) from error
            raise PortTaken(port) from error
        number: int = probe.getsockname()[1]
        return number


def free_port_after(port: int, host: str = HOST) -> int:
    """The first higher port that is free, or any free one if there is none."""
    for candidate in range(port + 1, HIGHEST_PORT + 1):
        with contextlib.suppress(PortTaken):
            return check_port(candidate, host)
    return check_port(0, host)


def is_listening(host: str, port: int) -> bool:
    """Whether a program takes connections there."""
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0
