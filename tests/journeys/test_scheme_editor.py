"""The office builds a small scheme in the editor by typing, without lifting its hands from the keyboard for long."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from assessments.appraisals.actions.beginning import begin
from assessments.appraisals.models import Scheme
from tests.appraisals import story
from tests.cast import Cast
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]


def begun(cast: Cast) -> Scheme:
    """An empty scheme of the county."""
    county = story.county()
    said = {"issuer": county.code, "name": "county-2026", "title": "2026年度乡镇考核办法", "year": 2026}
    return begin(actor=cast.chenjing, issuers={county.code: county}, said=said)


def keys(row: Scheme) -> list[tuple[str, str, str]]:
    found = story.again(row).content["criterion"]
    return [(one["key"], one["title"], str(one.get("points", ""))) for one in found]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_small_scheme_is_built_by_typing(visit: Visit, cast: Cast, width: int) -> None:
    row = begun(cast)
    office = visit("chenjing", width=width).enter()
    page = office.go(f"/assessment/schemes/{row.key}/tree/")
    office.press("New criterion at the top")
    expect(page.locator("#id_title-1")).to_be_focused()
    page.keyboard.type("产业振兴")
    page.fill("#id_points-1", "100")
    for n, (title, points) in enumerate([("粮食播种面积", "60"), ("农户满意度", "３８．５")], 2):
        page.locator("[value='below:1']").click()
        expect(page.locator(f"#id_title-{n}")).to_be_focused()
        page.keyboard.type(title)
        page.fill(f"#id_points-{n}", points)
    # The sums follow what is typed, before anything is saved.
    total = page.locator("#row-1 [data-sum]")
    expect(total).to_contain_text("98.5")
    expect(total).to_have_class("c-sum num off")
    page.fill("#id_points-3", "40")
    expect(total).to_have_class("c-sum num")
    office.press("Save")
    expect(page.locator("[data-total]")).to_have_class("num")
    assert office.judge("tree") == []
    # By the keyboard the second one goes up, and one goes on in it.
    page.focus("#id_key-3")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#id_title-2")).to_have_value("农户满意度")
    expect(page.locator("#id_key-2")).to_be_focused()
    assert keys(row) == [("1", "产业振兴", "100"), ("1.2", "农户满意度", "40"), ("1.1", "粮食播种面积", "60")]
    # Banned: refused at its row, with the rule, and what was typed stays.
    page.fill("#id_title-3", "河长APP巡河次数")
    office.press("Save")
    expect(page.locator("#error-summary")).to_contain_text("国办函〔2026〕12号")
    expect(page.locator("#id_title-3")).to_have_value("河长APP巡河次数")
    assert office.judge("refused") == []
    page.fill("#id_title-3", "粮食播种面积")
    # The rule of a leaf, with its formula beside it while one types.
    page.locator("[value='open:3']").click()
    page.select_option("#id_type", "at_least")
    page.fill("#id_target", "100")
    page.select_option("#id_below", "proportional")
    expect(page.locator("#tried-out .formula")).to_contain_text("100")
    expect(page.locator("#tried-out")).to_contain_text("99.9")
    page.select_option("#id_source", "office")
    assert office.judge("criterion") == []
    office.press("Save")
    found = story.again(row).content["criterion"][2]
    assert (found["type"], found["target"], found["below"]) == ("at_least", "100", "proportional")


def test_a_row_is_dragged_before_another_one(visit: Visit, cast: Cast) -> None:
    row = story.drafted(cast)
    office = visit("chenjing").enter()
    page = office.go(f"/assessment/schemes/{row.key}/tree/")
    assert office.judge("whole-tree") == []
    page.drag_and_drop("#row-3 [data-handle]", "#row-2")
    expect(page.locator("#id_key-2")).to_have_value("1.2")
    assert [one[0] for one in keys(row)][:3] == ["1", "1.2", "1.1"]


def test_without_a_script_the_buttons_do_it_all(visit: Visit, cast: Cast) -> None:
    row = story.drafted(cast)
    office = visit("chenjing", width=390, scripts=False).enter()
    page = office.go(f"/assessment/schemes/{row.key}/tree/")
    assert office.judge("whole-tree", axe=False) == []
    page.fill("#id_title-2", "重点任务")
    page.locator("[value='down:2']").click()
    assert [one[:2] for one in keys(row)][1:3] == [("1.2", "督办事项办结"), ("1.1", "重点任务")]
    page.locator("#row-9 details:has([value^='remove']) summary").click()
    page.locator("[value='remove:9:yes']").click()
    office.go(f"/assessment/schemes/{row.key}/criteria/2/")
    page.select_option("#id_type", "done")
    office.press("Show its fields")
    expect(page.locator("#id_floor_points")).to_have_count(0)
    assert office.judge("criterion-plain", axe=False) == []
