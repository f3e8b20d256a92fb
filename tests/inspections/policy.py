"""What inspections bring to the walks: rows, subjects, whose lines are shown, what its fields are."""

from typing import Any

from responsibilities.roles import C
from tests import world
from tests.inspections import policy_acts, policy_beside, policy_findings, policy_pages, policy_trials
from tests.inspections.policy_findings_stage import DRAFT, OBJECTED, SHOWN, filled
from tests.inspections.policy_stage import (
    NOTICED,
    Subjects,
    of_inspection,
    of_line,
    of_mark,
    of_plan,
    of_rule,
    of_template,
)
from tests.policy.basics import Policy, Shown
from tests.policy.people import TOWN, XIJI, YONGDENG

PAGED = ("order", "fields", "limit", "cursor", "count")
SUBJECT = "title kind comprehensive announced categories days"
SCHEME = "basis targets content method timing grouping demands"
FIELDS = {
    # What the acts of each workflow take, on pages and by programs. `member` is somebody of the team itself, the `other` of
    # a line one of the same plan.
    "inspection": f"version reason member document_number on_day groups size seed overall causes contact {SCHEME}",
    "inspection_plan": "version reason document_number",
    "inspection_line": "version reason other document_number on_day title from_on to_on",
    "MakeBody": f"{SUBJECT} from_on outside exception_number",
    "SubjectForm": SUBJECT,
    "InspectionForm": f"{SUBJECT} from_on outside exception_number form_key",
    "LineForm": f"{SUBJECT} from_on to_on version",
    "PlanForm": "year",
    "AdoptForm": "from_year basis",
    "RuleForm": f"{SUBJECT} levels every years share first_month last_month from_year until_year basis number",
    "MarkForm": "kind from_on to_on source",
    "ReasonForm": "reason",
    "EndForm": "reason number",
    "OtherLineForm": "other",
    "MemberForm": "member",
}


def at_their_place(name: str, named: Any) -> Any:
    """Where a right is asked at the place of who holds it: the sheet put before the town, the draft of the county's team,
    and the one on which the county decides.
    """
    there = {TOWN: SHOWN, YONGDENG: OBJECTED if "objection" in name else DRAFT}
    return lambda s, p: named(s, there.get(p, p))


POLICY = Policy(
    filled=filled,
    questions=policy_beside.QUESTIONS,
    twice=policy_beside.TWICE,
    lists={
        "inspections": ("inspections", "dingwei"), "inspection-visits": ("inspections_calendar", "dingwei"),
        "inspection-plans": ("inspection_plans", "dingwei"), "inspection-marks": ("inspection_marks", "dingwei"),
        "inspection-rules": ("inspection_rules", "dingwei"),
        "unit-inspections": (f"/units/{world.YONGDENG[:6]}101000/?tab=inspections", "dingwei"),
        **policy_findings.LISTS,
    },
    rows=[
        *policy_pages.TABLE, *policy_acts.by_page(), *policy_acts.by_program(), *policy_findings.TABLE,
        *policy_acts.beside(),
    ],
    named={
        **{name: at_their_place(name, named) for name, named in policy_findings.NAMED.items()},
        **dict.fromkeys(
            ("inspection", "inspection_act", "inspection_paper"), of_inspection
        ),
        **dict.fromkeys(
            ("api_inspection", "api_inspection_act"), lambda s, p: {"inspection": of_inspection(s, p)["key"]}
        ),
        **dict.fromkeys(
            (
                "inspection_plan", "inspection_plan_act", "inspection_plan_paper", "inspection_plan_sheet",
                "inspection_line_new",
            ),
            of_plan,
        ),
        **dict.fromkeys(
            ("api_inspection_plan", "api_inspection_plan_act"), lambda s, p: {"plan": of_plan(s, p)["key"]}
        ),
        **dict.fromkeys(("inspection_line", "inspection_line_act"), of_line),
        "api_inspection_line_act": lambda s, p: {"plan": of_plan(s, p)["key"], "number": "1"},
        **dict.fromkeys(("inspection_rule", "inspection_rule_end"), of_rule),
        "inspection_rule_adopt": of_template,
        "inspection_mark_lift": of_mark,
    },
    subjects=Subjects,
    shown=[
        *(
            Shown(name, {place: policy_acts.SEES[place] for place in (YONGDENG, TOWN, XIJI)}, lambda s, p: s.inspections[p].key)
            for name in ("inspections", "api_inspections", "inspections_calendar")
        ),
        Shown("inspections", {NOTICED: policy_acts.SEES[NOTICED]}, lambda s, p: s.inspections[p].key, stage="inspections"),
        *(
            Shown(name, {YONGDENG: policy_acts.OF_COUNTY}, lambda s, p: s.plans[p].key)
            for name in ("inspection_plans", "api_inspection_plans")
        ),
        Shown("inspection_rules", {YONGDENG: policy_acts.OF_COUNTY}, lambda s, p: s.rule.title),
        Shown("inspection_marks", {YONGDENG: policy_acts.OF_COUNTY}, lambda s, p: s.mark.source),
    ],
    fields=FIELDS | policy_findings.FIELDS,
    naming={
        **dict.fromkeys(
            ("inspection.unit", "inspection_line.unit", "inspection_line.organ", "MakeBody.issuer", "MakeBody.units",
             "BelowForm.unit", "VisitedForm.unit", "OrganForm.organ",
             "InspectionForm.issuer", "InspectionForm.units", "PlanForm.issuer", "MarkForm.issuer", "MarkForm.unit"),
            "unit",
        ),
        **dict.fromkeys(("inspection.other", "OtherForm.other", "SameAsForm.same_as"), "inspection"),
        **policy_findings.NAMING,
    },
    parameters={
        "api_inspections": ("year", "kind", "status", "under", *PAGED),
        "api_inspection_plans": ("year", "status", *PAGED),
        **policy_findings.PARAMETERS,
    },
    witnesses={
        C.INSPECT_READ: [("inspection", "GET", {})],
        C.INSPECT_PLAN: [("inspection_act", "POST", {"act": "postpone"})],
        C.INSPECT_APPROVE: [("inspection_act", "POST", {"act": "approve_scheme"})],
        **policy_findings.WITNESSES,
    },
    holders={
        "supervisor": (("dingwei", YONGDENG, TOWN),),
        "inspector": (("luyan", YONGDENG, TOWN),),
        "leader": (("xuhui", YONGDENG, TOWN),),
    },
    tried=dict.fromkeys(
        ("BelowForm.unit", "VisitedForm.unit", "OrganForm.organ", "OtherForm.other", "SameAsForm.same_as"),
        "the forms of the acts are made of it",
    ),
    trials=[*policy_trials.TRIALS, *policy_findings.TRIALS],
    # What follows on the finding and on the ledger has an entry of its own there.
    several=policy_findings.SEVERAL,
    versions={
        "inspection_rule": ("number",),
        "inspection_rule_end": ("number",),
    },
    # What is new has no version yet; a mark is taken back once; a paper is made again.
    unversioned=dict.fromkeys(
        ("api_inspections", "inspection_new", "inspection_plan_new", "inspection_rule_adopt", "inspection_mark_new"), "new"
    )
    | {"inspection_mark_lift": "ends"}
    | dict.fromkeys(("inspection_paper", "inspection_plan_paper"), "again")
    | policy_findings.UNVERSIONED,
)  # fmt: skip
