"""Somebody who gives roles always remains."""

from typing import Any

import pytest

from responsibilities.access.actions import (
    close_account,
    end_grant,
    grant_role,
)
from responsibilities.access.models import Grant, User
from responsibilities.access.queries import actor_for
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Forbidden, Refused
from tests import world
from tests.access.conftest import COMMAND, account, admin
from tests.access.test_at_once import at_once
from tests.cast import days


def own_grant(actor: Actor) -> Grant:
    return Grant.objects.get(user_id=actor.user_id)


def in_force() -> set[str]:
    return set(
        Grant.objects.on(clock.today()).filter(role="security_admin").values_list("user__username", flat=True)
    )


def remaining() -> int:
    """Those without an end: in threads it is today, not the day of the stories."""
    return Grant.objects.filter(role="security_admin", until__isnull=True, user__is_active=True).count()


@pytest.mark.parametrize("until", [None, 0, 30])
def test_the_last_security_administrator_stays(cast: Any, security: Actor, until: int | None) -> None:
    admin(security, "yongdeng.anquan", world.YONGDENG)
    with pytest.raises(Refused):
        end_grant(actor=security, grant=own_grant(security), until=None if until is None else days(until))
    assert own_grant(security).until is None


def test_of_two_one_may_go_and_below_everybody_while_there_is_somebody_above(
    cast: Any, security: Actor, second: Actor, county: Actor
) -> None:
    end_grant(actor=county, grant=own_grant(county))
    end_grant(actor=security, grant=own_grant(security))
    with pytest.raises(Refused):
        end_grant(actor=second, grant=own_grant(second))
    assert in_force() == {"anquan.er"}


@pytest.mark.parametrize(("since", "until"), [(3, None), (0, 10)])
def test_who_comes_later_or_leaves_soon_does_not_stand_in_for_the_last_one(
    cast: Any, security: Actor, since: int, until: int | None
) -> None:
    user = account("anquan.er")
    grant_role(
        actor=COMMAND, user=user, unit=world.unit(world.NATION), role="security_admin", since=days(since),
        until=None if until is None else days(until),
    )  # fmt: skip
    with pytest.raises(Refused):
        end_grant(actor=security, grant=own_grant(security))
    if until is None:
        # Once the other is there, the first may have gone.
        end_grant(actor=security, grant=own_grant(security), until=days(2))


def test_a_closed_account_stands_in_for_nobody(cast: Any, security: Actor, second: Actor) -> None:
    close_account(actor=COMMAND, user=User.objects.get(pk=second.user_id), reason="调离")
    with pytest.raises(Refused):
        end_grant(actor=security, grant=own_grant(security))
    assert in_force() == {"anquan"}


def test_the_last_one_s_account_is_not_closed_either(cast: Any, security: Actor, second: Actor) -> None:
    above = cast.user("anquan")
    end_grant(actor=second, grant=own_grant(second), until=days(0))
    # Today both are in office; from tomorrow on the first is alone.
    with pytest.raises(Refused):
        close_account(actor=COMMAND, user=above, reason="调离")
    above.refresh_from_db()
    assert above.is_active


@pytest.mark.database
def test_two_who_leave_at_once_do_not_both_leave(cast: Any, committed: str) -> None:
    first = actor_for(cast.user("anquan").pk, fresh=True)
    other = admin(first, "anquan.er", world.NATION)

    going = (first, other)

    def leave(n: int) -> str:
        try:
            end_grant(actor=going[n], grant=own_grant(going[n]))
        except Refused:
            return "stays"
        return "left"

    assert sorted(at_once(leave, 2)) == ["left", "stays"]
    assert remaining() == 1


@pytest.mark.database
def test_who_leaves_and_who_is_closed_at_once_do_not_both_go(cast: Any, committed: str) -> None:
    first = actor_for(cast.user("anquan").pk, fresh=True)
    other = admin(first, "anquan.er", world.NATION)

    def go(n: int) -> str:
        try:
            if n:
                end_grant(actor=first, grant=own_grant(first))
            else:
                close_account(actor=COMMAND, user=User.objects.get(pk=other.user_id), reason="调离")
        except (Refused, Forbidden):
            return "stays"
        return "left"

    assert sorted(at_once(go, 2)) == ["left", "stays"]
    assert remaining() == 1


def test_a_role_ended_today_does_not_come_back_with_what_it_covered_before(
    cast: Any, security: Actor
) -> None:
    given = {
        "actor": security,
        "user": cast.user("guoping"),
        "unit": world.unit(world.YONGDENG),
        "role": "receiver",
    }
    grant = grant_role(**given, remit=["L01"])
    end_grant(actor=security, grant=grant)
    before = Grant.objects.get(pk=grant.pk)
    for other in (["L02"], None):
        with pytest.raises(Conflict, match="其他责任条目"):
            grant_role(**given, remit=other)
    after = Grant.objects.get(pk=grant.pk)
    assert (after.until, after.remit) == (before.until, ["L01"])
    assert grant_role(**given, remit=["L01"]).pk == grant.pk
