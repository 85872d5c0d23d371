"""The one address and port on which everything local listens."""

import socket

HOST = "127.0.0.1"


class PortTaken(RuntimeError):
    """Another program listens on the port asked for."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken")
        self.port = port


def check_port(port: int) -> int:
    """The port itself (0: any free one) if it can be listened on; raises PortTaken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen()
        except OSError as error:
            raise PortTaken(port) from error
        number: int = probe.getsockname()[1]
        return number
