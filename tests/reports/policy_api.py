"""Rows of the interface for programs; each is walked by session and by token."""

from tests.policy.basics import (
    ASKED,
    GET,
    ONE,
    POST,
    PUT,
    day,
    pages,
)  # fmt: skip
from tests.policy.people import (
    BOARDS,
    DECIDES,
    FILES,
    GANSU,
    HAS_FACTS,
    KNOWS_CYCLE,
    LANZHOU,
    NATION,
    NINGXIA,
    OPENS,
    PLANNED,
    PROVINCE,
    READS,
    RECEIVERS,
    SEES_ITS_UNIT,
    SISTER,
    TOWN,
    XIJI,
    YONGDENG,
    names,
)  # fmt: skip
from tests.policy.rows import (
    FORBIDDEN,
    HIDDEN,
    NEEDS,
    OK,
    PRINTED,
    STATE,
    Row,
)  # fmt: skip

CYCLES = (GANSU, PLANNED, NINGXIA)


def cycle_version(stage, place):
    return f'"{stage.cycle_version(place)}"'


def draft_version(stage, place):
    return f'"{stage.draft_version(place)}"'


def a_plan(_stage, _place):
    return {
        "kind": "special", "scope": "620000000000", "period": "2026-11", "notice_number": "甘农领办〔2026〕20号",
        "notice_title": "专项报告", "issued_on": day(0), "opens_on": day(0), "due_on": day(20), "levels": ["city"],
    }  # fmt: skip


def a_series(_stage, _place):
    return {
        "kind": "half_year", "scope": "620000000000", "notice_number": "甘农领办〔2026〕21号", "notice_title": "半年报告",
        "issued_on": day(0), "first_period": "2027H1", "last_period": "2027H2", "opens_on": day(60),
        "due_kind": "month_end", "due_on": day(90), "levels": ["city"],
    }  # fmt: skip


def series_version(stage, place):
    return f'"{stage.series_version(place)}"'


def items(stage, _place):
    item = {"cycle": stage.cycles[GANSU].key, "code": stage.code(TOWN), "version": stage.version(TOWN)}
    return {"act": "receive", "items": [item]}


LISTS = pages("api_cycles", "api_series", "api_obligations", "api_slips")

THINGS = [
    Row("api_cycle", GET, CYCLES, {OK: KNOWS_CYCLE}),
    Row("api_cycles", POST, ONE, {OK: PROVINCE, HIDDEN: RECEIVERS - NATION}, FORBIDDEN, send=a_plan),
    Row("api_cycle_open", POST, CYCLES, {OK: OPENS, FORBIDDEN: SEES_ITS_UNIT}, match=cycle_version),
    Row("api_cycle_close", POST, (GANSU, NINGXIA), {OK: OPENS, FORBIDDEN: SEES_ITS_UNIT}, match=cycle_version,
        send={"reason": "已结束"}),
    Row("api_one_series", GET, CYCLES, {OK: KNOWS_CYCLE}),
    Row("api_series", POST, ONE, {OK: PROVINCE, HIDDEN: RECEIVERS - NATION}, FORBIDDEN, send=a_series),
    Row("api_series_start", POST, (PLANNED,), {OK: OPENS, FORBIDDEN: SEES_ITS_UNIT}, match=series_version),
    Row("api_series_start", POST, (GANSU, NINGXIA), {STATE: OPENS, FORBIDDEN: SEES_ITS_UNIT}, match=series_version),
    Row("api_series_stop", POST, CYCLES, {OK: OPENS, FORBIDDEN: SEES_ITS_UNIT}, match=series_version,
        send={"reason": "并入年度报告"}),
    Row("api_obligation", GET, ASKED, {OK: READS}),
    Row("api_report", GET, ASKED, {OK: READS}),
    Row("api_slip", GET, (TOWN,), {OK: READS}),
    Row("api_slip_paper", GET, (TOWN,), {PRINTED: DECIDES, FORBIDDEN: READS}),
    Row("api_report_draft", PUT, ASKED, {OK: FILES, FORBIDDEN: READS}, match=draft_version,
        send={"texts": {"overall": "已落实。"}}),
    Row("api_report_draft", PUT, (TOWN,), {STATE: FILES, FORBIDDEN: READS}, send={"texts": {"overall": "已落实。"}}),
    Row("api_obligations_bulk", POST, ONE, {OK: names("chenjing"), NEEDS: RECEIVERS}, FORBIDDEN, send=items,
        stage="submitted"),
    Row("api_obligations_bulk_job", GET, (TOWN,), {OK: names("chenjing")}),
]  # fmt: skip


BOARD = [
    Row("api_status", GET, ONE, {OK: HAS_FACTS & BOARDS[place]}, HIDDEN, query=place)
    for place in (TOWN, SISTER, YONGDENG, LANZHOU, GANSU, XIJI)
]

TABLE = [*LISTS, *THINGS, *BOARD]
