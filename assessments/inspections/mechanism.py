"""What inspections add to the product."""

from datetime import timedelta

from django.urls import path, re_path

from assessments.inspections import api, rules
from assessments.inspections.actions import DO, DO_LINE, DO_PLAN
from assessments.inspections.actions.drawing import draw_plans
from assessments.inspections.actions.rectifying import rectify
from assessments.inspections.actions.rules_data import load_catalogue
from assessments.inspections.api.findings import FINDING_URLS as API_FINDINGS
from assessments.inspections.api.mending import MENDING_URLS as API_MENDING
from assessments.inspections.models import (
    Cap,
    Draw,
    Feedback,
    Finding,
    Inspection,
    Line,
    LineVisit,
    LookBack,
    Looked,
    Mark,
    Member,
    Objection,
    Paper,
    PlanInvolvement,
    RectificationReport,
    Rule,
    Sister,
    Target,
    Template,
    YearPlan,
)
from assessments.inspections.queries import finding_inbox, finding_steps, steps
from assessments.inspections.queries.files import FindingFiles
from assessments.inspections.queries.inbox import KINDS, todo_lines, todo_work
from assessments.inspections.views import beside, inspections, lists, plans
from assessments.inspections.views import rules as rule_pages
from assessments.inspections.views.finding_told import ORIGINS, PRESENTERS, looked_again
from assessments.inspections.views.finding_urls import FINDING_URLS
from assessments.inspections.views.measures import MEASURES
from assessments.inspections.views.papers import PAPERS
from assessments.inspections.work import LETTER_JOB, MENDING_JOB, PAPER_JOB, PLAN_JOB, REPORT_JOB, SHEET_JOB
from responsibilities.roles import Capability as C
from revitalization.kit.agenda import CalendarSource
from revitalization.kit.finding import Begin, SearchKind
from revitalization.kit.inbox import InboxSource
from revitalization.kit.mechanism import Mechanism, NavItem, Presenter, Sweep
from revitalization.kit.steps import Timeline
from revitalization.kit.unit_page import UnitPart
from revitalization.kit.welcome import FirstThing
from revitalization.kit.words import N_

_CODE = r"(?P<code>[0-9]{12})"
_PLAN = r"^inspections/plans/(?P<key>[0-9]{12}-20[0-9]{2})/"
_LINE = rf"{_PLAN}lines/(?P<number>[0-9]{{1,4}})/"
_INSPECTION = r"^inspections/(?P<key>[0-9]{12}-20[0-9]{2}-i[0-9]{1,6})/"
_RULE = rf"^inspections/rules/{_CODE}/(?P<key>[a-z][a-z_]{{1,23}})/"

URLS = [
    path("inspections/", lists.inspections, name="inspections"),
    path("inspections/sheet/", lists.inspections_sheet, name="inspections_sheet"),
    path("inspections/calendar/", lists.calendar, name="inspections_calendar"),
    path("inspections/new/", inspections.inspection_new, name="inspection_new"),
    path("inspections/plans/", plans.plans_list, name="inspection_plans"),
    path("inspections/plans/new/", plans.plan_new, name="inspection_plan_new"),
    re_path(rf"{_PLAN}$", plans.plan, name="inspection_plan"),
    re_path(rf"{_PLAN}paper/$", plans.plan_paper, name="inspection_plan_paper"),
    re_path(rf"{_PLAN}sheet/$", plans.plan_sheet_page, name="inspection_plan_sheet"),
    re_path(rf"{_PLAN}lines/new/$", plans.line_new, name="inspection_line_new"),
    re_path(rf"{_LINE}$", plans.line, name="inspection_line"),
    re_path(rf"{_LINE}(?P<act>{'|'.join(DO_LINE)})/$", plans.line_act, name="inspection_line_act"),
    re_path(rf"{_PLAN}(?P<act>{'|'.join(DO_PLAN)})/$", plans.plan_act, name="inspection_plan_act"),
    path("inspections/rules/", rule_pages.rules_page, name="inspection_rules"),
    re_path(rf"{_RULE}adopt/$", rule_pages.rule_adopt, name="inspection_rule_adopt"),
    re_path(rf"{_RULE}$", rule_pages.rule, name="inspection_rule"),
    re_path(rf"{_RULE}end/$", rule_pages.rule_end, name="inspection_rule_end"),
    path("inspections/marks/", rule_pages.marks, name="inspection_marks"),
    path("inspections/marks/new/", rule_pages.mark_new, name="inspection_mark_new"),
    re_path(
        r"^inspections/marks/(?P<key>[0-9]{12}-[0-9]{8}-[a-z][0-9]{1,3})/lift/$",
        rule_pages.mark_lift,
        name="inspection_mark_lift",
    ),
    re_path(rf"{_INSPECTION}$", inspections.inspection, name="inspection"),
    re_path(rf"{_INSPECTION}paper/$", inspections.inspection_paper, name="inspection_paper"),
    re_path(rf"{_INSPECTION}(?P<act>{'|'.join(DO)})/$", inspections.act, name="inspection_act"),
]

MECHANISM = Mechanism(
    key="inspections",
    urls=[*FINDING_URLS, *URLS],
    api_urls=[*API_FINDINGS, *API_MENDING, *api.URLS],
    navigation=[
        NavItem("inspections", N_("Inspections"), "inspections", "eye", "business", 20, C.INSPECT_READ),
    ],
    unit_parts=[
        UnitPart(
            "inspections",
            N_("Inspections"),
            "evaluation",
            20,
            "inspections/_unit_tab.html",
            beside.unit_tab,
            beside.sees_visits,
            beside.UNIT.names,
        )
    ],
    moments=[beside.moments],
    measures=MEASURES,
    timelines=[Timeline("inspection", steps.steps_by_key), Timeline("finding", finding_steps.steps_by_key)],
    calendar=[CalendarSource("inspections", "inspections_calendar", beside.visits_on)],
    search=[SearchKind("inspections", N_("Inspections"), 36, beside.found_inspections)],
    inbox=[
        InboxSource("inspections", KINDS, todo_lines, todo_work),
        InboxSource("findings", finding_inbox.KINDS, finding_inbox.finding_lines, finding_inbox.finding_work),
    ],
    begins=[
        Begin(
            "inspection_plan",
            N_("New plan of inspections"),
            "inspection_plan_new",
            "list",
            16,
            C.INSPECT_PLAN,
            words=N_("inspection plan year"),
        ),
        Begin(
            "inspection",
            N_("New inspection outside the plan"),
            "inspection_new",
            "eye",
            17,
            C.INSPECT_PLAN,
            words=N_("inspection visit check"),
        ),
    ],
    welcome=[
        FirstThing(
            "leader", 10, N_("Plans and schemes of inspections to approve stand in the inbox"), "inbox"
        ),
        FirstThing("leader", 20, N_("See how your unit stands: what is late, and why"), "own_unit"),
        FirstThing("leader", 30, N_("Compare the areas below on one board"), "board"),
        FirstThing(
            "supervisor", 10, N_("Adopt the rules that the yearly plan is drawn from"), "inspection_rules"
        ),
        FirstThing(
            "supervisor", 20, N_("Look through the plan, have it approved, publish it"), "inspection_plans"
        ),
        FirstThing(
            "supervisor", 30, N_("See how far problems that were found are put right"), "findings_board"
        ),
        FirstThing("inspector", 10, N_("Open the inspection whose team you are on"), "inspections"),
        FirstThing(
            "inspector", 20, N_("Record problems on site, also without a connection"), guide="findings"
        ),
        FirstThing("inspector", 30, N_("See who is where on which days"), "inspections_calendar"),
    ],
    guide={"": "inspections", **dict.fromkeys((url.name or "" for url in FINDING_URLS), "findings")},
    papers=PAPERS,
    jobs=[PAPER_JOB, PLAN_JOB, SHEET_JOB, LETTER_JOB, MENDING_JOB, REPORT_JOB],
    file_owners={"finding": FindingFiles()},
    origins=ORIGINS,
    looked_again=looked_again,
    sweeps=[
        Sweep(
            "inspections.plans",
            timedelta(hours=1),
            draw_plans,
            N_("draws the plans of inspections of the next year from the rules"),
        ),
        Sweep(
            "inspections.rectify",
            timedelta(hours=1),
            rectify,
            N_("puts findings that are final on the ledger"),
            whole=False,
        ),
    ],
    catalogue=load_catalogue,
    append_only=[Draw, Feedback, LookBack, Paper, PlanInvolvement, RectificationReport, Rule],
    changeable=[
        Cap,
        Finding,
        Inspection,
        Line,
        Looked,
        Mark,
        Member,
        Objection,
        Sister,
        Target,
        Template,
        YearPlan,
    ],
    deletable=[LineVisit],
    presenters=[
        *PRESENTERS,
        Presenter(
            "inspection",
            {f"inspection.{act.key}": act.done for act in rules.INSPECTION.acts}
            | {"inspection.make": N_("%(who)s made the inspection “%(title)s” outside the plan")},
            lambda key: f"/inspections/{key}/",
            C.INSPECT_READ,
            internal=rules.INSPECTION.internal_acts(),
            internal_readers=(C.INSPECT_PLAN,),
            feed=True,
            shown={
                "status",
                "number",
                "from_on",
                "to_on",
                "noticed_on",
                "begun_on",
                "fed_back_on",
                "closed_on",
            },
            label=N_("Inspections"),
        ),
        Presenter(
            "inspection_plan",
            {f"inspection_plan.{act.key}": act.done for act in rules.PLAN.acts}
            | {"inspection_plan.draw": N_("%(who)s drew up the plan of inspections %(title)s")},
            lambda key: f"/inspections/plans/{key}/",
            C.INSPECT_READ,
            feed=True,
            shown={"status", "number", "lines", "published_on"},
            label=N_("Plans of inspections"),
        ),
        Presenter(
            "inspection_line",
            {f"inspection_line.{act.key}": act.done for act in rules.LINE.acts}
            | {"inspection_line.add": N_("%(who)s added the line “%(title)s”")},
            lambda key: "/inspections/plans/{0}/lines/{2}/".format(*key.partition("/")),
            C.INSPECT_READ,
        ),
        Presenter(
            "inspection_rule",
            {
                "inspection_rule.adopt": N_("%(who)s adopted the rule of inspection “%(title)s”"),
                "inspection_rule.change": N_("%(who)s changed the rule of inspection “%(title)s”"),
                "inspection_rule.end": N_("%(who)s ended the rule of inspection “%(title)s”"),
            },
            lambda _key: "/inspections/rules/",
            C.INSPECT_READ,
        ),
        Presenter(
            "inspection_mark",
            {
                "inspection_mark.set": N_("%(who)s marked days to be kept free of inspections: “%(title)s”"),
                "inspection_mark.lift": N_("%(who)s took back the mark “%(title)s”"),
            },
            lambda _key: "/inspections/marks/",
            C.INSPECT_READ,
        ),
    ],
)
