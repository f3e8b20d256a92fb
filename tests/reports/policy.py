"""What the reports bring to the walks: rows, subjects, whose lines are shown, what their fields are."""

from reporting.reports.models import Obligation
from responsibilities.roles import C
from tests import world
from tests.policy.basics import (
    ASKED,
    GET,
    MISSING,
    NO_UUID,
    WITH_VILLAGE,
    Policy,
    Shown,
    get,
    only,
)  # fmt: skip
from tests.policy.people import (
    DECIDES,
    FILES,
    GANSU,
    KNOWS_CYCLE,
    LANZHOU,
    NOBODY,
    PLANNED,
    PROVINCE,
    READS,
    REVIEWS,
    SIGNS,
    TOWN,
    VILLAGE,
    YONGDENG,
    names,
)  # fmt: skip
from tests.policy.rows import OK, WHOLE, Row
from tests.reports import policy_acts, policy_api, policy_beside, policy_rows, policy_trials
from tests.reports.policy_stage import Subjects

REPORTS = "reporting/reports"
INBOX = f"{REPORTS}/queries/inbox.py"
NO_CYCLE = "annual-2020-630000000000"


def _of_report(s, p):
    return {"cycle": s.cycle(p).key, "code": s.code(p)}


def _of_board(s, p):
    return {"key": s.cycle(p).key, "code": s.code(p)}


def _of_cycle(s, p):
    return {"key": NO_CYCLE if p == MISSING else s.cycles[p].key}


def _of_series(s, p):
    return {"key": NO_CYCLE if p == MISSING else s.series[p].key}


def _of_bulk(s, p):
    return {"public_id": NO_UUID if p == MISSING or s.bulk is None else s.bulk.public_id}


def _of_slip(s, p):
    return {"slip": NO_UUID if p == MISSING else s.slip.public_id}


NAMED_BY = {
    **dict.fromkeys(("api_slip", "api_slip_paper"), _of_slip),
    **dict.fromkeys(
        (
            "report", "report_edit", "report_autosave", "report_attach", "report_pdf", "report_act", "desk_report",
            "report_receive_accept",
            "api_report", "api_report_draft", "api_report_act", "api_obligation",
        ),
        _of_report,
    ),
    **dict.fromkeys(("cycle_board", "cycle_remind", "cycle_export", "cycle_paper", "cycle_slip"), _of_board),
    **dict.fromkeys(
        ("cycle", "cycle_open", "cycle_close", "api_cycle", "api_cycle_open", "api_cycle_close"), _of_cycle
    ),
    **dict.fromkeys(
        ("series", "series_start", "series_stop", "api_one_series", "api_series_start", "api_series_stop"),
        _of_series,
    ),
    "api_obligations_bulk_job": _of_bulk,
}  # fmt: skip

FIELDS = {
    "SectionsForm": "version writer writer_name",
    # What the acts of each workflow take, on pages and by programs.
    "report": "version reason new_due_on draft_version document_number once_signed",
    "cycle": "version reason",
    "series": "version reason",
    "SlipForm": "document_number by urgency",
    "CycleForm": "kind asks period until notice_number notice_title urgency issued_on opens_on due_kind due_on due_days levels"
    " basis",
    "CyclePlan": "kind period notice_number notice_title issued_on opens_on due_on levels basis urgency remind_before",
    "SeriesPlan": "kind notice_number notice_title issued_on first_period last_period opens_on due_kind due_days due_on"
    " levels basis",
    "DraftBody": "texts",
    "BulkBody": "act items dry_run",
    "BulkItem": "version reason",
} | {"POST": "then writer writer_name paper walk"}


def _walked(s, p):
    """The address of the line of a report to be decided."""
    return f"/walk/?at=report-decide%3A{s.cycle(p).key}%2F{s.code(p)}"


# One's own calendar holds what one writes, reviews or signs; that of a unit what one may read of it.
MAKES = {
    place: FILES.get(place, NOBODY) | REVIEWS.get(place, NOBODY) | SIGNS.get(place, NOBODY) for place in ASKED
}


def _month(s, p):
    return f"?month={s.cycle(p).due_on:%Y-%m}"


def _due(s, p):
    """The report's own entry, as a file names it."""
    return f"UID:report-{Obligation.objects.get(cycle=s.cycle(p), unit=s.units[p]).pk}@baton"


def _link(s, p):
    return f"/reports/{s.cycle(p).key}/{s.code(p)}/"


LINES = [
    Shown("calendar", MAKES, _link, query=_month),
    Shown("calendar_file", MAKES, _due),
    Shown("calendar", only(READS, *ASKED), _link, query=lambda s, p: f"{_month(s, p)}&unit={s.code(p)}"),
    Shown("calendar_file", only(READS, *ASKED), _due, query=lambda s, p: f"?unit={s.code(p)}"),
    Shown("api_obligations", only(READS, *ASKED), lambda s, p: f'"unit":"{s.code(p)}"'),
    Shown("api_slips", only(READS, TOWN), lambda s, p: f'"unit":"{s.code(TOWN)}"'),
    Shown("api_cycles", KNOWS_CYCLE, lambda s, p: f'"key":"{s.cycles[p].key}"'),
    Shown("api_series", KNOWS_CYCLE, lambda s, p: f'"key":"{s.series[p].key}"'),
    Shown("cycles", KNOWS_CYCLE, lambda s, p: f"/series/{s.series[p].key}/"),
    Shown("series_list", KNOWS_CYCLE, lambda s, p: f"/series/{s.series[p].key}/"),
    Shown("cycles", KNOWS_CYCLE, lambda s, p: s.cycles[p].key),
    Shown("search", KNOWS_CYCLE, lambda s, p: f"/cycles/{s.cycles[p].key}/",
          query=lambda s, p: f"?kind=numbers&q={s.cycles[p].notice_number}"),
    Shown("search", KNOWS_CYCLE, lambda s, p: f"/cycles/{s.cycles[p].key}/",
          query=lambda s, p: f"?kind=cycles&q={s.cycles[p].title}"),
    Shown("cycle", {PLANNED: PROVINCE}, lambda s, p: "应报单位", at_place=True),
    Shown("series", {PLANNED: PROVINCE}, lambda s, p: "应报单位", at_place=True),
    Shown("inbox", only(FILES, *ASKED), lambda s, p: f"/reports/{s.cycle(p).key}/{s.code(p)}/"),
    Shown("inbox", only(DECIDES, TOWN), _walked, stage="submitted"),
    Shown("walk", only(DECIDES, TOWN), lambda s, p: f"/reports/{s.cycle(p).key}/{s.code(p)}/receive/", stage="submitted"),
    Shown("report", {TOWN: names("wangfang lijun zhaogang qianmei")}, lambda s, p: "高原夏菜种植", at_place=True),
    Shown("report", {TOWN: READS[TOWN]}, lambda s, p: "高原夏菜种植", at_place=True, stage="submitted"),
    # A token carries neither the right to sign nor to review, by which principals and reviewers see the draft.
    Shown("api_report", {TOWN: names("wangfang lijun zhaogang qianmei")}, lambda s, p: "高原夏菜种植", at_place=True,
          by_token={TOWN: names("wangfang")}),
    Shown("api_report", {TOWN: READS[TOWN]}, lambda s, p: "高原夏菜种植", at_place=True, stage="submitted"),
]  # fmt: skip

POLICY = Policy(
    lists={
        "cycles": ("cycles", "wumin"),
        "series": ("series_list", "wumin"),
        "unit-reports": (f"/units/{world.YONGDENG}/?tab=reports", "chenjing"),
    },
    rows=[
        *policy_rows.TABLE,
        *policy_api.TABLE,
        *policy_acts.TABLE,
        Row("unit", GET, WITH_VILLAGE, {OK: READS}, query="?tab=reports"),
    ],
    named=NAMED_BY,
    subjects=Subjects,
    shown=LINES,
    fields=FIELDS,
    naming={
        "CycleForm.scope": "unit",
        "CyclePlan.scope": "unit",
        "SeriesPlan.scope": "unit",
        "BulkItem.cycle": "report",
        "BulkItem.code": "report",
        "report.on_behalf_of": "post",
        "POST.number": "own",
    },
    several=[("report.receive", "report.accept")],
    parameters={
        "report": ("version",),
        "desk": ("under",),
        "desk_report": ("under",),
        "api_cycles": ("status", "year", "kind", "order", "fields", "limit", "cursor", "count"),
        "api_series": ("status", "kind", "order", "fields", "limit", "cursor", "count"),
        "api_obligations": (
            "cycle",
            "under",
            "level",
            "status",
            "overdue",
            "due_before",
            "updated_since",
            "order",
            "fields",
            "limit",
            "cursor",
            "count",
        ),
        "api_status": ("under", "cycle"),
        "api_slips": (
            "cycle",
            "under",
            "urgency",
            "by_before",
            "order",
            "fields",
            "limit",
            "cursor",
            "count",
        ),
    },
    witnesses={
        C.CYCLE_READ: [get("cycle_board"), get("cycle"), get("api_cycle")],
        C.CYCLE_OPEN: [get("cycle_close")],
        C.REPORT_READ: [get("unit", query="?tab=reports")],
        C.REPORT_DRAFT: [get("report_edit")],
        C.REPORT_REVIEW: [get("report_act", key="approve")],
        C.REPORT_SIGN: [get("report_act", key="sign")],
        C.REPORT_SUBMIT: [get("report_act", key="submit")],
        C.REPORT_RECEIVE: [get("desk_report")],
        C.REPORT_DECIDE: [get("report_act", key="accept")],
        C.REPORT_REMIND: [("cycle_remind", "POST", {})],
    },
    holders={
        "filer": (("wangfang", TOWN, ""),),
        "reviewer": (("lijun", TOWN, ""),),
        "principal": (("qianmei", TOWN, VILLAGE), ("fengbo", YONGDENG, TOWN)),
        "receiver": (("chenjing", YONGDENG, TOWN), ("wumin", GANSU, LANZHOU)),
        "reader": (("guoping", YONGDENG, TOWN),),
    },
    trials=policy_trials.TRIALS,
    # What is new has no version yet; a reminder is sent, a file made again.
    unversioned=dict.fromkeys(("api_cycles", "api_series", "cycle_new", "report_attach"), "new")
    | dict.fromkeys(("cycle_slip", "cycle_remind", "report_pdf", "cycle_export", "cycle_paper"), "again"),
    unguarded={"writer_name": "only said in the refusal; whose page it is tells `writer`"},
    # Sending names the text that was read, too.
    versions={"report_act send": ("draft_version",), "api_report_act send": ("draft_version",)},
    counts=policy_beside.counts,
    counted=("waiting", "owed", "within a token"),
    questions=policy_beside.QUESTIONS,
    later=[("report", TOWN), ("desk_report", TOWN), ("desk", WHOLE), ("cycle_board", YONGDENG)],
    twice={
        # Without the right anywhere no query is asked; the query itself would find nothing.
        ("Actor.has", f"{INBOX}:_own.<locals>.<lambda>"): (
            ("ObligationQuerySet.within", f"{INBOX}:_in_own_unit"),
        ),
        # Which cycles, so that an index serves; the rows are cut to the reach as well.
        ("CycleQuerySet.touching", f"{REPORTS}/api/obligations.py:Obligations._cycles"): (
            ("ObligationQuerySet.within", f"{REPORTS}/api/obligations.py:Obligations.get"),
        ),
        ("Actor.require", f"{REPORTS}/views/writing.py:autosave"): (
            ("Actor.require", f"{REPORTS}/actions/drafting.py:_written"),
        ),
        # Asked before the form is read, and again on the locked row.
        ("Actor.require", f"{REPORTS}/views/cycles.py:cycle_open"): (
            ("Actor.require", "revitalization/kit/perform.py:perform"),
        ),
    },
)
