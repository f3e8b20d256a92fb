"""The demonstration's schemes: last year's and this year's of the province published, the county's still being written."""

from datetime import timedelta

import pytest

from assessments.appraisals.models import Scheme
from assessments.appraisals.queries.facts import faults
from assessments.appraisals.rules.changes import differences
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import User
from revitalization.kit import clock
from revitalization.site.demo import appraisals
from revitalization.site.demo.chapters import tell
from tests import world
from tests.cast import Cast
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=800)


@pytest.fixture
def told(cast: Cast) -> None:
    """The province's leader in charge, who approves, and the story."""
    user = User.objects.create(username="fenguan", name="分管领导")
    grant_role(actor=cast.fresh("anquan"), user=user, unit=world.unit(world.GANSU), role="leader")
    tell(appraisals.chapters(LATER), lambda done, known: None)


def test_two_years_are_published_and_the_second_changes_one_target(told: None) -> None:
    last, this = Scheme.objects.filter(issuer__code=world.GANSU).order_by("year")
    assert [last.status, this.status] == ["published", "published"]
    assert this.copied_from == last
    assert last.number != this.number
    found = differences(last.content, this.content)
    assert ("4.1", "target", "95", "96.5") in [(it.key, it.field, it.old, it.new) for it in found]


def test_the_county_s_draft_lacks_the_rule_of_one_criterion(told: None) -> None:
    row = Scheme.objects.select_related("issuer").get(issuer__code=world.YONGDENG)
    assert row.status == "drafted"
    with clock.moved_to(LATER):
        assert [fault.place for fault in faults(row)] == ["[[criterion]] 1.2"]


def test_it_is_told_once(told: None) -> None:
    assert appraisals.is_told()
