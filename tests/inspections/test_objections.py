"""Feedback, thirty days to object, decided by others: over the whole cast, in code and in the database."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from assessments.inspections.actions import feedback, findings, objections, rectifying
from assessments.inspections.models import Feedback, Finding, Objection, Paper
from responsibilities.access.models import User
from responsibilities.access.queries import actor_for
from responsibilities.ledger.models import Item
from responsibilities.notices.models import Notice
from responsibilities.numbers.models import Issued
from responsibilities.record.models import Entry
from revitalization.kit.errors import Forbidden, Hidden, Invalid, Problem, Refused
from revitalization.kit.perform import history
from tests import world
from tests.cast import Cast, days, town
from tests.inspections import found
from tests.inspections.found import people
from tests.ledger import story

pytestmark = pytest.mark.django_db


def kept() -> tuple[Any, ...]:
    """What no refusal may change."""
    rows = Finding.objects.order_by("pk").values_list("pk", "status", "version", "item")
    decided = Objection.objects.order_by("pk").values_list("pk", "status", "version", "reason")
    items = Item.objects.order_by("pk").values_list("pk", "status", "version")
    return list(rows), list(decided), list(items), Entry.objects.count(), Paper.objects.count()


def test_the_feedback_takes_every_sheet_with_it_under_one_number(cast: Cast) -> None:
    at = found.inspection(cast)
    first = found.put(cast, at)
    second = found.put(cast, at, problem="第二个问题。")
    findings.answer(actor=cast.wangfang, finding=second, view="true", person="王芳")
    found.sent(cast, at)
    assert {row.status for row in (found.fresh(first), found.fresh(second))} == {"fed_back"}
    assert found.fresh(first).fed_back_on == days(0)
    letter = Feedback.objects.get(inspection=at)
    assert (letter.number, letter.plan_by) == ("甘农领办〔2026〕80号", days(21))
    assert Issued.objects.filter(number=letter.number, kind="inspection").count() == 1
    assert (
        Notice.objects.filter(
            recipient=cast.user("wangfang"), event__startswith="inspection.feed_back"
        ).count()
        == 1
    )


def test_a_sheet_that_was_not_put_before_the_unit_holds_the_feedback_up(cast: Cast) -> None:
    at = found.inspection(cast)
    found.put(cast, at)
    found.recorded(cast, at)
    before = kept()
    with pytest.raises(Refused) as refused:
        found.sent(cast, at)
    assert "1" in str(refused.value)
    with pytest.raises(Invalid) as invalid:
        feedback.feed_back(
            actor=people(cast)["duwei"], inspection=at, document_number="甘农领办〔2026〕80号", overall="好。"
        )
    assert [error.field for error in invalid.value.errors] == ["causes", "demands"]
    assert kept() == before


@pytest.mark.parametrize("who", ["heyi", "wangfang", "wumin", "linnan", "maling"])
def test_only_who_plans_at_the_issuer_sends_the_feedback(cast: Cast, who: str) -> None:
    at = found.inspection(cast)
    found.put(cast, at)
    before = kept()
    with pytest.raises((Forbidden, Hidden)):
        feedback.feed_back(
            actor=people(cast).get(who) or getattr(cast, who), inspection=at, document_number="甘农领办〔2026〕80号",
            **found.LETTER,
        )  # fmt: skip
    assert kept() == before


def test_an_objection_is_one_entry_of_the_record(cast: Cast) -> None:
    row = found.fed_back(cast)
    before = Entry.objects.count()
    objections.object_to(actor=cast.zhaogang, finding=row, reason="情况不符。")
    assert Entry.objects.count() == before + 1
    assert Entry.objects.order_by("-id")[0].verb == "finding.object"


@pytest.mark.parametrize(("after", "in_time"), [(0, True), (30, True), (31, False), (90, False)])
def test_the_unit_objects_within_thirty_days_and_is_told_the_day_otherwise(
    cast: Cast, after: int, in_time: bool
) -> None:
    row = found.fed_back(cast)
    with found.later(after):
        if in_time:
            objections.object_to(actor=cast.zhaogang, finding=row, reason="情况不符。")
            assert Objection.objects.get().decide_by == days(30)
            assert found.fresh(row).status == "objected"
            return
        before = kept()
        with pytest.raises(Refused) as refused:
            objections.object_to(actor=cast.zhaogang, finding=row, reason="情况不符。")
        assert any(day in str(refused.value) for day in ("2026-12-24", "2026年12月24日"))
        assert kept() == before


def test_there_is_one_objection_to_each(cast: Cast) -> None:
    said = found.objected(cast)
    objections.keep(actor=people(cast)["tangsan"], objection=said, reason="现场照片和笔录一致。")
    before = kept()
    with pytest.raises(Problem):
        objections.object_to(actor=cast.qianmei, finding=found.fresh(said.finding), reason="仍不服。")
    assert kept() == before


@pytest.mark.parametrize("who", ["wangfang", "lijun", "chenjing", "fengbo", "heyi", "duwei", "sunli"])
def test_only_the_units_principal_objects(cast: Cast, who: str) -> None:
    row = found.fed_back(cast)
    before = kept()
    with pytest.raises((Forbidden, Hidden)):
        objections.object_to(
            actor=people(cast).get(who) or getattr(cast, who), finding=row, reason="情况不符。"
        )
    assert kept() == before


def test_over_the_whole_cast_only_the_office_beside_the_team_decides(cast: Cast) -> None:
    said = found.objected(cast)
    # On the team under another role, at the unit under another role: neither decides.
    story.grant(cast, "heyi", world.GANSU, "supervisor")
    story.grant(cast, "zhaogang", world.GANSU, "supervisor")
    able = set()
    for user in User.objects.order_by("pk"):
        actor = actor_for(user.pk, via="html")
        before = kept()
        try:
            with transaction.atomic():
                objections.keep(actor=actor, objection=said, reason="属实。")
                able.add(user.username)
                raise Refused("taken back")
        except Problem:
            assert kept() == before
    assert able == {"duwei", "tangsan"}


def test_nobody_of_the_team_or_the_unit_decides_in_the_database_either(cast: Cast) -> None:
    said = found.objected(cast)
    before = kept()
    values = {"status": "kept", "reason": "属实。", "decided_on": days(0)}
    names = ("heyi", "qier", "wangfang", "zhaogang", "lijun")
    for actor in [actor_for(cast.user(name).pk, via="html") for name in names] + [found.SYSTEM]:
        with pytest.raises(IntegrityError), transaction.atomic(), history(actor, "objection.keep"):
            Objection.objects.filter(pk=said.pk).update(**values, decided_by=actor.user_id)
    other = people(cast)["tangsan"]
    with pytest.raises(IntegrityError), transaction.atomic(), history(people(cast)["heyi"], "objection.keep"):
        Objection.objects.filter(pk=said.pk).update(**values, decided_by=other.user_id)
    assert kept() == before


def test_a_second_account_of_a_member_is_the_same_person(cast: Cast) -> None:
    said = found.objected(cast)
    twin = story.second(cast, "heyitwo", world.GANSU, "supervisor")
    for name in ("heyi", "heyitwo"):
        user = cast.user(name)
        user.name, user.phone = "贺一", "13900001111"
        user.save()
    before = kept()
    with pytest.raises(Refused):
        objections.keep(actor=actor_for(twin.user_id, via="html"), objection=said, reason="属实。")
    assert kept() == before


def test_kept_it_is_on_the_ledger_at_once_as_it_was_found(cast: Cast) -> None:
    said = found.objected(cast)
    objections.keep(actor=people(cast)["tangsan"], objection=said, reason="现场属实。")
    row = found.fresh(said.finding)
    assert (row.status, row.listed_on) == ("listed", days(0))
    assert (row.item.matter.title, row.item.unit, row.item.matter.issuer.code) == (
        found.PROBLEM,
        town(),
        world.GANSU,
    )
    assert (row.item.matter.origin_kind, row.item.matter.origin_key) == ("finding", row.key)
    assert row.item.matter.created_by_id == cast.user("heyi").pk
    assert row.item.matter.plan


def test_changed_the_ledger_has_the_new_words_and_the_sheet_its_own(cast: Cast) -> None:
    said = found.objected(cast)
    objections.change(
        actor=people(cast)["tangsan"], objection=said, reason="一座已拆。", problem="公厕2座无人管护。"
    )
    row = found.fresh(said.finding)
    assert (row.problem, row.words, row.item.matter.title) == (
        found.PROBLEM,
        "公厕2座无人管护。",
        "公厕2座无人管护。",
    )


def test_withdrawn_it_comes_to_nothing(cast: Cast) -> None:
    said = found.objected(cast)
    objections.withdraw(
        actor=people(cast)["tangsan"],
        objection=said,
        reason="材料证明不属实。",
        document_number="甘农领办〔2026〕90号",
    )
    assert found.fresh(said.finding).status == "withdrawn"
    assert rectifying.rectify() == 0
    assert Item.objects.count() == 0


def test_what_is_urgent_is_on_the_ledger_at_once_and_off_it_again_when_it_is_withdrawn(cast: Cast) -> None:
    row = found.fed_back(cast, how_soon="now")
    assert rectifying.rectify() == 1
    row = found.fresh(row)
    assert (row.status, row.item.matter.plan, row.item.due_on) == ("listed", False, days(30))
    objections.object_to(actor=cast.zhaogang, finding=row, reason="不属实。")
    said = Objection.objects.select_related("finding__inspection", "finding__unit").get()
    assert rectifying.rectify() == 0
    objections.withdraw(
        actor=people(cast)["tangsan"],
        objection=said,
        reason="不属实。",
        document_number="甘农领办〔2026〕90号",
    )
    assert (found.fresh(row).status, Item.objects.get().status) == ("withdrawn", "cancelled")


def test_when_the_decision_is_late_it_is_said_and_still_made(cast: Cast) -> None:
    said = found.objected(cast)
    assert not said.late_on(days(30))
    assert said.late_on(days(31))
    with found.later(40):
        objections.keep(actor=people(cast)["tangsan"], objection=said, reason="属实。")
    assert found.fresh(said.finding).status == "listed"
