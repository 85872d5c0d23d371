"""Clients of AWS: their session, their timeouts, and the errors that mean that no answer came."""

import logging
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004
from botocore.parsers import ResponseParserError

NO_ANSWER = (HTTPClientError, ConnectionError, ResponseParserError)
"""No answer came. AWS may have carried out the request all the same."""

_ALWAYS = Config(
    tcp_keepalive=True,
    # Checking our own parameters and describing the machine would be a quarter of a warm booking's instructions.
    parameter_validation=False,
    user_agent="booking-service",
)
TABLE = _ALWAYS.merge(
    Config(
        # Seconds. botocore sends a request once; `dynamodb/retrying.py` decides whether and when to repeat it.
        connect_timeout=0.5,
        read_timeout=1,
        retries={"total_max_attempts": 1, "mode": "standard"},
    )
)
MESSAGES = _ALWAYS.merge(
    Config(
        # Seconds. If no answer comes in time, the stream delivers the batch again.
        connect_timeout=1,
        read_timeout=3,
        retries={"total_max_attempts": 2, "mode": "standard"},
    )
)


def client(service: str, config: Config = MESSAGES) -> Any:
    """A client of an AWS service. Region, credentials and AWS_ENDPOINT_URL come from the environment.

    Making a client is slow. A function makes one client per service, when it first needs it.
    """
    # At DEBUG botocore would log whole requests, and credentials.
    logging.getLogger("botocore").setLevel(logging.INFO)
    return botocore.session.get_session().create_client(service, config=config)


def code_of(error: Exception) -> str:
    """For the log: the code of AWS's answer, or the class of the error if there was none. A text may quote a value."""
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
