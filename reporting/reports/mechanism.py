"""What the reports add to the product."""

from datetime import timedelta

from django.urls import path, re_path

from reporting.reports import api, rules
from reporting.reports.actions import DO
from reporting.reports.actions.catalogue import load_report_kinds
from reporting.reports.actions.many import accept_each, receive_each, remind_each, submit_each
from reporting.reports.actions.series import open_due
from reporting.reports.actions.timed import digest_overdue, fold_tallies, remind_before
from reporting.reports.models import (
    Cycle,
    Decision,
    DocumentNumber,
    Draft,
    Involvement,
    Obligation,
    OnceSigned,
    Reminder,
    ReportKind,
    Series,
    Signature,
    Slip,
    Submission,
    Tally,
)
from reporting.reports.models.sealed import DECISIONS, NUMBERS, SIGNATURES, SUBMISSIONS
from reporting.reports.queries import handover
from reporting.reports.queries.below import movements
from reporting.reports.queries.files import ReportFiles
from reporting.reports.queries.inbox import AWAIT, DECIDE, KINDS, SUBMIT, todo_lines, todo_work
from reporting.reports.queries.steps import steps_by_key
from reporting.reports.queries.tiles import tiles
from reporting.reports.views import (
    agenda,
    cycles,
    desk,
    evidence,
    filing,
    finding,
    lists,
    moments,
    series,
    unit,
    walk,
    writing,
)
from reporting.reports.views.measures import MEASURES
from reporting.reports.work import BULK_JOB, EXPORT_JOB, PAPER_JOB, PDF_JOB, SLIP_JOB
from responsibilities.roles import Capability as C
from revitalization.kit.agenda import CalendarSource
from revitalization.kit.finding import Begin, SearchKind
from revitalization.kit.handover import HandoverPart
from revitalization.kit.inbox import BulkAct, InboxSource
from revitalization.kit.mechanism import Mechanism, NavItem, Presenter, Sweep
from revitalization.kit.steps import Timeline
from revitalization.kit.unit_page import UnitPart
from revitalization.kit.welcome import FirstThing
from revitalization.kit.words import N_

_CODE = r"(?P<code>\d{12})"
_CYCLE = r"(?P<cycle>[a-z0-9-]{1,64})"
_KEY = r"(?P<key>[a-z0-9-]{1,64})"
_ACTS = "|".join(DO)

URLS = [
    path("cycles/", lists.cycles, name="cycles"),
    path("cycles/sheet/", lists.cycle_sheet, name="cycle_sheet"),
    path("cycles/series/", lists.series_list, name="series_list"),
    path("cycles/series/sheet/", lists.series_sheet, name="series_sheet"),
    path("cycles/new/", cycles.cycle_new, name="cycle_new"),
    re_path(rf"^cycles/{_KEY}/$", cycles.cycle, name="cycle"),
    re_path(rf"^cycles/{_KEY}/open/$", cycles.cycle_open, name="cycle_open"),
    re_path(rf"^cycles/{_KEY}/close/$", cycles.cycle_close, name="cycle_close"),
    re_path(rf"^cycles/{_KEY}/{_CODE}/$", cycles.cycle_board, name="cycle_board"),
    re_path(rf"^cycles/{_KEY}/{_CODE}/remind/$", cycles.cycle_remind, name="cycle_remind"),
    re_path(rf"^cycles/{_KEY}/{_CODE}/export/$", evidence.cycle_export, name="cycle_export"),
    re_path(rf"^cycles/{_KEY}/{_CODE}/paper/$", evidence.cycle_paper, name="cycle_paper"),
    re_path(rf"^cycles/{_KEY}/{_CODE}/slip/$", evidence.cycle_slip, name="cycle_slip"),
    re_path(rf"^cycles/series/{_KEY}/$", series.series, name="series"),
    re_path(rf"^cycles/series/{_KEY}/start/$", series.series_start, name="series_start"),
    re_path(rf"^cycles/series/{_KEY}/stop/$", series.series_stop, name="series_stop"),
    re_path(rf"^reports/{_CYCLE}/{_CODE}/$", filing.report, name="report"),
    re_path(rf"^reports/{_CYCLE}/{_CODE}/edit/$", writing.edit, name="report_edit"),
    re_path(rf"^reports/{_CYCLE}/{_CODE}/draft/$", writing.autosave, name="report_autosave"),
    re_path(rf"^reports/{_CYCLE}/{_CODE}/files/$", evidence.attach, name="report_attach"),
    re_path(rf"^reports/{_CYCLE}/{_CODE}/pdf/$", evidence.report_pdf, name="report_pdf"),
    re_path(
        rf"^reports/{_CYCLE}/{_CODE}/receive-and-accept/$",
        filing.receive_accept,
        name="report_receive_accept",
    ),
    re_path(rf"^reports/{_CYCLE}/{_CODE}/(?P<key>{_ACTS})/$", filing.act, name="report_act"),
    path("desk/", desk.desk, name="desk"),
    re_path(rf"^desk/{_CYCLE}/{_CODE}/$", desk.desk_report, name="desk_report"),
]


BULK = {
    DECIDE.kind.key: [
        BulkAct("report.receive", N_("Receive"), receive_each),
        BulkAct("report.accept", N_("Receive and accept"), accept_each, final=True),
    ],
    AWAIT.kind.key: [BulkAct("report.remind", N_("Remind"), remind_each)],
    SUBMIT.kind.key: [BulkAct("report.submit", N_("Submit"), submit_each)],
}
DESKS = {kind.key: walk.on_desk for kind in KINDS if not kind.waiting}
MECHANISM = Mechanism(
    key="reports",
    urls=URLS,
    api_urls=api.URLS,
    navigation=[
        NavItem(
            "cycles",
            N_("Report cycles"),
            "cycles",
            "report",
            "business",
            20,
            C.CYCLE_READ,
            under=("/reports/",),
        ),
    ],
    coming=[unit.coming],
    moments=[moments.moments],
    unit_parts=[
        UnitPart(
            "reports",
            N_("Reports"),
            "work",
            30,
            "reports/_unit_tab.html",
            unit.reports_tab,
            unit.sees_reports,
            unit.REPORTS.names,
        )
    ],
    inbox=[InboxSource("reports", KINDS, todo_lines, todo_work, BULK, DESKS)],
    board=[tiles],
    calendar=[CalendarSource("reports", "cycles", agenda.deadlines)],
    guide={
        "": "cycles",
        **dict.fromkeys(("report_edit", "report_attach", "report_autosave"), "filing"),
        **dict.fromkeys(("report", "report_act", "report_pdf", "report_receive_accept"), "submitting"),
        **dict.fromkeys(("desk", "desk_report", "cycles", "cycle_board"), "above"),
    },
    welcome=[
        FirstThing("filer", 10, N_("Open the report in the inbox and write it section by section"), "inbox"),
        FirstThing("filer", 20, N_("Send it for review; submit it once it is signed"), guide="submitting"),
        FirstThing("filer", 30, N_("Keep an eye on the deadlines"), "calendar"),
        FirstThing("reviewer", 10, N_("What is to be reviewed stands in the inbox"), "inbox"),
        FirstThing(
            "reviewer", 20, N_("Pass it on for signing, or send it back with a reason"), guide="signing"
        ),
        FirstThing("reviewer", 30, N_("See how the reports of the unit stand"), "cycles"),
        FirstThing("principal", 10, N_("See how your unit stands: what is late, and why"), "own_unit"),
        FirstThing("principal", 20, N_("Read and sign what waits in the inbox"), "inbox"),
        FirstThing("principal", 30, N_("Away for some days? Let the other one sign"), guide="signing"),
        FirstThing("receiver", 10, N_("Receive reports, then accept or return them"), "inbox"),
        FirstThing("receiver", 20, N_("Open cycles from a notice, remind the missing ones"), "cycles"),
        FirstThing("receiver", 30, N_("See who is behind, and since when"), "board"),
    ],
    search=[
        SearchKind("cycles", N_("Report cycles"), 40, finding.found_cycles),
    ],
    begins=[
        Begin(
            "cycle",
            N_("New cycle from a notice"),
            "cycle_new",
            "calendar",
            10,
            C.CYCLE_OPEN,
            words=N_("new cycle notice"),
        ),
    ],
    measures=MEASURES,
    below=[movements],
    sweeps=[
        Sweep(
            "reports.series",
            timedelta(minutes=10),
            open_due,
            N_("opens the periods of recurring notices on their day"),
            whole=False,
        ),
        Sweep(
            "reports.remind",
            timedelta(hours=1),
            remind_before,
            N_("reminds filers before the deadline of a running cycle"),
        ),
        Sweep(
            "reports.overdue",
            timedelta(hours=1),
            digest_overdue,
            N_("tells receiving offices once a day what is overdue"),
        ),
        Sweep("reports.fold", timedelta(minutes=10), fold_tallies, N_("folds the counts behind the boards")),
    ],
    catalogue=load_report_kinds,
    sealed=[SUBMISSIONS, SIGNATURES, DECISIONS, NUMBERS],
    append_only=[Decision, DocumentNumber, Involvement, OnceSigned, Signature, Slip, Submission],
    changeable=[Cycle, Obligation, Reminder, ReportKind, Series],
    deletable=[Draft, Tally],
    jobs=[PDF_JOB, EXPORT_JOB, PAPER_JOB, SLIP_JOB, BULK_JOB],
    papers=finding.PAPERS,
    handover=[
        HandoverPart("cycles", N_("Running report cycles"), 30, handover.cycles),
        HandoverPart("reports", N_("Reports of the unit still to be filed"), 35, handover.reports),
    ],
    timelines=[Timeline("report", steps_by_key)],
    presenters=[
        Presenter(
            "report",
            {f"report.{act.key}": act.done for act in rules.WORKFLOW.acts}
            | {
                "report.slip": N_("%(who)s issued the reminder slip %(notice)s to %(unit)s for “%(title)s”"),
                "report.once_signed_submit": N_(
                    "%(who)s chose that “%(title)s” of %(unit)s is submitted with the last signature"
                ),
                "report.once_signed_keep": N_(
                    "%(who)s left it to the filer to submit “%(title)s” of %(unit)s once signed"
                ),
                "report.submit": N_("%(who)s submitted “%(title)s” of %(unit)s in the name of %(on_behalf)s"),
            },
            lambda key: f"/reports/{key}/",
            C.REPORT_READ,
            internal=rules.WORKFLOW.internal_acts()
            | {"report.once_signed_submit", "report.once_signed_keep"},
            internal_readers=rules.READS_DRAFTS,
            feed=True,
            shown={
                "status",
                "due_on",
                "first_submitted_at",
                "submitted_at",
                "received_at",
                "decided_at",
                "timely",
                "round",
            },
            label=N_("Report"),
            placed=True,
            together={N_("%(unit)s submitted %(title)s."): N_("%(n)s units submitted %(title)s.")},
        ),
        Presenter(
            "cycle",
            {f"cycle.{act.key}": act.done for act in rules.CYCLE.acts}
            | {
                "cycle.plan": N_("%(who)s planned the cycle “%(title)s”"),
                "cycle.fill": N_("%(who)s added %(count)s units to the cycle “%(title)s”"),
                "cycle.remind": N_("%(who)s reminded %(count)s units of “%(title)s”"),
            },
            lambda key: f"/cycles/{key}/",
            C.CYCLE_READ,
            feed=True,
            shown={"status", "due_on", "owed", "opened_at", "notice", "levels", "year"},
            label=N_("Report cycles"),
        ),
        Presenter(
            "series",
            {f"series.{act.key}": act.done for act in rules.SERIES.acts}
            | {
                "series.plan": N_("%(who)s planned the recurring notice “%(title)s”, %(first)s to %(last)s"),
                "series.ask": N_("%(who)s opened the cycle for %(period)s of “%(title)s”"),
                "series.skip": N_("%(who)s did not open a cycle for %(period)s of “%(title)s”"),
            },
            lambda key: f"/cycles/series/{key}/",
            C.CYCLE_READ,
            feed=True,
            shown={"status", "kind", "levels", "first", "last", "period", "due_on", "next_on", "started_at"},
            label=N_("Recurring notices"),
        ),
    ],
    file_owners={"report": ReportFiles()},
)
