"""The walker of the table, with the story told up to the town's draft."""

import pytest

from tests.cast import Cast
from tests.policy.stage import set_up
from tests.policy.walker import Walker


@pytest.fixture
def walker(cast: Cast) -> Walker:
    """Browsers and programs of the whole cast."""
    found = Walker(set_up(cast))
    found.tell("drafted")
    return found
