"""Lists over real PostgreSQL: the counties of two provinces, paged by the keys of the last row."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.http import QueryDict
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from responsibilities.units.models import Unit
from revitalization.kit import errors, keyset
from revitalization.kit.tables import Column, Filter, Lamp, Order, Place, Share, Table, TablePage, plain
from revitalization.kit.workbooks import workbook_bytes

TABLE = Table(
    name="towns",
    columns=(
        Column("name", "单位", "unit", value=lambda r: Place(r["name"], r["path"]), url=lambda r: f"/units/{r['code']}/", order="name"),
        Column("code", "代码", order="code"),
        Column("level", "层级", "lamp", value=lambda r: Lamp("green", r["level"])),
        Column("lo", "位置", "number", total=len),
        Column("share", "按期率", "share", value=lambda r: Share(1, 3), export=False),
    ),
    filters=(
        Filter("level", "层级", lambda rows, value: rows.filter(level=value), choices=[("township", "乡级"), ("village", "村级")]),
        Filter("name", "名称", lambda rows, value: rows.filter(name__contains=value)),
        Filter("since", "设立自", lambda rows, day: rows.filter(valid_from__gte=day), kind="date"),
    ),
    orders=(
        Order("code", ("code", "id")),
        Order("name", ("level", "-name", "id")),
        Order("since", ("valid_from", "id")),
    ),
    fields=("id", "code", "name", "path", "level", "lo", "valid_from"),
    page_size=7,
    keep=("tab",),
    empty="没有单位",
)  # fmt: skip


pytestmark = pytest.mark.django_db


def towns() -> Any:
    return Unit.objects.filter(is_body=False).exclude(level="centre")


def page(query: str = "", rows: Any = None, table: Table = TABLE) -> TablePage:
    return TablePage(table, towns() if rows is None else rows, QueryDict(query))


def walk(query: str) -> list[TablePage]:
    """All pages from the first to the last."""
    found = [page(query)]
    while found[-1].next_url:
        found.append(page(found[-1].next_url.removeprefix("?")))
    return found


@pytest.mark.parametrize("order", ["code", "-code", "name", "-name", "since", "-since"])
def test_walking_forward_shows_every_row_once_in_the_order_asked_for(order):
    keys = next(o.fields for o in TABLE.orders if o.key == order.removeprefix("-"))
    keys = keyset.flipped(keys) if order.startswith("-") else keys
    wanted = list(towns().order_by(*keys).values_list("code", flat=True))
    assert len(wanted) > 3 * TABLE.page_size
    pages = walk(f"order={order}")
    assert [row["code"] for found in pages for row in found.rows] == wanted
    assert not pages[0].previous_url


@pytest.mark.parametrize("order", ["code", "-name", "since"])
def test_walking_back_shows_the_same_pages(order):
    pages = walk(f"order={order}")
    back = page(pages[-1].previous_url.removeprefix("?"))
    assert [row["id"] for row in back.rows] == [row["id"] for row in pages[-2].rows]
    assert back.next_url
    for earlier in reversed(pages[:-2]):
        back = page(back.previous_url.removeprefix("?"))
        assert [row["id"] for row in back.rows] == [row["id"] for row in earlier.rows]
    assert not back.previous_url


def test_one_direction_is_one_row_comparison_and_never_an_offset():
    following = page(page("order=code").next_url.removeprefix("?"))
    with CaptureQueriesContext(connection) as queries:
        assert following.rows
    (sql,) = [query["sql"] for query in queries]
    assert '("units_unit"."code", "units_unit"."id") > (' in sql
    assert "OFFSET" not in sql


def test_a_page_is_one_query_whatever_is_asked_of_it():
    found = page("level=village")
    with CaptureQueriesContext(connection) as queries:
        Template("{% table page %}").render(Context({"page": found}))
        assert found.next_url
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("colour=red", "colour"),
        ("level=county", "level"),
        ("level=village&level=township", "level"),
        ("order=population", "order"),
        ("since=yesterday", "since"),
        ("since=20261124", "since"),
        ("since=2026-02-30", "since"),
        ("name=" + "x" * 501, "name"),
        ("name=%00", "name"),
    ],
)
def test_what_nobody_declared_or_what_is_broken_is_refused(query, field):
    with pytest.raises(errors.Invalid) as refused:
        page(query)
    assert [error.field for error in refused.value.errors] == [field]


@pytest.mark.parametrize("mark", ["x", "WyJhIl0:abc", "e30:1"])
def test_a_page_mark_not_made_here_is_refused(mark):
    with pytest.raises(errors.Invalid) as refused:
        assert page(f"after={mark}").rows
    assert refused.value.errors[0].field == "after"


def test_a_page_mark_of_another_order_or_list_is_refused():
    mark = page("order=code").next_url.partition("after=")[2]
    with pytest.raises(errors.Invalid):
        assert page(f"order=since&after={mark}").rows


def test_after_and_before_together_are_refused():
    mark = page("").next_url.partition("after=")[2]
    with pytest.raises(errors.Invalid):
        assert page(f"after={mark}&before={mark}").rows


def test_filters_narrow_and_are_carried_through_the_pages_with_the_kept_parameters():
    found = page("level=village&name=村&tab=reports")
    assert {row["level"] for row in found.rows} == {"village"}
    assert "level=village" in found.next_url
    assert "tab=reports" in found.next_url
    assert found.clear_url == "?tab=reports"
    assert ("tab", "reports") in found.hidden()


def test_a_count_is_taken_only_when_asked_for_and_capped(monkeypatch):
    assert page("").count == ""
    total = towns().count()
    assert page("count=1").count == str(total)
    monkeypatch.setattr("revitalization.kit.tables.COUNT_CAP", 10)
    assert page("count=1").count == "10+"


def test_rows_that_are_all_shown_are_counted_without_asking():
    assert page("name=红城").count == str(towns().filter(name__contains="红城").count())


def test_headings_order_both_ways_and_say_how():
    unit, code, level, *_rest = page("").headings()
    assert (code[1], code[2]) == ("?order=-code", "ascending")
    assert (unit[1], unit[2]) == ("?order=name", "")
    assert (level[1], level[2]) == ("", "")
    assert page("order=-code").headings()[1][1:] == ("?order=code", "descending")


def test_the_ledger_shows_names_links_lamps_labels_and_totals():
    with translation.override("zh-hans"):
        shown = Template("{% table page %}").render(Context({"page": page("level=township")}))
    first = towns().filter(level="township").order_by("code", "id").first()
    assert f'<a href="/units/{first.code}/">{first.name}</a>' in shown
    assert 'data-label="代码"' in shown
    assert '<option value="township" selected>乡级</option>' in shown
    assert "本页合计" in shown
    assert 'aria-sort="ascending"' in shown


def test_an_empty_list_says_why():
    shown = Template("{% table page %}").render(Context({"page": page("", towns().none())}))
    assert "没有单位" in shown
    with translation.override("en"):
        narrowed = Template("{% table page %}").render(Context({"page": page("name=无此地")}))
    assert "Nothing matches these filters" in narrowed


def test_a_name_with_markup_is_shown_as_text():
    rows = [{"id": 1, "code": "<u>", "name": "<script>", "path": "&", "level": "<i>", "lo": 1}]

    class Drawn(TablePage):
        def _fetch(self) -> list[Any]:
            return rows

    shown = Template("{% table page %}").render(Context({"page": Drawn(TABLE, towns(), QueryDict(""))}))
    assert "<script>" not in shown
    assert "<u>" not in shown
    assert "<i>" not in shown


def test_the_sheet_holds_all_rows_of_the_filter_in_the_same_order_and_columns():
    found = page("level=village&order=-code")
    sheet = load_workbook(BytesIO(workbook_bytes([found.sheet("村：[清单]")]))).active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    wanted = list(towns().filter(level="village").order_by("-code").values_list("code", "lo"))
    assert [line[0] for line in lines[:2]] == ["村：[清单]", "截至2026年11月24日 · 层级：村级"]
    assert lines[2] == ["单位", "代码", "层级", "位置"]
    assert [(line[1], line[3]) for line in lines[3:]] == wanted
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.title == "村： 清单"


def test_no_text_in_a_sheet_becomes_a_formula_or_a_link():
    class Evil(TablePage):
        def rows_for_export(self, chunk: int = 2_000) -> Any:
            yield [
                "=1+1",
                "http://example.cn",
                Decimal("12.50"),
                datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC),
            ]

    data = workbook_bytes([Evil(TABLE, towns(), QueryDict("")).sheet("=x")])
    inside = ZipFile(BytesIO(data))
    assert b"<f>" not in inside.read("xl/worksheets/sheet1.xml")
    row = [cell.value for cell in list(load_workbook(BytesIO(data)).active.iter_rows())[3]]
    assert row == ["=1+1", "http://example.cn", 12.5, datetime(2026, 12, 31, 23, 59, 59)]  # noqa: DTZ001


def test_plain_values_keep_what_a_sheet_can_hold():
    assert [plain(v) for v in (None, 3, Decimal("1.5"), Lamp("red", "逾期"), Share(19, 24), Place("八都镇", "浙江省"))] == [
        None, 3, Decimal("1.5"), "逾期", "19/24", "浙江省 八都镇",
    ]  # fmt: skip
