"""Who signs for another's post: nobody at will, only for a vacant one, by written authority, or as its stand-in."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from reporting.reports import rules
from reporting.reports.actions import filing
from reporting.reports.models import Cycle, Obligation, Signature
from reporting.reports.queries.reports import view_of
from responsibilities.access.queries import actor_for
from responsibilities.posts.actions import NewPerson, act_for, end_delegation, open_sign_in
from responsibilities.posts.models import Post
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Invalid, Problem
from tests.cast import Cast, days, town
from tests.reports import story

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tests", via="command")


def in_signing(cast: Cast, cycle: Cycle) -> Obligation:
    row = filing.send(actor=cast.wangfang, obligation=story.drafted(cast, cycle))
    return filing.approve(actor=cast.lijun, obligation=row)


def signed_for_the_head(cast: Cast, row: Obligation) -> str:
    """What comes of the party secretary's signing for the head of the town: the state, or the code of the refusal."""
    try:
        return filing.sign(actor=cast.zhaogang, obligation=row, on_behalf_of="government_head").status
    except Invalid as refused:
        return str(refused.errors[0].code)


def test_nobody_signs_for_an_organ_whose_leader_is_there_and_said_nothing_in_writing(cast: Cast) -> None:
    row = in_signing(cast, story.running(cast))
    assert signed_for_the_head(cast, row) == "not_authorised"
    assert view_of(row, cast.zhaogang).for_others == []
    assert not row.signatures.exists()
    given = story.authorised(cast)
    assert [slot.post_key for slot in view_of(row, cast.zhaogang).for_others] == ["government_head"]
    end_delegation(actor=cast.fresh("qianmei"), delegation=given, version=given.version)
    assert signed_for_the_head(cast, row) == "not_authorised"
    assert not row.signatures.exists()
    story.authorised(cast)
    assert signed_for_the_head(cast, row) == rules.SIGNING


def test_whose_signatures_are_missing_is_read_once(cast: Cast) -> None:
    """What the guard judged by is what is signed; the page that shows it asks once, too."""
    row = in_signing(cast, story.running(cast))
    for read in (
        lambda: view_of(row, cast.zhaogang),
        lambda: filing.sign(actor=cast.zhaogang, obligation=row),
    ):
        with CaptureQueriesContext(connection) as asked:
            read()
        missing = [one["sql"] for one in asked if one["sql"].startswith('SELECT "reports_signature"')]
        assert len(missing) == 1, missing


def test_authority_is_for_its_days_only(cast: Cast) -> None:
    row = in_signing(cast, story.running(cast))
    story.authorised(cast)
    with clock.moved_to(clock.now() + timedelta(days=10)):
        assert signed_for_the_head(cast, row) == "not_authorised"
        assert not row.signatures.exists()


def test_whoever_stands_in_for_the_absent_holder_signs_in_the_own_name(cast: Cast) -> None:
    row = in_signing(cast, story.running(cast))
    post = Post.objects.get(unit=town(), key="government_head")
    acting = act_for(
        actor=SYSTEM, post=post, person=NewPerson("孟凡"), since=days(0), until=days(5), kind="in_charge"
    )
    user, _code = open_sign_in(actor=SYSTEM, person=acting.person)
    filing.sign(actor=actor_for(user.pk), obligation=row)
    assert list(row.signatures.values_list("post_key", "name", "on_behalf")) == [
        ("government_head", "孟凡", "")
    ]
    with pytest.raises(Problem):
        filing.sign(actor=cast.qianmei, obligation=story.owed(row.cycle))


def test_the_database_takes_no_signature_but_by_right(cast: Cast) -> None:
    row = in_signing(cast, story.running(cast))
    for account, behalf in (
        ("zhaogang", "镇长钱梅"),
        ("zhaogang", ""),
        ("wangfang", ""),
        ("fengbo", "镇长钱梅"),
    ):
        with pytest.raises(DatabaseError, match="written authority"), transaction.atomic():
            Signature.objects.create(
                obligation=row, round=row.round, post_key="government_head", title="镇长", name="赵刚",
                signed_by=cast.user(account), on_behalf=behalf, at=clock.now(),
            )  # fmt: skip
    assert not row.signatures.exists()
