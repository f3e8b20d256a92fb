"""What the record says of a report's steps: for whom was signed and submitted."""

import pytest
from django.test import Client

from reporting.reports.actions import filing
from reporting.reports.models import Obligation, Submission
from responsibilities.record.models import Entry
from tests.cast import Cast
from tests.reports import story

pytestmark = pytest.mark.django_db


# A report goes up in the name of the organs, not of their leaders.
ORGANS = "中共永登县红城镇委员会、永登县红城镇人民政府"


def in_signing(cast: Cast) -> Obligation:
    row = story.drafted(cast, story.running(cast))
    filing.send(actor=cast.wangfang, obligation=row)
    return filing.approve(actor=cast.lijun, obligation=row)


def test_the_record_keeps_for_which_post_and_whom_was_signed(cast: Cast) -> None:
    row = in_signing(cast)
    filing.sign(actor=cast.zhaogang, obligation=row)
    story.authorised(cast)
    filing.sign(actor=cast.zhaogang, obligation=row, on_behalf_of="government_head")
    signed = Entry.objects.filter(verb="report.sign").order_by("id")
    assert list(signed.values_list("actor_name", "on_behalf")) == [("赵刚", ""), ("赵刚", "镇长钱梅")]


def test_the_record_keeps_in_whose_name_the_filer_submitted(cast: Cast) -> None:
    row = story.submitted(cast, story.running(cast))
    entry = Entry.objects.get(verb="report.submit")
    assert (entry.actor_name, entry.on_behalf) == ("王芳", ORGANS)
    assert Submission.objects.get(obligation=row).on_behalf == entry.on_behalf


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", f"王芳以{ORGANS}名义报送红城镇《"),
        ("en", f"of 红城镇 in the name of {ORGANS}"),
    ],
)
def test_the_sentence_says_for_whom(cast: Cast, language: str, words: str) -> None:
    row = story.submitted(cast, story.running(cast))
    client = Client()
    client.force_login(cast.user("fengbo"))
    shown = client.get(f"/reports/{row.public_id}/", headers={"Accept-Language": language}).content.decode()
    assert shown.count(words) == 1
