"""Who holds a post on which day: appointing, handing over, standing in, vacancies."""

from collections.abc import Callable
from datetime import date

import pytest

from responsibilities.posts.actions import (
    NewPerson,
    act_for,
    annul,
    appoint,
    ensure_posts,
    hand_over,
    note_vacancy,
    relieve,
)
from responsibilities.posts.models import Post, Tenure
from responsibilities.posts.queries import count_vacancies, days_held, first_responsible, vacancies
from responsibilities.record.models import Entry
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Forbidden, Hidden, Invalid, Stale
from tests import world
from tests.posts.conftest import holds
from tests.world import bodies_of

Find = Callable[[str, str], Post]
Seat = Callable[..., Tenure]
TOWN = "620123101"
VILLAGE = "620123101201"


def who(code: str, day: date) -> list[tuple[str, str]]:
    return [(h.title, h.person) for h in first_responsible(world.unit(code), day)]


def test_a_county_has_two_first_responsible_persons_and_a_village_one(seated: Seat) -> None:
    seated(world.YUZHONG, "party_secretary", "王建国", date(2024, 3, 1))
    seated(world.YUZHONG, "government_head", "李　梅", date(2025, 1, 10))
    seated(VILLAGE, "village_secretary", "赵有福", date(2023, 1, 1))
    assert who(world.YUZHONG, date(2026, 1, 1)) == [("县委书记", "王建国"), ("县长", "李梅")]
    assert who(VILLAGE, date(2026, 1, 1)) == [("村党组织书记", "赵有福")]


def test_titles_follow_the_kind_of_unit() -> None:
    assert who(world.CHENGGUAN, date(2026, 1, 1)) == [("区委书记", ""), ("区长", "")]
    assert who("620102001", date(2026, 1, 1)) == [("街道党工委书记", ""), ("办事处主任", "")]
    assert who(TOWN, date(2026, 1, 1)) == [("镇党委书记", ""), ("镇长", "")]
    bodies = {body.name: who(body.code, date(2026, 1, 1)) for body in bodies_of(world.unit(world.GANSU))}
    assert bodies["甘肃省农业农村厅"] == [("党组书记、厅长", "")]
    assert [p for p in bodies if p.endswith("组织部")]
    assert all(posts == [("部长", "")] for name, posts in bodies.items() if name.endswith("组织部"))
    assert who(world.NATION, date(2026, 1, 1)) == []


def test_posts_are_made_once(organizer: Actor) -> None:
    before = Post.objects.count(), Entry.objects.count()
    assert ensure_posts(actor=organizer, units=Unit.objects.live()) == 0
    assert (Post.objects.count(), Entry.objects.count()) == before


def test_a_handover_inside_the_year_leaves_no_day_without_and_none_with_two(
    seated: Seat, organizer: Actor
) -> None:
    old = seated(world.YUZHONG, "government_head", "李梅", date(2024, 3, 1))
    new = hand_over(actor=organizer, tenure=old, person=NewPerson("孙立"), on=date(2026, 6, 15), version=1)
    assert who(world.YUZHONG, date(2026, 6, 15))[1] == ("县长", "李梅")
    assert who(world.YUZHONG, date(2026, 6, 16))[1] == ("县长", "孙立")
    reach = organizer.reach(Capability.POST_READ)
    held = days_held(reach, date(2026, 1, 1), date(2026, 12, 31), posts=[new.post])
    assert [(d.tenure.person.name, d.days) for d in held] == [("李梅", 166), ("孙立", 199)]
    assert sum(d.days for d in held) == 365


def test_a_second_holder_at_the_same_time_is_refused_and_nothing_changes(
    seated: Seat, organizer: Actor
) -> None:
    seated(TOWN, "party_secretary", "陈刚", date(2025, 1, 1))
    before = Tenure.objects.count(), Entry.objects.count()
    with pytest.raises(Conflict) as refused:
        seated(TOWN, "party_secretary", "郭强", date(2025, 6, 1))
    assert refused.value.code == "post_held"
    assert (Tenure.objects.count(), Entry.objects.count()) == before


def test_one_person_may_hold_two_posts(seated: Seat) -> None:
    first = seated(world.YUZHONG, "party_secretary", "王建国", date(2024, 3, 1))
    seated(world.YUZHONG, "government_head", "", date(2026, 1, 1), person=first.person, kind="concurrent")
    assert who(world.YUZHONG, date(2026, 2, 1)) == [("县委书记", "王建国"), ("县长（兼）", "王建国")]


def test_who_stands_in_interrupts_the_holder_who_goes_on_afterwards(
    seated: Seat, organizer: Actor, post: Find
) -> None:
    head = seated(world.YUZHONG, "government_head", "李梅", date(2024, 3, 1))
    act_for(
        actor=organizer, post=head.post, person=NewPerson("何勇"), kind="in_charge",
        since=date(2026, 9, 1), until=date(2026, 11, 30),
    )  # fmt: skip
    assert who(world.YUZHONG, date(2026, 8, 31))[1] == ("县长", "李梅")
    assert who(world.YUZHONG, date(2026, 9, 1))[1] == ("县长（主持工作）", "何勇")
    assert who(world.YUZHONG, date(2026, 12, 1))[1] == ("县长", "李梅")
    back = first_responsible(world.unit(world.YUZHONG), date(2026, 12, 1))[1]
    assert back.since == date(2024, 3, 1)


def test_when_the_stand_in_leaves_early_the_holder_is_back_the_next_day(
    seated: Seat, organizer: Actor
) -> None:
    head = seated(world.YUZHONG, "government_head", "李梅", date(2024, 3, 1))
    stand_in = act_for(
        actor=organizer,
        post=head.post,
        person=NewPerson("何勇"),
        since=date(2026, 9, 1),
        until=date(2026, 11, 30),
    )
    relieve(actor=organizer, tenure=stand_in, until=date(2026, 10, 8))
    assert who(world.YUZHONG, date(2026, 10, 8))[1] == ("代县长", "何勇")
    assert who(world.YUZHONG, date(2026, 10, 9))[1] == ("县长", "李梅")
    assert who(world.YUZHONG, date(2027, 3, 1))[1] == ("县长", "李梅")


def test_nobody_stands_in_for_a_holder_without_a_last_day(seated: Seat, organizer: Actor) -> None:
    head = seated(world.YUZHONG, "government_head", "李梅", date(2024, 3, 1))
    with pytest.raises(Invalid):
        act_for(actor=organizer, post=head.post, person=NewPerson("何勇"), since=date(2026, 9, 1))
    assert Tenure.objects.filter(post=head.post).count() == 1


def test_an_acting_head_fills_a_noted_vacancy(seated: Seat, organizer: Actor, post: Find) -> None:
    seat = post(TOWN, "government_head")
    note_vacancy(actor=organizer, post=seat, since=date(2026, 10, 1))
    assert who(TOWN, date(2026, 10, 2))[1] == ("镇长", "")
    act_for(actor=organizer, post=seat, person=NewPerson("周敏"), since=date(2026, 11, 2))
    assert who(TOWN, date(2026, 11, 1))[1] == ("镇长", "")
    assert who(TOWN, date(2026, 11, 2))[1] == ("代镇长", "周敏")


def test_an_appointment_on_the_day_the_vacancy_was_noted_leaves_no_vacant_day(
    organizer: Actor, post: Find
) -> None:
    seat = post(TOWN, "government_head")
    noted = note_vacancy(actor=organizer, post=seat, since=date(2026, 11, 2))
    appoint(actor=organizer, post=seat, person=NewPerson("周敏"), since=date(2026, 11, 2))
    noted.refresh_from_db()
    assert noted.is_annulled
    assert who(TOWN, date(2026, 11, 2))[1] == ("镇长", "周敏")


def test_vacancies_are_seen_the_same_day(seated: Seat, organizer: Actor) -> None:
    reach = holds("organizer", TOWN).reach(Capability.POST_READ)
    seated(TOWN, "party_secretary", "陈刚", date(2025, 1, 1))
    head = seated(TOWN, "government_head", "周敏", date(2025, 1, 1))
    seated("620123101201", "village_secretary", "赵有福", date(2025, 1, 1))
    seated("620123101202", "village_secretary", "赵有才", date(2025, 1, 1))
    assert count_vacancies(reach, date(2026, 11, 24)) == 0
    relieve(actor=organizer, tenure=head, until=date(2026, 11, 23))
    rows = list(vacancies(reach, date(2026, 11, 24)))
    assert [(row["name"], row["title"], row["since"]) for row in rows] == [
        ("夏官营镇", "镇长", date(2026, 11, 24))
    ]


def test_what_was_entered_by_mistake_is_annulled_and_stays_in_the_history(
    seated: Seat, organizer: Actor
) -> None:
    wrong = seated(TOWN, "government_head", "周敏", date(2025, 1, 1))
    annul(actor=organizer, tenure=wrong, reason="张冠李戴", version=1)
    assert who(TOWN, date(2025, 6, 1))[1] == ("镇长", "")
    seated(TOWN, "government_head", "周岩", date(2025, 1, 1))
    assert Tenure.objects.filter(post=wrong.post).count() == 2


def test_an_end_may_not_lie_before_the_beginning(seated: Seat, organizer: Actor) -> None:
    held = seated(TOWN, "government_head", "周敏", date(2025, 1, 1))
    with pytest.raises(Invalid) as refused:
        relieve(actor=organizer, tenure=held, until=date(2024, 12, 31))
    assert refused.value.errors[0].field == "until"
    assert Tenure.objects.get(pk=held.pk).until is None


def test_two_who_relieve_at_once_do_not_overwrite_each_other_unseen(seated: Seat, organizer: Actor) -> None:
    held = seated(TOWN, "government_head", "周敏", date(2025, 1, 1))
    relieve(actor=organizer, tenure=held, until=date(2026, 12, 1), version=1)
    with pytest.raises(Stale):
        relieve(actor=organizer, tenure=held, until=date(2026, 11, 1), version=1)
    assert Tenure.objects.get(pk=held.pk).until == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("actor", "error"),
    [
        (lambda: holds("organizer", world.TIANSHUI), Hidden),
        (lambda: holds("organizer", world.NINGXIA), Hidden),
        (lambda: holds("organizer", world.GAOLAN), Hidden),
        (lambda: holds("reader", world.LANZHOU), Forbidden),
        (lambda: holds("principal", world.YUZHONG), Forbidden),
        (lambda: holds("security_admin", world.GANSU), Forbidden),
    ],
)
def test_who_may_not_appoint_changes_nothing(
    actor: Callable[[], Actor], error: type[Exception], post: Find
) -> None:
    before = Tenure.objects.count()
    with pytest.raises(error):
        appoint(
            actor=actor(),
            post=post(world.YUZHONG, "government_head"),
            person=NewPerson("李梅"),
            since=date(2026, 1, 1),
        )
    assert Tenure.objects.count() == before


def test_each_change_is_one_entry_on_the_record(seated: Seat, organizer: Actor) -> None:
    before = Entry.objects.count()
    held = seated(TOWN, "government_head", "周敏", date(2025, 1, 1))
    hand_over(actor=organizer, tenure=held, person=NewPerson("周岩"), on=date(2026, 1, 31))
    entries = Entry.objects.order_by("id")[before:]
    assert [(e.verb, e.lo, e.after["person"]) for e in entries] == [
        ("post.appoint", held.post.lo, "周敏"),
        ("post.hand_over", held.post.lo, "周岩"),
    ]
