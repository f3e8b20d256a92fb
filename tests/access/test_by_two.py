"""No administrator's account or role is changed by the hand of one alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, IntegrityError, transaction

from responsibilities.access.actions import (
    ask_close,
    ask_end,
    ask_grant,
    ask_reset,
    close_account,
    confirm_asked,
    drop_asked,
    end_grant,
    fetch_code,
    first_codes,
    grant_many,
    grant_role,
    reset_password,
)
from responsibilities.access.actions.grants_by_post import NewGrant
from responsibilities.access.models import Grant, Proposal, User
from responsibilities.access.queries import actor_for
from responsibilities.access.rules import ASKED_FOR
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry as Recorded
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, FreshSignInNeeded, Hidden, Invalid, Refused
from tests import world
from tests.access.conftest import COMMAND, account, admin
from tests.cast import PASSWORD, days, town

ADMINISTRATORS = ["security_admin", "system_admin", "audit_admin"]


def grant_of(cast: Any, username: str) -> Grant:
    return Grant.objects.select_related("user", "content_object").get(user=cast.user(username))


def verbs(user: User) -> list[str]:
    entries = Recorded.objects.about("account", str(user.public_id)).order_by("id")
    return list(entries.values_list("verb", flat=True))


@pytest.mark.parametrize("name", ["shenji", "xitong", "anquan"])
def test_nobody_resets_an_administrator_alone(cast: Any, second: Actor, name: str) -> None:
    user = cast.user(name)
    before = user.password
    with pytest.raises(Refused):
        reset_password(actor=second, user=user, second_step=True, reason="手机丢失")
    asked = ask_reset(actor=second, user=user, second_step=True, reason="手机丢失")
    with pytest.raises(Refused):
        confirm_asked(actor=second, user=user, number=asked.pk)
    with pytest.raises(Conflict):
        fetch_code(actor=second, user=user, number=asked.pk)
    user.refresh_from_db()
    assert (user.password, user.must_change_password) == (before, False)
    assert Proposal.objects.get() == asked


@pytest.mark.parametrize("until", [None, 5])
def test_who_will_be_an_administrator_is_one_already(cast: Any, second: Actor, until: int | None) -> None:
    user = cast.user("guoping")
    grant_role(
        actor=COMMAND, user=user, unit=world.unit(world.GANGU), role="audit_admin", since=days(3),
        until=None if until is None else days(until),
    )  # fmt: skip
    with pytest.raises(Refused):
        reset_password(actor=second, user=user, reason="忘记密码")


def test_the_code_is_made_for_who_asked_after_a_second_one_confirmed(
    cast: Any, security: Actor, second: Actor
) -> None:
    user = cast.user("shenji")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    asked = ask_reset(actor=security, user=user, second_step=True, reason="手机丢失")
    confirm_asked(actor=second, user=user, number=asked.pk)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert Authenticator.objects.filter(user=user).exists()
    with pytest.raises(Conflict):
        confirm_asked(actor=second, user=user, number=asked.pk)
    with pytest.raises(Refused):
        fetch_code(actor=second, user=user, number=asked.pk)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    code = fetch_code(actor=security, user=user, number=asked.pk)
    user.refresh_from_db()
    assert user.check_password(code)
    assert user.must_change_password
    assert not Authenticator.objects.filter(user=user).exists()
    entries = list(Recorded.objects.about("account", str(user.public_id)).order_by("id"))
    assert [(entry.verb, entry.reason) for entry in entries] == [
        ("account.ask_reset", "手机丢失"),
        ("account.confirm_reset", "手机丢失"),
        ("account.reset", "手机丢失"),
    ]
    names = {"asked_by": "安全员", "confirmed_by": "anquan.er"}
    assert entries[2].after == {"second_step": True, "tokens": [], **names}
    with pytest.raises(Conflict):
        fetch_code(actor=security, user=user, number=asked.pk)


def test_who_confirmed_must_still_be_able_to_when_the_code_is_fetched(
    cast: Any, security: Actor, second: Actor
) -> None:
    user = cast.user("shenji")
    asked = ask_reset(actor=security, user=user, reason="忘记密码")
    confirm_asked(actor=second, user=user, number=asked.pk)
    end_grant(actor=COMMAND, grant=Grant.objects.get(user_id=second.user_id))
    with pytest.raises(Conflict):
        fetch_code(actor=security, user=user, number=asked.pk)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_nobody_makes_an_administrator_alone(cast: Any, security: Actor, second: Actor, role: str) -> None:
    user, before = account("xin.ren"), Grant.objects.count()
    given = {"user": user, "unit": world.unit(world.NATION), "role": role}
    with pytest.raises(Refused):
        grant_role(actor=security, **given, reason="增设")
    asked = ask_grant(actor=security, **given, until=days(30), reason="增设")
    with pytest.raises(Refused):
        confirm_asked(actor=security, user=user, number=asked.pk)
    assert Grant.objects.count() == before
    confirm_asked(actor=second, user=user, number=asked.pk)
    made = Grant.objects.get(user=user)
    assert (made.role, made.since, made.until, made.granted_by_id) == (
        role, clock.today(), days(30), second.user_id,
    )  # fmt: skip
    entry = Recorded.objects.about("grant", str(made.public_id)).get()
    assert (entry.verb, entry.reason, entry.after["asked_by"]) == ("role.grant", "增设", "安全员")
    with pytest.raises(Conflict):
        confirm_asked(actor=second, user=user, number=asked.pk)


def test_an_administrator_is_given_no_other_role_by_one_alone(
    cast: Any, security: Actor, second: Actor
) -> None:
    user = cast.user("shenji")
    given = {"user": user, "unit": town(), "role": "reader"}
    with pytest.raises(Refused):
        grant_role(actor=security, **given)
    asked = ask_grant(actor=security, **given, reason="调研")
    confirm_asked(actor=second, user=user, number=asked.pk)
    assert Grant.objects.on(clock.today()).filter(user=user).count() == 2


def test_nobody_ends_an_administrators_role_alone(cast: Any, security: Actor, second: Actor) -> None:
    held = grant_of(cast, "shenji")
    with pytest.raises(Refused):
        end_grant(actor=security, grant=held, reason="轮岗")
    asked = ask_end(actor=security, grant=held, until=days(2), reason="轮岗")
    with pytest.raises(Refused):
        confirm_asked(actor=security, user=held.user, number=asked.pk)
    held.refresh_from_db()
    assert held.until is None
    confirm_asked(actor=second, user=held.user, number=asked.pk)
    held.refresh_from_db()
    assert held.until == days(2)
    assert Recorded.objects.get(verb="role.end").after["asked_by"] == "安全员"


def test_everybody_gives_up_an_own_administrators_role(cast: Any, security: Actor, second: Actor) -> None:
    end_grant(actor=second, grant=Grant.objects.get(user_id=second.user_id))
    assert not actor_for(second.user_id or 0).holdings


def test_nobody_closes_an_administrators_account_alone(cast: Any, security: Actor, second: Actor) -> None:
    user = cast.user("shenji")
    with pytest.raises(Refused):
        close_account(actor=security, user=user, reason="调离")
    assert cast.user("shenji").is_active
    asked = ask_close(actor=security, user=user, reason="调离")
    with pytest.raises(Refused):
        confirm_asked(actor=security, user=user, number=asked.pk)
    assert cast.user("shenji").is_active
    confirm_asked(actor=second, user=user, number=asked.pk)
    assert not cast.user("shenji").is_active
    assert verbs(user) == ["account.ask_close", "account.close"]


def test_only_what_was_seen_is_confirmed_dropped_or_fetched(
    cast: Any, security: Actor, second: Actor
) -> None:
    user = cast.user("shenji")
    first = ask_reset(actor=security, user=user, reason="忘记密码")
    drop_asked(actor=security, user=user, number=first.pk)
    other = ask_close(actor=security, user=user, reason="调离")
    for act in (confirm_asked, drop_asked):
        with pytest.raises(Conflict):
            act(actor=second, user=user, number=first.pk)
    with pytest.raises(Conflict):
        fetch_code(actor=security, user=user, number=other.pk)
    assert cast.user("shenji").is_active
    assert Proposal.objects.get(ended_at=None) == other


def test_what_needs_no_second_one_is_not_asked_for(cast: Any, security: Actor) -> None:
    wang, held = cast.user("wangfang"), grant_of(cast, "wangfang")
    asking: list[Callable[[], object]] = [
        lambda: ask_reset(actor=security, user=wang, reason="忘记密码"),
        lambda: ask_close(actor=security, user=wang, reason="调离"),
        lambda: ask_grant(actor=security, user=wang, unit=town(), role="reviewer", reason="轮岗"),
        lambda: ask_end(actor=security, grant=held, reason="轮岗"),
    ]
    for ask in asking:
        with pytest.raises(Refused):
            ask()
    assert not Proposal.objects.exists()


def test_the_person_and_those_who_may_confirm_are_told_and_then_who_asked(
    cast: Any, security: Actor, second: Actor
) -> None:
    user = cast.user("shenji")
    asked = ask_reset(actor=security, user=user, reason="忘记密码")
    told = dict(Notice.objects.filter(kind="account").values_list("recipient__username", "url"))
    page = f"/accounts/{user.public_id}/"
    assert told == {"anquan.er": page, "shenji": "/account/"}
    confirm_asked(actor=second, user=user, number=asked.pk)
    assert Notice.objects.get(kind="account", recipient__username="anquan").url == page


def test_what_was_asked_for_is_over_after_days_when_dropped_and_with_the_role_of_who_asked(
    cast: Any, security: Actor, second: Actor
) -> None:
    user = cast.user("shenji")
    third = admin(security, "anquan.san", world.NATION)
    asked = ask_reset(actor=third, user=user, reason="忘记密码")
    with pytest.raises(Conflict):
        ask_reset(actor=security, user=user, reason="忘记密码")
    drop_asked(actor=second, user=user, number=asked.pk)
    with pytest.raises(Conflict):
        confirm_asked(actor=second, user=user, number=asked.pk)
    asked = ask_close(actor=third, user=user, reason="调离")
    with clock.moved_to(clock.now() + ASKED_FOR + timedelta(seconds=1)):
        with pytest.raises(Conflict):
            confirm_asked(actor=second, user=user, number=asked.pk)
        asked = ask_close(actor=third, user=user, reason="又要调离")
        end_grant(actor=COMMAND, grant=Grant.objects.get(user_id=third.user_id), reason="轮岗")
        with pytest.raises(Conflict):
            confirm_asked(actor=second, user=user, number=asked.pk)
    user.refresh_from_db()
    assert user.is_active
    assert user.check_password(PASSWORD)


def test_asking_and_confirming_ask_for_the_right_a_reason_and_a_fresh_sign_in(
    cast: Any, security: Actor, second: Actor, county: Actor
) -> None:
    user = cast.user("shenji")
    with pytest.raises(Hidden):
        ask_reset(actor=county, user=user, reason="忘记密码")
    with pytest.raises(FreshSignInNeeded):
        ask_reset(actor=cast.anquan, user=user, reason="忘记密码")
    with pytest.raises(Invalid):
        ask_reset(actor=security, user=user, reason=" ")
    with pytest.raises(Refused):
        ask_reset(actor=security, user=cast.user("anquan"), reason="忘记密码")
    with pytest.raises(Invalid):
        ask_grant(
            actor=county, user=cast.user("maling"), unit=world.unit(world.YONGDENG), role="audit_admin",
            reason="增设",
        )  # fmt: skip
    asked = ask_reset(actor=security, user=user, reason="忘记密码")
    with pytest.raises(FreshSignInNeeded):
        confirm_asked(actor=actor_for(second.user_id or 0), user=user, number=asked.pk)
    with pytest.raises(Hidden):
        confirm_asked(actor=county, user=user, number=asked.pk)
    assert user.check_password(PASSWORD)


def test_no_roster_and_no_post_makes_an_administrator(cast: Any, security: Actor) -> None:
    before, unit = Grant.objects.count(), world.unit(world.NATION)
    with pytest.raises(Refused):
        grant_many(
            actor=COMMAND,
            wanted=[NewGrant(account("xin.ren").pk, "audit_admin", unit.pk, clock.today())],
        )
    assert Grant.objects.count() == before


def test_whoever_opened_an_account_makes_no_first_code_for_an_administrator(cast: Any) -> None:
    user = account("xin.ren")
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    grant_role(actor=COMMAND, user=user, unit=world.unit(world.NATION), role="audit_admin")
    assert first_codes(actor=COMMAND, users=[user.pk]) == {}


@pytest.mark.database
def test_the_database_itself_takes_two(cast: Any, security: Actor, second: Actor) -> None:
    asked = ask_reset(actor=security, user=cast.user("shenji"), reason="忘记密码")
    for change in ({"confirmed_by": cast.user("anquan")}, {"confirmed_by": cast.user("shenji")}):
        with pytest.raises(IntegrityError, match="proposal_by_two"), transaction.atomic():
            Proposal.objects.filter(pk=asked.pk).update(**change)
    for change in (
        {"asked_by": cast.user("linnan")},
        {"second_step": True},
        {"user": cast.user("xitong")},
        {"kind": "close"},
        {"role": "audit_admin"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Proposal.objects.filter(pk=asked.pk).update(**change)
    held, user = grant_of(cast, "shenji"), account("xin.ren")
    own = {"user": user, "role": "audit_admin", "content_object": held.content_object, "since": clock.today()}
    ask_grant(actor=security, user=user, unit=held.content_object, role="audit_admin", reason="增设")
    for giver in (security, second):
        with pytest.raises(IntegrityError, match="grant_by_two"), transaction.atomic():
            Grant.objects.create(**own, permission=held.permission, granted_by_id=giver.user_id)
    assert not Grant.objects.filter(user=user).exists()
