"""What stands to be signed in somebody's list: only what this person can still sign; the list and its number agree."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports.actions import filing
from reporting.reports.models import Obligation
from reporting.reports.queries.inbox import todo_lines, todo_work
from responsibilities.posts.actions import end_delegation, relieve
from responsibilities.posts.models import Tenure
from revitalization.kit import clock
from revitalization.kit.inbox import Asked, counted
from tests.cast import Cast, days
from tests.reports import story, turns

pytestmark = pytest.mark.django_db


def in_signing(cast: Cast) -> Obligation:
    row = filing.send(actor=cast.wangfang, obligation=story.drafted(cast, story.running(cast)))
    return filing.approve(actor=cast.lijun, obligation=row)


def to_sign(cast: Cast, name: str) -> int:
    """How many lines wait for this principal's signature; the number says the same as the list."""
    actor, today = getattr(cast, name), clock.today()
    lines = [line for line in todo_lines(actor, Asked(today)) if line.kind.key == "report-sign"]
    assert counted(todo_work(actor, today)) == len(lines)
    return len(lines)


def both(cast: Cast) -> tuple[int, int]:
    return to_sign(cast, "zhaogang"), to_sign(cast, "qianmei")


@pytest.mark.parametrize("first", ["zhaogang", "qianmei"])
def test_who_has_signed_has_done_the_work_and_the_other_still_has_it(
    cast: Cast, client: Client, first: str
) -> None:
    row = in_signing(cast)
    assert both(cast) == (1, 1)
    filing.sign(actor=getattr(cast, first), obligation=row)
    assert both(cast) == ((0, 1) if first == "zhaogang" else (1, 0))
    client.force_login(cast.user(first))
    address = f"/reports/{row.cycle.key}/{row.unit.code}/"
    assert address not in client.get(reverse("inbox")).content.decode()


def test_who_may_sign_for_the_other_too_keeps_the_line_while_the_word_is_in_force(cast: Cast) -> None:
    row = in_signing(cast)
    filing.sign(actor=cast.zhaogang, obligation=row)
    given = story.authorised(cast)
    assert both(cast) == (1, 1)
    end_delegation(actor=cast.fresh("qianmei"), delegation=given, version=given.version)
    assert both(cast) == (0, 1)


def test_whose_signature_another_gave_has_nothing_left_to_sign(cast: Cast) -> None:
    row = in_signing(cast)
    story.authorised(cast)
    filing.sign(actor=cast.zhaogang, obligation=row, on_behalf_of="government_head")
    assert both(cast) == (1, 0)


def test_a_post_that_fell_vacant_brings_the_line_back_to_who_signs_for_it(cast: Cast) -> None:
    row = in_signing(cast)
    filing.sign(actor=cast.zhaogang, obligation=row)
    relieve(actor=turns.SYSTEM, tenure=Tenure.objects.get(person__user=cast.user("qianmei")), until=days(0))
    assert both(cast) == (0, 1)
    with clock.moved_to(clock.now() + timedelta(days=1)):
        assert both(cast) == (1, 0)


def test_a_text_that_came_back_is_signed_anew(cast: Cast) -> None:
    row = in_signing(cast)
    filing.sign(actor=cast.zhaogang, obligation=row)
    filing.decline(actor=cast.qianmei, obligation=row, reason="数据有误")
    assert both(cast) == (0, 0)
    filing.send(actor=cast.wangfang, obligation=story.drafted(cast, row.cycle))
    filing.approve(actor=cast.lijun, obligation=row)
    assert both(cast) == (1, 1)
