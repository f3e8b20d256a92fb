"""Officials' tables as they really come: merged cells, points in titles, full-width digits, sums, bonus; and faults."""

from typing import Any

import pytest

from assessments.appraisals.forms.officials import table_of
from assessments.appraisals.rules.official_words import plain_title
from assessments.appraisals.rules.officials import RowFault, read_table
from assessments.appraisals.rules.pasting import INSTEAD, Plan, planned, sums
from revitalization.kit.errors import Invalid

Table = dict[str, Any]
HEAD = "一级指标\t二级指标\t三级指标\t分值\t评分标准\t评分部门"


def plan(
    text: str, old: list[Table] | None = None, mode: str = INSTEAD, named: set[str] | None = None
) -> Plan:
    table = table_of(text)
    return planned(read_table(table.rows, keys=table.keys), old or [], mode=mode, named=named or set())


def told(made: Plan) -> list[tuple[str, str, str]]:
    """Key, title and points of each criterion, the cap of what stands outside the tree."""
    assert made.faults == []
    return [(one["key"], one["title"], one.get("points", one.get("cap", ""))) for one in made.criteria]


def faults(made: Plan) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.words.text) for one in made.faults]


def remarks(made: Plan) -> list[RowFault]:
    return list(made.remarks)


def test_an_empty_cell_of_a_title_means_as_above() -> None:
    made = plan(
        f"{HEAD}\n组织领导\t责任落实\t党委研究\t4\t每年两次\t组织部\n\t\t分管联系\t6\t\t\n\t队伍建设\t驻村选派\t10\t\t\n"
        "产业\t特色产业\t链条建设\t80\t\t农业农村局"
    )
    assert told(made) == [
        ("1", "组织领导", "20"), ("1.1", "责任落实", "10"), ("1.1.1", "党委研究", "4"), ("1.1.2", "分管联系", "6"),
        ("1.2", "队伍建设", "10"), ("1.2.1", "驻村选派", "10"), ("2", "产业", "80"), ("2.1", "特色产业", "80"),
        ("2.1.1", "链条建设", "80"),
    ]  # fmt: skip
    leaf = made.criteria[2]
    assert leaf["standard"] == "每年两次"
    assert (leaf["type"], leaf["sheets"], leaf["source"], leaf["by"]) == ("expert", 1, "department", "组织部")
    assert made.criteria[3]["by"] == "组织部", "the department is a merged cell too"
    assert made.criteria[5]["source"] == "office", "another heading begins another merged cell"
    assert "type" not in made.criteria[0]
    assert sums([], made.criteria) == ("0", "100")


def test_points_stand_in_titles_numbers_before_them_and_digits_are_full_width() -> None:
    made = plan(
        "考核项目\t考核指标\t各项分值\t负责考核部门\n一、组织领导（２０分）\t（一）建立机制\t８分\t办公室\n"
        "\t2．落实责任\t12 分\t\n二、水质（80分）\t断面水质达标率（%）\t80.0\t生态环境局"
    )
    assert told(made) == [
        ("1", "组织领导", "20"), ("1.1", "建立机制", "8"), ("1.2", "落实责任", "12"),
        ("2", "水质", "80"), ("2.1", "断面水质达标率（%）", "80"),
    ]  # fmt: skip
    assert remarks(made) == []


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("一、组织领导（10分）", "组织领导"), ("（二）产业振兴", "产业振兴"), ("1.1 粮食面积", "粮食面积"), ("3、治理", "治理"),
        ("①村庄规划", "村庄规划"), ("完成率（%）", "完成率（%）"), ("2026年任务", "2026年任务"), ("12.5%以上", "12.5%以上"),
        ("生态(共15分)", "生态"), ("十项任务", "十项任务"),
    ],
)  # fmt: skip
def test_a_title_loses_its_number_and_its_points_and_nothing_else(title: str, plain: str) -> None:
    assert plain_title(title) == plain


def test_sums_are_no_criteria_and_one_that_does_not_come_out_is_told() -> None:
    made = plan(f"{HEAD}\n粮食\t\t面积\t40\t\t\n小计\t\t\t40\t\t\n生态\t\t水质\t60\t\t\n合 计\t\t\t98\t\t")
    assert [title for _key, title, _points in told(made)] == ["粮食", "面积", "生态", "水质"]
    (remark,) = remarks(made)
    assert remark.row == 5
    assert remark.words.values == {"said": "98", "sum": "100"}
    assert remarks(plan(f"{HEAD}\n粮食\t\t面积\t40\t\t\n合计\t\t\t40\t\t")) == []


def test_a_criterion_whose_name_only_begins_like_a_sum_is_one() -> None:
    assert told(plan("指标名称\t分值\n总计划完成率\t60\n共计帮扶户数\t40"))[0] == ("1", "总计划完成率", "60")


def test_rows_of_bonus_and_deduction_stand_outside_the_tree() -> None:
    made = plan(
        f"{HEAD}\n粮食\t面积\t\t100\t\t\n加分项（最高5分）\t省级表彰\t\t3\t\t办公室\n\t经验推广\t\t2\t\t\n扣分项\t被通报\t\t10\t每次2分\t"
    )
    assert told(made)[2:] == [("J1", "省级表彰", "3"), ("J2", "经验推广", "2"), ("K1", "被通报", "10")]
    assert [one["type"] for one in made.criteria[2:]] == ["bonus", "bonus", "penalty"]
    assert all("parent" not in one for one in made.criteria[2:])
    assert made.criteria[4]["standard"] == "每次2分"
    assert sums([], made.criteria)[1] == "100"
    assert remarks(made)[0].words.values == {"title": "加分项"}


def test_a_sign_says_whether_it_adds_or_takes_and_without_one_nothing_is_guessed() -> None:
    table = "考核项目\t考核指标\t分值\n粮食\t面积\t100\n奖扣分\t受表彰\t+3\n\t被约谈\t－5\n"
    assert [one["type"] for one in plan(table).criteria[2:]] == ["bonus", "penalty"]
    assert faults(plan(f"{table}\t其他\t2")) == [
        (5, "points", "it is not certain whether this adds or takes: write +3 or -3 as its points")
    ]


def test_points_may_have_a_column_for_each_level() -> None:
    made = plan(
        "一级指标\t分值\t二级指标\t分值\t评分细则\n产业振兴\t60\t特色产业\t35\t按比例\n\t\t带农增收\t25\t\n治理\t40\t村务公开\t40\t"
    )
    assert told(made) == [
        ("1", "产业振兴", "60"), ("1.1", "特色产业", "35"), ("1.2", "带农增收", "25"), ("2", "治理", "40"), ("2.1", "村务公开", "40"),
    ]  # fmt: skip
    assert remarks(made) == []


def test_what_stands_above_and_does_not_add_up_is_kept_and_told() -> None:
    made = plan("一级指标\t分值\t二级指标\t分值\n产业振兴\t70\t特色产业\t35\n\t\t带农增收\t25")
    assert told(made)[0] == ("1", "产业振兴", "70")
    assert remarks(made)[0].words.values == {"title": "产业振兴", "points": "70", "sum": "60"}


@pytest.mark.parametrize("shares", [("60%", "40%"), ("0.6", "0.4"), ("６０％", "40％")])
def test_weights_are_shares_of_the_base(shares: tuple[str, str]) -> None:
    made = plan(f"指标\t权重\n粮食\t{shares[0]}\n生态\t{shares[1]}")
    assert [points for _key, _title, points in told(made)] == ["60", "40"]


def test_a_standard_may_go_on_over_several_rows_and_lines() -> None:
    made = plan(
        f'{HEAD}\n粮食\t\t面积\t40\t"①达标得满分；\n②每低1个百分点扣2分"\t统计局\n\t\t\t\t扣完为止。\t'
    )
    assert made.criteria[1]["standard"] == "①达标得满分；\n②每低1个百分点扣2分\n扣完为止。"


def test_a_running_number_is_no_key_and_a_number_with_points_is_one() -> None:
    running = plan("序号\t考核指标\t分值\n1\t粮食\t60\n2\t生态\t40")
    assert [key for key, _title, _points in told(running)] == ["1", "2"]
    kept = plan("序号\t一级指标\t二级指标\t分值\n3\t粮食\t\t\n3.1\t\t面积\t60\n3.7\t\t单产\t40")
    assert [key for key, _title, _points in told(kept)] == ["3", "3.1", "3.7"]


@pytest.mark.parametrize(
    "heading",
    [
        "序号\t考核项目\t考核指标\t各项分值\t负责考核部门", "编号\t评价内容\t评价指标\t分值（分）\t责任单位", "\t一级 指标\t指标名称\t满分\t数据来源",
        "\t考核内容\t考核要点\t*分值\t评分部门", "\t项目\t考核点\t标准分\t牵头单位",
    ],
)  # fmt: skip
def test_headings_have_many_names(heading: str) -> None:
    made = plan(f"2026年考核指标体系\n\n{heading}\n\t粮食\t面积\t100\t统计局\n填表人：张三")
    assert told(made) == [("1", "粮食", "100"), ("1.1", "面积", "100")]
    assert made.criteria[1]["by"] == "统计局"


def test_headings_may_stand_in_two_merged_rows() -> None:
    made = plan("考核指标\t\t分值\t评分标准\n一级指标\t二级指标\t\t\n粮食\t面积\t100\t按面积")
    assert told(made) == [("1", "粮食", "100"), ("1.1", "面积", "100")]


def test_a_table_without_headings_is_refused_with_what_is_missing() -> None:
    with pytest.raises(Invalid) as refused:
        table_of("粮食\t面积\t100")
    assert "一级指标" in str(refused.value.errors[0].message)
    with pytest.raises(Invalid) as refused:
        table_of("一级指标\t自评得分\n粮食\t100")
    assert "分值" in str(refused.value.errors[0].message)


@pytest.mark.parametrize(
    ("rows", "row", "column", "words"),
    [
        ("粮食\t\t面积\t\t\t", 2, "points", "the points are missing"),
        ("粮食\t\t面积\t若干\t\t", 2, "points", "no number of points"),
        ("粮食\t\t面积\t0\t\t", 2, "points", "must be above 0"),
        ("粮食\t\t面积\t=SUM(D2:D3)\t\t", 2, "points", "a formula or an error"),
        ("粮食\t\t#REF!\t5\t\t", 2, "title", "a formula or an error"),
        ("粮食\t\t面积\t5\t#N/A\t", 2, "standard", "a formula or an error"),
        ("粮食\t\t面积\t5\t\t\n\t\t面积\t5\t\t", 3, "title", "stands at the same place"),
        ("粮食\t\t面积（8分）\t5\t\t", 2, "points", "points already"),
        ("粮食\t\t面积\t5\t\t\n\t\t\t5\t\t", 3, "title", "points without a title"),
        ("\t\t面积\t5\t\t", 2, "title", "the title above it is missing"),
        (f"粮食\t\t{'长' * 201}\t5\t\t", 2, "title", "at most 200"),
        ("粮食\t\t面积\t5\t\t系统数据", 2, "by", "which figure of this system"),
    ],
)
def test_each_fault_names_row_column_and_reason(rows: str, row: int, column: str, words: str) -> None:
    (found,) = plan(f"{HEAD}\n{rows}").faults
    assert (found.row, found.column) == (row, column)
    assert words in found.words.text
    assert str(found.words)


def test_formulas_of_sums_are_left_alone() -> None:
    assert told(plan(f"{HEAD}\n粮食\t\t面积\t5\t\t\n合计\t\t\t=SUM(D2:D2)\t\t")) == [
        ("1", "粮食", "5"),
        ("1.1", "面积", "5"),
    ]


def test_a_table_has_at_most_six_columns_of_titles() -> None:
    heads = ["一级指标", "二级指标", "三级指标", "四级指标", "五级指标", "六级指标", "考核要点"]
    with pytest.raises(Invalid):
        table_of("\t".join([*heads, "分值"]) + "\n粮食" + "\t" * 7 + "5")
    assert told(plan("\t".join([*heads[:6], "分值"]) + "\n粮食" + "\t" * 6 + "5"))
