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
    REVIEWS,
    SEES_ITS_UNIT,
    SIGNS,
    SISTER,
    TOWN,
    VILLAGE,
    XIJI,
    YONGDENG,
    names,
)  # fmt: skip
from tests.policy.rows import (
    FORBIDDEN,
    HIDDEN,
    NEEDS,
    OK,
    STATE,
    Row,
)  # fmt: skip

CYCLES = (GANSU, PLANNED, NINGXIA)


def version(stage, place):
    return f'"{stage.version(place)}"'


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


LISTS = pages("api_cycles", "api_series", "api_obligations")

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
    Row("api_report_draft", PUT, ASKED, {OK: FILES, FORBIDDEN: READS}, match=draft_version,
        send={"texts": {"overall": "已落实。"}}),
    Row("api_report_draft", PUT, (TOWN,), {STATE: FILES, FORBIDDEN: READS}, send={"texts": {"overall": "已落实。"}}),
    Row("api_obligations_bulk", POST, ONE, {OK: names("chenjing"), NEEDS: RECEIVERS}, FORBIDDEN, send=items,
        stage="submitted"),
    Row("api_obligations_bulk_job", GET, (TOWN,), {OK: names("chenjing")}),
]  # fmt: skip


def act(key, who, step, send, late=None):
    may = {OK: who, **({STATE: late} if late else {}), FORBIDDEN: READS}
    return Row(
        "api_report_act", POST, (TOWN, VILLAGE), may, args={"act": key}, send=send, stage=step, match=version
    )


WHY = {"reason": "复核意见"}
FARTHER = {TOWN: names("zhouqiang wumin linnan")}
# A village owes nothing, so its report is hidden from everybody.
ONLY_TOWN = {place: who for place, who in READS.items() if place == TOWN}


def _town(row: Row) -> Row:
    # Nobody signs, reviews or decides through a program.
    in_person = {"approve", "send_back", "sign", "decline", "accept", "return", "exempt"}
    by_token = {FORBIDDEN: ONLY_TOWN} if row.args["act"] in in_person else None
    return Row(**{**row.__dict__, "may": {**row.may, FORBIDDEN: ONLY_TOWN}, "by_token": by_token})


ACTS = [
    _town(row)
    for row in (
        act("send", {TOWN: FILES[TOWN]}, "drafted", lambda s, p: {"draft_version": s.draft_version(p)}),
        act("approve", REVIEWS, "review", {}),
        act("send_back", REVIEWS, "review", WHY),
        act("sign", {TOWN: SIGNS[TOWN]}, "signing", {}),
        act("decline", {TOWN: SIGNS[TOWN]}, "signing", WHY),
        act("submit", {TOWN: FILES[TOWN]}, "signed", {}),
        act("withdraw", {TOWN: FILES[TOWN]}, "submitted", WHY),
        act("receive", {TOWN: DECIDES[TOWN]}, "submitted", {}, late=FARTHER),
        act("accept", {TOWN: DECIDES[TOWN]}, "received", WHY, late=FARTHER),
        act(
            "return",
            {TOWN: DECIDES[TOWN]},
            "received",
            lambda s, p: {**WHY, "new_due_on": day(20)},
            late=FARTHER,
        ),
        act("exempt", {TOWN: DECIDES[TOWN]}, "drafted", WHY, late=FARTHER),
    )
]

BOARD = [
    Row("api_status", GET, ONE, {OK: HAS_FACTS & BOARDS[place]}, HIDDEN, query=place)
    for place in (TOWN, SISTER, YONGDENG, LANZHOU, GANSU, XIJI)
]

TABLE = [*LISTS, *THINGS, *ACTS, *BOARD]
