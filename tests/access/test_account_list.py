"""The list of accounts tells people of one name apart and is narrowed; a role is given from the account itself."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from responsibilities.access.actions import create_account, grant_role
from responsibilities.access.models import Grant, Proposal, Token, User
from responsibilities.access.queries.listing import units_called
from responsibilities.access.rules import PRESETS
from responsibilities.roles import IN_PERSON, C
from revitalization.kit import clock
from tests import world
from tests.access.conftest import COMMAND
from tests.cast import days, sister, town

SHARED = "城关镇"
"""A name that many towns have."""


def opened(username: str, name: str, unit: Any = None, role: str = "") -> User:
    user, _code = create_account(actor=COMMAND, username=username, name=name, unit=unit or town())
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    if role:
        grant_role(actor=COMMAND, user=user, unit=unit or town(), role=role)
    return user


def listed(client: Any, query: str) -> list[str]:
    """Sign-in names on the page."""
    answer = client.get(f"/accounts/?{query}")
    assert answer.status_code == 200, answer.content.decode()[:500]
    return re.findall(r'<span class="code">([^<]+)</span>', answer.content.decode())


def row_of(client: Any, username: str) -> str:
    text = client.get(f"/accounts/?q={username}").content.decode()
    rows = [row for row in re.findall(r"<tr role=\"row\".*?</tr>", text, re.S) if f">{username}<" in row]
    assert len(rows) == 1
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", rows[0]))


def test_two_people_of_one_name_are_told_apart_by_unit_and_role(signed_in: Any, cast: Any) -> None:
    opened("baiaimin", "白爱民", town(), "filer")
    opened("baiaimin2", "白爱民", sister(), "reviewer")
    client = signed_in("anquan")
    first, second = row_of(client, "baiaimin"), row_of(client, "baiaimin2")
    assert [word in first for word in ("红城镇", "填报员", "中堡镇", "审核人")] == [True, True, False, False]
    assert [word in second for word in ("红城镇", "填报员", "中堡镇", "审核人")] == [False, False, True, True]
    assert "永登县" in second


def test_who_holds_roles_on_several_units_is_shown_with_each(signed_in: Any, cast: Any) -> None:
    user = opened("duoren", "多任", town(), "reader")
    for unit, role in ((sister(), "reader"), (town(), "reviewer")):
        grant_role(actor=COMMAND, user=user, unit=unit, role=role)
    said = row_of(signed_in("anquan"), "duoren")
    assert [f"· {name}" in said for name in ("红城镇", "中堡镇", "苦水镇")] == [True, True, False]


def test_a_role_that_ended_or_is_to_come_is_not_shown(signed_in: Any, cast: Any) -> None:
    user = opened("yiqian", "以前", town())
    grant_role(actor=COMMAND, user=user, unit=town(), role="filer", since=days(5))
    client = signed_in("anquan")
    assert "填报员" not in row_of(client, "yiqian")
    assert listed(client, "q=yiqian&role=none") == ["yiqian"]
    assert listed(client, "q=yiqian&role=filer") == []


def test_the_last_use_is_a_day_and_never_a_time(signed_in: Any, cast: Any) -> None:
    user = opened("yongguo", "用过", town(), "filer")
    late = clock.end_of_day(days(-3)) - timedelta(minutes=7)
    User.objects.filter(pk=user.pk).update(last_login=late)
    said = row_of(signed_in("anquan"), "yongguo")
    assert "2026年11月21日" in said
    assert not re.search(r"\d{1,2}:\d{2}", said)


def test_a_second_step_is_named_and_narrowed_by(signed_in: Any, cast: Any) -> None:
    for username, kind in (("miyao", "webauthn"), ("yanzheng", "totp"), ("wuersi", "recovery_codes")):
        Authenticator.objects.create(user=opened(username, "某人"), type=kind, data={})
    client = signed_in("anquan")
    assert "通行密钥" in row_of(client, "miyao")
    assert "验证器应用" in row_of(client, "yanzheng")
    assert set(listed(client, "step=yes")) == {"miyao", "yanzheng"}
    assert "wuersi" in listed(client, "step=no&q=wuersi")


@pytest.mark.parametrize(
    ("day", "found"),
    [(-30, False), (-31, True), (None, False)],
)
def test_what_was_not_used_for_a_month_is_found(
    signed_in: Any, cast: Any, day: int | None, found: bool
) -> None:
    user = opened("buyong", "不用")
    if day is not None:
        User.objects.filter(pk=user.pk).update(last_login=clock.end_of_day(days(day)) - timedelta(minutes=1))
    assert (listed(signed_in("anquan"), "q=buyong&unused=1") == ["buyong"]) is found


def test_who_never_signed_in_counts_from_the_day_of_opening(signed_in: Any, cast: Any) -> None:
    with clock.moved_to(clock.now() - timedelta(days=40)):
        opened("congwei", "从未")
    assert listed(signed_in("anquan"), "q=congwei&unused=1") == ["congwei"]
    assert listed(signed_in("anquan"), "q=congwei&unused=3") == []


def test_who_waits_for_a_code_is_found(signed_in: Any, cast: Any) -> None:
    create_account(actor=COMMAND, username="xinhao", name="新号", unit=town())
    client = signed_in("anquan")
    assert listed(client, "state=waiting") == ["xinhao"]
    assert "xinhao" not in listed(client, "q=xinhao&state=open")


@pytest.mark.parametrize("text", ["永登县", "620121000000", "yongdengxian"])
def test_a_unit_narrows_to_all_that_lies_below_it(signed_in: Any, cast: Any, text: str) -> None:
    client = signed_in("anquan")
    found = set(listed(client, f"unit={text}"))
    assert {"wangfang", "sunli", "chenjing"} <= found
    assert not {"zhouqiang", "maling", "wumin"} & found
    assert listed(client, "unit=没有这个地方") == []


def test_the_list_asks_the_same_questions_for_one_and_for_fifty(signed_in: Any, cast: Any) -> None:
    client, asked = signed_in("anquan"), []
    client.get("/accounts/")
    for n in (1, 40):
        for at in range(n):
            opened(f"ren{n}x{at}", "某人", town(), "reader")
        with CaptureQueriesContext(connection) as queries:
            client.get("/accounts/?unit=永登县&role=reader&step=no")
        asked.append(len(queries))
    assert asked[0] == asked[1]


# ------------------------------------------------------------------ a role from the account


def test_a_role_is_given_from_the_account_by_the_name_of_the_unit(signed_in: Any, cast: Any) -> None:
    user, client = opened("xinren", "新人"), signed_in("anquan")
    assert (
        f"/accounts/{user.public_id}/roles/new/"
        in client.get(f"/accounts/{user.public_id}/").content.decode()
    )
    given = {"unit": "红城镇", "role": "filer", "since": str(days(0))}
    answer = client.post(f"/accounts/{user.public_id}/roles/new/", given)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/{user.public_id}/")
    grant = Grant.objects.get(user=user)
    assert (grant.role, grant.content_object) == ("filer", town())


def test_a_name_of_several_units_asks_which_one_and_keeps_what_was_typed(signed_in: Any, cast: Any) -> None:
    several = units_called(SHARED)
    assert len(several) > 1
    user, client = opened("xuanze", "选择"), signed_in("anquan")
    given = {"unit": SHARED, "role": "reader", "since": str(days(0)), "reason": "新任"}
    answer = client.post(f"/accounts/{user.public_id}/roles/new/", given)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert not Grant.objects.filter(user=user).exists()
    assert all(unit.path in text and f'value="{unit.code}"' in text for unit in several)
    assert 'value="新任"' in text
    answer = client.post(f"/accounts/{user.public_id}/roles/new/", {**given, "chosen": several[1].code})
    assert answer.status_code == 302
    assert Grant.objects.get(user=user).content_object == several[1]


def test_a_unit_outside_of_the_reach_is_as_one_that_does_not_exist(signed_in: Any, cast: Any) -> None:
    city = opened("anlan", "安岚")
    with_role = grant_role(actor=COMMAND, user=city, unit=world.unit(world.LANZHOU), role="security_admin")
    assert with_role.role == "security_admin"
    user, client = opened("waimian", "外面"), signed_in("anlan")
    said = []
    for unit in ("西吉县", "没有县"):
        given = {"unit": unit, "role": "reader", "since": str(days(0))}
        answer = client.post(f"/accounts/{user.public_id}/roles/new/", given)
        said.append(
            (
                answer.status_code,
                "管辖范围内没有" in answer.content.decode(),
            )
        )
    assert said[0] == said[1] == (400, True)
    assert not Grant.objects.filter(user=user).exists()


def test_an_administrator_s_role_from_the_account_still_takes_two(signed_in: Any, cast: Any) -> None:
    user, client = opened("erren", "二人"), signed_in("anquan")
    given = {"unit": "永登县", "role": "audit_admin", "since": str(days(0)), "reason": "新任"}
    assert client.post(f"/accounts/{user.public_id}/roles/new/", given).status_code == 302
    assert not Grant.objects.filter(user=user).exists()
    assert Proposal.objects.get(user=user).role == "audit_admin"


def test_nobody_gives_himself_a_role_from_his_own_account(signed_in: Any, cast: Any) -> None:
    own, client = cast.user("anquan"), signed_in("anquan")
    before = Grant.objects.count()
    given = {"unit": "永登县", "role": "reader", "since": str(days(0)), "reason": "想要"}
    answer = client.post(f"/accounts/{own.public_id}/roles/new/", given)
    assert answer.status_code == 400
    assert (Grant.objects.count(), Proposal.objects.count()) == (before, 0)
    assert "/roles/new/" not in client.get(f"/accounts/{own.public_id}/").content.decode()


def test_opening_an_account_leads_on_to_its_role(signed_in: Any, cast: Any) -> None:
    client = signed_in("anquan")
    text = client.post("/accounts/new/", {"name": "新来", "username": "xinlai"}).content.decode()
    user = User.objects.get(username="xinlai")
    assert f'href="/accounts/{user.public_id}/roles/new/"' in text
    assert "第二步" in text


# ------------------------------------------------------------------ tokens


def test_no_usual_purpose_holds_a_right_that_is_used_in_person() -> None:
    assert set(PRESETS) == {"status", "fetch", "exchange"}
    for preset in PRESETS.values():
        assert not set(preset.capabilities) & {str(right) for right in IN_PERSON}
    assert set(PRESETS["status"].capabilities) < set(PRESETS["fetch"].capabilities)
    assert not {str(C.REPORT_DRAFT), str(C.REPORT_SUBMIT)} & set(PRESETS["fetch"].capabilities)


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_a_purpose_ticks_just_the_rights_it_needs(signed_in: Any, cast: Any, preset: str) -> None:
    text = signed_in("anquan").get(f"/tokens/new/?preset={preset}").content.decode()
    ticked = set(re.findall(r'name="capabilities"[^>]*value="([^"]+)"[^>]*checked', text))
    assert ticked == set(PRESETS[preset].capabilities)


def test_a_token_comes_with_a_line_that_works(signed_in: Any, cast: Any) -> None:
    client, user = signed_in("anquan"), cast.user("chenjing")
    page = client.get(f"/tokens/new/?preset=status&account={user.public_id}").content.decode()
    assert 'value="chenjing"' in page
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    assert key is not None
    given = {
        "label": "省平台", "username": "chenjing", "unit": "永登县", "last_day": str(days(30)),
        "capabilities": PRESETS["status"].capabilities, "form_key": key.group(1),
    }  # fmt: skip
    shown = client.post("/tokens/new/", given).content.decode()
    line = re.search(r"data-line>(curl [^<]+)<", shown)
    assert line is not None
    told = line.group(1).replace("&quot;", '"')
    called = re.fullmatch(r'curl -s "http://testserver(/[^"]+)" -H "Authorization: (Bearer [^"]+)"', told)
    assert called is not None, told
    assert client.get(called.group(1), headers={"authorization": called.group(2)}).status_code == 200
    assert 'href="/api/docs/"' in shown
    token = Token.objects.get(label="省平台")
    assert (token.unit, set(token.capabilities)) == (
        world.unit(world.YONGDENG), set(PRESETS["status"].capabilities),
    )  # fmt: skip


@pytest.mark.parametrize("query", ["preset=all", "account=7", "account=00000000-0000-0000-0000-000000000007"])
def test_an_unknown_purpose_or_account_is_refused(signed_in: Any, cast: Any, query: str) -> None:
    assert signed_in("anquan").get(f"/tokens/new/?{query}").status_code in {400, 404}
