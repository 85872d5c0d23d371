"""The number of seeds of the random comparisons: few in `make test`, and --case-seeds for more in `make prove`."""

import pytest

IN_MAKE_TEST = 6
EVERY_THIRD_SEED = pytest.mark.every_third_seed
"""A mark for comparisons that are slow or find little."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--case-seeds", type=int, default=IN_MAKE_TEST, help="seeds of each random comparison")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `case_seed` runs once for each."""
    if "case_seed" in metafunc.fixturenames:
        step = 3 if metafunc.definition.get_closest_marker(EVERY_THIRD_SEED.name) else 1
        metafunc.parametrize("case_seed", range(0, metafunc.config.getoption("--case-seeds"), step))
