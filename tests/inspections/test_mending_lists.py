"""Putting right what was found, as lists: pages, filters, each problem once, the workbook, the same for programs."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments.inspections.actions import rectifying, reporting
from assessments.inspections.models import Finding, Inspection
from assessments.inspections.queries import findings as finding_queries
from assessments.inspections.queries.mending import listed_for
from assessments.inspections.views.mending_lists import PROBLEMS
from tests.api.conftest import Program
from tests.api.conftest import desk as desk
from tests.api.conftest import program as program
from tests.cast import Cast, sister, town
from tests.inspections import found
from tests.inspections.test_mending import MEASURES, SAYS, at_desk, listed, planned

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def office(cast: Cast) -> Client:
    found.people(cast)
    return at_desk(cast, "duwei")


def numbers(client: Client, at: Inspection, **asked: str) -> list[str]:
    """The numbers on the list, in its order, page by page."""
    address = reverse("rectification", args=[at.key])
    answer, seen = client.get(address, asked), []
    while True:
        assert answer.status_code == 200
        table = answer.context["table"]
        seen += [row["number"].rpartition("-")[2] for row in table.rows]
        if not table.next_url:
            return seen
        answer = client.get(address + table.next_url)


def many(cast: Cast, n: int) -> Inspection:
    at = found.inspection(cast, 1)
    for _ in range(n):
        found.put(cast, at, how_soon="now")
    found.sent(cast, at)
    rectifying.rectify()
    return Inspection.objects.get(pk=at.pk)


def found_twice(cast: Cast) -> Inspection:
    """The second sheet of the town is on the item of the first."""
    at = listed(cast, town(), sister())
    first = Finding.objects.get(inspection=at, unit=town(), how_soon="now")
    with found.later(31):
        rectifying.rectify()
    with transaction.atomic(), found.history(found.SYSTEM, "finding.link"):
        Finding.objects.filter(inspection=at, unit=town(), how_soon="term").update(item_id=first.item_id)
    return at


def test_a_page_holds_so_many_problems_and_the_next_one_the_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = many(cast, 5)
    monkeypatch.setitem(PROBLEMS.__dict__, "page_size", 2)
    client = office(cast)
    first = client.get(reverse("rectification", args=[at.key])).context["table"]
    assert (len(first.rows), bool(first.next_url)) == (2, True)
    assert numbers(client, at) == ["1", "2", "3", "4", "5"]


def test_the_list_asks_as_often_for_a_full_page_as_for_one_line(cast: Cast) -> None:
    client, asked = office(cast), []
    for n, count in enumerate((1, 12), 1):
        at = found.inspection(cast, n)
        for _ in range(count):
            found.put(cast, at, how_soon="now")
        found.sent(cast, at, f"甘农领办〔2026〕{80 + n}号")
        rectifying.rectify()
        for name in ("rectification", "rectification_reports"):
            address = reverse(name, args=[at.key])
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            asked.append((name, len(queries)))
    assert asked[:2] == asked[2:]


def test_a_problem_found_twice_is_one_line_in_every_order_and_for_programs(
    cast: Cast, program: Programs
) -> None:
    at = found_twice(cast)
    client = office(cast)
    assert numbers(client, at) == ["1", "3", "4"]
    assert numbers(client, at, order="-number") == ["4", "3", "1"]
    assert numbers(client, at, under=town().code) == ["1"]
    assert numbers(client, at, how_soon="term") == ["4"], "the one that stands there is the first of the two"
    told = program("duwei").get(f"inspections/{at.key}/rectification/").json()["results"]
    assert [row["number"].rpartition("-")[2] for row in told] == ["1", "3", "4"]
    assert listed_for(found.people(cast)["duwei"], at).count() == 3


def test_the_list_is_narrowed_by_unit_state_lamp_limit_and_how_soon(cast: Cast) -> None:
    at = listed(cast, town(), sister())
    with planned(cast, at) as item:
        client = office(cast)
        assert numbers(client, at) == ["1", "2", "3", "4"]
        assert numbers(client, at, under=sister().code) == ["3", "4"]
        assert numbers(client, at, how_soon="now") == ["1", "3"]
        assert numbers(client, at, lamp=item.lamp, under=town().code, how_soon="term") == ["2"]
        assert numbers(client, at, state="closed") == []
        assert numbers(client, at, state="unit") == ["1", "2", "3", "4"]
        # What was to be put right at once should have been done long ago.
        assert numbers(client, at, overdue="yes") == ["1", "3"]
        assert numbers(client, at, order="-due")[-1] in {"1", "3"}
    assert client.get(reverse("rectification", args=[at.key]), {"lamp": "violet"}).status_code == 400
    assert client.get(reverse("rectification", args=[at.key]), {"page": "2"}).status_code == 400


def test_the_list_says_what_the_plan_and_the_unit_say(cast: Cast) -> None:
    at = listed(cast)
    with planned(cast, at) as item:
        address = reverse("rectification", args=[at.key])
        page = at_desk(cast, "wangfang").get(address).content.decode()
        of_team = at_desk(cast, "heyi").get(address).content.decode()
    for words in (MEASURES, "副镇长马占林", "两个社每日清运。", "赵刚"):
        assert words in page
    leads_on = reverse("ledger_item", args=[item.matter.key, item.unit.code])
    assert leads_on in page
    assert leads_on not in of_team, "a member of the team does not read the ledger"


def test_the_workbook_holds_every_page_and_is_narrowed_like_the_list(cast: Cast) -> None:
    at = listed(cast, town(), sister())
    client = office(cast)
    table = client.get(reverse("rectification", args=[at.key]), {"under": sister().code}).context["table"]
    assert table.export_url.startswith(reverse("rectification_sheet", args=[at.key]))
    whole = lines_of(client.get(reverse("rectification_sheet", args=[at.key])).content)
    part = lines_of(client.get(table.export_url).content)
    assert "共2个问题。" in whole
    assert f"共1个问题。范围：{sister().path}。" in part


def lines_of(data: bytes) -> str:
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return "\n".join(
        str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell is not None
    )


def test_more_than_one_workbook_takes_are_refused_with_what_to_do_and_narrowed_they_come(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = listed(cast, town(), sister())
    monkeypatch.setattr(finding_queries.problems_of, "__defaults__", (1,))
    client = office(cast)
    address = reverse("rectification_sheet", args=[at.key])
    refused = client.get(address)
    assert refused.status_code == 409
    assert "1" in refused.content.decode()
    assert client.get(address, {"under": town().code}).status_code == 200
    assert len(numbers(client, at)) == 2, "the list goes on"


def test_reports_are_a_list_of_their_own(cast: Cast) -> None:
    at = listed(cast, town(), sister())
    reporting.report_back(actor=cast.wangfang, inspection=at, unit=town(), **SAYS)
    reporting.report_back(actor=cast.sunli, inspection=at, unit=sister(), **SAYS)
    address = reverse("rectification_reports", args=[at.key])
    seen = office(cast).get(address).context["table"]
    assert [row["unit__name"] for row in seen.rows] == [sister().name, town().name]
    own = at_desk(cast, "wangfang").get(address).context["table"]
    assert [row["unit__name"] for row in own.rows] == [town().name]
    narrowed = office(cast).get(address, {"under": town().code}).context["table"]
    assert [row["unit__name"] for row in narrowed.rows] == [town().name]


# ---------------------------------------------------------------- for programs


def walked(who: Program, address: str) -> list[dict[str, Any]]:
    rows, url = [], address
    while url:
        body = who.get(url).json()
        rows += body["results"]
        url = (body["next"] or "").removeprefix("/api/v1/")
    return rows


def test_programs_walk_the_problems_page_by_page(cast: Cast, program: Programs) -> None:
    at = listed(cast, town(), sister())
    with planned(cast, at):
        who = program("wangfang")
        own = walked(who, f"inspections/{at.key}/rectification/?limit=1")
        assert [row["number"] for row in own] == ["2026督001-1", "2026督001-2"]
        assert own[0]["person"].endswith("镇长钱梅")
        assert (own[1]["person"], own[1]["measures"]) == ("副镇长马占林", MEASURES)
        assert (own[1]["percent"], own[1]["verified"], own[1]["overdue"]) == ("60.0", False, False)
        late = who.get(f"inspections/{at.key}/rectification/?overdue=1&fields=number,overdue").json()[
            "results"
        ]
        assert late == [{"number": "2026督001-1", "overdue": True}]
        named = who.get(f"inspections/{at.key}/rectification/?fields=person&how_soon=term").json()["results"]
        assert named == [{"person": "副镇长马占林"}]
    assert who.get(f"inspections/{at.key}/rectification/?lamp=violet").status_code == 400


def test_programs_read_who_answers_as_people_do(cast: Cast, program: Programs) -> None:
    at = listed(cast)
    address = f"inspections/{at.key}/rectification/"
    found.people(cast)
    assert "赵刚" in walked(program("duwei"), address)[0]["person"]
    assert walked(program("heyi"), address)[0]["person"] == ""


def test_programs_read_the_reports_as_a_list_and_one_with_its_problems(cast: Cast, program: Programs) -> None:
    at = listed(cast)
    who = program("wangfang")
    address = f"inspections/{at.key}/rectification/reports/"
    made = who.post(address, SAYS | {"unit": town().code})
    assert made.status_code == 201
    (row,) = walked(who, address)
    assert (row["key"], row["document_number"], "rows" in row) == (
        f"{at.key}-r1",
        SAYS["document_number"],
        False,
    )
    one = who.get(made["Location"].removeprefix("/api/v1/")).json()
    assert one == made.json()
    assert [problem["number"] for problem in one["rows"]] == ["2026督001-1"]
    assert program("maling").get(f"{address}1/").status_code == 404
