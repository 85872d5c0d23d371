"""How many seeds the random comparisons take: few in `make test`, --case-seeds as many as `make prove` wants."""

import pytest

IN_MAKE_TEST = 6
EVERY_THIRD_SEED = pytest.mark.every_third_seed
"""For comparisons that cost more, or find less."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--case-seeds", type=int, default=IN_MAKE_TEST, help="seeds of each random comparison")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `case_seed` runs once for each."""
    if "case_seed" in metafunc.fixturenames:
        step = 3 if metafunc.definition.get_closest_marker(EVERY_THIRD_SEED.name) else 1
        metafunc.parametrize("case_seed", range(0, metafunc.config.getoption("--case-seeds"), step))
