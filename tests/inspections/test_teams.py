"""Teams by lot: the same seed gives the same team, nobody inspects where he works or worked, whoever stands aside leaves."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.inspections.actions import teams
from assessments.inspections.models import Draw, Member
from assessments.inspections.queries.careers import conflicts_of
from assessments.inspections.queries.teams import ever_on_team, on_team
from assessments.inspections.rules import lots
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import User
from revitalization.kit.errors import Invalid, Refused
from revitalization.kit.workdays import month_anchor
from tests import world
from tests.cast import Cast, sister, town
from tests.inspections import story

TODAY = date(2026, 11, 24)


def names(row: object) -> set[str]:
    return set(row.members.standing().values_list("user__username", flat=True))  # type: ignore[attr-defined]


def test_a_team_is_drawn_again_from_what_was_kept(cast: Cast) -> None:
    row = story.teamed(cast, story.made(cast), groups=2, size=1)
    draw = Draw.objects.get()
    again = teams.result(draw, list(row.targets.values_list("unit__code", flat=True)))
    for group, people in again.members.items():
        assert set(people) == set(
            row.members.standing().filter(group=group).values_list("user__username", flat=True)
        )
    assert {it.unit.code: it.group for it in row.targets.select_related("unit")} == again.groups
    assert row.members.standing().filter(leads=True).count() == 2


def test_who_works_in_the_inspected_town_is_recused(cast: Cast) -> None:
    user = story.member(cast, "inspector1")
    grant_role(actor=cast.fresh("anquan"), user=user, unit=town(), role="filer")
    row = story.teamed(cast, story.made(cast, units=[town().code]), size=9)
    assert "inspector1" not in names(row)
    assert Member.objects.get(user=user).recused == "own"


def test_a_second_account_of_the_same_person_is_recused_too(cast: Cast) -> None:
    user = story.member(cast, "inspector1")
    User.objects.filter(pk=user.pk).update(name="王芳", phone="13900001111")
    User.objects.filter(username="wangfang").update(phone="13900001111")
    row = story.teamed(cast, story.made(cast, units=[town().code]), size=9)
    assert Member.objects.get(user=user).recused == "own"
    assert names(row) == {"dingwei", "luyan", "inspector2"}


def test_who_works_for_the_county_itself_inspects_its_towns(cast: Cast) -> None:
    row = story.made(cast)
    found = conflicts_of(row, [cast.user("dingwei"), cast.user("luyan")], [town(), sister()])
    assert found == {}


def test_an_inspection_by_the_city_recuses_the_county_above_the_town(cast: Cast) -> None:
    boss = story.member(cast, "shijiandu1", unit=world.LANZHOU, role="supervisor")
    row = story.making.make(
        actor=story.actor(boss), issuer=world.unit(world.LANZHOU), wanted=story.wanted(units=[town().code])
    )
    found = conflicts_of(
        row, [cast.user("chenjing"), cast.user("wangfang"), cast.user("zhouqiang")], [town()]
    )
    assert found == {"chenjing": {town().code: "line"}, "wangfang": {town().code: "own"}}


def test_whoever_stands_aside_leaves_and_the_lot_is_drawn_on(cast: Cast) -> None:
    row = story.teamed(cast, story.made(cast), size=2)
    seated = names(row)
    assert len(seated) == 2
    left = sorted(seated)[0]
    actor = getattr(cast, left)
    assert on_team(actor, row)
    teams.stand_aside(actor=actor, inspection=story.again(row), reason="亲属在红城镇任职")
    assert not on_team(actor, row)
    assert ever_on_team(actor, row)
    assert len(names(row)) == 2
    assert names(row) == {"dingwei", "luyan", "inspector2"} - {left}
    assert row.members.standing().filter(leads=True).count() == 1


def test_nobody_else_stands_aside(cast: Cast) -> None:
    row = story.teamed(cast, story.made(cast))
    before = list(Member.objects.order_by("pk").values())
    with pytest.raises(Refused):
        teams.stand_aside(actor=cast.fengbo, inspection=story.again(row), reason="不在组内")
    assert list(Member.objects.order_by("pk").values()) == before


def test_a_group_nobody_can_be_in_is_refused(cast: Cast) -> None:
    row = story.made(cast, units=[town().code])
    for name in ("dingwei", "luyan"):
        grant_role(actor=cast.fresh("anquan"), user=cast.user(name), unit=town(), role="reader")
    with pytest.raises(Invalid) as refused:
        teams.draw_team(actor=cast.dingwei, inspection=row, groups=1, size=2)
    assert refused.value.errors[0].field == "groups"
    assert (Draw.objects.count(), Member.objects.count(), story.again(row).groups) == (0, 0, 0)


def test_a_leader_is_named_among_the_group(cast: Cast) -> None:
    row = story.teamed(cast, story.made(cast), size=3)
    other = row.members.standing().filter(leads=False)[0]
    teams.lead(actor=cast.dingwei, inspection=story.again(row), member=other.user.username)
    assert list(row.members.standing().filter(leads=True)) == [other]
    with pytest.raises(Invalid):
        teams.lead(actor=cast.dingwei, inspection=story.again(row), member="wangfang")
    assert list(row.members.standing().filter(leads=True)) == [other]


def test_a_new_draw_stands_the_earlier_team_down(cast: Cast) -> None:
    row = story.teamed(cast, story.made(cast), size=1)
    teams.draw_team(actor=cast.dingwei, inspection=story.again(row), groups=1, size=2, seed="7")
    assert Draw.objects.count() == 2
    assert row.members.standing().count() == 2


STAYS = st.builds(
    lambda lo, width, back, length: lots.Stay(
        lo,
        lo + width,
        lo,
        TODAY - timedelta(days=back + length),
        None if back == 0 else TODAY - timedelta(days=back),
    ),
    st.integers(1, 99),
    st.integers(0, 9),
    st.integers(0, 2_000),
    st.integers(1, 900),
)


@given(st.lists(STAYS, max_size=5), st.integers(1, 90), st.integers(0, 9))
def test_recusal_over_random_careers(career: list[lots.Stay], lo: int, width: int) -> None:
    """Against the rule read word by word: here now, here within three years, on the line below the issuer."""
    target, issuer = (lo, lo + width), (0, 100)
    limit = month_anchor(TODAY, -36)

    def counts(stay: lots.Stay) -> bool:
        return stay.until is None or stay.until >= limit

    here = [stay for stay in career if stay.own_lo == lo and counts(stay)]
    line = [
        stay
        for stay in career
        if counts(stay)
        and stay.own_lo != lo
        and stay.lo > 0
        and stay.hi <= 100
        and ((stay.lo <= lo and stay.hi >= target[1]) or (lo <= stay.lo and stay.hi <= target[1]))
    ]
    expected = ""
    if line:
        expected = "line"
    if here:
        expected = "own" if any(stay.until is None for stay in here) else "former"
    assert lots.recusal(career, target, issuer, TODAY) == expected


@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(1, 3), st.integers(0, 12))
def test_nobody_is_drawn_into_a_group_with_a_unit_he_may_not_inspect(
    number: int, groups: int, size: int, people: int
) -> None:
    dice = random.Random(number)
    units = [f"u{n}" for n in range(6)]
    pool = [f"p{n}" for n in range(people)]
    conflicts = {person: {unit: "own" for unit in units if dice.random() < 0.3} for person in pool}
    found = lots.teams(str(number), pool, units, groups, size, conflicts)
    assert found == lots.teams(
        str(number), list(reversed(pool)), list(reversed(units)), groups, size, conflicts
    )
    assert set(found.groups) == set(units)
    seated = [person for members in found.members.values() for person in members]
    assert len(seated) == len(set(seated))
    for group, members in found.members.items():
        assert len(members) <= size
        for person in members:
            assert not any(found.groups[unit] == group for unit in conflicts[person])
    for person in found.recused:
        assert {found.groups[unit] for unit in conflicts[person]} == set(range(1, groups + 1)) & set(
            found.groups.values()
        ) or groups > 6


@given(
    st.sets(st.text("abcdef", min_size=1, max_size=4), max_size=40), st.integers(1, 100), st.text(max_size=6)
)
def test_a_sample_has_its_share_and_is_the_same_again(names: set[str], share: int, seed: str) -> None:
    found = lots.sample(seed, names, share)
    assert len(found) == -(-len(names) * share // 100)
    assert set(found) <= names
    assert found == lots.sample(seed, sorted(names), share)


@given(st.text(max_size=8), st.integers(2, 10), st.integers(2020, 2090))
def test_in_so_many_years_the_turn_comes_once(code: str, years: int, first: int) -> None:
    assert sum(lots.turn_comes("rule", code, first + n, years) for n in range(years)) == 1
