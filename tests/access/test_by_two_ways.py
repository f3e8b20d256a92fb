"""What takes two: at once, by the command line and through the pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from responsibilities.access.actions import (
    ask_grant,
    confirm_asked,
    end_grant,
    grant_role,
    reset_password,
)
from responsibilities.access.actions.events import note
from responsibilities.access.models import Grant, Proposal, User
from responsibilities.access.queries import actor_for
from responsibilities.access.rules import EventKind
from responsibilities.record.models import Entry as Recorded
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Refused
from tests import world
from tests.access.conftest import COMMAND, account, admin
from tests.access.test_at_once import at_once
from tests.cast import PASSWORD, days
from tests.conftest import NOON


def grant_of(cast: Any, username: str) -> Grant:
    return Grant.objects.select_related("user", "content_object").get(user=cast.user(username))


@pytest.mark.database
def test_confirmed_by_two_at_once_it_is_done_once(cast: Any, committed: str) -> None:
    security = actor_for(cast.user("anquan").pk, fresh=True)
    others = [admin(security, name, world.NATION) for name in ("anquan.er", "anquan.san")]
    user = account("xin.ren")
    asked = ask_grant(
        actor=security, user=user, unit=world.unit(world.NATION), role="audit_admin", reason="增设"
    )

    def confirm(n: int) -> str:
        try:
            with clock.moved_to(NOON):
                confirm_asked(actor=others[n], user=user, number=asked.pk)
        except Conflict:
            return "over"
        return "done"

    assert sorted(at_once(confirm, 2)) == ["done", "over"]
    assert Grant.objects.filter(user=user).count() == 1


def test_the_command_line_changes_administrators_alone(cast: Any, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reset_administrator", "shenji", reason="唯一的安全管理员")
    code = capsys.readouterr().out.split()[1]
    assert cast.user("shenji").check_password(code)
    assert Recorded.objects.get(verb="account.reset").via == "command"
    account("xin.ren")
    call_command("administer", "xin.ren", give="security_admin", reason="增设")
    assert grant_of(cast, "xin.ren").role == "security_admin"
    call_command("administer", "xin.ren", end="security_admin", reason="轮岗")
    assert not Grant.objects.on(clock.today()).filter(user__username="xin.ren").exists()
    call_command("administer", "shenji", close=True, reason="调离")
    assert not cast.user("shenji").is_active
    entry = Recorded.objects.get(verb="account.close")
    assert (entry.via, entry.reason) == ("command", "调离")
    for wrong in (
        ["nobody.here", "--close"],
        ["shenji", "--end", "audit_admin"],
        ["xitong", "--give", "audit_admin"],
    ):
        with pytest.raises(CommandError):
            call_command("administer", *wrong, "--reason", "x")
    with pytest.raises(CommandError):
        call_command("reset_administrator", "nobody.here", reason="x")


def test_a_role_taken_back_before_its_first_day_makes_no_administrator_and_hides_none(
    cast: Any, security: Actor
) -> None:
    user, nation = account("xin.ren"), world.unit(world.NATION)
    given = {"actor": COMMAND, "user": user, "unit": nation, "role": "audit_admin"}
    end_grant(actor=COMMAND, grant=grant_role(**given, since=days(5)))
    reset_password(actor=security, user=user, reason="忘记密码")
    grant_role(**given)
    with pytest.raises(Refused):
        reset_password(actor=security, user=user, reason="忘记密码")
    call_command("administer", "xin.ren", end="audit_admin", reason="轮岗")
    assert not Grant.objects.on(clock.today()).filter(user=user).exists()


def test_the_pages_ask_one_let_another_confirm_and_show_the_code_to_who_asked(
    cast: Any, security: Actor, second: Actor, signed_in: Any
) -> None:
    user = cast.user("shenji")
    page = f"/accounts/{user.public_id}/"
    first, other = signed_in("anquan"), signed_in("anquan.er")
    lost = {"reason": "手机丢失", "version": user.version}
    assert first.post(f"{page}reset/", lost, follow=True).status_code == 200
    seen = {"version": Proposal.objects.get().pk}
    assert user.check_password(PASSWORD)
    assert f"{page}confirm/" not in first.get(page).content.decode()
    assert first.post(f"{page}confirm/", seen).status_code == 409
    assert "手机丢失" in other.get(page).content.decode()
    assert other.post(f"{page}confirm/").status_code == 400
    assert Proposal.objects.get().confirmed_by is None
    shown = other.post(f"{page}confirm/", seen, follow=True)
    assert (shown.status_code, "data-code" in shown.content.decode()) == (200, False)
    assert other.post(f"{page}code/", seen).status_code == 409
    fetched = first.post(f"{page}code/", seen)
    user.refresh_from_db()
    assert user.check_password(fetched.context["code"])
    assert "no-store" in fetched["Cache-Control"]
    first.post(f"{page}close/", {"reason": "调离"})
    seen = {"version": Proposal.objects.get(ended_at=None).pk}
    assert first.post(f"{page}drop/", seen).status_code == 302
    assert other.post(f"{page}confirm/", seen).status_code == 409


def test_who_confirms_is_told_of_the_codes_of_the_last_30_days(
    cast: Any, security: Actor, second: Actor, signed_in: Any
) -> None:
    user, nation = account("xin.ren"), world.unit(world.NATION)
    for days_ago, name in ((31, "周早"), (29, "吴代劳")):
        with clock.moved_to(NOON - timedelta(days=days_ago)):
            note(EventKind.CODE, user=user, username=user.username, detail=name)
    note(EventKind.FAILED, user=user, username=user.username, detail="不相干")
    note(EventKind.RESET, user=cast.user("shenji"), username="shenji", detail="别的账号")
    reset_password(actor=security, user=user, reason="忘记密码")
    ask_grant(actor=security, user=user, unit=nation, role="audit_admin", reason="增设")
    address = f"/accounts/{user.public_id}/"
    first, other = (
        signed_in(name).get(address, headers={"Accept-Language": "zh-hans"}).content.decode()
        for name in ("anquan", "anquan.er")
    )
    told = other.split("近 30 天该账号的一次性密码")[1].split("</ul>")[0]
    assert told.index(security.name) < told.index("吴代劳")
    last, before = NOON, NOON - timedelta(days=29)
    assert told.index(f"{last.month}月{last.day}日") < told.index(f"{before.month}月{before.day}日")
    for beside in ("周早", "不相干", "别的账号"):
        assert beside not in told
    assert "近 30 天该账号的一次性密码" not in first


def test_who_confirms_is_told_that_no_code_was_given(
    cast: Any, security: Actor, second: Actor, signed_in: Any
) -> None:
    user, nation = account("xin.ren"), world.unit(world.NATION)
    ask_grant(actor=security, user=user, unit=nation, role="audit_admin", reason="增设")
    answer = signed_in("anquan.er").get(
        f"/accounts/{user.public_id}/", headers={"Accept-Language": "zh-hans"}
    )
    assert "未发放" in answer.content.decode().split("近 30 天该账号的一次性密码")[1]


def test_the_pages_of_roles_ask_for_an_administrators(
    cast: Any, security: Actor, second: Actor, signed_in: Any
) -> None:
    user, nation = account("xin.ren"), world.unit(world.NATION)
    page = f"/accounts/{user.public_id}/"
    first, other = signed_in("anquan"), signed_in("anquan.er")
    given = {"username": "xin.ren", "role": "audit_admin", "since": str(clock.today()), "reason": ""}
    without = first.post(f"/units/{nation.code}/roles/new/", given)
    assert (without.status_code, Proposal.objects.count()) == (400, 0)
    asked = first.post(f"/units/{nation.code}/roles/new/", given | {"reason": "增设"})
    assert asked["Location"] == page
    assert not Grant.objects.filter(user=user).exists()
    assert nation.name in other.get(page).content.decode()
    assert other.post(f"{page}confirm/", {"version": Proposal.objects.get().pk}).status_code == 302
    made = Grant.objects.get(user=user)
    assert first.post(f"/grants/{made.public_id}/end/", {"reason": "轮岗"})["Location"] == page
    made.refresh_from_db()
    assert made.until is None
    seen = {"version": Proposal.objects.get(ended_at=None).pk}
    assert other.post(f"{page}confirm/", seen).status_code == 302
    assert not Grant.objects.on(clock.today()).filter(user=user).exists()


@pytest.mark.parametrize("whose", ["anquan", "xin.ren"])
def test_nobody_confirms_with_a_second_account_what_the_first_asked_or_gains(
    cast: Any, security: Actor, second: Actor, whose: str
) -> None:
    user = account("xin.ren")
    User.objects.filter(username=whose).update(name="周 明", phone="138-0000-1111")
    User.objects.filter(pk=second.user_id).update(name="周明", phone="13800001111")
    asked = ask_grant(
        actor=security, user=user, unit=world.unit(world.NATION), role="audit_admin", reason="增设"
    )
    with pytest.raises(Refused):
        confirm_asked(actor=second, user=user, number=asked.pk)
    asked.refresh_from_db()
    assert (asked.confirmed_by_id, asked.ended_at) == (None, None)
    assert not Grant.objects.filter(user=user).exists()
    User.objects.filter(pk=second.user_id).update(phone="13900002222")
    confirm_asked(actor=second, user=user, number=asked.pk)
    assert Grant.objects.filter(user=user).count() == 1
