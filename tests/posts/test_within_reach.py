"""Who left a reach is no longer changed from there; what opens the way to a signature asks for a fresh sign-in."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from responsibilities.access.models import Grant, User
from responsibilities.posts.actions import (
    NewPerson,
    act_for,
    amend_person,
    annul,
    appoint,
    check_roster,
    hand_over,
    import_roster,
    note_vacancy,
    open_sign_in,
    relieve,
)
from responsibilities.posts.models import Person, Post, Tenure
from responsibilities.posts.rules.roster_words import RosterRow
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden, FreshSignInNeeded, Stale
from tests import world
from tests.cast import Cast
from tests.conftest import NOON
from tests.posts.sheets import as_

TOWN = "620123101"
DAY = date(2026, 11, 20)
SYSTEM = Actor.system("tests", via="command")
Find = Callable[[str, str], Post]


@pytest.fixture
def moved(seated: Any, post: Find) -> Tenure:
    """Somebody who held a post of Lanzhou until spring and now holds one in Ningxia."""
    held = seated(TOWN, "government_head", "周敏", date(2020, 1, 1), phone="13909310001")
    relieve(actor=SYSTEM, tenure=held, until=date(2026, 3, 31))
    return appoint(
        actor=SYSTEM, post=post(world.XIJI, "government_head"), person=held.person, since=date(2026, 4, 1)
    )


def state() -> tuple[Any, ...]:
    counted = [model.objects.count() for model in (Person, Tenure, User, Grant, Entry)]
    return (*counted, *Person.objects.order_by("id").values_list("name", "phone", "user_id", "version"))


def test_whoever_moved_away_is_not_renamed_from_where_he_was(
    organizer: Actor, moved: Tenure, cast: Cast
) -> None:
    before = state()
    with pytest.raises(Forbidden):
        amend_person(
            actor=organizer,
            person=moved.person,
            name="周明",
            phone="13909310002",
            version=moved.person.version,
        )
    client = as_(cast, "hexin")
    url = reverse("person", args=[moved.person.public_id])
    assert "更正姓名或电话" not in client.get(url).content.decode()
    answer = client.post(url, {"name": "周明", "phone": "", "version": str(moved.person.version)})
    assert answer.status_code == 403
    assert state() == before


def test_neither_is_whoever_holds_a_post_elsewhere_too(organizer: Actor, seated: Any, post: Find) -> None:
    held = seated(TOWN, "government_head", "周敏", date(2020, 1, 1))
    appoint(
        actor=SYSTEM, post=post(world.XIJI, "government_head"), person=held.person, since=date(2027, 3, 1)
    )
    before = state()
    with pytest.raises(Forbidden):
        amend_person(actor=organizer, person=held.person, name="周明", phone="", version=1)
    with pytest.raises(Forbidden):
        open_sign_in(actor=organizer, person=held.person)
    assert state() == before


def test_a_tenure_taken_back_gives_no_right_either(organizer: Actor, seated: Any) -> None:
    held = seated(TOWN, "government_head", "周敏", date(2020, 1, 1))
    annul(actor=organizer, tenure=held, reason="登记有误")
    before = state()
    with pytest.raises(Forbidden):
        amend_person(actor=organizer, person=held.person, name="周明", phone="", version=1)
    assert state() == before


def test_whoever_comes_into_the_reach_is_corrected_there_already(organizer: Actor, seated: Any) -> None:
    held = seated(TOWN, "government_head", "周敏", date(2027, 1, 1))
    assert amend_person(actor=organizer, person=held.person, name="周明", phone="", version=1).name == "周明"


def test_a_roster_enters_no_phone_of_somebody_who_stands_elsewhere_too(
    organizer: Actor, seated: Any, post: Find
) -> None:
    held = seated(TOWN, "government_head", "周敏", date(2020, 1, 1))
    row = RosterRow(2, f"{TOWN}000", "镇长", "周敏", "任", date(2020, 1, 1), "13909310001")
    assert check_roster(actor=organizer, rows=[row]).faults == []
    appoint(
        actor=SYSTEM, post=post(world.XIJI, "government_head"), person=held.person, since=date(2026, 4, 1)
    )
    assert [fault.column for fault in check_roster(actor=organizer, rows=[row]).faults] == ["phone"]


def test_of_two_who_correct_a_person_the_second_is_told(organizer: Actor, seated: Any, cast: Cast) -> None:
    person = seated(TOWN, "government_head", "周敏", date(2025, 1, 1)).person
    amend_person(actor=organizer, person=person, name="周明", phone="", version=person.version)
    before = state()
    with pytest.raises(Stale):
        amend_person(actor=organizer, person=person, name="周民", phone="", version=person.version)
    url = reverse("person", args=[person.public_id])
    answer = as_(cast, "hexin").post(url, {"name": "周民", "phone": "", "version": str(person.version)})
    assert answer.status_code == 412
    assert "周民" in answer.content.decode()
    assert state() == before


# ---------------------------------------------------------------- fresh sign-in


ACTS: dict[str, Callable[[Actor, Post, Tenure], object]] = {
    "appoint": lambda actor, free, held: appoint(actor=actor, post=free, person=NewPerson("马春"), since=DAY),
    "act_for": lambda actor, free, held: act_for(actor=actor, post=free, person=NewPerson("马春"), since=DAY),
    "note_vacancy": lambda actor, free, held: note_vacancy(actor=actor, post=free, since=DAY),
    "hand_over": lambda actor, free, held: hand_over(
        actor=actor, tenure=held, person=NewPerson("马春"), on=DAY
    ),
    "relieve": lambda actor, free, held: relieve(actor=actor, tenure=held, until=DAY),
    "annul": lambda actor, free, held: annul(actor=actor, tenure=held, reason="有误"),
    "open_sign_in": lambda actor, free, held: open_sign_in(actor=actor, person=held.person),
}


@pytest.mark.parametrize("act", ACTS)
def test_who_signs_is_changed_only_after_a_fresh_sign_in(
    cast: Cast, seated: Any, post: Find, act: str
) -> None:
    held = seated(TOWN, "government_head", "周敏", date(2025, 1, 1))
    free = post(TOWN, "party_secretary")
    before = state()
    with pytest.raises(FreshSignInNeeded):
        ACTS[act](cast.hexin, free, held)
    assert state() == before
    ACTS[act](cast.fresh("hexin"), free, held)
    assert state() != before


def test_a_post_that_signs_nothing_asks_for_none(cast: Cast, seated: Any) -> None:
    row = RosterRow(2, f"{TOWN}000", "分管领导", "孙立", "", date(2026, 1, 1))
    import_roster(actor=cast.hexin, rows=[row])
    held = Tenure.objects.get(person__name="孙立")
    assert relieve(actor=cast.hexin, tenure=held, until=DAY).until == DAY


def test_the_form_asks_before_anything_is_typed_and_keeps_what_was_typed_when_time_ran_out(
    cast: Cast, post: Find
) -> None:
    client: Client = as_(cast, "hexin")
    url = reverse("post_appoint", args=[post(TOWN, "government_head").public_id])
    assert client.get(url).status_code == 200
    before = state()
    with clock.moved_to(NOON + timedelta(minutes=11)):
        answer = client.post(
            url, {"name": "马春", "kind": "full", "since": "2026-11-01", "note": "因工作需要"}
        )
        assert answer.status_code == 401
        page = answer.content.decode()
        assert client.get(url)["Location"].startswith("/")
    assert "马春" in page
    assert "因工作需要" in page
    assert "确认是您本人" in page
    assert state() == before
