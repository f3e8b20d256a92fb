"""The pages of the ledger: the list with its sentence, the item with what can be done, drawing up and handing down."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from responsibilities.ledger import rules
from responsibilities.ledger.actions import issuing, judging
from responsibilities.ledger.models import Item, Matter, Turn, overdue_on
from responsibilities.ledger.queries.sentence import Sentence, sentence_of
from responsibilities.record.models import Entry
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.measures import At
from tests import world
from tests.cast import Cast, town
from tests.ledger import story

pytestmark = pytest.mark.django_db

NEW = {
    "kind": "task", "issuer": world.YONGDENG, "year": "2026", "title": "建成高标准农田两千亩",
    "target": "年底前建成并移交两千亩。", "issued_on": "2026-11-24", "start_on": "2026-11-24",
    "due_on": "2026-12-31", "levels": ["township"], "basis": "履职事项清单第11项", "how_soon": "term",
    "severity": "ordinary", "milestones": "2026-12-10 40\n2026/12/20 80%", "categories": ["L03"],
    "form_key": "0b8f5a52-6d1c-4f0e-9a6f-3c1d5e7f9a10",
}  # fmt: skip


def client(cast: Cast, name: str) -> Client:
    found = Client(headers={"accept-language": "en"})
    found.force_login(cast.user(name))
    return found


def _item(row: Item, name: str = "ledger_item", **more: str) -> str:
    return reverse(name, args=[row.matter.key, row.unit.code, *more.values()])


def test_a_county_draws_up_sees_the_counts_and_issues(cast: Cast) -> None:
    browser = client(cast, "chenjing")
    assert browser.get(reverse("matter_new")).status_code == 200
    answer = browser.post(reverse("matter_new"), NEW)
    matter = Matter.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("matter", args=[matter.key]))
    assert matter.points == [(date(2026, 12, 10), Decimal(40)), (date(2026, 12, 20), Decimal(80))]
    page = browser.get(reverse("matter", args=[matter.key])).content.decode()
    assert "Who would have it" in page
    assert not Item.objects.exists()
    browser.post(reverse("matter_act", args=[matter.key, "issue"]), {"version": matter.version})
    assert Item.objects.filter(matter=matter).count() == 3
    assert "Units that have it" in browser.get(reverse("matter", args=[matter.key])).content.decode()


def test_only_levels_below_the_issuing_unit_are_offered(cast: Cast) -> None:
    offered = {
        who: [
            key
            for key, _ in client(cast, who)
            .get(reverse("matter_new"))
            .context["form"]
            .fields["levels"]
            .choices
        ]
        for who in ("wumin", "zhouqiang", "chenjing")
    }
    assert offered == {
        "wumin": ["city", "county", "township", "village"],
        "zhouqiang": ["county", "township", "village"],
        "chenjing": ["township", "village"],
    }


def test_a_form_that_is_sent_twice_draws_up_one_matter(cast: Cast) -> None:
    browser = client(cast, "chenjing")
    answers = [browser.post(reverse("matter_new"), NEW) for _time in range(2)]
    assert {answer["Location"] for answer in answers} == {reverse("matter", args=[Matter.objects.get().key])}
    assert Entry.objects.filter(verb="matter.draw_up").count() == 1
    same = browser.post(reverse("matter_new"), {**NEW, "form_key": str(uuid4())})
    assert same.status_code == 409
    assert NEW["target"] in same.content.decode()
    assert Matter.objects.get().number in same.content.decode()
    browser.post(reverse("matter_new"), {**NEW, "form_key": str(uuid4()), "target": "年底前建成三千亩。"})
    assert Matter.objects.count() == 2
    assert browser.post(reverse("matter_new"), {**NEW, "form_key": ""}).status_code == 400
    assert Matter.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("title", {"title": ""}), ("basis", {"basis": ""}), ("milestones", {"milestones": "十二月 40"}),
        ("milestones", {"milestones": "2027-02-01 40"}), ("codes", {"codes": "640000000000"}),
        ("levels", {"levels": ["county"]}), ("due_on", {"due_on": "2026-01-01"}), ("year", {"year": "1999"}), ("lead", {"lead": "620000000000-D003"}),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_up_comes_back_with_what_was_typed(
    cast: Cast, field: str, sent: dict[str, object]
) -> None:
    answer = client(cast, "chenjing").post(reverse("matter_new"), {**NEW, **sent})
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert "年底前建成并移交两千亩。" in answer.content.decode()
    assert not Matter.objects.exists()


def test_progress_takes_two_fields_and_is_said_to_be_the_units_own_word(cast: Cast) -> None:
    row = story.item(story.issued(cast))
    browser = client(cast, "wangfang")
    form = browser.get(_item(row, "ledger_act", key="progress"))
    assert form.status_code == 200
    sent = {"version": row.version, "percent": "35", "words": "完成十一公里。"}
    assert browser.post(_item(row, "ledger_act", key="progress"), sent).status_code == 302
    page = browser.get(_item(row)).content.decode()
    assert "35%" in page
    assert "not verified" in page
    assert "完成十一公里。" in page
    assert "points behind schedule" in page


def test_a_refused_number_comes_back_beside_its_field(cast: Cast) -> None:
    row = story.item(story.issued(cast))
    sent = {"version": row.version, "percent": "130", "words": "完成十一公里。"}
    answer = client(cast, "wangfang").post(_item(row, "ledger_act", key="progress"), sent)
    assert answer.status_code == 400
    assert "percent" in answer.context["form"].errors
    assert "完成十一公里。" in answer.content.decode()
    assert story.item(row.matter).status == "issued"


def test_the_principal_finds_the_prepared_words_and_declares(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast))
    browser = client(cast, "wangfang")
    browser.post(_item(row, "ledger_act", key="prepare"), {"version": row.version, **story.WORDS})
    principal = client(cast, "zhaogang")
    page = principal.get(_item(row, "ledger_act", key="declare"))
    assert story.WORDS["effect"] in page.content.decode()
    version = story.item(row.matter).version
    principal.post(_item(row, "ledger_act", key="declare"), {"version": version, **story.WORDS})
    assert story.item(row.matter).status == "declared"


def test_the_list_is_narrowed_by_lamp_kind_state_and_unit(cast: Cast) -> None:
    story.issued(cast)
    browser = client(cast, "chenjing")
    for query, n in (
        ("", 3), ("?lamp=red", 3), ("?lamp=green", 0), ("?kind=project", 0), ("?state=unit&level=township", 3),
        ("?line=L09", 3), ("?line=L01", 0), (f"?under={town().code}", 1), ("?due_before=2026-12-01", 0), ("?long=long", 0),
    ):  # fmt: skip
        answer = browser.get(reverse("ledger") + query)
        assert (answer.status_code, len(answer.context["table"].rows)) == (200, n), query
    assert browser.get(reverse("ledger") + "?under=999").status_code == 400
    assert browser.get(reverse("ledger") + "?colour=red").status_code == 400
    sheet = browser.get(reverse("ledger_sheet") + "?lamp=red")
    assert sheet.status_code == 200
    assert sheet.content[:2] == b"PK"


def test_what_is_overdue_is_the_same_in_the_rule_in_rows_and_in_every_list(cast: Cast) -> None:
    late, waiting, gone = story.item(story.issued(cast)), story.declared(cast), story.underway(cast)
    judging.cancel(actor=cast.chenjing, item=gone, reason="任务调整。", document_number="永农领〔2026〕2号")
    due = late.due_on
    assert {item.due_on for item in Item.objects.all()} == {due}
    for day, n in ((due, 0), (due + timedelta(days=1), 7), (due + timedelta(days=400), 7)):
        rows = Item.objects.all()
        meant = {
            row.pk for row in rows if row.status in ("issued", "running") and (day - row.due_on).days > 0
        }
        assert len(meant) == n, day
        assert {row.pk for row in rows if row.late_on(day)} == meant
        assert set(Item.objects.filter(overdue_on(day)).values_list("pk", flat=True)) == meant
        assert set(Turn.objects.filter(overdue_on(day, "item__")).values_list("item", flat=True)) <= meant
    assert not rules.overdue("issued", None, due)
    with clock.moved_to(datetime(2026, 12, 19, 4, tzinfo=UTC)):
        browser, query = client(cast, "chenjing"), {"overdue": "yes", "under": town().code}
        shown = browser.get(reverse("ledger"), query).context["table"].rows
        assert [row["id"] for row in shown] == [late.pk]
        assert waiting.pk not in {row["id"] for row in shown}
    assert browser.get(reverse("ledger"), {"overdue": "no"}).status_code == 400


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("", 11),
        ("?lamp=grey", 11),
        (f"?under={world.GANSU}", 11),
        ("?kind=task", 12),
        ("?kind=project&lamp=red", 12),
    ],
)
def test_the_list_asks_little_whatever_it_is_narrowed_to(cast: Cast, query: str, most: int) -> None:
    browser, address = client(cast, "wumin"), reverse("ledger") + query
    browser.get(address)
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        counts.append(len(asked))
        story.project(cast)
        story.underway(cast)
    assert counts[0] == counts[1] <= most


def _sentence(unit: Unit, *, alone: bool = False) -> Sentence:
    return sentence_of(unit, At(unit.pk, unit.lo, unit.lo if alone else unit.hi), 2026)


@pytest.mark.parametrize(
    ("who", "query"), [("chenjing", ""), ("wumin", ""), ("wumin", "?under=TOWN"), ("wangfang", "")]
)
def test_each_figure_of_the_sentence_leads_to_the_rows_it_counts(cast: Cast, who: str, query: str) -> None:
    story.closed(cast)
    story.declared(cast)
    story.underway(cast, how_soon="long")
    row = story.underway(cast)
    judging.cancel(actor=cast.chenjing, item=row, reason="任务调整。", document_number="永农领〔2026〕2号")
    story.issued(cast, start_on=date(2026, 11, 20), issued_on=date(2026, 11, 20))
    browser = client(cast, who)
    address = reverse("ledger")
    figures = browser.get(address + query.replace("TOWN", town().code)).context["figures"]
    assert next(one.label for one in figures) == "Items"
    counted = {one.label: len(browser.get(address + one.url).context["table"].rows) for one in figures}
    assert counted == {one.label: int(one.value) for one in figures}
    assert counted["Items"] > counted["Closed from above"] == 1


def test_the_sentence_counts_what_is_verified_apart_from_what_is_claimed(cast: Cast) -> None:
    story.closed(cast)
    story.declared(cast)
    story.reported(cast, story.underway(cast))
    story.underway(cast, how_soon="long")
    said = _sentence(world.unit(world.YONGDENG))
    assert (said.all, said.closed, said.waiting, said.claimed, said.long) == (9, 1, 1, 1, 3)
    assert said.percent == 11
    assert said.going_on == 7
    alone = _sentence(town(), alone=True)
    assert (alone.all, alone.closed, alone.long) == (3, 1, 1)
    page = client(cast, "chenjing").get(reverse("ledger")).content.decode()
    assert "9 items in all, 1 closed" in page


def test_a_county_hands_down_and_sees_new_words_beside_the_old(cast: Cast) -> None:
    matter = story.drafted(cast.zhouqiang, issuer=world.LANZHOU, levels=["county"], basis="")
    issuing.issue(actor=cast.zhouqiang, matter=matter)
    row = story.item(matter, world.unit(world.YONGDENG))
    browser = client(cast, "chenjing")
    page = browser.get(_item(row, "ledger_hand_down"))
    assert page.status_code == 200
    assert matter.target in page.content.decode()
    department = Unit.objects.filter(parent=row.unit, is_body=True).order_by("lo").first()
    assert department is not None
    sent = {
        "measure": "水务局包片到镇。", "lead": department.code, "issued_on": "2026-11-24", "start_on": "2026-11-24",
        "due_on": "2026-12-10", "levels": ["township"], "basis": "履职事项清单第23项", "weight": "1", "counts": "on",
        "form_key": str(uuid4()),
    }  # fmt: skip
    answer = browser.post(_item(row, "ledger_hand_down"), sent)
    below = Matter.objects.exclude(pk=matter.pk).get()
    assert (answer.status_code, below.parent_id, below.lead_id, below.counts) == (
        302,
        row.pk,
        department.pk,
        True,
    )
    browser.post(reverse("matter_act", args=[below.key, "issue"]), {"version": below.version})
    matter.refresh_from_db()
    client(cast, "zhouqiang").post(
        reverse("matter_act", args=[matter.key, "revise"]),
        {"version": matter.version, "target": "供水保证率达到百分之九十八。", "reason": "目标调高。"},
    )
    page = browser.get(reverse("matter", args=[below.key])).content.decode()
    assert "百分之九十八" in page
    assert "百分之九十五" in page
    assert "Take over the new words" in page
    town_page = client(cast, "wangfang").get(_item(story.item(below))).content.decode()
    assert "水务局包片到镇。" in town_page
    assert matter.measure in town_page


def test_what_is_out_of_reach_is_not_there(cast: Cast) -> None:
    row = story.item(story.issued(cast))
    drafted = story.drafted(cast.chenjing)
    for who in ("sunli", "maling", "zhenghua", "xitong", "hexin"):
        browser = client(cast, who)
        assert browser.get(_item(row)).status_code == 404
        assert browser.post(_item(row, "ledger_act", key="accept"), {"version": 1}).status_code == 404
    for who in ("wangfang", "guoping", "zhouqiang"):
        assert client(cast, who).get(reverse("matter", args=[drafted.key])).status_code == 404
