"""What the demonstration tells of findings, told in the world of the tests by its own people."""

from collections import Counter
from datetime import timedelta

import pytest

from assessments.inspections.models import Finding, Objection, RectificationReport, Sister
from responsibilities.ledger.models import Item
from revitalization.site.demo.chapters import tell
from revitalization.site.demo.found import found_in
from revitalization.site.demo.problems import PROBLEMS
from tests.cast import Cast, sister, town
from tests.conftest import NOON
from tests.inspections import found

pytestmark = pytest.mark.django_db


def test_the_findings_of_the_demonstration_go_their_way_up_to_the_ledger(cast: Cast) -> None:
    at = found.inspection(cast, 1, sister(), town(), announced=False)
    tell(found_in(NOON + timedelta(days=130), at.title, 130), lambda done, known: None)
    rows = Finding.objects.filter(inspection=at)
    assert [row.problem for row in rows.order_by("sequence")] == [one.problem for one in PROBLEMS[:4]]
    assert Counter(rows.values_list("status", flat=True)) == {"listed": 4}
    assert set(rows.values_list("view", flat=True)) == {"true", "partly"}
    assert Objection.objects.count() == 0
    assert Sister.objects.count() == 1
    states = Counter(Item.objects.filter(matter__origin_kind="finding").values_list("status", flat=True))
    assert sum(states.values()) == 4
    assert states["running"] or states["declared"]
    # The town has a filer and first responsible persons, its sister a filer alone.
    assert list(RectificationReport.objects.values_list("unit__name", "signer")) == [("红城镇", "赵刚")]


def test_without_its_people_the_story_stands_still(cast: Cast) -> None:
    tell(found_in(NOON + timedelta(days=130), "没有的督查", 130), lambda done, known: None)
    assert Finding.objects.count() == 0
