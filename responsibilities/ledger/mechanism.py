"""What the ledger adds to the product."""

from datetime import timedelta

from django.urls import path, re_path

from responsibilities.ledger import api, rules
from responsibilities.ledger.actions import DO, DO_MATTER
from responsibilities.ledger.actions.catalogue import load_kinds
from responsibilities.ledger.actions.days_off import follow_days_off
from responsibilities.ledger.actions.many import accept_each
from responsibilities.ledger.actions.sheets import DESK
from responsibilities.ledger.actions.summing import sum_up
from responsibilities.ledger.actions.timed import end_notices, fold_tallies, turn_lamps
from responsibilities.ledger.models import (
    FundEntry,
    FundTally,
    Handling,
    Involvement,
    Item,
    Kind,
    Matter,
    MatterWords,
    Plan,
    Progress,
    Purse,
    ScaleRow,
    SentSheet,
    Slip,
    Tally,
    Turn,
)
from responsibilities.ledger.models.sealed import FUND_ENTRIES, HANDLINGS, PLANS, PROGRESS
from responsibilities.ledger.queries import handover
from responsibilities.ledger.queries.below import movements
from responsibilities.ledger.queries.files import ItemFiles
from responsibilities.ledger.queries.inbox import ACCEPT, KINDS, todo_lines, todo_work
from responsibilities.ledger.queries.inbox import DO as TO_DO
from responsibilities.ledger.queries.steps import steps_by_key
from responsibilities.ledger.queries.within import open_matters
from responsibilities.ledger.views import (
    agenda,
    finding,
    items,
    lists,
    matters,
    moments,
    papers,
    scales,
    sheets,
    unit,
    wall,
)
from responsibilities.ledger.views.measures import MEASURES
from responsibilities.ledger.work import CLOSING_JOB, MATTER_JOB, SHEET_JOBS, SLIP_JOB
from responsibilities.roles import Capability as C
from revitalization.kit.agenda import CalendarSource
from revitalization.kit.finding import Begin, SearchKind
from revitalization.kit.handover import HandoverPart
from revitalization.kit.inbox import BulkAct, InboxSource
from revitalization.kit.mechanism import KeptList, Mechanism, NavItem, Presenter, Sweep
from revitalization.kit.steps import Timeline
from revitalization.kit.unit_page import UnitPart
from revitalization.kit.words import N_

_CODE = r"(?P<code>\d{12}(?:-D\d{2,3})?)"
_MATTER = r"[0-9]{12}-20[0-9]{2}-[a-z][0-9]{1,6}"
_ITEM = rf"^ledger/(?P<matter>{_MATTER})/{_CODE}/"
_KEY = rf"^ledger/matters/(?P<key>{_MATTER})/"
_ACTS = "|".join(DO)
_MATTER_ACTS = "|".join(DO_MATTER)

URLS = [
    path("ledger/", lists.ledger, name="ledger"),
    path("ledger/sheet/", lists.ledger_sheet, name="ledger_sheet"),
    path("ledger/sheet/officials/", papers.officials_sheet, name="ledger_officials_sheet"),
    path("ledger/sheets/", sheets.sheets, name="ledger_sent_sheets"),
    path("ledger/sheets/template/", sheets.template, name="ledger_sheet_template"),
    path("ledger/sheets/<uuid:key>/", sheets.sheet, name="ledger_sent_sheet"),
    path("ledger/sheets/<uuid:key>/confirm/", sheets.confirm, name="ledger_sheet_confirm"),
    path("ledger/sheets/<uuid:key>/changes/", sheets.changes, name="ledger_sheet_changes"),
    path("ledger/scales/", scales.scales, name="ledger_scales"),
    re_path(r"^ledger/scales/(?P<code>\d{12})/(?P<kind>[a-z]{2,16})/$", scales.scale, name="ledger_scale"),
    path("ledger/wall/", wall.wall, name="ledger_wall"),
    path("ledger/matters/", lists.matters, name="matters"),
    path("ledger/matters/new/", matters.matter_new, name="matter_new"),
    re_path(rf"{_KEY}$", matters.matter, name="matter"),
    re_path(rf"{_KEY}(?P<act>{_MATTER_ACTS})/$", matters.act, name="matter_act"),
    re_path(rf"{_KEY}paper/$", papers.matter_paper, name="matter_paper"),
    re_path(rf"{_ITEM}$", items.item, name="ledger_item"),
    re_path(rf"{_ITEM}paper/$", papers.ledger_paper, name="ledger_paper"),
    re_path(rf"{_ITEM}slip/$", papers.ledger_slip, name="ledger_slip"),
    re_path(rf"{_ITEM}files/$", items.attach, name="ledger_attach"),
    re_path(rf"{_ITEM}hand-down/$", items.pass_down, name="ledger_hand_down"),
    re_path(rf"{_ITEM}(?P<act>{_ACTS})/$", items.act, name="ledger_act"),
]

MECHANISM = Mechanism(
    key="ledger",
    api_urls=api.URLS,
    unit_parts=[
        UnitPart(
            "ledger",
            N_("Ledger"),
            "work",
            40,
            "ledger/_unit_tab.html",
            unit.items_tab,
            unit.sees_items,
            unit.ITEMS.names,
        )
    ],
    coming=[unit.coming],
    moments=[moments.moments],
    calendar=[CalendarSource("ledger", "ledger", agenda.deadlines)],
    kept_lists=[KeptList(lists.KEPT, "/ledger/", lists.narrowing)],
    search=[SearchKind("ledger", N_("Ledger"), 35, finding.found_items)],
    papers=finding.PAPERS,
    measures=MEASURES,
    below=[movements],
    timelines=[Timeline("ledger", steps_by_key)],
    handover=[HandoverPart("ledger", N_("Items of the unit that are not closed"), 33, handover.items)],
    urls=URLS,
    navigation=[
        NavItem("ledger", N_("Ledger"), "ledger", "list", "business", 10, C.LEDGER_READ),
    ],
    inbox=[
        InboxSource(
            "ledger",
            KINDS,
            todo_lines,
            todo_work,
            {TO_DO.kind.key: [BulkAct(ACCEPT, N_("Take them on"), accept_each)]},
        )
    ],
    begins=[
        Begin(
            "matter",
            N_("New matter of the ledger"),
            "matter_new",
            "list",
            15,
            C.LEDGER_ISSUE,
            words=N_("task problem ledger"),
        ),
    ],
    guide={
        "": "ledger",
        **dict.fromkeys(("ledger_sent_sheets", "ledger_sent_sheet", "ledger_sheet_template"), "funds-sheets"),
        **dict.fromkeys(("ledger_sheet_changes", "ledger_sheet_confirm"), "funds-sheets"),
        **dict.fromkeys(("ledger_scales", "ledger_scale"), "funds-sheets"),
    },
    sweeps=[
        Sweep("ledger.lamps", timedelta(hours=1), turn_lamps, N_("turns the lamps whose day has come")),
        Sweep("ledger.notices", timedelta(hours=1), end_notices, N_("tells of public notices that are over")),
        Sweep(
            "ledger.days_off",
            timedelta(days=1),
            follow_days_off,
            N_("follows a new table of days off with the lamps"),
        ),
        Sweep(
            "ledger.sums",
            timedelta(hours=1),
            sum_up,
            N_("makes up the progress of items from what was handed down"),
            whole=False,
        ),
        Sweep(
            "ledger.sheets",
            timedelta(minutes=10),
            DESK.forget,
            N_("removes ledger sheets nobody confirmed in an hour"),
        ),
        Sweep("ledger.fold", timedelta(minutes=10), fold_tallies, N_("folds the counts behind the boards")),
    ],
    jobs=[CLOSING_JOB, SLIP_JOB, MATTER_JOB, *SHEET_JOBS],
    file_owners={"ledger": ItemFiles()},
    catalogue=load_kinds,
    sealed=[PROGRESS, PLANS, HANDLINGS, FUND_ENTRIES],
    append_only=[FundEntry, Handling, Involvement, MatterWords, Plan, Progress, ScaleRow, Slip, Turn],
    changeable=[Item, Kind, Matter, Purse, SentSheet],
    deletable=[FundTally, Tally],
    presenters=[
        Presenter(
            "ledger",
            {f"ledger.{act.key}": act.done for act in rules.WORKFLOW.acts}
            | {
                "ledger.press": N_(
                    "%(who)s issued the supervision slip %(notice)s to %(unit)s for “%(title)s”"
                )
            },
            lambda key: f"/ledger/{key}/",
            C.LEDGER_READ,
            feed=True,
            shown={
                "status",
                "due_on",
                "percent",
                "progressed_on",
                "declared_on",
                "closed_on",
                "until",
                "round",
            },
            label=N_("Ledger"),
            placed=True,
        ),
        Presenter(
            "matter",
            {f"matter.{act.key}": act.done for act in rules.MATTER.acts}
            | {
                "matter.draw_up": N_("%(who)s drew up “%(title)s”"),
                "matter.fill": N_("%(who)s added %(count)s units to “%(title)s”"),
                "matter.bring": N_("%(who)s put “%(title)s” on the ledger"),
            },
            lambda key: f"/ledger/matters/{key}/",
            C.LEDGER_READ,
            feed=True,
            opens_to=open_matters,
            shown={"status", "number", "due_on", "owed", "words", "issued_at"},
            label=N_("Matters of the ledger"),
        ),
        Presenter(
            "scale",
            {"scale.set": N_("%(who)s set the thresholds of the lamps for %(what)s")},
            lambda key: f"/ledger/scales/{key}/",
            C.LEDGER_ISSUE,
            shown={"yellow", "red", "unstarted", "near"},
            label=N_("Thresholds of the lamps"),
        ),
        Presenter(
            "ledger_sheet",
            {"ledger_sheet.import": N_("%(who)s drew up %(count)s matters from the sheet %(what)s")},
            label=N_("Ledger sheet"),
        ),
    ],
)
