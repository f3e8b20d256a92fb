"""The problem list as the table offices know: its columns, what stands in them, for whom, with how many questions."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments.inspections.actions import rectifying
from assessments.inspections.queries.findings import findings_for, problems_of
from revitalization.kit.errors import Refused
from tests.cast import Cast, days, sister, town
from tests.inspections import found
from tests.inspections.found import people

pytestmark = pytest.mark.django_db

HEADINGS = [
    "序号", "问题编号", "责任事项", "问题描述", "依据", "佐证", "问题类型", "性质", "涉及单位", "责任单位", "被督查单位意见",
    "整改类型", "整改要求", "时限", "问题来源", "反馈日期", "反馈文号", "办理状态", "台账编号",
]  # fmt: skip


def sheet(cast: Cast, who: str, **chosen: str) -> tuple[list[str], list[dict[str, Any]]]:
    """The lines above the headings, and the rows by heading."""
    client = Client()
    client.force_login(cast.user(who))
    answer = client.get(reverse("findings_officials_sheet"), chosen)
    assert answer.status_code == 200
    page = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert page.title == "问题清单"
    lines = [[cell if cell is not None else "" for cell in line] for line in page.iter_rows(values_only=True)]
    top = next(n for n, line in enumerate(lines) if line[0] == "序号")
    assert lines[top] == HEADINGS
    return [str(line[0]) for line in lines[:top]], [
        dict(zip(HEADINGS, line, strict=True)) for line in lines[top + 1 :]
    ]


def test_a_problem_stands_in_the_columns_offices_know(cast: Cast) -> None:
    row = found.fed_back(cast, how_soon="now")
    rectifying.rectify()
    head, rows = sheet(cast, "duwei")
    assert head == ["问题清单", "截至2026年11月24日，共1个问题。"]
    item = found.fresh(row).item
    assert item is not None
    (line,) = rows
    assert line["时限"].date() == item.due_on
    assert line["反馈日期"].date() == days(0)
    assert {name: line[name] for name in HEADINGS if name not in {"时限", "反馈日期"}} == {
        "序号": 1, "问题编号": "2026督001-1", "责任事项": line["责任事项"], "问题描述": found.PROBLEM,
        "依据": "《农村公共厕所管护办法》第九条", "佐证": "村务公开栏管护协议（红河西〔2025〕3号）", "问题类型": "个性问题",
        "性质": line["性质"], "涉及单位": "红城镇河西村二社", "责任单位": town().path, "被督查单位意见": "", "整改类型": "立行立改",
        "整改要求": found.LETTER["demands"], "问题来源": "2026督001农村人居环境整治督查", "反馈文号": "甘农领办〔2026〕80号",
        "办理状态": line["办理状态"], "台账编号": item.number,
    }  # fmt: skip
    assert line["责任事项"]
    assert line["责任事项"] != "L09"
    assert line["办理状态"].startswith("待")


def test_a_unit_gets_its_own_problems_and_before_the_feedback_not_which_inspection_found_them(
    cast: Cast,
) -> None:
    at = found.inspection(cast, 1, town(), sister())
    found.put(cast, at, problem="红城镇的问题。")
    found.put(cast, at, problem="中堡镇的问题。", unit=sister())
    found.recorded(cast, at, problem="还没有交单位。")
    _head, own = sheet(cast, "wangfang")
    assert [(row["问题描述"], row["问题来源"], row["整改要求"]) for row in own] == [
        ("红城镇的问题。", "", "")
    ]
    _head, office = sheet(cast, "duwei")
    assert [row["问题描述"] for row in office] == ["红城镇的问题。", "中堡镇的问题。", "还没有交单位。"]
    assert {row["问题来源"] for row in office} == {"2026督001农村人居环境整治督查"}
    assert sheet(cast, "maling")[1] == []


def test_it_is_narrowed_like_the_list_and_says_to_what(cast: Cast) -> None:
    at = found.inspection(cast, 1, town(), sister())
    found.put(cast, at, problem="红城镇的问题。")
    found.put(cast, at, problem="中堡镇的问题。", unit=sister(), how_soon="now")
    head, rows = sheet(cast, "duwei", under=sister().code, year="2026")
    assert [row["问题描述"] for row in rows] == ["中堡镇的问题。"]
    assert head[1] == f"2026年 · {sister().path}"
    client = Client()
    client.force_login(cast.user("duwei"))
    page = client.get("/inspections/findings/?how_soon=now").content.decode()
    assert f'href="{reverse("findings_officials_sheet")}?how_soon=now"' in page
    assert client.get(reverse("findings_officials_sheet"), {"under": "1"}).status_code == 400


def test_many_rows_cost_the_questions_of_one_and_too_many_are_refused(cast: Cast) -> None:
    at = found.inspection(cast)
    found.put(cast, at)
    client = Client()
    client.force_login(cast.user("duwei"))

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("findings_officials_sheet")).status_code == 200
        return len(caught)

    asked()
    one = asked()
    for n in range(8):
        found.put(cast, at, problem=f"问题{n}。")
    assert asked() == one
    seen = findings_for(people(cast)["duwei"])
    assert len(problems_of(seen, 9)) == 9
    with pytest.raises(Refused):
        problems_of(seen, 8)
