"""Sign-in names made from the names of persons: free, and taken for nobody else's by the eye."""

import pytest

from responsibilities.posts.actions.people import free_usernames
from responsibilities.posts.rules.names import username_base
from revitalization.kit.names import skeleton
from tests.access.conftest import account

pytestmark = pytest.mark.django_db

NAMES = ["罗丽", "陆浩", "罗丽"]


def test_a_made_name_looks_like_no_name_that_is_taken() -> None:
    first, second = username_base("罗丽"), username_base("陆浩")
    assert ("l" in first, second[-1]) == (True, "o")
    account(first.replace("l", "1"))
    account(second[:-1] + "0")
    account(f"{second}2")
    assert free_usernames(NAMES) == [f"{first}2", f"{second}3", f"{first}3"]


def test_made_names_do_not_look_like_each_other() -> None:
    made = free_usernames(["罗丽"] * 25 + ["陆浩"] * 25)
    assert len({skeleton(name) for name in made}) == 50
