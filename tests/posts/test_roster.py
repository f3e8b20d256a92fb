"""A roster brings people, posts, staff roles and sign-ins: all of it or nothing."""

from dataclasses import replace
from datetime import date

import pytest

from responsibilities.access.actions import end_grant
from responsibilities.access.models import Grant, User
from responsibilities.access.queries import actor_for
from responsibilities.posts.actions import check_roster, import_roster
from responsibilities.posts.models import Person, Tenure
from responsibilities.posts.queries import first_responsible
from responsibilities.posts.rules.roster_words import RosterRow
from responsibilities.record.models import Entry
from responsibilities.roles import Capability
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden, Invalid
from tests import world
from tests.posts.conftest import holds
from tests.posts.sheets import role_elsewhere

TOWN = "620123101000"
VILLAGE = "620123101201"
SECURITY = Actor.system("tests", via="command")
ROSTER = [
    RosterRow(2, world.YUZHONG, "县委书记", "王建国", "任", date(2024, 3, 1), "13909310001"),
    RosterRow(3, world.YUZHONG, "县长", "李梅", "代", date(2026, 10, 1), "13909310002"),
    RosterRow(4, TOWN, "镇党委书记", "买买提·艾力", "", date(2025, 1, 1), "13909310003"),
    RosterRow(5, TOWN, "镇长", "", "空缺", date(2026, 11, 1)),
    RosterRow(6, VILLAGE, "村党组织书记", "赵有福", "", date(2023, 1, 1)),
    RosterRow(7, TOWN, "", "钱会计", "", date(2026, 11, 24), "13909310004", "填报员"),
    RosterRow(8, TOWN, "分管领导", "孙立", "兼", date(2026, 1, 1), "13909310005"),
    RosterRow(9, "620123101202", "村党组织书记"),
]


def counts() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Person, Tenure, User, Grant, Entry))


def test_a_roster_brings_people_posts_roles_and_sign_ins(organizer: Actor) -> None:
    done = import_roster(actor=organizer, rows=ROSTER)
    assert (done.changed, done.unchanged, len(done.opened)) == (7, 0, 6)
    held = [(h.title, h.person) for h in first_responsible(world.unit(world.YUZHONG), date(2026, 11, 24))]
    assert held == [("县委书记", "王建国"), ("代县长", "李梅")]
    secretary = Person.objects.get(name="王建国").user
    assert secretary is not None
    assert actor_for(secretary.pk).can(Capability.REPORT_SIGN, world.unit(world.YUZHONG))
    filer = Person.objects.get(name="钱会计").user
    assert filer is not None
    assert actor_for(filer.pk).can(Capability.REPORT_SUBMIT, world.unit(TOWN))
    assert Entry.objects.filter(verb="roster.import").count() == 1


def test_the_same_roster_twice_changes_nothing(organizer: Actor) -> None:
    import_roster(actor=organizer, rows=ROSTER)
    before = counts()
    again = import_roster(actor=organizer, rows=ROSTER)
    assert (again.changed, again.unchanged, list(again.opened)) == (0, 7, [])
    assert counts() == before


def test_one_bad_row_and_nothing_is_changed(organizer: Actor) -> None:
    before = counts()
    bad = [
        *ROSTER,
        RosterRow(10, "640121000000", "县长", "马某", "", date(2026, 1, 1)),
        RosterRow(11, VILLAGE, "镇长", "马某", "", date(2026, 1, 1)),
        RosterRow(12, TOWN, "镇党委书记", "马某", "", date(2026, 1, 1)),
        RosterRow(13, "620123101202", "村党组织书记", "马某", "试用", date(2026, 1, 1)),
        RosterRow(14, "620123102000", "镇长", "马某"),
        RosterRow(15, "620123102000", "镇党委书记", "", "任", date(2026, 1, 1)),
        RosterRow(16, "620123100000", "镇长", "马某", "", date(2036, 1, 1)),
        RosterRow(17, "620123100000", "", "马某", "", None, "", "书记员"),
    ]
    with pytest.raises(Invalid) as refused:
        import_roster(actor=organizer, rows=bad)
    assert [(e.row, e.field) for e in refused.value.errors] == [
        (10, "code"), (11, "post"), (12, "post"), (13, "kind"), (14, "since"), (15, "name"), (16, "since"), (17, "role"),
    ]  # fmt: skip
    assert counts() == before


def test_the_dry_run_says_the_same_and_changes_nothing(organizer: Actor) -> None:
    before = counts()
    plan = check_roster(actor=organizer, rows=ROSTER)
    assert (plan.changed, plan.unchanged, plan.faults) == (7, 0, [])
    assert counts() == before


def test_a_new_name_on_a_held_post_is_a_handover(organizer: Actor) -> None:
    import_roster(actor=organizer, rows=ROSTER)
    successor = RosterRow(2, world.YUZHONG, "县委书记", "周正", "", date(2026, 12, 1), "13909310009")
    done = import_roster(actor=organizer, rows=[successor])
    assert done.changed == 1
    unit = world.unit(world.YUZHONG)
    assert first_responsible(unit, date(2026, 11, 30))[0].person == "王建国"
    assert first_responsible(unit, date(2026, 12, 1))[0].person == "周正"
    ends = Grant.objects.get(user__person__name="王建国").until
    assert ends == date(2026, 11, 30)
    assert not actor_for(Person.objects.get(name="周正").user_id).has(Capability.REPORT_SIGN)


def test_from_acting_to_full_keeps_the_person_and_the_sign_in(organizer: Actor) -> None:
    import_roster(actor=organizer, rows=ROSTER)
    full = replace(ROSTER[1], kind="任", since=date(2026, 11, 20))
    done = import_roster(actor=organizer, rows=[full])
    assert (done.changed, list(done.opened)) == (1, [])
    tenures = Tenure.objects.filter(person__name="李梅").order_by("since").values_list("kind", "until")
    assert list(tenures) == [("acting", date(2026, 11, 19)), ("full", None)]


def test_namesakes_are_told_apart_by_their_phones(organizer: Actor) -> None:
    rows = [
        RosterRow(2, TOWN, "镇长", "王伟", "", date(2026, 1, 1), "13900000001"),
        RosterRow(3, "620123102000", "镇长", "王　伟", "", date(2026, 1, 1), "13900000002"),
        RosterRow(4, "620123102000", "镇党委书记", "王伟", "兼", date(2026, 1, 1), "13900000002"),
    ]
    done = import_roster(actor=organizer, rows=rows)
    assert [it.username for it in done.opened] == ["wangwei", "wangwei2"]
    assert Person.objects.filter(name="王伟").count() == 2
    assert import_roster(actor=organizer, rows=rows).changed == 0


def test_nobody_appoints_himself_by_roster(organizer: Actor) -> None:
    import_roster(actor=organizer, rows=ROSTER)
    self_made = Person.objects.get(name="李梅")
    actor = replace(organizer, user_id=self_made.user_id)
    with pytest.raises(Invalid) as refused:
        import_roster(
            actor=actor,
            rows=[RosterRow(2, "620122000000", "县长", "李梅", "", date(2026, 11, 1), "13909310002")],
        )
    assert refused.value.errors[0].field == "name"


def test_nobody_can_use_a_sign_in_that_a_roster_opened_before_its_code_is_made(organizer: Actor) -> None:
    done = import_roster(actor=organizer, rows=ROSTER)
    users = User.objects.filter(pk__in=[it.user_id for it in done.opened])
    assert len(users) == 6
    assert all(user.must_change_password and not user.has_usable_password() for user in users)


def test_whose_account_is_closed_gets_no_post_and_no_role_by_roster(organizer: Actor) -> None:
    import_roster(actor=organizer, rows=ROSTER)
    User.objects.filter(name="钱会计").update(is_active=False)
    before = counts()
    rows = [
        replace(ROSTER[5], role="审核人"),
        RosterRow(3, TOWN, "镇长", "钱会计", "", date(2026, 11, 20), "13909310004"),
    ]
    with pytest.raises(Invalid) as refused:
        import_roster(actor=organizer, rows=rows)
    assert [(e.row, e.field) for e in refused.value.errors] == [(7, "name"), (3, "name")]
    assert counts() == before


def test_whoever_works_elsewhere_too_gets_no_role_by_roster(organizer: Actor) -> None:
    """The account would slip out of the reach of those who administer it there."""
    import_roster(actor=organizer, rows=ROSTER)
    role_elsewhere(User.objects.get(name="钱会计").username)
    before = counts()
    with pytest.raises(Invalid) as refused:
        import_roster(actor=organizer, rows=[replace(ROSTER[5], role="审核人")])
    assert [(e.row, e.field) for e in refused.value.errors] == [(7, "name")]
    assert counts() == before
    assert import_roster(actor=organizer, rows=[ROSTER[5]]).unchanged == 1


def test_a_role_ended_on_its_first_day_is_opened_again_by_roster(organizer: Actor) -> None:
    import_roster(actor=organizer, rows=ROSTER)
    grant = Grant.objects.get(user__name="钱会计")
    end_grant(actor=replace(SECURITY, fresh=True), grant=grant)
    assert import_roster(actor=organizer, rows=ROSTER).changed == 1
    grant.refresh_from_db()
    assert grant.until is None
    assert Grant.objects.filter(user__name="钱会计").count() == 1


def test_who_may_not_import_is_refused() -> None:
    before = Tenure.objects.count()
    with pytest.raises(Forbidden):
        import_roster(actor=holds("reader", world.GANSU), rows=ROSTER)
    assert Tenure.objects.count() == before
