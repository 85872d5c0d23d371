"""The bytes that a booking writes to CloudWatch Logs."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from docgen.sample_calls import Called

OVERHEAD = 26
"""The bytes that CloudWatch Logs bills for each line in addition to the line, by its guide."""

# Lambda's own lines about a successful call, as measured on one of these functions.
START_BYTES = 402
REPORT_BYTES = 385

_VARIABLE = re.compile(r"\$context\.([A-Za-z.]+[A-Za-z])")


def billed_bytes(lines: Iterable[str]) -> int:
    return sum(len(line.encode()) + OVERHEAD for line in lines)


def platform_bytes(level: str, calls: int) -> int:
    """The bytes that Lambda itself writes about successful calls, by the lowest level that is written."""
    return 0 if level == "WARN" else calls * (START_BYTES + REPORT_BYTES + 2 * OVERHEAD)


def access_line(log_format: str, call: Called, milliseconds: int) -> str:
    """The line that API Gateway writes about a request. Raises KeyError for a variable that is not known here."""
    values = _context(call, milliseconds)
    return _VARIABLE.sub(lambda found: values[found[1]], log_format)


def _context(call: Called, milliseconds: int) -> Mapping[str, str]:
    request: Mapping[str, Any] = call.event["requestContext"]
    return {
        "requestTime": request["time"],
        "requestId": request["requestId"],
        "integration.requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        "routeKey": request["routeKey"],
        "httpMethod": request["http"]["method"],
        "status": str(call.answer["statusCode"]),
        "authorizer.error": "-",
        "error.responseType": "-",
        "error.message": "-",
        "integration.integrationStatus": "200",
        "integrationErrorMessage": "-",
        "responseLength": str(len(call.answer["body"].encode())),
        "responseLatency": str(milliseconds),
        "integrationLatency": str(milliseconds),
    }
