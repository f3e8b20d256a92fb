"""The yearly plan: drawn by the clock, edited, approved by another, published under a number."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments.inspections.actions import lines, plans, rules_data
from assessments.inspections.actions.drawing import concerned, draft_plan, draw_plans
from assessments.inspections.models import Inspection, Line, LineVisit, Paper, Rule, Target, YearPlan
from assessments.inspections.queries.inbox import plans_to_approve
from assessments.inspections.queries.visits import clashing
from assessments.inspections.rules import lots
from responsibilities.access.actions.grants import grant_role
from responsibilities.numbers.models import Issued
from revitalization.kit import clock
from revitalization.kit.errors import Forbidden, Hidden, Invalid, Refused, Stale
from tests import world
from tests.cast import Cast, sister, town
from tests.inspections import story

FIRST_OF_DECEMBER = datetime(2026, 12, 1, 4, tzinfo=UTC)


def everything() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (YearPlan, Line, LineVisit, Inspection, Target, Paper, Rule)
    )


def test_the_catalogue_proposes_rules_with_honest_sources(cast: Cast) -> None:
    rule = story.template()
    assert rule.issuer_level == "county"
    assert not rule.verified
    assert rules_data.load_catalogue(actor=cast.xitong) == 0


def test_the_nation_s_plan_is_approved_by_its_leader_in_charge_alone(cast: Cast) -> None:
    """The nation has no first responsible person: whoever answers for the work there approves."""
    nation = world.unit(world.NATION)
    for username, role in (("hexin", "supervisor"), ("guoping", "leader")):
        grant_role(actor=cast.fresh("anquan"), user=cast.user(username), unit=nation, role=role)
    office, leader = cast.hexin, cast.guoping
    rule = rules_data.adopt(
        actor=office, issuer=nation, template=story.template("centre_yearly"), from_year=2027
    )
    plan = draft_plan(actor=office, issuer=nation, year=rule.from_year)
    plan = plans.submit(actor=office, plan=story.again(plan))
    for other in (office, cast.linnan, cast.fengbo):
        with pytest.raises((Forbidden, Hidden)):
            plans.approve(actor=other, plan=story.again(plan))
    assert list(plans_to_approve(leader, clock.today())) == [plan]
    assert plans.approve(actor=leader, plan=story.again(plan)).status == "approved"
    assert story.again(plan).approved_by_id == leader.user_id


def test_a_leader_in_charge_who_wrote_on_the_plan_does_not_approve_it(cast: Cast) -> None:
    grant_role(actor=cast.fresh("anquan"), user=cast.user("dingwei"), unit=story.county(), role="leader")
    plan = plans.submit(actor=cast.dingwei, plan=story.drafted(cast))
    with pytest.raises(Refused):
        plans.approve(actor=cast.dingwei, plan=story.again(plan))
    assert story.again(plan).status == "submitted"
    assert plans.approve(actor=cast.xuhui, plan=story.again(plan)).status == "approved"


def test_the_clock_draws_the_plan_on_the_first_of_december_and_not_before(cast: Cast) -> None:
    story.adopted(cast)
    assert draw_plans() == 0
    with clock.moved_to(FIRST_OF_DECEMBER):
        assert draw_plans() == 1
    plan = YearPlan.objects.get()
    assert (plan.key, plan.status, plan.by_clock) == (f"{world.YONGDENG}-2027", "drafted", True)
    line = story.first_line(plan)
    assert (line.status, line.comprehensive) == ("proposed", True)
    assert town().pk in set(line.visits.values_list("unit_id", flat=True))


def test_drawing_twice_draws_once(cast: Cast) -> None:
    story.adopted(cast)
    with clock.moved_to(FIRST_OF_DECEMBER):
        draw_plans()
        before = everything()
        assert draw_plans() == 0
    assert everything() == before


def test_a_plan_missed_by_a_stopped_clock_is_drawn_later(cast: Cast) -> None:
    story.adopted(cast)
    with clock.moved_to(datetime(2027, 2, 9, 4, tzinfo=UTC)):
        assert draw_plans() == 1
    assert YearPlan.objects.get().year == 2027


def test_proposed_visits_lie_in_their_months_and_clash_with_nothing(cast: Cast) -> None:
    plan = story.drafted(cast)
    for visit in LineVisit.objects.all():
        assert date(2027, 6, 1) <= visit.from_on <= visit.to_on <= date(2027, 10, 31)
        assert (visit.to_on - visit.from_on).days == 1
        assert visit.from_on.weekday() < 5
    plans.submit(actor=cast.dingwei, plan=plan)
    assert story.again(plan).status == "submitted"


def written(cast: Cast, *keys: str) -> list[str]:
    """The statements with which the county's plan of these rules is written."""
    for key in keys:
        story.adopted(cast, key)
    with CaptureQueriesContext(connection) as seen, transaction.atomic():
        draft_plan(actor=cast.dingwei, issuer=story.county(), year=story.YEAR)
        transaction.set_rollback(True)
    return [it["sql"] for it in seen if 'INSERT INTO "inspections_line' in it["sql"]]


def test_all_lines_of_a_plan_are_written_at_once_and_so_are_their_visits(cast: Cast) -> None:
    assert len(written(cast, "county_townships")) == 2
    both = written(cast, "county_funds", "county_villages")
    assert [re.search(r"inspections_line\w*", sql)[0] for sql in both] == [
        "inspections_line",
        "inspections_linevisit",
    ]


def test_lines_drawn_together_keep_away_from_each_other(cast: Cast) -> None:
    for key in ("county_townships", "county_funds", "county_villages"):
        story.adopted(cast, key)
    plan = draft_plan(actor=cast.dingwei, issuer=story.county(), year=story.YEAR)
    assert list(plan.lines.values_list("number", flat=True)) == [1, 2, 3]
    visits: dict[int, list[LineVisit]] = {}
    for visit in LineVisit.objects.order_by("from_on"):
        visits.setdefault(visit.unit_id, []).append(visit)
    twice = [rows for rows in visits.values() if len(rows) > 1]
    assert twice
    assert all((second.from_on - first.to_on).days >= 30 for first, second in twice)
    assert clashing(plan, cast.dingwei) == []


def test_a_sample_is_drawn_again_from_its_seed(cast: Cast) -> None:
    rule = story.adopted(cast)
    said = {name: getattr(rule, name) for name in rules_data.SUBSTANCE}
    said |= {
        "every": "sample",
        "share": 30,
        "title": rule.title,
        "from_year": 2027,
        "until_year": None,
        "basis": "县规定",
    }
    rules_data.set_rule(actor=cast.dingwei, rule=rule, said=said)
    line = story.first_line(draft_plan(actor=cast.dingwei, issuer=story.county(), year=2027))
    names = [unit.code for unit in _townships()]
    assert re.fullmatch(r"[0-9a-f]{16}", line.seed)
    assert sorted(line.visits.values_list("unit__code", flat=True)) == sorted(
        lots.sample(line.seed, names, 30)
    )
    assert 0 < line.visits.count() < len(names)


def _townships() -> list:
    return concerned(story.county(), ["township"], 2027)


def test_a_rule_changed_is_a_new_version_and_the_old_one_stays(cast: Cast) -> None:
    rule = story.adopted(cast)
    rules_data.end_rule(actor=cast.dingwei, rule=rule, reason="本级不再开展。")
    assert list(Rule.objects.order_by("number").values_list("number", "ended")) == [(1, False), (2, True)]
    with clock.moved_to(FIRST_OF_DECEMBER):
        assert draw_plans() == 0


def test_an_older_version_of_a_rule_is_not_changed(cast: Cast) -> None:
    rule = story.adopted(cast)
    rules_data.end_rule(actor=cast.dingwei, rule=rule, reason="本级不再开展。")
    with pytest.raises(Refused):
        rules_data.end_rule(actor=cast.dingwei, rule=rule, reason="再次")
    assert Rule.objects.count() == 2


def test_a_rule_for_another_level_is_not_adopted(cast: Cast) -> None:
    with pytest.raises(Refused):
        rules_data.adopt(
            actor=cast.dingwei,
            issuer=story.county(),
            template=story.template("province_yearly"),
            from_year=2027,
        )
    assert Rule.objects.count() == 0


def test_the_receiving_office_adopts_no_rules(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        rules_data.adopt(
            actor=cast.chenjing, issuer=story.county(), template=story.template(), from_year=2027
        )
    with pytest.raises(Hidden):
        rules_data.adopt(actor=cast.maling, issuer=story.county(), template=story.template(), from_year=2027)
    assert Rule.objects.count() == 0


def test_whoever_had_a_part_does_not_approve(cast: Cast) -> None:
    plan = story.drafted(cast)
    plans.submit(actor=cast.dingwei, plan=plan)
    with pytest.raises(Forbidden):
        plans.approve(actor=cast.dingwei, plan=story.again(plan))
    assert story.again(plan).status == "submitted"


def test_publishing_makes_each_line_an_inspection_under_the_number_of_the_plan(cast: Cast) -> None:
    plan = story.published(cast)
    row = Inspection.objects.get()
    assert (plan.status, plan.number) == ("published", story.PLAN_NUMBER)
    assert (row.key, row.number, row.status) == (f"{world.YONGDENG}-2027-i1", "2027督001", "planned")
    assert row.targets.count() == story.first_line(plan).visits.count()
    issued = Issued.objects.get(number=story.PLAN_NUMBER)
    assert (issued.kind, issued.key) == ("inspection_plan", plan.key)


def test_a_number_another_document_bears_is_refused(cast: Cast) -> None:
    plan = story.published(cast)
    assert plan.year == 2027
    other = draft_plan(actor=cast.dingwei, issuer=story.county(), year=2028)
    plans.submit(actor=cast.dingwei, plan=other)
    plans.approve(actor=cast.fengbo, plan=story.again(other))
    before = everything()
    with pytest.raises(Invalid) as refused:
        plans.publish(actor=cast.dingwei, plan=story.again(other), document_number=story.PLAN_NUMBER)
    assert refused.value.errors[0].field == "document_number"
    assert everything() == before
    assert story.again(other).status == "approved"


def test_a_plan_sent_back_is_edited_and_sent_again(cast: Cast) -> None:
    plan = story.drafted(cast)
    plans.submit(actor=cast.dingwei, plan=plan)
    with pytest.raises(Refused):
        lines.drop(actor=cast.dingwei, line=story.first_line(plan), reason="重复")
    plans.send_back(actor=cast.fengbo, plan=story.again(plan), reason="请压减乡镇数量。")
    lines.spare(actor=cast.dingwei, line=story.first_line(plan), unit=sister().code)
    assert not LineVisit.objects.filter(unit=sister()).exists()
    plans.submit(actor=cast.dingwei, plan=story.again(plan))
    assert story.again(plan).status == "submitted"


def test_a_plan_without_lines_is_not_sent(cast: Cast) -> None:
    plan = story.drafted(cast)
    lines.drop(actor=cast.dingwei, line=story.first_line(plan), reason="与市级督查重复")
    with pytest.raises(Refused):
        plans.submit(actor=cast.dingwei, plan=story.again(plan))
    lines.restore(actor=cast.dingwei, line=story.first_line(plan))
    plans.submit(actor=cast.dingwei, plan=story.again(plan))
    assert story.again(plan).status == "submitted"


def test_a_line_changed_on_an_older_version_is_refused(cast: Cast) -> None:
    line = story.first_line(story.drafted(cast))
    lines.edit(actor=cast.dingwei, line=line, title="乡镇责任落实督查", version=line.version)
    with pytest.raises(Stale):
        lines.edit(actor=cast.dingwei, line=line, title="另一个题目", version=line.version)
    assert story.again(line).title == "乡镇责任落实督查"


def test_two_lines_that_clash_hold_the_plan_back_and_are_merged(cast: Cast) -> None:
    plan = story.drafted(cast)
    line = story.first_line(plan)
    day = line.visits.get(unit=town()).from_on
    other = lines.add_line(
        actor=cast.dingwei,
        plan=story.again(plan),
        title="衔接资金使用专项督查",
        kind="funds",
        categories=["L04"],
        from_on=date(2027, 6, 1),
        to_on=date(2027, 10, 31),
        days=2,
    )
    story.move_line(cast, other, town(), day)
    with pytest.raises(Refused) as refused:
        plans.submit(actor=cast.dingwei, plan=story.again(plan))
    assert "衔接资金使用专项督查" in str(refused.value.detail)
    assert story.again(plan).status == "drafted"
    lines.merge(actor=cast.dingwei, line=story.again(other), other=line.number)
    plans.submit(actor=cast.dingwei, plan=story.again(plan))
    assert (story.again(other).status, story.again(other).merged_into) == ("merged", line)


def test_a_clash_is_planned_with_the_number_of_an_approval(cast: Cast) -> None:
    plan = story.drafted(cast)
    day = story.first_line(plan).visits.get(unit=town()).from_on
    other = lines.add_line(
        actor=cast.dingwei,
        plan=story.again(plan),
        title="衔接资金使用专项督查",
        kind="funds",
        categories=["L04"],
        from_on=date(2027, 6, 1),
        to_on=date(2027, 10, 31),
        days=2,
    )
    story.move_line(cast, other, town(), day, "永政督批〔2027〕1号")
    plans.submit(actor=cast.dingwei, plan=story.again(plan))
    plans.approve(actor=cast.fengbo, plan=story.again(plan))
    plans.publish(actor=cast.dingwei, plan=story.again(plan), document_number=story.PLAN_NUMBER)
    assert sorted(Target.objects.filter(unit=town()).values_list("exception_number", flat=True)) == [
        "",
        "永政督批〔2027〕1号",
    ]
