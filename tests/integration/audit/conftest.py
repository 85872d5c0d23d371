import pytest

from local.emulator import Emulator
from tests.engine import Table, make_table


@pytest.fixture
def table(engine: Emulator) -> Table:
    """Reached through the SDK, as by every audit: nobody waits for one."""
    return make_table(engine)
