"""Supervision slips: one number, one register, one entry on the record; only by the office that issued the item."""

import re
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from responsibilities.jobs.models import Job
from responsibilities.ledger.actions.pressing import press
from responsibilities.ledger.documents.slip import slip_paper
from responsibilities.ledger.models import Item, Slip
from responsibilities.ledger.queries.told import told
from responsibilities.notices.models import Notice
from responsibilities.numbers.models import Issued
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.documents import Urgency, document_html, render_official
from revitalization.kit.errors import Forbidden, Invalid, Refused
from tests import world
from tests.cast import Cast, days
from tests.documents.paper import Paper
from tests.ledger import story
from tests.needs import needs_poppler

pytestmark = pytest.mark.django_db

NUMBER = "永督办〔2026〕3号"


def pressed(cast: Cast, row: Item, number: str = "永督办[2026]第03号", by: date | None = None) -> Slip:
    return press(actor=cast.chenjing, item=row, document_number=number, by=by or days(7), urgency="特急")


def test_a_slip_stands_in_the_register_on_the_record_and_before_those_it_is_for(cast: Cast) -> None:
    row = story.underway(cast)
    before = Notice.objects.filter(recipient=cast.user("wangfang")).count()
    slip = pressed(cast, row)
    issued = Issued.objects.get(number=NUMBER)
    assert (issued.unit, issued.kind, issued.key) == (
        world.unit(world.YONGDENG),
        "ledger_slip",
        row.public_id,
    )
    assert issued.title == slip.title == "关于督办红城镇“完成山区村饮水管网改造”的督办单"
    entry = Entry.objects.get(verb="ledger.press")
    assert (entry.actor_name, entry.subject_key, entry.after["notice"]) == ("陈静", row.public_id, NUMBER)
    assert Notice.objects.filter(recipient=cast.user("wangfang")).count() == before + 1
    assert Notice.objects.filter(recipient=cast.user("zhaogang"), url=f"/ledger/{row.public_id}/").exists()


def test_the_paper_bears_number_urgency_and_the_day_that_was_named(cast: Cast) -> None:
    row = story.underway(cast)
    slip = pressed(cast, row)
    (about,) = told(Item.objects.filter(pk=row.pk), clock.today())
    paper = slip_paper(about, slip.dated_on, slip.by, slip)
    assert (paper.number, paper.urgency, paper.dated_on) == (NUMBER, Urgency.SPECIAL, clock.today())
    assert "2026年12月1日前" in paper.lead
    plain = slip_paper(about, clock.today(), days(7))
    assert (plain.number, plain.urgency) == ("", Urgency.UNSAID)


@pytest.mark.parametrize("who", ["wangfang", "zhouqiang", "wumin", "guoping", "sunli"])
def test_nobody_presses_in_the_name_of_an_office_but_itself(cast: Cast, who: str) -> None:
    row = story.underway(cast)
    with pytest.raises(Forbidden):
        press(actor=cast.fresh(who), item=row, document_number=NUMBER, by=days(7))
    assert not Slip.objects.exists()
    assert not Issued.objects.filter(kind="ledger_slip").exists()


def test_what_cannot_be_given_is_refused_by_field_and_leaves_nothing(cast: Cast) -> None:
    row = story.underway(cast)
    first = pressed(cast, row)
    entries = Entry.objects.count()
    for number, by, field in (
        (NUMBER, days(7), "document_number"),
        ("第三号", days(7), "document_number"),
        ("永督办〔2026〕4号", days(-1), "by"),
        ("永督办〔2026〕4号", date(2199, 1, 1), "by"),
    ):
        with pytest.raises(Invalid) as refused:
            pressed(cast, row, number, by)
        assert [error.field for error in refused.value.errors] == [field]
    assert list(Slip.objects.all()) == [first]
    assert Entry.objects.count() == entries


def test_nothing_is_pressed_for_once_it_is_declared_done(cast: Cast) -> None:
    row = story.declared(cast)
    with pytest.raises(Refused):
        pressed(cast, row)
    assert not Slip.objects.exists()


def test_a_slip_is_never_changed_nor_taken_back(cast: Cast) -> None:
    pressed(cast, story.underway(cast))
    for change in (lambda: Slip.objects.update(by=days(1)), lambda: Slip.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_page_gives_the_number_with_the_paper_and_the_unit_reads_it(cast: Cast, client: Client) -> None:
    row = story.underway(cast)
    address = reverse("ledger_slip", args=[row.matter.key, row.unit.code])
    client.force_login(cast.user("chenjing"))
    assert client.post(address, {"document_number": NUMBER}).status_code == 400
    assert client.post(address, {"urgency": "加急"}).status_code == 400
    assert not Job.objects.exists()
    assert client.post(address, {"document_number": NUMBER, "by": days(7)}).status_code == 302
    assert "永督办〔2026〕4号" in client.get(address).content.decode()
    job = Job.objects.get()
    assert (job.kind, job.params["code"]) == ("ledger.slip", row.unit.code)
    client.force_login(cast.user("wangfang"))
    page = client.get(reverse("ledger_item", args=[row.matter.key, row.unit.code])).content.decode()
    said = re.sub(r"<[^>]*>|\s+", "", page)
    assert "永登县2026年11月24日以永督办〔2026〕3号督办此事项，要求2026年12月1日前答复。" in said
    asked = client.get(reverse("api_ledger_item", args=[row.matter.key, row.unit.code])).json()
    assert [(one["number"], one["by"]) for one in asked["slips"]] == [(NUMBER, days(7).isoformat())]


@needs_poppler
def test_a_slip_without_a_number_is_one_page_and_its_table_has_no_headings(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast), "70")
    (about,) = told(Item.objects.filter(pk=row.pk), clock.today())
    paper = slip_paper(about, clock.today(), days(7))
    assert len(Paper(render_official(paper)).pages) == 1
    table = document_html(paper).partition("<table")[2].partition("</table>")[0]
    assert "项目" not in table
    assert '<th class="name' in table
