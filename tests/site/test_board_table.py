"""The table of a board: found by name, ordered, picked from; picked units are compared or reminded, never blindly."""

import re

import pytest
from django.test import Client

from reporting.reports.models import Reminder
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from responsibilities.units.models import Unit
from revitalization.kit import clock
from tests import world
from tests.cast import Cast, sister, town
from tests.reports import story
from tests.site.test_board import AFTER, signed_in

pytestmark = pytest.mark.django_db


def listed(client: Client, asked: str = "") -> list[str]:
    """The names in the table, in its order."""
    return [row.name for row in client.get(f"/board/{asked}").context["ledger"].rows]


def sends(client: Client, act: str, *codes: str, **more: str) -> str:
    """The page after the button: without tags, and with single blanks."""
    answer = client.post("/board/pick/", {"act": act, "unit": list(codes), **more}, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def everything() -> tuple[int, int, int]:
    return Reminder.objects.count(), Notice.objects.count(), Entry.objects.count()


def test_the_table_is_narrowed_by_a_part_of_the_name_in_any_width(cast: Cast) -> None:
    story.running(cast)
    client = signed_in(cast, "chenjing")
    every = listed(client)
    assert len(every) > 2
    assert listed(client, "?name=红城") == [town().name]
    assert listed(client, "?name=　红城 ") == [town().name]
    assert listed(client, "?name=没有") == []
    assert "没有符合" in client.get("/board/?name=没有").content.decode()
    assert client.get(f"/board/?name={'红' * 51}").status_code == 400
    assert client.get("/board/?name=红城").context["board"].total.whole == len(every), (
        "the sum is of the area"
    )
    # Another board begins without it.
    context = client.get("/board/?name=红城&measure=filing").context
    assert all("name=" not in tab.url for tab in context["measures"])


def test_name_state_and_order_go_with_each_other_and_into_the_workbook(cast: Cast) -> None:
    cycle = story.running(cast)
    story.accepted(cast, cycle)
    with clock.moved_to(clock.now() + AFTER):
        client = signed_in(cast, "chenjing")
        assert listed(client, "?state=red&name=红城") == []
        assert town().name not in listed(client, "?state=red")
        units = Unit.objects.live().territorial().children_of(world.unit(world.YONGDENG)).order_by("lo")
        by_tree = [unit.name for unit in units]
        assert listed(client, "?order=unit") == by_tree
        assert listed(client, "?order=-unit") == by_tree[::-1]
        assert listed(client, "?order=since")[-1] == town().name, "who is not behind stands last"
        page = client.get("/board/?order=unit&name=镇").content.decode()
        assert re.search(r'<input type="hidden" name="order" value="unit">', page)
        assert "name=%E9%95%87" in client.get("/board/?name=镇").context["sheet_url"]


def test_two_to_five_picked_units_stand_side_by_side(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    story.running(cast)
    client = signed_in(cast, "chenjing")
    answer = client.post("/board/pick/", {"act": "compare", "unit": [town().code, sister().code]})
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/compare/?unit={town().code}&unit={sister().code}",
    )
    for codes in ((), (town().code,)):
        assert "请勾选两个至 5 个单位" in sends(client, "compare", *codes)
    monkeypatch.setattr("revitalization.site.board_picks.MOST_COMPARED", 3)
    lanzhou = Unit.objects.live().territorial().children_of(world.unit(world.LANZHOU))
    four = list(lanzhou.values_list("code", flat=True))
    assert len(four) == 4
    nation = signed_in(cast, "linnan")
    answer = nation.post(f"/board/pick/?area={world.LANZHOU}", {"act": "compare", "unit": four}, follow=True)
    page = answer.content.decode()
    assert "请勾选两个至 3 个单位" in page
    ticked = re.findall(r'name="unit" value="([0-9]{12})" checked', page)
    assert sorted(ticked) == sorted(four), "what was picked stays picked"
    assert nation.get(f"/board/?area={world.LANZHOU}&picked={town().code}").status_code == 400


def test_reminding_picked_units_names_them_and_their_last_reminder_before_anything_is_sent(
    cast: Cast,
) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    client = signed_in(cast, "chenjing")
    before = everything()
    page = sends(client, "report.remind", sister().code, town().code)
    assert everything() == before
    assert f"将要办理 1 可以办理 {sister().name}" in page
    assert "尚未催报" in page
    assert f"不能办理，保持原样 1 未办理 {town().name}" in page
    done = sends(client, "report.remind", sister().code, confirm="1")
    assert "完成 1" in done
    assert Reminder.objects.get(kind="hand").unit.code == sister().code
    again = sends(client, "report.remind", sister().code)
    assert "最近催报：2026年11月24日" in again
    assert "今天已催报过" in again or "今天已经催" in again
    assert Reminder.objects.filter(kind="hand").count() == 1


def test_what_is_not_on_the_board_and_what_nobody_offers_is_not_there(cast: Cast) -> None:
    story.running(cast)
    before = everything()
    county = signed_in(cast, "chenjing")
    for act, code in (
        ("report.remind", world.XIJI), ("report.remind", "999999999999"), ("report.accept", town().code), ("", town().code),
        ("compare", world.XIJI),
    ):  # fmt: skip
        sent = {"act": act, "unit": [code, town().code], "confirm": "1"}
        assert county.post("/board/pick/", sent).status_code == 404, (act, code)
    # Of posts there is nothing to remind; who sees the board without receiving reports is offered nothing.
    sent = {"act": "report.remind", "unit": [town().code], "confirm": "1"}
    assert county.post("/board/pick/?measure=posts", sent).status_code == 404
    assert county.post(f"/board/pick/?area={world.XIJI}", sent).status_code == 404
    assert signed_in(cast, "hexin").post("/board/pick/", sent).status_code == 404
    assert county.get("/board/pick/").status_code == 405
    assert everything() == before


def test_only_who_may_remind_is_offered_it(cast: Cast) -> None:
    story.running(cast)
    for username, offered in (("chenjing", ["report.remind", "compare"]), ("hexin", ["compare"])):
        assert [one.key for one in signed_in(cast, username).get("/board/").context["acts"]] == offered


def test_a_unit_and_a_comparison_look_back_three_years(cast: Cast) -> None:
    for year in ("2023", "2025"):
        last = story.running(cast, period=year, number=f"甘农领办〔{year}〕9号")
        if year == "2023":
            story.accepted(cast, last)
    story.running(cast)
    client = signed_in(cast, "chenjing")
    page = client.get(f"/compare/?unit={town().code}&unit={sister().code}")
    filing = next(one for one in page.context["compared"] if one.measure.key == "filing")
    assert [len(filing.ledger.columns), filing.ledger.columns[-1].shown(filing.ledger.rows[0])] == [5, "100%"]
    tab = client.get(f"/units/{town().code}/?tab=years").context["tab"]
    own = next(row for row in tab["ledger"].rows if row.measure.key == "filing")
    shown = [str(own.said(back)).split()[0] if own.said(back) else None for back in range(4)]
    assert shown == ["0%", "0%", None, "100%"], (
        "a year without a cycle stays empty, the next one keeps its place"
    )
    # Who sees the town alone sees its own figures and nobody else's.
    assert signed_in(cast, "maling").get(f"/units/{town().code}/?tab=years").status_code == 404


def test_what_is_done_to_picked_rows_leads_back_to_their_page(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.running(cast)
    monkeypatch.setattr("revitalization.site.board_pages.PAGE", 2)
    client = signed_in(cast, "chenjing")
    second = client.get(client.get("/board/?order=unit").context["next_url"])
    here = [row.code for row in second.context["ledger"].rows]
    assert here
    pick = second.context["pick_url"]
    refused = client.post(pick, {"act": "compare", "unit": here[:1]}, follow=True)
    assert [row.code for row in refused.context["ledger"].rows] == here
    named = client.post(pick, {"act": "report.remind", "unit": here})
    assert [row.code for row in client.get(named.context["back"]).context["ledger"].rows] == here
    done = client.post(named.context["sends"].url, {"act": "report.remind", "unit": here, "confirm": "1"})
    assert [row.code for row in client.get(done.context["back"]).context["ledger"].rows] == here
    name = Unit.objects.get(code=here[0]).name
    first = client.get(f"{named.context['back']}&name={name}")
    assert [row.code for row in first.context["ledger"].rows] == here[:1], "narrowed: from the first row"


NONSENSE = (
    "x",
    "--state",
    "%00",
    "%F0%28%8C",
    "9" * 40,
    "-1",
    "620121000000'--",
    "６２０１２１００００００",
    "null",
    "a" * 600,
)


def test_nonsense_in_any_parameter_is_told_in_words_and_breaks_nothing(cast: Cast) -> None:
    story.running(cast)
    before = everything()
    client = signed_in(cast, "chenjing")
    for name in (
        "measure",
        "period",
        "area",
        "group",
        "state",
        "order",
        "name",
        "after",
        "view",
        "unit",
        "colour",
    ):
        for value in NONSENSE:
            for path in (
                "/board/",
                ("/board/sheet/", "/compare/", "/api/v1/measures/filing/")[len(value) % 3],
            ):
                answer = client.get(f"{path}?{name}={value}")
                assert answer.status_code in {200, 400, 404}, (path, name, value)
                assert answer.content
            picked = client.post(
                f"/board/pick/?{name}={value}", {"act": "report.remind", "unit": [town().code]}
            )
            assert picked.status_code in {200, 302, 400, 404}, (name, value)
    for sent in (
        {"act": "\x00"},
        {"unit": "\x00"},
        {"unit": ["x"] * 300},
        {"confirm": "9", "unit": town().code},
    ):
        assert client.post("/board/pick/", sent).status_code in {200, 302, 400, 404}, sent
    assert everything() == before
