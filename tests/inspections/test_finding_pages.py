"""Pages of findings: the phone's sheet with and without its script, answers, decisions, lists, boards, papers."""

import json
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments.inspections.actions import findings, lookback, rectifying
from assessments.inspections.models import Finding, Inspection, LookBack, Looked
from assessments.inspections.work import letter_of
from revitalization.kit.documents.official import document_html
from tests import world
from tests.cast import Cast, sister, town
from tests.inspections import found
from tests.inspections.found import people

pytestmark = pytest.mark.django_db


def at_desk(cast: Cast, who: str) -> Client:
    people(cast)
    client = Client()
    client.force_login(cast.user(who))
    return client


def typed(cast: Cast, **more: Any) -> dict[str, Any]:
    values = {
        "client_key": str(uuid4()), "version": "0", "unit": town().code, "place": "河西村二社", "problem": "公厕无人管护。",
        "second": str(cast.user("qier").pk), "rule_broken": "", "evidence": "", "category": "L09", "how_soon": "term",
        "severity": "ordinary", "extent": "single", "found_on": "",
    }  # fmt: skip
    return values | more


def onsite(at: Inspection) -> str:
    return f"/inspections/{at.key}/on-site/"


def test_without_a_script_the_page_keeps_the_sheet_and_puts_it_before_the_unit(cast: Cast) -> None:
    at = found.inspection(cast)
    client = at_desk(cast, "heyi")
    page = client.get(onsite(at)).content.decode()
    assert 'name="client_key"' in page
    assert people(cast)["qier"].name in page
    assert client.post(onsite(at), typed(cast) | {"then": "keep"}).status_code == 302
    assert client.post(onsite(at), typed(cast, problem="另一个。") | {"then": "put"}).status_code == 302
    assert list(Finding.objects.order_by("pk").values_list("status", flat=True)) == ["drafted", "put"]


def test_who_is_not_on_the_team_is_told_so_before_anything_is_typed(cast: Cast) -> None:
    row = found.put(cast)
    address = f"/inspections/findings/{row.key}/take_back/"
    assert at_desk(cast, "heyi").get(address).status_code == 200
    answer = at_desk(cast, "tangsan").get(address)
    assert answer.status_code == 409
    assert "您不是本次督查的督查组成员。" in answer.text


def test_what_was_typed_stays_when_a_field_is_wrong(cast: Cast) -> None:
    at = found.inspection(cast)
    answer = at_desk(cast, "heyi").post(onsite(at), typed(cast, place="", problem="停用的公厕三座。"))
    assert answer.status_code == 400
    assert "停用的公厕三座。" in answer.content.decode()
    assert Finding.objects.count() == 0


def _script(client: Client, at: Inspection, values: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = client.post(onsite(at), values, headers={"Accept": "application/json"})
    return answer.status_code, json.loads(answer.content)


def test_the_script_is_told_what_the_sheet_is_by_now_and_the_same_again(cast: Cast) -> None:
    at = found.inspection(cast)
    client, sheet = at_desk(cast, "heyi"), typed(cast)
    first, second = _script(client, at, sheet), _script(client, at, sheet)
    assert first == second
    assert (first[0], first[1]["number"], first[1]["version"]) == (200, "2026督001-1", 1)
    assert Finding.objects.count() == 1


def test_the_script_is_told_the_field_that_is_wrong(cast: Cast) -> None:
    at = found.inspection(cast)
    status, said = _script(at_desk(cast, "heyi"), at, typed(cast, place=""))
    assert (status, [error["field"] for error in said["errors"]]) == (400, ["place"])
    assert Finding.objects.count() == 0


def test_both_forms_of_a_sheet_are_shown_side_by_side_and_one_is_chosen(cast: Cast) -> None:
    at = found.inspection(cast)
    client, sheet = at_desk(cast, "heyi"), typed(cast)
    _script(client, at, sheet)
    row = Finding.objects.full().get()
    findings.amend(actor=people(cast)["qier"], finding=row, sheet=found.sheet(cast, problem="同事改过的。"))
    mine = sheet | {"problem": "我自己改的。", "version": "1"}
    status, said = _script(client, at, mine)
    assert (status, said["version"], said["theirs"]["problem"]) == (412, 2, "同事改过的。")
    answer = client.post(onsite(at), mine | {"then": "keep"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我自己改的。" in page
    assert "同事改过的。" in page
    assert Finding.objects.get().problem == "同事改过的。"
    assert client.post(onsite(at), mine | {"version": "2", "then": "keep"}).status_code == 302
    assert Finding.objects.get().problem == "我自己改的。"


@pytest.mark.parametrize(
    ("who", "status"), [("duwei", 403), ("tangsan", 403), ("wumin", 403), ("wangfang", 404), ("maling", 404)]
)
def test_the_sheet_is_for_the_team_alone(cast: Cast, who: str, status: int) -> None:
    at = found.inspection(cast)
    client = at_desk(cast, who)
    assert client.get(onsite(at)).status_code == status
    assert client.post(onsite(at), typed(cast)).status_code == status
    assert Finding.objects.count() == 0


def test_the_unit_gives_its_view_on_the_page_and_the_team_reads_it(cast: Cast) -> None:
    row = found.put(cast)
    client = at_desk(cast, "wangfang")
    page = client.get(f"/inspections/findings/{row.key}/").content.decode()
    assert row.problem in page
    assert row.recorded_name in page
    assert row.inspection.title not in page
    answer = client.post(
        f"/inspections/findings/{row.key}/answer/",
        {"version": row.version, "view": "partly", "words": "一座已拆。", "person": "王芳", "post": "干事"},
    )
    assert answer.status_code == 302
    page = at_desk(cast, "heyi").get(f"/inspections/findings/{row.key}/").content.decode()
    assert "一座已拆。" in page
    assert row.second_name in page


def test_an_objection_is_decided_on_the_page_by_who_may(cast: Cast) -> None:
    said = found.objected(cast)
    key = said.finding.key
    for who in ("heyi", "wangfang", "wumin"):
        assert (
            f"/inspections/findings/{key}/objection/"
            not in at_desk(cast, who).get(f"/inspections/findings/{key}/").content.decode()
        )
    client = at_desk(cast, "tangsan")
    assert (
        f"/inspections/findings/{key}/objection/keep/"
        in client.get(f"/inspections/findings/{key}/").content.decode()
    )
    answer = client.post(
        f"/inspections/findings/{key}/objection/keep/", {"version": said.version, "reason": "现场属实。"}
    )
    assert answer.status_code == 302
    page = at_desk(cast, "wangfang").get(f"/inspections/findings/{key}/").content.decode()
    assert "现场属实。" in page
    assert "2026改001-1" in page


def test_list_board_and_sheet_ask_as_much_however_many_there_are(cast: Cast) -> None:
    at = found.inspection(cast)
    found.put(cast, at)
    client = at_desk(cast, "duwei")
    addresses = ("/inspections/findings/", "/inspections/findings/board/", "/inspections/findings/sheet/")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200
            counts.append(len(caught))
        return counts

    asked()
    few = asked()
    for n in range(12):
        found.put(cast, at, problem=f"问题{n}。")
    assert asked() == few
    found.sent(cast, at)
    page = client.get("/inspections/findings/board/").content.decode()
    assert "13" in page


def test_the_letter_has_every_problem_for_its_office_and_the_units_own_for_the_unit(cast: Cast) -> None:
    at = found.inspection(cast, 1, town(), sister())
    found.put(cast, at, problem="红城镇的问题。")
    found.put(cast, at, problem="中堡镇的问题。", unit=sister())
    found.sent(cast, at)
    html = document_html(letter_of(people(cast)["duwei"], at.key))
    assert "甘农领办〔2026〕80号" in html
    assert "红城镇的问题。" in html
    assert "中堡镇的问题。" in html
    own = document_html(letter_of(cast.wangfang, at.key))
    assert "红城镇的问题。" in own
    assert "中堡镇的问题。" not in own


def test_papers_are_asked_for_and_made(cast: Cast) -> None:
    row = found.fed_back(cast)
    client = at_desk(cast, "wangfang")
    for address in (
        f"/inspections/findings/{row.key}/paper/",
        f"/inspections/{row.inspection.key}/feedback/paper/",
    ):
        answer = client.post(address)
        assert answer.status_code == 302
        assert "/jobs/" in answer["Location"]
    assert at_desk(cast, "maling").post(f"/inspections/findings/{row.key}/paper/").status_code == 404


def test_the_inbox_says_whose_turn_it_is(cast: Cast) -> None:
    row = found.put(cast)
    assert (
        f"/inspections/findings/{row.key}/answer/"
        in at_desk(cast, "wangfang").get(reverse("inbox")).content.decode()
    )
    found.sent(cast, row.inspection)
    assert (
        f"/inspections/findings/{row.key}/"
        in at_desk(cast, "zhaogang").get(reverse("inbox")).content.decode()
    )


def test_a_sister_answers_on_its_page(cast: Cast) -> None:
    row = found.fed_back(cast)
    client = at_desk(cast, "duwei")
    answer = client.post(f"/inspections/findings/{row.key}/offer/", {"codes": sister().code})
    assert answer.status_code == 302
    own = at_desk(cast, "sunli")
    address = f"/inspections/sisters/{row.key}/{sister().code}/"
    assert row.problem in own.get(address).content.decode()
    assert own.post(f"{address}take/", {"version": 1, "reason": "也有。"}).status_code == 302
    assert at_desk(cast, "wangfang").get(address).status_code == 404
    assert own.get("/inspections/sisters/").status_code == 200


def test_a_sample_is_drawn_and_entered_on_its_pages(cast: Cast) -> None:
    row = found.fed_back(cast, how_soon="now")
    rectifying.rectify()
    client = at_desk(cast, "duwei")
    assert client.get("/inspections/look-back/").status_code == 200
    drawing = {"issuer": world.GANSU, "share": "20"}
    assert client.post("/inspections/look-back/draw/", drawing).status_code == 409
    assert LookBack.objects.count() == 0
    assert at_desk(cast, "wangfang").get("/inspections/look-back/draw/").status_code == 403
    found.mended(cast, row)
    with found.later(200):
        client = at_desk(cast, "duwei")
        answer = client.post("/inspections/look-back/draw/", drawing)
        sample = LookBack.objects.get()
        assert answer["Location"] == f"/inspections/look-back/{sample.key}/"
        assert row.number in client.get(answer["Location"]).content.decode()
        line = f"/inspections/look-back/{sample.key}/{row.key}/"
        assert client.get(line).status_code == 200
        assert client.post(line, {"result": "back", "words": ""}).status_code == 400
        assert client.post(line, {"result": "back", "words": "又停用了。"}).status_code == 302
        assert found.fresh(row).item.status == "running"  # type: ignore[union-attr]
        assert at_desk(cast, "wangfang").get(line).status_code == 404


def test_the_responsibility_of_a_finding_is_said_in_words_and_chosen_by_them(cast: Cast) -> None:
    row = found.put(cast)
    office = at_desk(cast, "heyi")
    page = office.get(f"/inspections/findings/{row.key}/").text
    assert "乡村建设行动" in page
    assert "L09" not in page.partition("<main")[2]
    lists = office.get("/inspections/findings/").text
    assert '<option value="L09">L09 乡村建设行动</option>' in " ".join(lists.split())
    narrowed = office.get("/inspections/findings/?line=L09").text
    assert row.number in narrowed
    assert row.number not in office.get("/inspections/findings/?line=L03").text.partition("<tbody")[2]
    assert office.get("/inspections/findings/?line=L77").status_code == 400


def test_what_is_looked_at_again_is_a_list_headed_by_the_unit(cast: Cast) -> None:
    row = found.fed_back(cast, how_soon="now")
    rectifying.rectify()
    found.mended(cast, row)
    with found.later(200):
        drawn = lookback.draw(actor=people(cast)["duwei"], issuer=world.unit(world.GANSU))
        line = Looked.objects.select_related("finding__unit").get()
        unit, office = line.finding.unit, at_desk(cast, "duwei")
        here = f"/inspections/look-back/{drawn.key}/"
        page = office.get(here).text
        assert f">{unit.name}</a>" in " ".join(page.split()).replace("> ", ">").replace(" <", "<")
        assert line.finding.number in page
        assert line.finding.number in office.get(f"{here}?result=waiting&under={unit.code}").text
        assert line.finding.number not in office.get(f"{here}?result=back").text
        assert office.get(f"{here}?result=x").status_code == 400
        entering = office.get(f"{here}{line.finding.key}/").text
        assert f"<h1>{unit.name} · " in entering
        book = load_workbook(BytesIO(office.get(f"{here}sheet/").content))
        cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row if cell]
        assert any(unit.name in cell for cell in cells)
        assert line.finding.number in cells
