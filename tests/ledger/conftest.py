"""Programs and people of the stories, as the tests of the interface have them."""

from tests.api.conftest import desk as desk
from tests.api.conftest import program as program
