"""Tokens: whom they are told to, when they end, and that no look past their ceiling finds more."""

from dataclasses import replace
from typing import Any

import pytest

from reporting.reports.queries.inbox import offices_of
from reporting.reports.queries.signing import is_receiver
from reporting.reports.rules.cycles import CYCLE
from reporting.reports.rules.series import SERIES
from reporting.reports.rules.states import WORKFLOW
from responsibilities.access.actions import (
    reset_password,
    revoke_token,
)
from responsibilities.access.actions.tokens import GO_ON, ISSUED
from responsibilities.access.models import SecurityEvent, Token
from responsibilities.access.queries import actor_for
from responsibilities.access.rules import EventKind
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry as Recorded
from responsibilities.roles import IN_PERSON, C
from revitalization.kit.actor import Actor, Ceiling
from revitalization.kit.errors import Invalid, SignInNeeded
from tests import world
from tests.access.conftest import COMMAND, acts
from tests.cast import PASSWORD, sister, town
from tests.reports import story
from tests.reports.policy_acts import TABLE


def told(user: Any) -> list[tuple[str, str]]:
    return list(
        Notice.objects.filter(recipient=user, kind="token").order_by("pk").values_list("title", "url")
    )


def test_whom_a_token_acts_for_is_told_of_it(issue: Any, cast: Any) -> None:
    token, _text = issue()
    assert told(cast.user("chenjing")) == [(ISSUED, f"/tokens/{token.key_id}/")]
    assert Notice.objects.get(kind="token").values == {"who": "安全员", "label": "省平台"}


def test_a_new_one_time_code_ends_every_token_of_the_account(issue: Any, cast: Any, security: Actor) -> None:
    token, text = issue()
    other, elsewhere = issue(user=cast.user("wangfang"), unit=town())
    user = cast.user("chenjing")
    reset_password(actor=security, user=user, reason="忘记密码")
    # Also when a password of one's own is chosen again: what was ended does not come back.
    user.refresh_from_db()
    user.must_change_password = False
    user.save()
    with pytest.raises(SignInNeeded):
        acts(text)
    assert acts(elsewhere).name == "王芳"
    assert Recorded.objects.get(verb="account.reset").after["tokens"] == [token.key_id]
    assert list(SecurityEvent.objects.filter(kind=EventKind.TOKEN_END).values_list("detail", flat=True)) == [
        token.key_id
    ]
    assert Token.objects.get(pk=other.pk).revoked_at is None


def test_who_changes_the_password_is_told_which_programs_go_on(issue: Any, cast: Any, signed_in: Any) -> None:
    _token, text = issue()
    _gone, _old = issue(label="旧平台")
    revoke_token(actor=cast.chenjing, token=_gone)
    browser = signed_in("chenjing")
    new = {"oldpassword": PASSWORD, "password1": "bai-ta-shan-1909", "password2": "bai-ta-shan-1909"}
    answer = browser.post("/account/password/", new, follow=True)
    assert "省平台" in " ".join(str(message) for message in answer.context["messages"])
    assert told(cast.user("chenjing"))[-1] == (GO_ON, "/tokens/")
    assert Notice.objects.filter(title=GO_ON).get().values == {"labels": "省平台"}
    assert acts(text).name == "陈静"


def test_a_password_without_programs_is_changed_without_a_word(cast: Any, signed_in: Any) -> None:
    new = {"oldpassword": PASSWORD, "password1": "bai-ta-shan-1909", "password2": "bai-ta-shan-1909"}
    assert signed_in("chenjing").post("/account/password/", new).status_code == 302
    assert not Notice.objects.filter(kind="token").exists()


# ------------------------------------------------------------------ the ceiling holds whoever looks


def test_no_holding_of_a_token_says_more_than_the_token_may(issue: Any, cast: Any) -> None:
    _token, text = issue(unit=town(), capabilities=[C.REPORT_READ, C.REPORT_REMIND])
    for held in acts(text).holdings:
        assert held.here | held.below <= {C.REPORT_READ, C.REPORT_REMIND}
    _token, text = issue(
        unit=world.unit(world.YONGDENG), user=cast.user("wangfang"), capabilities=[C.REPORT_DRAFT]
    )
    beside = replace(acts(text), ceiling=Ceiling(frozenset(C), sister().span))
    assert [held.here | held.below for held in beside.holdings] == [frozenset()]


def test_a_token_without_the_right_is_no_receiving_office(issue: Any, cast: Any) -> None:
    row = story.submitted(cast, story.running(cast))
    _token, text = issue(capabilities=[C.REPORT_READ])
    assert is_receiver(row, cast.chenjing)
    assert not is_receiver(row, acts(text))
    assert offices_of(cast.chenjing) == [world.unit(world.YONGDENG).lo]
    assert offices_of(acts(text)) == []


def test_what_a_token_never_may_is_the_same_for_tokens_and_for_acts() -> None:
    for workflow in (WORKFLOW, CYCLE, SERIES):
        for act in workflow.acts:
            assert act.in_person == (act.capability in IN_PERSON), (workflow.key, act.key)
    judging = {act.key for act in WORKFLOW.acts if act.in_person}
    # By hand in the policy table: these acts no program does.
    assert judging == {row.args["act"] for row in TABLE if row.name == "api_report_act" and row.by_token}
    assert {"approve", "send_back", "sign", "decline", "accept", "return", "exempt"} <= judging
    assert {C.ROLE_GRANT, C.ACCOUNT_RESET, C.TOKEN_ISSUE, C.SYSTEM_RUN} <= IN_PERSON


@pytest.mark.parametrize("right", sorted(IN_PERSON))
def test_no_token_ever_has_a_right_that_is_used_in_person(issue: Any, cast: Any, right: C) -> None:
    holder = next(
        user
        for user in (
            cast.user(name) for name in ("lijun", "zhaogang", "chenjing", "dingwei", "anquan", "xitong")
        )
        if actor_for(user.pk).has(right)
    )
    unit = world.unit(world.NATION)
    before = Token.objects.count()
    with pytest.raises(Invalid):
        issue(actor=COMMAND, user=holder, unit=unit, capabilities=[right])
    assert Token.objects.count() == before
