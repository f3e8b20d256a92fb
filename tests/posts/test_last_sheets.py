"""Who left a post still hands over: the sheet stands as on the last day, for sixty days, whatever happens since."""

from datetime import timedelta

import pghistory
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from reporting.reports import rules
from reporting.reports.actions import filing
from reporting.reports.actions.cycles import close_cycle
from reporting.reports.models import Cycle, Obligation
from responsibilities.access.actions import close_account
from responsibilities.access.queries import actor_for
from responsibilities.posts.actions import NewPerson, appoint, relieve
from responsibilities.posts.actions.last_sheets import fix_last_sheets
from responsibilities.posts.models import LastSheet, Post, Tenure
from responsibilities.posts.queries.handover import LATELY, Sheet, own_sheet, sheet_of
from responsibilities.roles import C
from revitalization.kit import clock
from tests import world
from tests.cast import Cast, days
from tests.policy.basics import SYSTEM
from tests.posts.test_handover import matters, whole
from tests.reports import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(cast: Cast) -> Tenure:
    """Qian Mei, whose signature is asked for, goes at the end of today."""
    whole(cast)
    tenure = Tenure.objects.on(clock.today()).get(person__name="钱梅")
    relieve(actor=cast.fresh("hexin"), tenure=tenure, until=clock.today(), version=tenure.version)
    tenure.refresh_from_db()
    return tenure


def later(n: int) -> object:
    return clock.moved_to(clock.now() + timedelta(days=n))


def sheet(cast: Cast) -> Sheet:
    return own_sheet(cast.fresh("qianmei"), clock.today())


def test_what_was_to_be_done_on_the_last_day_stays_on_the_sheet_of_whoever_left(
    cast: Cast, leaver: Tenure
) -> None:
    before = matters(sheet(cast))
    assert before["work"]
    with later(1):
        after = sheet(cast)
    assert after.parts == [] or "work" not in {part.key for part, _found in after.parts}
    (left,) = after.left
    assert (left.post, left.day, left.taken_at) == ("红城镇镇长", leaver.until, None)
    found = matters(after)
    for key in ("work", "reports", "posts", "accounts", "delegations"):
        assert found[key] == before[key], key


def test_it_stands_as_on_that_day_whatever_the_successor_does_and_is_asked_for(
    cast: Cast, leaver: Tenure
) -> None:
    with later(1):
        assert fix_last_sheets() == 1
        fixed = matters(sheet(cast))
        story.running(cast, period="2025", number="甘农领办〔2026〕13号")
        row = Obligation.objects.get(status=rules.SIGNING)
        filing.decline(actor=cast.zhaogang, obligation=row, reason="请补充")
        assert fix_last_sheets() == 0
        again = sheet(cast)
        assert matters(again) == fixed
        assert again.left[0].taken_at is not None


def test_it_is_there_for_sixty_days_and_then_no_more(cast: Cast, leaver: Tenure) -> None:
    with later(1):
        fix_last_sheets()
    for n, there in ((LATELY.days, True), (LATELY.days + 1, False)):
        with later(n):
            assert bool(sheet(cast).left) is there, n
            reach = cast.fresh("hexin").reach(C.POST_APPOINT)
            assert bool(sheet_of(leaver.person, reach, clock.today()).left) is there, n


def test_its_page_paper_and_workbook_are_reached_without_any_post(cast: Cast, leaver: Tenure) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("qianmei"))
    with later(1):
        page = client.get(reverse("handover"))
        main = page.content.decode().partition("<main")[2]
        assert page.status_code == 200
        assert "红城镇镇长，截至2026年11月24日：待办" in main
        assert "待签发" in main
        assert "/reports/" not in main, "nothing of it is opened any more"
        assert client.get(reverse("handover_sheet")).status_code == 200
        assert (
            client.post(reverse("handover_paper"), {"receiver": "孙新任", "witness": ""}).status_code == 302
        )


def test_who_appoints_elsewhere_sees_nothing_of_it(cast: Cast, leaver: Tenure) -> None:
    with later(1):
        fix_last_sheets()
        found = sheet_of(leaver.person, cast.fresh("maling").reach(C.POST_APPOINT), clock.today())
    assert (found.left, found.count) == ([], 0)


def test_a_last_day_that_was_corrected_has_a_sheet_of_its_own(cast: Cast, leaver: Tenure) -> None:
    with later(1):
        fix_last_sheets()
        with pghistory.context(user=None):
            Tenure.objects.filter(pk=leaver.pk).update(until=days(-3))
        assert sheet(cast).left[0].taken_at is None
        assert fix_last_sheets() == 1
        assert sheet(cast).left[0].day == days(-3)
    assert LastSheet.objects.count() == 2


def test_whoever_is_registered_late_has_the_sheet_of_the_rights_of_the_last_day(cast: Cast) -> None:
    whole(cast)
    tenure = Tenure.objects.on(clock.today()).get(person__name="钱梅")
    relieve(actor=cast.fresh("hexin"), tenure=tenure, until=days(-10), version=tenure.version)
    assert fix_last_sheets() == 1
    (left,) = sheet(cast).left
    assert left.day == days(-10)
    assert "work" not in {key for key, _label, _found in left.parts}, "asked for after the last day"


def test_an_account_that_was_closed_before_the_clock_came_by_takes_nothing_off_the_sheet(
    cast: Cast, leaver: Tenure
) -> None:
    before = matters(sheet(cast))
    with later(1):
        security = actor_for(cast.user("anquan").pk, fresh=True)
        close_account(actor=security, user=cast.user("qianmei"), reason="已调离")
        fix_last_sheets()
        reach = cast.fresh("hexin").reach(C.POST_APPOINT)
        assert matters(sheet_of(leaver.person, reach, clock.today()))["work"] == before["work"] != []


@pytest.mark.parametrize("leaves_again", [False, True])
def test_who_holds_the_post_again_has_left_it_once_at_most(
    cast: Cast, leaver: Tenure, leaves_again: bool
) -> None:
    """Acting until one day, in full from the next: nothing is handed over twice, and nothing while it goes on."""
    next_day = days(1)
    with later(1):
        fix_last_sheets()
        again = appoint(
            actor=SYSTEM, post=leaver.post, person=leaver.person, since=next_day, kind="in_charge"
        )
        if leaves_again:
            relieve(actor=SYSTEM, tenure=again, until=next_day)
    with later(2):
        fix_last_sheets()
        reach = cast.fresh("hexin").reach(C.POST_APPOINT)
        found = sheet_of(leaver.person, reach, clock.today())
    assert [left.day for left in found.left] == ([next_day] if leaves_again else [])
    assert len(found.posts) == 1


def test_what_is_fixed_is_never_changed(cast: Cast, leaver: Tenure) -> None:
    with later(1):
        fix_last_sheets()
    for change in (lambda: LastSheet.objects.update(parts=[]), lambda: LastSheet.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert LastSheet.objects.get().parts


def test_a_report_of_a_closed_cycle_is_no_longer_handed_over(cast: Cast) -> None:
    whole(cast)
    assert "reports" in matters(sheet(cast))
    close_cycle(actor=cast.wumin, cycle=Cycle.objects.get(), reason="已另行通知")
    assert "reports" not in matters(sheet(cast))


def test_who_never_had_a_sign_in_leaves_a_sheet_too(cast: Cast) -> None:
    tenure = appoint(
        actor=SYSTEM,
        post=Post.objects.get(unit=world.unit(world.YUZHONG), key="government_head"),
        person=NewPerson("欧阳军"),
        since=days(-30),
    )
    relieve(actor=SYSTEM, tenure=tenure, until=clock.today())
    with later(1):
        assert fix_last_sheets() == 1
    assert {key for key, _label, _found in LastSheet.objects.get().parts} >= {"posts"}
