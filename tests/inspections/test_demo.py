"""The demonstration's year of inspections: a plan published, two inspections that went on site, one that is ahead."""

from datetime import timedelta

import pytest

from assessments.inspections.models import Finding, Inspection, Rule, YearPlan
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import User
from responsibilities.posts.actions import NewPerson, appoint, open_sign_in
from responsibilities.posts.models import Post
from responsibilities.record.models import Entry
from revitalization.kit.actor import Actor
from revitalization.site.demo import inspections
from revitalization.site.demo.chapters import tell
from tests import world
from tests.cast import SINCE, Cast
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=400)


@pytest.fixture
def staffed(cast: Cast) -> None:
    """The province's supervision office, its inspectors, and its head, who approves."""
    for name, role in (
        ("ducha", "supervisor"),
        ("fenguan", "leader"),
        ("zu1", "inspector"),
        ("zu2", "inspector"),
        ("zu3", "inspector"),
    ):
        user = User.objects.create(username=name, name=f"督查{name}")
        grant_role(actor=cast.fresh("anquan"), user=user, unit=world.unit(world.GANSU), role=role)
    actor = Actor.system("tests", via="command")
    post = Post.objects.get(unit=world.unit(world.GANSU), key="government_head")
    tenure = appoint(actor=actor, post=post, person=NewPerson("任远山"), since=SINCE)
    assert tenure.person is not None
    open_sign_in(actor=actor, person=tenure.person)


def test_the_year_of_inspections_is_told_in_the_order_of_time(cast: Cast, staffed: None) -> None:
    assert not inspections.is_told()
    start = Entry.objects.latest("id").id
    tell(inspections.chapters(LATER), lambda done, known: None)
    assert inspections.is_told()
    times = list(Entry.objects.filter(id__gt=start).order_by("id").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[-1] <= LATER
    assert Rule.objects.count() == 3
    assert set(YearPlan.objects.exclude(lines=None).values_list("status", flat=True)) == {"published"}
    states = dict(Inspection.objects.values_list("title", "status"))
    assert set(states) == {one.title for one in inspections.STORY}
    assert states[inspections.STORY[2].title] == "planned"
    for one in inspections.STORY[:2]:
        assert states[one.title] in {"on_site", "fed_back", "closed"}, states
        assert Finding.objects.filter(inspection__title=one.title).exists()


def test_without_an_office_the_story_stands_still(cast: Cast) -> None:
    tell(inspections.chapters(LATER), lambda done, known: None)
    assert (Rule.objects.count(), YearPlan.objects.count(), Inspection.objects.count()) == (0, 0, 0)
