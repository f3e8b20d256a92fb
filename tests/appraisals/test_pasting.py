"""What an official's table makes of the criteria that are there: what stays, comes, goes; and how its cells come."""

import io
import random
from datetime import date
from fractions import Fraction

import pytest
from openpyxl import Workbook

from assessments.appraisals.documents.sheet import scheme_sheets
from assessments.appraisals.forms.officials import grid_of, text_of, text_of_workbook
from assessments.appraisals.models import Scheme
from assessments.appraisals.rules.numbers import plain
from assessments.appraisals.rules.pasting import BELOW, keys_named, sums
from revitalization.kit.errors import Invalid
from tests.appraisals import examples
from tests.appraisals.test_officials import Table, faults, plan, told

OLD: list[Table] = [
    {"key": "1", "title": "粮食", "points": "60"},
    {"key": "1.1", "parent": "1", "title": "面积完成率（%）", "points": "40", "type": "at_least", "target": "100",
     "source": "department", "by": "统计局", "standard": "按面积。"},
    {"key": "1.2", "parent": "1", "title": "单产", "points": "20", "type": "done", "source": "office"},
    {"key": "2", "title": "生态", "points": "40.0", "type": "survey", "sample": 60, "source": "survey"},
    {"key": "J", "title": "表彰", "type": "bonus", "items": {"省级": "1"}, "cap": "3", "source": "office"},
]  # fmt: skip


def test_a_leaf_without_a_rule_is_scored_by_the_department_the_table_names() -> None:
    old: list[Table] = [{"key": "1", "title": "人居环境", "points": "100"}]
    made = plan("一级指标\t分值\t评分部门\n人居环境\t100\t住建局", old)
    assert made.criteria == [
        {**old[0], "type": "expert", "sheets": 1, "source": "department", "by": "住建局"}
    ]
    assert plan("一级指标\t分值\t评分部门\n人居环境\t100\t", old).criteria == old


def test_what_keeps_its_titles_keeps_key_type_and_source() -> None:
    made = plan(
        "一级指标\t二级指标\t分值\t评分部门\n粮食\t面积完成率（％）\t45\t自然资源局\n\t单产\t15\t\n生态\t\t40\t满意度调查组\n加分项\t表彰\t4\t",
        OLD,
    )
    assert made.faults == []
    by_key = {one["key"]: one for one in made.criteria}
    assert list(by_key) == ["1", "1.1", "1.2", "2", "J"]
    assert by_key["1.1"] == {**OLD[1], "points": "45", "by": "自然资源局"}
    assert by_key["1.2"] == {**OLD[2], "points": "15"}
    assert by_key["2"] == OLD[3]
    assert by_key["J"] == {**OLD[4], "cap": "4"}
    assert (made.come, made.go) == ([], [])
    assert {(it.key, it.field, it.old, it.new) for it in made.changed} == {
        ("1.1", "points", "40", "45"), ("1.1", "by", "统计局", "自然资源局"), ("1.2", "points", "20", "15"), ("J", "cap", "3", "4"),
    }  # fmt: skip


def test_a_key_stands_before_the_titles_and_a_number_of_something_else_is_never_given_again() -> None:
    made = plan(
        "编号\t一级指标\t二级指标\t分值\n1\t粮食安全\t\t\n1.1\t\t播种面积\t30\n\t\t仓储\t30\n\t治理\t\t40",
        OLD,
    )
    assert told(made) == [
        ("1", "粮食安全", "60"), ("1.1", "播种面积", "30"), ("1.3", "仓储", "30"), ("3", "治理", "40"),
    ]  # fmt: skip
    assert made.criteria[1]["type"] == "at_least"
    assert [one["key"] for one in made.go] == ["1.2", "2", "J"]
    assert [one["key"] for one in made.come] == ["1.3", "3"]


def test_a_wholly_new_table_begins_its_keys_anew_but_not_with_one_that_is_spoken_of() -> None:
    made = plan("一级指标\t分值\n治理\t60\n文化\t40", OLD, named={"2"})
    assert [key for key, _title, _points in told(made)] == ["1", "3"]
    assert (len(made.come), len(made.go), made.changed) == (2, 5, [])
    assert made.criteria[0]["type"] == "expert", "the new 1 has nothing of the old one"


def test_a_criterion_that_gets_something_below_it_is_no_leaf_any_more() -> None:
    made = plan("一级指标\t二级指标\t分值\n粮食\t面积完成率（%）\t40\n\t单产\t20\n生态\t水质\t40", OLD)
    by_key = {one["key"]: one for one in made.criteria}
    assert by_key["2"] == {"key": "2", "title": "生态", "points": "40.0"}
    assert by_key["2.1"]["type"] == "expert"


def test_rows_are_added_below_and_nothing_that_is_there_changes() -> None:
    made = plan("一级指标\t二级指标\t分值\n粮食\t仓储\t10\n治理\t\t30", OLD, BELOW)
    assert made.faults == []
    assert made.criteria[0] == {**OLD[0], "points": "70"}
    assert made.criteria[1:5] == OLD[1:]
    assert [(one["key"], one["title"], one.get("parent", "")) for one in made.criteria[5:]] == [
        ("1.3", "仓储", "1"), ("3", "治理", ""),
    ]  # fmt: skip
    assert made.go == []
    assert sums(OLD, made.criteria) == ("100", "140")


def test_what_is_there_already_is_not_added_again() -> None:
    made = plan("一级指标\t二级指标\t分值\n粮食\t单产\t10\n生态\t水质\t30", OLD, BELOW)
    assert [(row, column) for row, column, _words in faults(made)] == [(2, "title"), (3, "title")]
    assert [one.words.values for one in made.faults] == [{"key": "1.2"}, {"key": "2"}]


def test_another_order_is_a_change() -> None:
    table = "一级指标\t二级指标\t分值\n{}\n加分项\t表彰\t3"
    first = "粮食\t面积完成率（%）\t40\n\t单产\t20\n生态\t\t40"
    assert not plan(table.format(first), OLD).changes
    other = plan(table.format("生态\t\t40\n粮食\t面积完成率（%）\t40\n\t单产\t20"), OLD)
    assert other.moved
    assert (other.come, other.go, other.changed) == ([], [], [])


def test_a_title_that_sounds_like_a_deduction_stays_where_it_is_in_the_tree() -> None:
    old = [{"key": "1", "title": "安全生产扣分", "points": "5", "type": "done", "source": "office"}]
    made = plan("一级指标\t分值\n安全生产扣分\t5", old)
    assert not made.changes
    assert made.criteria == old


def test_keys_that_limiters_and_ties_speak_of() -> None:
    assert keys_named(examples.tables("county-100", "scheme")) == {"1.1", "5.1"}


def random_criteria(rng: random.Random) -> list[Table]:
    """A tree of up to four levels with titles, points and standards as people write them, and what is beside it."""
    found: list[Table] = []

    def add(parent: str, depth: int) -> Fraction:
        whole = Fraction(0)
        for n in range(rng.randint(1, 4)):
            key = f"{parent}.{n + 1}" if parent else f"{n + 1}"
            one: Table = {
                "key": key,
                "title": f"{rng.choice(TITLES)}{key}",
                **({"parent": parent} if parent else {}),
            }
            found.append(one)
            if rng.random() < 0.3:
                one["standard"] = rng.choice(STANDARDS)
            if depth < 3 and rng.random() < 0.5:
                points = add(key, depth + 1)
            else:
                points = Fraction(rng.randint(1, 80), rng.choice((1, 2, 4)))
                one |= rng.choice(LEAVES)
            one["points"] = plain(points)
            whole += points
        return whole

    add("", 0)
    for kind, stem in (("bonus", "J"), ("penalty", "K")):
        for n in range(rng.randint(0, 2)):
            beside = {
                "key": f"{stem}{n}",
                "title": f"{rng.choice(TITLES)}事项{n}",
                "type": kind,
                "cap": "2.5",
            }
            found.append({**beside, "items": {"省级": "1"}, "source": "office"})
    return found


TITLES = (
    "粮食面积（％）",
    "一、责任落实",
    "（三）“四个不摘”",
    "1.1 产业 ",
    "安全生产扣分",
    "总计划完成率",
    "Ａ类户２０户以上",
    "加分激励机制",
)
STANDARDS = (
    "按比例。",
    "①达标；\n②不达标扣1分，\n\n扣完为止。",
    "≥９０％　得满分\t其余按 比例",
    '"引号"开头',
)
LEAVES: tuple[Table, ...] = (
    {"type": "done", "source": "department", "by": "农业农村局、 财政局"},
    {"type": "survey", "sample": 60, "source": "survey"},
    {"type": "deduct", "items": {"late": "0.5"}, "source": "fact", "fact": "duty.slips"},
    {"type": "word", "words": {"好": "1"}, "source": "self"},
    {},
)


@pytest.mark.parametrize("seed", range(150))
def test_whatever_a_scheme_holds_its_sheet_pasted_back_changes_nothing(seed: int) -> None:
    old = random_criteria(random.Random(seed))
    row = Scheme(content={"criterion": old}, title="考核方案", edition=1)
    (sheet, *_others) = scheme_sheets(row, {}, date(2026, 12, 1))
    cells = [[line] for line in sheet.head] + [[column.heading for column in sheet.columns]]
    cells += [["" if it is None else str(it) for it in line] for line in sheet.rows]
    made = plan(text_of(cells), old)
    assert (made.faults, made.come, made.go, made.changed, made.moved) == ([], [], [], [], False)
    assert made.criteria == old


# ---------------------------------------------------------------- cells


def test_cells_come_as_a_sheet_copies_them() -> None:
    cells = [["a", "b\nc", ""], ['"十四五"规划', 'x"y', '"'], ["1\t2"]]
    assert grid_of(text_of(cells)) == cells
    assert grid_of('"十四五"规划\te\r\n"一\r\n二"\tf') == [['"十四五"规划', "e"], ["一\n二", "f"]]


def test_a_workbook_is_read_into_the_same_text() -> None:
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "封面"
    cover.append(["2026年度"])
    cover.append(["考核"])
    page = book.create_sheet("指标")
    page.append(["一级指标", "二级指标", "分值", "评分标准"])
    page.append(["粮食", "面积", 12.5, "①\n②"])
    page.append([None, "单产", 7, None])
    page.append(["合计", None, "=SUM(C2:C3)", None])
    page.merge_cells("A2:A3")
    data = io.BytesIO()
    book.save(data)
    text = text_of_workbook(data.getvalue())
    made = plan(text)
    assert told(made) == [("1", "粮食", "19.5"), ("1.1", "面积", "12.5"), ("1.2", "单产", "7")]
    assert made.criteria[1]["standard"] == "①\n②"
    with pytest.raises(Invalid):
        text_of_workbook(b"no workbook")
