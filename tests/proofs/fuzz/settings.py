"""The number of hypothesis's examples. They are the same in every run, unless a longer run is requested."""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings

FACTOR = int(os.environ.get("FUZZ_FACTOR", "1"))
"""Times the usual number of examples; from 2 on they are other ones in each run."""


def examples(usual: int) -> Callable[[Any], Any]:
    return settings(
        max_examples=usual * FACTOR,
        derandomize=FACTOR == 1,
        database=None,
        deadline=None,
        # Fixtures of a module are shared on purpose; some trees are large on purpose.
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
            HealthCheck.function_scoped_fixture,
        ],
    )
