"""An inspection: made, schemed, noticed or not, on site; what the inspected see of it, and when."""

from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from assessments.inspections.actions import inspections, placing
from assessments.inspections.models import Inspection, Mark, Paper, Target
from assessments.inspections.queries.within import inspections_for
from revitalization.kit import clock
from revitalization.kit.errors import Conflict, Forbidden, Hidden, Refused, Stale
from tests.cast import Cast, days, sister
from tests.inspections import story


def state() -> list:
    rows = Inspection.objects.order_by("pk").values_list(
        "status", "version", "scheme_state", "from_on", "to_on"
    )
    visits = Target.objects.order_by("pk").values_list(
        "unit_id", "from_on", "to_on", "live", "exception_number"
    )
    return [*rows, *visits, Paper.objects.count(), Mark.objects.count()]


def sees(cast: Cast, who: str) -> bool:
    return inspections_for(getattr(cast, who)).exists()


def test_the_inspected_see_an_announced_inspection_from_its_notice_on(cast: Cast) -> None:
    row = story.teamed(cast, story.made(cast))
    assert [who for who in ("wangfang", "zhaogang", "sunli") if sees(cast, who)] == []
    inspections.notice(actor=cast.dingwei, inspection=story.again(row), document_number=story.NOTICE_NUMBER)
    assert [who for who in ("wangfang", "zhaogang", "sunli", "maling") if sees(cast, who)] == [
        "wangfang",
        "zhaogang",
        "sunli",
    ]


def test_the_inspected_see_nothing_of_an_unannounced_inspection_before_its_feedback(cast: Cast) -> None:
    row = story.teamed(cast, story.made(cast, announced=False))
    with clock.moved_to(story.at(days(10))):
        inspections.begin(actor=cast.dingwei, inspection=story.again(row))
    assert story.again(row).status == "on_site"
    assert [who for who in ("wangfang", "zhaogang", "sunli") if sees(cast, who)] == []
    assert [who for who in ("dingwei", "luyan", "fengbo", "zhouqiang", "wumin") if sees(cast, who)] == [
        "dingwei",
        "luyan",
        "fengbo",
        "zhouqiang",
        "wumin",
    ]


def test_an_unannounced_inspection_gets_no_notice(cast: Cast) -> None:
    row = story.teamed(cast, story.made(cast, announced=False))
    before = state()
    with pytest.raises(Refused):
        inspections.notice(
            actor=cast.dingwei, inspection=story.again(row), document_number=story.NOTICE_NUMBER
        )
    assert state() == before


def test_an_announced_inspection_does_not_begin_without_notice(cast: Cast) -> None:
    row = story.teamed(cast, story.made(cast))
    before = state()
    with clock.moved_to(story.at(days(10))), pytest.raises(Refused):
        inspections.begin(actor=cast.dingwei, inspection=story.again(row))
    assert state() == before


def test_nobody_goes_on_site_before_the_first_day(cast: Cast) -> None:
    row = story.noticed(cast)
    before = state()
    with pytest.raises(Refused):
        inspections.begin(actor=cast.dingwei, inspection=story.again(row))
    assert state() == before
    with clock.moved_to(story.at(days(10))):
        assert inspections.begin(actor=cast.dingwei, inspection=story.again(row)).status == "on_site"


def test_a_scheme_is_approved_by_somebody_who_did_not_write_it(cast: Cast) -> None:
    row = story.made(cast)
    inspections.write_scheme(actor=cast.dingwei, inspection=row, **story.SCHEME)
    with pytest.raises(Forbidden):
        inspections.approve_scheme(actor=cast.dingwei, inspection=story.again(row))
    inspections.refuse_scheme(actor=cast.fengbo, inspection=story.again(row), reason="请补充时间安排。")
    assert story.again(row).scheme_state == ""
    assert story.schemed(cast, row).scheme_state == "approved"


def test_a_scheme_written_anew_waits_for_approval_again(cast: Cast) -> None:
    row = story.schemed(cast, story.made(cast))
    inspections.write_scheme(actor=cast.dingwei, inspection=row, **(story.SCHEME | {"method": "暗访"}))
    assert story.again(row).scheme_state == "written"
    assert story.again(row).scheme_approved_by is None


def test_notice_is_given_with_an_approved_scheme_and_a_team(cast: Cast) -> None:
    row = story.made(cast)
    before = state()
    with pytest.raises(Refused):
        inspections.notice(actor=cast.dingwei, inspection=row, document_number=story.NOTICE_NUMBER)
    story.schemed(cast, row)
    with pytest.raises(Refused):
        inspections.notice(
            actor=cast.dingwei, inspection=story.again(row), document_number=story.NOTICE_NUMBER
        )
    assert Paper.objects.count() == 0
    assert state() != before


def test_the_form_sent_twice_makes_one(cast: Cast) -> None:
    key = UUID(int=11)
    assert story.made(cast, form_key=key) == story.made(cast, form_key=key)
    with pytest.raises(Refused):
        story.made(cast)
    assert Inspection.objects.count() == 1


def test_an_act_on_an_older_version_is_refused(cast: Cast) -> None:
    row = story.made(cast)
    placing.postpone(actor=cast.dingwei, inspection=row, reason="换届", version=row.version)
    before = state()
    with pytest.raises(Stale):
        placing.postpone(actor=cast.dingwei, inspection=row, reason="换届", version=row.version)
    with pytest.raises(Conflict):
        placing.postpone(actor=cast.dingwei, inspection=row, reason="换届")
    assert state() == before


def test_a_department_plans_only_within_its_remit_and_sees_nothing_else(cast: Cast) -> None:
    user = story.member(cast, "nongye1", role="supervisor", remit=["L05"])
    story.made(cast)
    with pytest.raises(Forbidden):
        story.making.make(
            actor=story.actor(user), issuer=story.county(), wanted=story.wanted(units=[sister().code])
        )
    assert not inspections_for(story.actor(user)).exists()
    own = story.making.make(
        actor=story.actor(user),
        issuer=story.county(),
        wanted=story.wanted(
            title="产业项目督查", kind="projects", categories=["L05"], units=[sister().code], from_on=days(60)
        ),
    )
    assert list(inspections_for(story.actor(user))) == [own]
    with pytest.raises(Hidden):
        placing.postpone(actor=cast.maling, inspection=own, reason="越权")


@pytest.mark.database
def test_the_database_takes_no_scheme_its_writer_approved(cast: Cast) -> None:
    row = story.made(cast)
    inspections.write_scheme(actor=cast.dingwei, inspection=row, **story.SCHEME)
    with pytest.raises(IntegrityError, match="did not write"), transaction.atomic():
        placing.act_on("postpone", cast.dingwei, story.again(row), None, reason="换届", apply=_approve)
    assert story.again(row).scheme_state == "written"


def _approve(row: Inspection) -> None:
    row.scheme_state = "approved"


@pytest.mark.database
def test_a_status_is_changed_by_its_acts_only(cast: Cast) -> None:
    row = story.made(cast)
    refused = pytest.raises(DatabaseError, match="Invalid transition")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE inspections_inspection SET status = 'closed' WHERE id = %s", [row.pk])
    assert story.again(row).status == "planned"
