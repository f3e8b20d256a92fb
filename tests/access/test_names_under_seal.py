"""Whose account it is stands under the seal of the record, in whatever way the account was opened."""

import pytest

from responsibilities.access.actions import NewAccount, open_accounts
from responsibilities.access.models import User
from responsibilities.record.models import Entry as RecordEntry
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry
from tests.cast import Cast, town

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CLERK = Actor.system("tests", via="command")


def under_seal(user: User) -> bool:
    kept = RecordEntry.objects.filter(after__has_key="sealed").values_list("after", flat=True)
    return any(f"account/{user.public_id}" in after["sealed"] for after in kept)


@pytest.mark.parametrize(
    "username",
    [
        pytest.param("anquan", id="as one of the first three"),
        pytest.param("zhaogang", id="as the sign-in of a person"),
    ],
)
def test_the_names_of_those_who_were_appointed_are_under_seal(cast: Cast, username: str) -> None:
    assert under_seal(cast.user(username))


def test_each_of_many_accounts_opened_at_once_is_under_seal(cast: Cast) -> None:
    wanted = [NewAccount("liuyi", "刘一", unit_id=town().pk), NewAccount("chener", "陈二")]
    with recorded(Entry("test.open", CLERK, ("test", ""), "两个账户", town().lo)):
        opened = open_accounts(actor=CLERK, wanted=wanted)
    assert [under_seal(user) for user in opened] == [True, True]
