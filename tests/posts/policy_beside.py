"""Questions about posts whose answers no page shows alone."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

from django.test import Client

from responsibilities.posts.actions import NewPerson, appoint
from responsibilities.posts.models import Person, Post, Tenure
from responsibilities.posts.queries import namesakes, stands_only_within
from responsibilities.posts.queries.agenda import ending
from responsibilities.posts.queries.handover import sheet_of
from responsibilities.roles import BY_KEY, C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from tests import world
from tests.cast import SINCE, days
from tests.policy.basics import SYSTEM, undone
from tests.policy.people import SISTER, VILLAGE, XIJI


def stands(_stage: Any, actor: Actor) -> object:
    """Whether each person stands only where this one appoints."""
    reach = actor.reach(C.POST_APPOINT)
    return [stands_only_within(person, reach) for person in Person.objects.order_by("id")[:12]]


def namesakes_of(stage: Any, actor: Actor) -> object:
    """Of what name somebody is known, and with which posts: the village's secretary holds one in another city too."""
    person = stage.tenures[VILLAGE].person
    with undone():
        post = Post.objects.get(unit=world.unit(world.GANGU), key="government_head")
        if not Tenure.objects.filter(post=post, person=person).exists():
            appoint(actor=SYSTEM, post=post, person=person, kind="concurrent", since=SINCE)
        found = namesakes(person.name, actor.reach(C.POST_READ))
        return [(same.person.pk, same.posts) for same in found]


def stand_ins(stage: Any, actor: Actor) -> object:
    """Whose acting terms end soon where this person appoints."""
    with undone():
        for place in (SISTER, XIJI):
            appoint(
                actor=SYSTEM, post=stage.posts[place], person=NewPerson("代理人"), kind="acting",
                since=days(-20), until=days(20),
            )  # fmt: skip
        return sorted(term.post.unit.code for term in ending(actor, days(0), days(30), None))


def handed_over(stage: Any, actor: Actor) -> object:
    """In which posts the village's secretary, who holds one in another city too, hands over before this reader."""
    person = stage.tenures[VILLAGE].person
    with undone():
        post = Post.objects.get(unit=world.unit(world.GANGU), key="government_head")
        if not Tenure.objects.filter(post=post, person=person).exists():
            appoint(actor=SYSTEM, post=post, person=person, kind="concurrent", since=SINCE)
        return sheet_of(person, actor.reach(C.POST_APPOINT), clock.today()).posts


def appoints_from_rows(stage: Any, actor: Actor) -> object:
    """On how many rows of the vacancies somebody appoints who may do so in the own unit alone; there is none today."""
    if actor.user_id != stage.cast.user("hexin").pk:
        return None
    full = BY_KEY["organizer"]
    only = replace(full, below=full.below - {C.POST_APPOINT})
    with undone(), patch.dict(BY_KEY, {"organizer": only}):
        client = Client()
        client.force_login(stage.cast.user("hexin"))
        page = client.get("/vacancies/")
        return page.status_code, page.content.decode().count("/appoint/")


QUESTIONS = (stands, namesakes_of, stand_ins, handed_over, appoints_from_rows)
