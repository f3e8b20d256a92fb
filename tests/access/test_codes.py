"""Codes are typed and pasted in many ways; a one-time code is asked for once."""

import re
from typing import Any

import pytest
from django.test import Client

from responsibilities.access.actions import create_account, grant_role, reset_password
from responsibilities.access.models import Proposal, SecurityEvent, User
from responsibilities.access.rules import code_of, plain_code
from responsibilities.record.models import Entry
from revitalization.kit.actor import Actor
from tests.access.conftest import COMMAND
from tests.cast import PASSWORD, town

CODE = "7z52-f49z-49sp-nufn"
WAYS = {
    "capitals": CODE.upper(),
    "blank after": f"{CODE} ",
    "blanks around": f"\u3000 {CODE}\t",
    "blanks for hyphens": CODE.replace("-", " "),
    "wide blanks": CODE.replace("-", "\u3000"),
    "nothing for hyphens": CODE.replace("-", ""),
    "full-width": "".join(chr(ord(c) + 0xFEE0) for c in CODE),
    "full-width capitals": "".join(chr(ord(c) + 0xFEE0) for c in CODE.upper()),
    "en dash": CODE.replace("-", "–"),
    "em dash": CODE.replace("-", "——"),
    "minus": CODE.replace("-", "−"),
    "Chinese dash": CODE.replace("-", "－"),
    "non-breaking hyphen": CODE.replace("-", "\u2011"),
    "soft hyphen": CODE.replace("-", "\u00ad"),
    "underscore": CODE.replace("-", "_"),
    "drawn line": CODE.replace("-", "─"),
    "hidden": f"\ufeff{CODE[:5]}\u200b{CODE[5:]}\u202c",
    "new line": CODE.replace("-", "\n"),
    "other groups": f"{CODE.replace('-', '')[:8]} {CODE.replace('-', '')[8:]}",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_one_time_code_is_one_however_it_is_typed(way: str) -> None:
    assert code_of(WAYS[way]) == CODE


@pytest.mark.parametrize(
    "text",
    ["", "x", PASSWORD, CODE[:-1], f"{CODE}a", CODE.replace("z", "1"), "密码密码密码密码密码密码密码密码"],
)
def test_what_is_no_one_time_code_is_none(text: str) -> None:
    assert code_of(text) is None


@pytest.mark.parametrize(
    "text", ["123 456", " 123456", "１２３４５６", "123-456", "123–456\n", "12\u200b3456"]
)
def test_a_code_of_the_second_step_loses_what_does_not_count(text: str) -> None:
    assert plain_code(text) == "123456"


@pytest.fixture
def coded(cast: Any, security: Actor) -> tuple[User, str]:
    """An account that was just opened, and its code."""
    return create_account(actor=security, username="xiaoyu", name="肖雨")


@pytest.mark.parametrize(
    "typed", [str.upper, lambda c: c.replace("-", ""), lambda c: f" {c.replace('-', '—')} "]
)
def test_the_code_opens_whatever_way_it_is_typed_and_counts_no_failure(
    coded: tuple[User, str], sign_in: Any, typed: Any
) -> None:
    answer = sign_in("xiaoyu", typed(coded[1]))
    assert answer.status_code == 302
    assert not SecurityEvent.objects.filter(kind="failed").exists()


def test_a_wrong_code_is_one_failure_and_costs_the_same_for_every_name(
    coded: tuple[User, str], sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(User, "set_password", lambda self, raw: hashed.append(raw))
    for name in ("xiaoyu", "nobody.here"):
        assert sign_in(name, CODE.upper()).status_code == 200
    assert SecurityEvent.objects.filter(kind="failed").count() == 2
    # The framework hashes for a name that is missing; it does so for each of the two spellings.
    assert hashed == [CODE.upper(), CODE]


def test_a_password_of_one_s_own_that_looks_like_a_code_keeps_its_capitals(cast: Any, sign_in: Any) -> None:
    own = "ABCD-EFGH-JKMN-PQRS"
    user = cast.user("wangfang")
    user.set_password(own)
    user.save()
    assert sign_in("wangfang", own).status_code == 302
    assert sign_in("wangfang", own.lower()).status_code == 200


def test_the_code_is_not_asked_for_again_when_a_password_is_chosen(
    coded: tuple[User, str], sign_in: Any
) -> None:
    machine = Client()
    sign_in("xiaoyu", coded[1], client=machine)
    page = machine.get("/account/password/")
    assert list(page.context["form"].fields) == ["password1", "password2"]
    for same in (coded[1], coded[1].upper().replace("-", " ")):
        answer = machine.post("/account/password/", {"password1": same, "password2": same})
        assert "password1" in answer.context["form"].errors
    new = "bai-ta-shan-1909"
    assert machine.post("/account/password/", {"password1": new, "password2": new}).status_code == 302
    coded[0].refresh_from_db()
    assert (coded[0].check_password(new), coded[0].must_change_password) == (True, False)


def test_who_has_a_password_is_asked_for_it(cast: Any, signed_in: Any) -> None:
    new = {"password1": "bai-ta-shan-1909", "password2": "bai-ta-shan-1909"}
    answer = signed_in("wangfang").post("/account/password/", new)
    assert list(answer.context["form"].errors) == ["oldpassword"]
    assert cast.user("wangfang").check_password(PASSWORD)


def code_form(client: Client, user: User) -> dict[str, str]:
    """What the account's page sends for a new code."""
    page = client.get(f"/accounts/{user.public_id}/").content.decode()
    form = re.search(r'action="/accounts/[^"]+/reset/">(.*?)</form>', page, re.DOTALL)
    assert form
    hidden = re.findall(r'type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"', form.group(1))
    return {**dict(hidden), "reason": "忘记密码"}


def shown_code(answer: Any) -> str:
    found = re.search(r"data-code>([^<]+)<", answer.content.decode())
    return found.group(1) if found else ""


@pytest.mark.parametrize("name", ["wangfang", "chenjing"])
def test_a_second_press_leaves_the_first_code_good_and_says_so(
    signed_in: Any, cast: Any, sign_in: Any, name: str
) -> None:
    office, user = signed_in("anquan"), cast.user(name)
    url, form = f"/accounts/{user.public_id}/reset/", code_form(office, user)
    first = shown_code(office.post(url, form))
    assert first
    stored = User.objects.filter(pk=user.pk).values().get()
    told = SecurityEvent.objects.count(), Entry.objects.count()
    for press in ("second", "third"):
        answer = office.post(url, form)
        assert (answer.status_code, shown_code(answer)) == (412, ""), press
        assert 'role="alert"' in answer.content.decode()
        assert "它仍然有效" in answer.content.decode()
        assert f'href="/accounts/{user.public_id}/">' in answer.content.decode()
    assert User.objects.filter(pk=user.pk).values().get() == stored
    assert (SecurityEvent.objects.count(), Entry.objects.count()) == told
    assert sign_in(name, first, client=Client()).status_code == 302
    assert shown_code(office.post(url, code_form(office, user))) not in {"", first}


@pytest.mark.parametrize("without", [None, "", "x", "-1"])
def test_a_form_that_does_not_say_which_account_it_saw_makes_no_code(
    signed_in: Any, cast: Any, without: str | None
) -> None:
    office, user = signed_in("anquan"), cast.user("wangfang")
    form = {"reason": "忘记密码"} | ({} if without is None else {"version": without})
    answer = office.post(f"/accounts/{user.public_id}/reset/", form)
    assert (answer.status_code, shown_code(answer)) == (400, "")
    assert cast.user("wangfang").check_password(PASSWORD)


def test_a_request_for_a_code_that_was_made_since_is_refused_as_well(
    signed_in: Any, cast: Any, security: Actor
) -> None:
    """An administrator's code takes two; the old page of one of them asks for nothing anew."""
    office, user = signed_in("anquan"), cast.user("wangfang")
    form = code_form(office, user)
    reset_password(actor=security, user=user, reason="忘记密码")
    grant_role(actor=COMMAND, user=user, unit=town(), role="system_admin")
    assert office.post(f"/accounts/{user.public_id}/reset/", form).status_code == 412
    assert not Proposal.objects.exists()
