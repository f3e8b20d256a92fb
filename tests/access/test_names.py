"""Names: none that only a computer tells from a colleague's, and nothing hidden in any."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from responsibilities.access.actions import create_account, issue_token
from responsibilities.access.actions.accounts import NewAccount, open_accounts
from responsibilities.access.models import User
from responsibilities.roles import C
from responsibilities.units.actions.facts import set_short_name
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Invalid
from revitalization.kit.names import LIKE, LOOKS, clean_sign_in_name, skeleton
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry
from tests import world
from tests.access.conftest import account
from tests.cast import town

HIDDEN = "\u202e\u200b\u2066\ufeff\u00ad\x07\u200f"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zhang.San", "zhang.san"),
        (" ｚｈａｎｇ＠ｘｘ ", "zhang@xx"),
        ("张三", "张三"),
        ("张三.2026", "张三.2026"),
        ("li-wei_2+x", "li-wei_2+x"),
        ("12345678", "12345678"),
    ],
)
def test_a_sign_in_name_has_one_spelling(typed: str, kept: str) -> None:
    assert clean_sign_in_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "dеmo.audit",  # Cyrillic е
        "demo.audıt",  # dotless ı
        "demо.securitу",  # Cyrillic о and у
        "wangfαng",  # Greek α
        "zhang三",  # two scripts
        "张san",
        "żhang",
        "wang\u200bfang",
        "wang\u202efang",
        "wang\u00adfang",
        "wang fang",
        "ваня",  # one script, but neither of the two
        "たなか",
        "a",
        "",
        "x" * 65,
        "wang/fang",
    ],
)
def test_a_sign_in_name_of_two_scripts_or_a_foreign_one_is_refused(security: Actor, typed: str) -> None:
    before = User.objects.count()
    assert clean_sign_in_name(typed) is None
    with pytest.raises(Invalid) as refused:
        create_account(actor=security, username=typed, name="某人")
    assert [error.field for error in refused.value.errors] == ["username"]
    assert User.objects.count() == before


@pytest.mark.parametrize(
    ("there", "new"),
    [
        ("liu.bo", "liu.b0"),
        ("wangli", "wang1i"),
        ("zhao1", "zhaol"),
        ("dеmo.audit", "demo.audit"),  # one of before, with a Cyrillic е
        ("demo.audıt", "demo.audit"),
        ("ѕhenji.er", "shenji.er"),
        ("李土", "李士"),
        ("王日.2", "王曰.2"),
        ("wangqi", "wangqi"),
    ],
)
def test_a_name_that_looks_like_one_that_is_there_is_refused(
    cast: Any, security: Actor, there: str, new: str
) -> None:
    account(there)
    with pytest.raises(Invalid) as refused:
        create_account(actor=security, username=new, name="某人")
    assert [(error.field, error.code) for error in refused.value.errors] == [("username", "taken")]
    assert not User.objects.filter(username=new).exclude(username=there).exists()


def test_names_that_differ_to_the_eye_go_on_side_by_side(cast: Any, security: Actor) -> None:
    for username in ("wang.fang", "wangfang2", "wangfeng", "王芳", "王方"):
        create_account(actor=security, username=username, name="王芳")


@pytest.mark.database
def test_the_database_sees_a_name_as_the_code_does(db: None) -> None:
    for text in (LOOKS, LIKE, "王芳.01", "dеmo", "‮", ""):
        with connection.cursor() as cursor:
            cursor.execute("SELECT translate(%s, %s, %s)", [text, LOOKS, LIKE])
            assert cursor.fetchone() == (skeleton(text),)


def test_a_skeleton_is_its_own_skeleton() -> None:
    assert len(LOOKS) == len(LIKE)
    for sign in LOOKS + LIKE:
        assert skeleton(skeleton(sign)) == skeleton(sign), sign


def test_nothing_is_hidden_in_any_name(cast: Any, security: Actor) -> None:
    user, _code = create_account(actor=security, username="xiaoyu", name=f"肖{HIDDEN}雨")
    assert user.name == "肖雨"
    with recorded(Entry("test.open", security, ("test", "1"), "x", town().lo)):
        opened = open_accounts(actor=security, wanted=[NewAccount("xiaoyu2", f"{HIDDEN}肖雨")])
    assert [it.name for it in opened] == ["肖雨"]
    token, _text = issue_token(
        actor=security, user=cast.user("chenjing"), label=f"省{HIDDEN}平台", capabilities=[C.REPORT_READ],
        unit=world.unit(world.YONGDENG), expires_at=clock.now() + timedelta(days=2),
    )  # fmt: skip
    assert token.label == "省平台"
    unit = set_short_name(
        actor=cast.chenjing, unit=town(), short_name=f"红{HIDDEN}城", reason="简称", version=town().version
    )
    assert unit.short_name == "红城"
    for act in (
        lambda: create_account(actor=security, username="xiaoyu3", name=HIDDEN),
        lambda: issue_token(
            actor=security, user=cast.user("chenjing"), label=HIDDEN, capabilities=[C.REPORT_READ],
            unit=world.unit(world.YONGDENG), expires_at=clock.now() + timedelta(days=2),
        ),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            act()
