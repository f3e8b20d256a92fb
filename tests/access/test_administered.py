"""Who administers an account: whoever administers all it ever was and will be."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from responsibilities.access.actions import (
    close_account,
    create_account,
    end_grant,
    grant_role,
    issue_token,
    reset_password,
)
from responsibilities.access.models import Grant, User
from responsibilities.access.queries import accounts_within, not_known_elsewhere
from responsibilities.record.models import Entry as Recorded
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Hidden, Invalid
from tests import world
from tests.access.conftest import account
from tests.cast import days, town

YESTERDAY, WEEK = timedelta(days=-1), timedelta(days=7)


def held(security: Actor, user: User, code: str, since: date, until: date | None) -> None:
    """A role in another place, at another time."""
    with clock.moved_to(clock.now() + (since - clock.today())):
        grant_role(actor=security, user=user, unit=world.unit(code), role="reader", since=since, until=until)


ELSEWHERE: dict[str, tuple[Callable[[], date], Callable[[], date | None]]] = {
    "present": (lambda: days(0), lambda: None),
    "ended": (lambda: days(-40), lambda: days(-30)),
    "ended yesterday": (lambda: days(-40), lambda: days(-1)),
    "coming": (lambda: days(3), lambda: None),
    "coming and ending": (lambda: days(3), lambda: days(9)),
}


@pytest.mark.parametrize("when", ELSEWHERE)
def test_a_role_elsewhere_ended_present_or_coming_takes_the_account_out_of_a_county_s_hands(
    cast: Any, security: Actor, county: Actor, when: str
) -> None:
    user = account("liuyang", world.YONGDENG)
    grant_role(actor=security, user=user, unit=town(), role="reader")
    reset_password(actor=county, user=user, reason="忘记密码")
    since, until = ELSEWHERE[when]
    held(security, user, world.XIJI, since(), until())
    entries = Recorded.objects.count()
    with pytest.raises(Hidden):
        reset_password(actor=county, user=user, reason="忘记密码", second_step=True)
    with pytest.raises(Hidden):
        close_account(actor=county, user=user, reason="调离")
    with pytest.raises(Invalid):
        grant_role(actor=county, user=user, unit=town(), role="filer")
    with pytest.raises(Hidden):
        issue_token(
            actor=county, user=user, label="x", capabilities=[C.REPORT_READ], unit=town(),
            expires_at=clock.now() + timedelta(days=2),
        )  # fmt: skip
    assert Recorded.objects.count() == entries
    assert user not in accounts_within(county.reach(C.ACCOUNT_RESET))
    assert user in accounts_within(security.reach(C.ACCOUNT_RESET))


def test_a_role_that_was_never_in_force_elsewhere_does_not_count(
    cast: Any, security: Actor, county: Actor
) -> None:
    user = account("liuyang", world.YONGDENG)
    wrong = grant_role(actor=security, user=user, unit=world.unit(world.XIJI), role="reader")
    assert user not in not_known_elsewhere(county.reach(C.ROLE_GRANT))
    end_grant(actor=security, grant=wrong)
    assert user in not_known_elsewhere(county.reach(C.ROLE_GRANT))


def test_an_account_between_two_roles_stays_with_whoever_opened_it(
    cast: Any, security: Actor, county: Actor
) -> None:
    opened, _code = create_account(actor=security, username="tongjiju", name="佟一")
    own, _code = create_account(actor=county, username="gaoyuan", name="高原")
    nowhere = account("laozhanghu")
    assert set(accounts_within(county.reach(C.ACCOUNT_RESET))) >= {own}
    for user in (opened, nowhere):
        with pytest.raises(Invalid):
            grant_role(actor=county, user=user, unit=town(), role="reader")
        with pytest.raises(Hidden):
            reset_password(actor=county, user=user, reason="忘记密码")
    assert not Grant.objects.filter(user__in=[opened, nowhere]).exists()
    assert grant_role(actor=county, user=own, unit=town(), role="reader").user == own
    assert {opened, own, nowhere} <= set(accounts_within(security.reach(C.ACCOUNT_RESET)))
