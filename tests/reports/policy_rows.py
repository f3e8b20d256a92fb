"""Rows of the pages of cycles, reports and the review desk."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.policy.basics import (
    ASKED,
    GET,
    NAMED,
    ONE,
    POST,
    SEATS,
    day,
    picture,
)  # fmt: skip
from tests.policy.people import (
    BOARDS,
    DECIDES,
    EVERYBODY,
    FILES,
    GANSU,
    KNOWS_CYCLE,
    LANZHOU,
    NATION,
    NINGXIA,
    OPENS,
    PLANNED,
    PRESSES,
    PROVINCE,
    READS,
    RECEIVERS,
    RECEIVES,
    REMINDS,
    SEES_ITS_UNIT,
    SIGNS,
    SISTER,
    TOWN,
    UNIT_READS,
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
from tests.reports import policy_acts

CYCLES = (GANSU, PLANNED, NINGXIA)
OWN_BOARD = SEATS


def versioned(stage, place):
    text = {"draft_version": stage.draft_version(place)}
    more = {"reason": "复核意见", "new_due_on": day(20), "on_behalf_of": "own"}
    return {"version": stage.version(place), **text, **more}


def text(stage, place):
    return {"version": stage.draft_version(place), "text-overall": "已落实。"}


def a_file(_stage, _place):
    return {"file": SimpleUploadedFile("佐证.png", picture(), content_type="image/png")}


def a_plan(_stage, _place):
    return {
        "kind": "special", "scope": "620000000000", "period": "2026-11", "notice_number": "甘农领办〔2026〕20号",
        "notice_title": "专项报告", "issued_on": day(0), "opens_on": day(0), "due_kind": "day", "due_on": day(20),
        "levels": ["township"],
    }  # fmt: skip


def a_slip(stage, place):
    return {"document_number": f"永农领办〔2026〕{40 + len(place)}号", "by": day(9), "urgency": "加急"}


def of_cycle(stage, place):
    return {"version": stage.cycle_version(place), "reason": "已结束"}


def of_series(stage, place):
    return {"version": stage.series_version(place), "reason": "并入年度报告"}


def recurs(_stage, _place):
    return {
        "kind": "half_year", "scope": "620000000000", "asks": "recurring", "period": "2027H1", "until": "2027H2",
        "notice_number": "甘农领办〔2026〕21号", "notice_title": "半年报告", "issued_on": day(0), "opens_on": day(60),
        "due_kind": "month_end", "due_on": day(90), "levels": ["city"],
    }  # fmt: skip


SERIES = [
    # A half-yearly report is asked of cities and counties, which nobody below a province has below.
    Row(
        "cycle_new",
        POST,
        ONE,
        {OK: PROVINCE, NEEDS: RECEIVERS - NATION},
        FORBIDDEN,
        send=recurs,
    ),
    Row("series", GET, CYCLES, {OK: KNOWS_CYCLE}),
    Row("series_start", POST, (PLANNED,), {OK: OPENS, FORBIDDEN: SEES_ITS_UNIT}, send=of_series),
    Row("series_start", POST, (GANSU, NINGXIA), {STATE: OPENS, FORBIDDEN: SEES_ITS_UNIT}, send=of_series),
    Row("series_stop", GET, CYCLES, {OK: OPENS, FORBIDDEN: SEES_ITS_UNIT}),
    Row("series_stop", POST, CYCLES, {OK: OPENS, FORBIDDEN: SEES_ITS_UNIT}, send=of_series),
]

BOARD = [
    Row("cycles", GET, ONE, {OK: EVERYBODY}),
    Row("cycle_sheet", GET, ONE, {OK: EVERYBODY}),
    Row("series_list", GET, ONE, {OK: EVERYBODY}),
    Row("series_sheet", GET, ONE, {OK: EVERYBODY}),
    Row("cycle_new", GET, ONE, {OK: RECEIVERS}, FORBIDDEN),
    Row("cycle_new", POST, ONE, {OK: PROVINCE, HIDDEN: RECEIVERS - NATION}, FORBIDDEN, send=a_plan),
    Row("cycle", GET, CYCLES, {OK: KNOWS_CYCLE}),
    Row("cycle_open", POST, CYCLES, {OK: OPENS, FORBIDDEN: SEES_ITS_UNIT}, send=of_cycle),
    Row("cycle_close", GET, CYCLES, {OK: OPENS, FORBIDDEN: SEES_ITS_UNIT}),
    Row("cycle_close", POST, (GANSU, NINGXIA), {OK: OPENS, FORBIDDEN: SEES_ITS_UNIT}, send=of_cycle),
    Row("cycle_close", POST, (PLANNED,), {STATE: OPENS, FORBIDDEN: SEES_ITS_UNIT}, send=of_cycle),
    Row("cycle_board", GET, (*OWN_BOARD, VILLAGE), {OK: BOARDS}),
    Row("cycle_remind", POST, OWN_BOARD, {OK: REMINDS, FORBIDDEN: BOARDS}),
    Row("cycle_export", GET, (*OWN_BOARD, VILLAGE), {OK: BOARDS}),
    Row("cycle_export", POST, OWN_BOARD, {OK: BOARDS}),
    Row("cycle_slip", GET, ASKED, {OK: DECIDES, FORBIDDEN: READS}),
    Row("cycle_slip", POST, ASKED, {OK: DECIDES, FORBIDDEN: READS}, send=a_slip),
    Row("cycle_paper", POST, OWN_BOARD, {OK: BOARDS}, send={"paper": "board"}),
    Row("cycle_paper", POST, OWN_BOARD, {OK: PRESSES, FORBIDDEN: BOARDS}, send={"paper": "slips"}),
]

WRITING = [
    Row("report", GET, ASKED, {OK: READS}),
    Row("report_edit", GET, ASKED, {OK: FILES, FORBIDDEN: READS}),
    Row("report_edit", POST, ASKED, {OK: FILES, FORBIDDEN: READS}, send=text),
    Row("report_edit", POST, (TOWN,), {STATE: FILES, FORBIDDEN: READS}, send=text, stage="submitted"),
    Row("report_autosave", POST, ASKED, {OK: FILES, FORBIDDEN: READS}, send=text),
    Row("report_autosave", POST, (TOWN,), {STATE: FILES, FORBIDDEN: READS}, send=text, stage="submitted"),
    Row("report_attach", POST, ASKED, {OK: FILES, FORBIDDEN: READS}, send=a_file),
    Row("report_pdf", POST, (TOWN,), {OK: READS}, send={"number": "1"}, stage="submitted"),
    Row("report_pdf", POST, ASKED, {}, send={"number": "1"}),
]  # fmt: skip


ACTS = [
    # Elsewhere nothing is ready: whoever has the right is told so, all others are refused as ever.
    Row("report_act", POST, (SISTER,), {STATE: FILES, FORBIDDEN: READS}, args={"key": "submit"}, send=versioned),
    Row("report_act", POST, (SISTER, YONGDENG, LANZHOU, XIJI), {STATE: RECEIVES, FORBIDDEN: READS},
        args={"key": "receive"}, send=versioned),
    Row("report_act", POST, (YONGDENG,), {STATE: SIGNS, FORBIDDEN: READS}, args={"key": "sign"}, send=versioned),
    Row("report_act", POST, (TOWN,), {NEEDS: {TOWN: names("lijun")}, FORBIDDEN: READS}, args={"key": "send_back"},
        send=lambda s, p: {"version": s.version(p)}, stage="review"),
]  # fmt: skip

# The addresses of former times lead on to the walk through the list.
DESK = [
    Row("desk", GET, ONE, {OK: RECEIVERS}, FORBIDDEN),
    Row("desk", GET, NAMED, {FORBIDDEN: EVERYBODY - RECEIVERS, OK: UNIT_READS}, query="?under={code}"),
    Row("desk_report", GET, ASKED, {OK: RECEIVES, FORBIDDEN: READS}),
    Row(
        "report_receive_accept",
        POST,
        (TOWN,),
        {OK: {TOWN: DECIDES[TOWN]}, STATE: policy_acts.FARTHER, FORBIDDEN: READS},
        send=versioned,
        stage="submitted",
    ),
]

TABLE = [*SERIES, *BOARD, *WRITING, *ACTS, *DESK]
