"""A problem on site: recorded by two of the team, seen by nobody of the unit before it is put before it, sent once."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.inspections.actions import findings
from assessments.inspections.models import Finding
from assessments.inspections.queries.findings import findings_for
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from responsibilities.record.queries import about
from revitalization.kit.errors import Conflict, Forbidden, Hidden, Invalid, Problem, Refused, Stale
from revitalization.kit.perform import history
from tests.cast import Cast, days, sister
from tests.inspections import found
from tests.inspections.found import people

pytestmark = pytest.mark.django_db
UNIT_SIDE = ("wangfang", "zhaogang", "guoping", "chenjing", "zhouqiang")
"""The town, its county and its city: below the province that inspects."""


def kept() -> tuple[Any, ...]:
    """What no refusal may change."""
    rows = Finding.objects.order_by("pk").values_list("pk", "status", "version", "problem", "view", "same_as")
    return list(rows), Entry.objects.count(), Notice.objects.count()


def test_a_sheet_is_kept_with_both_names_and_the_next_number(cast: Cast) -> None:
    at = found.inspection(cast)
    first, second = found.recorded(cast, at), found.recorded(cast, at, problem="另一个问题。")
    assert (first.number, second.number) == ("2026督001-1", "2026督001-2")
    assert (first.recorded_name, first.second_name) == (people(cast)["heyi"].name, people(cast)["qier"].name)
    assert (first.found_on, first.status, first.lo) == (days(0), "drafted", at.lo)


def test_one_sheet_sent_twice_is_one_finding(cast: Cast) -> None:
    at, key = found.inspection(cast), uuid4()
    first = found.recorded(cast, at, key)
    before = kept()
    assert found.recorded(cast, at, key).pk == first.pk
    assert kept() == before


def test_the_same_device_key_from_another_hand_is_refused(cast: Cast) -> None:
    at, key = found.inspection(cast), uuid4()
    found.recorded(cast, at, key)
    before = kept()
    with pytest.raises(Conflict):
        findings.record(
            actor=people(cast)["qier"], inspection=at, unit="620121101000", client_key=key,
            sheet=found.sheet(cast, second=None),
        )  # fmt: skip
    assert kept() == before


def test_what_a_device_sends_again_changes_the_sheet_only_in_the_version_it_rests_on(cast: Cast) -> None:
    at, key, actor = found.inspection(cast), uuid4(), people(cast)["heyi"]

    def sends(version: int, **more: Any) -> Finding:
        return findings.save(
            actor=actor, inspection=at, unit="620121101000", client_key=key, sheet=found.sheet(cast, **more),
            version=version,
        )  # fmt: skip

    assert sends(0).version == 1
    assert sends(0).version == 1
    assert sends(1, problem="公厕2座无人管护。").version == 2
    before = kept()
    with pytest.raises(Stale):
        sends(1, problem="公厕4座无人管护。")
    assert kept() == before
    assert sends(2, problem="公厕4座无人管护。").problem == "公厕4座无人管护。"


@pytest.mark.parametrize("who", ["duwei", "tangsan", *UNIT_SIDE, "linnan", "maling"])
def test_only_the_team_records(cast: Cast, who: str) -> None:
    at = found.inspection(cast)
    actor = people(cast).get(who) or getattr(cast, who)
    before = kept()
    with pytest.raises((Forbidden, Hidden)):
        findings.record(
            actor=actor,
            inspection=at,
            unit="620121101000",
            client_key=uuid4(),
            sheet=found.sheet(cast, second=None),
        )
    assert kept() == before


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("place", {"place": " "}),
        ("problem", {"problem": ""}),
        ("problem", {"problem": "长" * 1001}),
        ("found_on", {"found_on": days(-1)}),
        ("found_on", {"found_on": days(1)}),
        ("category", {"category": "L03"}),
        ("how_soon", {"how_soon": "soon"}),
        ("second", {"second": -1}),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(cast: Cast, field: str, more: dict[str, Any]) -> None:
    at = found.inspection(cast)
    before = kept()
    with pytest.raises(Invalid) as refused:
        found.recorded(cast, at, **more)
    assert [error.field for error in refused.value.errors] == [field]
    assert kept() == before


def test_a_unit_that_is_not_inspected_is_refused(cast: Cast) -> None:
    at = found.inspection(cast)
    before = kept()
    with pytest.raises(Invalid) as refused:
        found.recorded(cast, at, unit=sister())
    assert [error.field for error in refused.value.errors] == ["unit"]
    assert kept() == before


def test_the_unit_sees_a_sheet_when_it_is_put_before_it_and_not_before(cast: Cast) -> None:
    at = found.inspection(cast, announced=False)
    draft, shown = found.recorded(cast, at), found.put(cast, at, problem="第二个问题。")
    for who in UNIT_SIDE:
        assert [row.pk for row in findings_for(getattr(cast, who))] == [shown.pk]
        assert about(getattr(cast, who), "finding", draft.key) == []
    for actor in (*people(cast).values(), cast.wumin, cast.linnan):
        assert {row.pk for row in findings_for(actor)} == {draft.pk, shown.pk}
    assert list(findings_for(cast.maling)) == list(findings_for(cast.sunli)) == []
    assert Notice.objects.filter(recipient=cast.user("wangfang"), kind="finding").count() == 1


def test_taken_back_it_is_hidden_again_from_the_unit(cast: Cast) -> None:
    shown = found.put(cast)
    findings.take_back(actor=people(cast)["qier"], finding=shown, reason="数字有误。")
    assert list(findings_for(cast.wangfang)) == []
    assert found.fresh(shown).status == "drafted"
    assert not Notice.objects.filter(recipient=cast.user("wangfang"), read_at=None, kind="finding").exists()


def test_without_a_second_name_it_is_not_put_before_the_unit(cast: Cast) -> None:
    draft = found.recorded(cast, second=None)
    before = kept()
    with pytest.raises(Refused):
        findings.put(actor=people(cast)["heyi"], finding=draft)
    assert kept() == before


def test_the_unit_says_what_it_holds_of_it_and_the_last_word_counts(cast: Cast) -> None:
    shown = found.put(cast)
    findings.confirm(
        actor=people(cast)["heyi"], finding=shown, view="true", person="马占林", post="河西村党支部书记"
    )
    row = found.fresh(shown)
    assert (row.status, row.view, row.person, row.viewed_by_id) == (
        "answered",
        "true",
        "马占林",
        cast.user("heyi").pk,
    )
    findings.answer(
        actor=cast.wangfang,
        finding=row,
        view="partly",
        words="停用的一座已列入拆除计划。",
        person="王芳",
        post="干事",
    )
    row = found.fresh(shown)
    assert (row.view, row.view_words, row.viewed_by_id) == (
        "partly",
        "停用的一座已列入拆除计划。",
        cast.wangfang.user_id,
    )


@pytest.mark.parametrize(
    ("who", "given", "raised"),
    [
        ("wangfang", {"view": "untrue", "person": "王芳"}, Invalid),
        ("wangfang", {"view": "true"}, Invalid),
        ("wangfang", {"view": "maybe", "person": "王芳"}, Invalid),
        ("lijun", {"view": "true", "person": "李军"}, Hidden),
        ("zhaogang", {"view": "true", "person": "赵刚"}, Forbidden),
        ("chenjing", {"view": "true", "person": "陈静"}, Forbidden),
        ("sunli", {"view": "true", "person": "孙丽"}, Hidden),
    ],
)
def test_who_may_not_answer_or_says_too_little_changes_nothing(
    cast: Cast, who: str, given: dict[str, str], raised: type[Problem]
) -> None:
    shown = found.put(cast)
    before = kept()
    with pytest.raises(raised):
        findings.answer(actor=getattr(cast, who), finding=shown, **given)
    assert kept() == before


def test_what_the_unit_has_seen_is_not_worded_anew_even_by_the_database(cast: Cast) -> None:
    shown = found.put(cast)
    before = kept()
    with pytest.raises(Conflict):
        findings.amend(
            actor=people(cast)["heyi"], finding=shown, sheet=found.sheet(cast, problem="换个说法。")
        )
    with pytest.raises(IntegrityError), transaction.atomic(), history(found.SYSTEM, "finding.amend"):
        Finding.objects.filter(pk=shown.pk).update(problem="换个说法。")
    assert kept() == before


def test_the_database_lets_nobody_record_who_is_not_on_the_team(cast: Cast) -> None:
    made = found.recorded(cast)
    values = {
        field.attname: getattr(made, field.attname)
        for field in Finding._meta.concrete_fields
        if field.attname not in {"id", "created_at"}
    } | {"key": f"{made.inspection.key}/9", "sequence": 9, "client_key": uuid4(), "second_by_id": None}
    who = people(cast)["tangsan"]
    for actor, author in (
        (who, who.user_id),
        (who, made.recorded_by_id),
        (found.SYSTEM, made.recorded_by_id),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), history(actor, "finding.record"):
            Finding.objects.create(**(values | {"recorded_by_id": author}))
    assert Finding.objects.count() == 1


def test_a_draft_is_never_at_the_place_of_the_unit(cast: Cast) -> None:
    draft = found.recorded(cast)
    with pytest.raises(IntegrityError), transaction.atomic(), history(found.SYSTEM, "finding.put"):
        Finding.objects.filter(pk=draft.pk).update(lo=draft.unit_lo)
    with connection.cursor() as cursor:
        cursor.execute("SELECT lo FROM inspections_finding WHERE id = %s", [draft.pk])
        assert cursor.fetchone()[0] == draft.issuer_lo


def test_thrown_away_its_number_is_not_given_again(cast: Cast) -> None:
    at = found.inspection(cast)
    draft = found.recorded(cast, at)
    findings.discard(actor=people(cast)["qier"], finding=draft, reason="记错了村。")
    assert found.recorded(cast, at).number.endswith("-2")


def test_the_same_problem_is_linked_to_the_first_of_its_unit(cast: Cast) -> None:
    at = found.inspection(cast)
    first, second, third = (found.recorded(cast, at, problem=f"问题{n}。") for n in range(3))
    heyi = people(cast)["heyi"]
    second = findings.link(actor=heyi, finding=second, same_as=first.key)
    third = findings.link(actor=heyi, finding=third, same_as=second.key)
    assert second.same_as_id == third.same_as_id == first.pk
    before = kept()
    for same_as in (first.key, "620000000000-2026-i9/1"):
        with pytest.raises(Invalid):
            findings.link(actor=heyi, finding=found.fresh(first), same_as=same_as)
    with pytest.raises(Invalid):
        findings.link(actor=heyi, finding=found.fresh(first), same_as=second.key)
    assert kept() == before
