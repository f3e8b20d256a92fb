"""No administrator gets a new one-time code by the hand of one alone."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction

from responsibilities.access.actions import (
    ask_reset,
    confirm_reset,
    drop_reset,
    end_grant,
    grant_role,
    reset_password,
)
from responsibilities.access.models import Grant, ResetRequest
from responsibilities.access.queries import actor_for
from responsibilities.access.rules import ASKED_FOR
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry as Recorded
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, FreshSignInNeeded, Hidden, Invalid, Refused
from tests import world
from tests.access.conftest import admin
from tests.cast import PASSWORD, days


@pytest.mark.parametrize("name", ["shenji", "xitong", "anquan"])
def test_nobody_resets_an_administrator_alone(cast: Any, second: Actor, name: str) -> None:
    user = cast.user(name)
    before = user.password
    with pytest.raises(Refused):
        reset_password(actor=second, user=user, second_step=True, reason="手机丢失")
    asked = ask_reset(actor=second, user=user, second_step=True, reason="手机丢失")
    with pytest.raises(Refused):
        confirm_reset(actor=second, user=user)
    user.refresh_from_db()
    assert (user.password, user.must_change_password) == (before, False)
    assert ResetRequest.objects.get() == asked


@pytest.mark.parametrize("until", [None, 5])
def test_who_will_be_an_administrator_is_one_already(
    cast: Any, security: Actor, second: Actor, until: int | None
) -> None:
    user = cast.user("guoping")
    grant_role(
        actor=security, user=user, unit=world.unit(world.GANGU), role="audit_admin", since=days(3),
        until=None if until is None else days(until),
    )  # fmt: skip
    with pytest.raises(Refused):
        reset_password(actor=second, user=user, reason="忘记密码")


def test_a_second_administrator_gives_the_code_that_the_first_asked_for(
    cast: Any, security: Actor, second: Actor
) -> None:
    user = cast.user("shenji")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    ask_reset(actor=security, user=user, second_step=True, reason="手机丢失")
    assert Authenticator.objects.filter(user=user).exists()
    code = confirm_reset(actor=second, user=user)
    user.refresh_from_db()
    assert user.check_password(code)
    assert user.must_change_password
    assert not Authenticator.objects.filter(user=user).exists()
    entries = list(Recorded.objects.about("account", str(user.public_id)).order_by("id"))
    assert [(entry.verb, entry.reason) for entry in entries] == [
        ("account.ask_reset", "手机丢失"),
        ("account.reset", "手机丢失"),
    ]
    assert entries[1].after == {"second_step": True, "tokens": [], "asked_by": "安全员"}
    with pytest.raises(Conflict):
        confirm_reset(actor=second, user=user)


def test_the_person_and_those_who_may_confirm_are_told(cast: Any, security: Actor, second: Actor) -> None:
    user = cast.user("shenji")
    ask_reset(actor=security, user=user, reason="忘记密码")
    told = dict(Notice.objects.filter(kind="account").values_list("recipient__username", "url"))
    assert told == {"anquan.er": f"/accounts/{user.public_id}/", "shenji": "/account/"}


def test_what_was_asked_for_is_over_after_days_when_dropped_and_with_the_role_of_who_asked(
    cast: Any, security: Actor, second: Actor
) -> None:
    user = cast.user("shenji")
    third = admin(security, "anquan.san", world.NATION)
    ask_reset(actor=third, user=user, reason="忘记密码")
    with pytest.raises(Conflict):
        ask_reset(actor=security, user=user, reason="忘记密码")
    drop_reset(actor=second, user=user)
    with pytest.raises(Conflict):
        confirm_reset(actor=second, user=user)
    ask_reset(actor=third, user=user, reason="忘记密码")
    with clock.moved_to(clock.now() + ASKED_FOR + timedelta(seconds=1)):
        with pytest.raises(Conflict):
            confirm_reset(actor=second, user=user)
        ask_reset(actor=third, user=user, reason="又忘记了")
        end_grant(actor=security, grant=Grant.objects.get(user_id=third.user_id), reason="轮岗")
        with pytest.raises(Conflict):
            confirm_reset(actor=second, user=user)
    user.refresh_from_db()
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
        ask_reset(actor=security, user=cast.user("wangfang"), reason="忘记密码")
    with pytest.raises(Refused):
        ask_reset(actor=security, user=cast.user("anquan"), reason="忘记密码")
    ask_reset(actor=security, user=user, reason="忘记密码")
    with pytest.raises(FreshSignInNeeded):
        confirm_reset(actor=actor_for(second.user_id or 0), user=user)
    with pytest.raises(Hidden):
        confirm_reset(actor=county, user=user)
    assert user.check_password(PASSWORD)


@pytest.mark.database
def test_the_database_itself_takes_two(cast: Any, security: Actor) -> None:
    asked = ask_reset(actor=security, user=cast.user("shenji"), reason="忘记密码")
    for change in ({"confirmed_by": cast.user("anquan")}, {"confirmed_by": cast.user("shenji")}):
        with pytest.raises(IntegrityError, match="reset_by_two"), transaction.atomic():
            ResetRequest.objects.filter(pk=asked.pk).update(**change)
    for change in ({"asked_by": cast.user("linnan")}, {"second_step": True}, {"user": cast.user("xitong")}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ResetRequest.objects.filter(pk=asked.pk).update(**change)


def test_the_command_line_resets_an_administrator_alone(
    cast: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("reset_administrator", "shenji", reason="唯一的安全管理员")
    code = capsys.readouterr().out.split()[1]
    assert cast.user("shenji").check_password(code)
    assert Recorded.objects.get(verb="account.reset").via == "command"
    with pytest.raises(CommandError):
        call_command("reset_administrator", "nobody.here", reason="x")


def test_the_pages_ask_one_and_let_another_confirm(
    cast: Any, security: Actor, second: Actor, signed_in: Any
) -> None:
    user = cast.user("shenji")
    page = f"/accounts/{user.public_id}/"
    first, other = signed_in("anquan"), signed_in("anquan.er")
    assert first.post(f"{page}reset/", {"reason": "手机丢失"}, follow=True).status_code == 200
    assert user.check_password(PASSWORD)
    assert "reset/confirm/" not in first.get(page).content.decode()
    assert first.post(f"{page}reset/confirm/").status_code == 409
    assert "手机丢失" in other.get(page).content.decode()
    shown = other.post(f"{page}reset/confirm/")
    user.refresh_from_db()
    assert shown.status_code == 200
    assert user.check_password(shown.context["code"])
    first.post(f"{page}reset/", {"reason": "又丢失"})
    assert first.post(f"{page}reset/drop/").status_code == 302
    assert other.post(f"{page}reset/confirm/").status_code == 409
