"""The way to AWS: the session, how long to wait, and the failures of the way there and back."""

import logging
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import ConnectionError, HTTPClientError  # noqa: A004
from botocore.parsers import ResponseParserError

NO_ANSWER = (HTTPClientError, ConnectionError, ResponseParserError)
"""The request may have been carried out."""

_ALWAYS = Config(
    tcp_keepalive=True,
    # A quarter of a warm booking's instructions: to check parameters that are ours, and to describe the machine.
    parameter_validation=False,
    user_agent="booking-service",
)
TABLE = _ALWAYS.merge(
    Config(
        # Seconds. A request is sent once: who sends it knows whether and when to repeat it.
        connect_timeout=0.5,
        read_timeout=1,
        retries={"total_max_attempts": 1, "mode": "standard"},
    )
)
MESSAGES = _ALWAYS.merge(
    Config(
        # Seconds. The stream delivers a batch again whose request was not answered in time.
        connect_timeout=1,
        read_timeout=3,
        retries={"total_max_attempts": 2, "mode": "standard"},
    )
)


def client(service: str, config: Config = MESSAGES) -> Any:
    """A client of the service. Region, credentials and AWS_ENDPOINT_URL come from the environment.

    Making one takes long: a function makes one of each service, when it needs it.
    """
    # At DEBUG botocore would log whole requests, and credentials.
    logging.getLogger("botocore").setLevel(logging.INFO)
    return botocore.session.get_session().create_client(service, config=config)
