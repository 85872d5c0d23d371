"""The time that Lambda bills for a function: processor time as measured here, and waiting as measured by others.

docs/benchmarks.json has the processor time on a whole core of the machine that wrote it. Lambda gives a function the
share of a core that its memory buys. Waiting cannot be measured here.
"""

import math
from collections.abc import Mapping
from typing import Any

WHOLE_CORE_MB = 1769
"""As Lambda's guide says."""

# Alex DeBrie measured DynamoDB's answers to Lambda, at the median: a plain request, and a transaction of five writes
# (https://www.alexdebrie.com/posts/dynamodb-transactions-performance/). For EventBridge no figure is published: a
# PutEvents is taken to wait as long as a transaction.
PLAIN_MS = 7.55
TRANSACTION_MS = 25.3
WAITING_MS = {"TransactWriteItems": TRANSACTION_MS, "TransactGetItems": TRANSACTION_MS, "PutEvents": TRANSACTION_MS}

COLD_SHARE = 0.01
"""Assumption: one cold start for each hundred calls. AWS says that usually there are fewer."""

# Used if docs/benchmarks.json has no figure: the figures of docs/benchmarks.md on 2026-11-27.
FALLBACK_WARM_US = {"get_availability": 2255.0, "create_appointment": 3598.0, "publish_events": 1288.0}
FALLBACK_COLD_MS = {"get_availability": 339.0, "create_appointment": 339.0, "publish_events": 262.0}


def warm_milliseconds(function: str, requests: Mapping[str, int], memory: int, figures: Mapping[str, Any]) -> int:
    """The time of a warm call that makes these `requests`. It is billed in whole milliseconds."""
    return billed_milliseconds(_figure(figures, "warm", "cpu_us", function, FALLBACK_WARM_US), requests, memory)


def billed_milliseconds(cpu_us: float, requests: Mapping[str, int], memory: int) -> int:
    """`cpu_us`: processor time on a whole core."""
    waiting = sum(count * WAITING_MS.get(name, PLAIN_MS) for name, count in requests.items())
    return math.ceil(cpu_us / 1000 * max(1, WHOLE_CORE_MB / memory) + waiting)


def cold_milliseconds(function: str, figures: Mapping[str, Any]) -> float:
    """From the handler's import to the first answer. Lambda initialises with a whole core, whatever the memory."""
    return _figure(figures, "cold", "cpu_ms", function, FALLBACK_COLD_MS)


def _figure(figures: Mapping[str, Any], section: str, unit: str, function: str, fallback: Mapping[str, float]) -> float:
    """The function's own figure. If it was not measured, the largest figure of the measured functions."""
    of_functions = {name: float(of[unit]) for name, of in figures.get(section, {}).items() if unit in of}
    if not of_functions:
        return fallback[function]
    own = [figure for name, figure in of_functions.items() if name.partition(",")[0] == function]
    return own[0] if own else max(of_functions.values())
