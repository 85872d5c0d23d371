"""How long Lambda bills a function for: processor time as measured here, and waiting as others have measured it.

docs/benchmarks.json has the processor time on the machine that wrote it, a whole core. Lambda gives a function the
share of a core that its memory buys. What the function waits for cannot be measured here.
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
"""Assumed: a cold start for each hundred calls. AWS says that mostly it is less."""

# Where docs/benchmarks.json has no figure: docs/benchmarks.md as it was on 2026-11-27.
FALLBACK_WARM_US = {"get_availability": 2255.0, "create_appointment": 3598.0, "publish_events": 1288.0}
FALLBACK_COLD_MS = {"get_availability": 339.0, "create_appointment": 339.0, "publish_events": 262.0}


def warm_milliseconds(function: str, requests: Mapping[str, int], memory: int, figures: Mapping[str, Any]) -> int:
    """Of a call by a sandbox that has answered before, `requests` made; billed in whole milliseconds."""
    cpu = _figure(figures, "warm", "cpu_us", function, FALLBACK_WARM_US) / 1000
    waiting = sum(count * WAITING_MS.get(name, PLAIN_MS) for name, count in requests.items())
    return math.ceil(cpu * max(1, WHOLE_CORE_MB / memory) + waiting)


def cold_milliseconds(function: str, figures: Mapping[str, Any]) -> float:
    """From the handler's import to the first answer. Lambda initialises with a whole core, whatever the memory."""
    return _figure(figures, "cold", "cpu_ms", function, FALLBACK_COLD_MS)


def _figure(figures: Mapping[str, Any], section: str, unit: str, function: str, fallback: Mapping[str, float]) -> float:
    """The function's own figure, or where only some functions are measured the largest of theirs."""
    of_functions = {name: float(of[unit]) for name, of in figures.get(section, {}).items() if unit in of}
    if not of_functions:
        return fallback[function]
    own = [figure for name, figure in of_functions.items() if name.partition(",")[0] == function]
    return own[0] if own else max(of_functions.values())
