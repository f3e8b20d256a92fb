"""Rows of the pages of inspections, and what programs read."""

from typing import Any

from tests.inspections.policy_acts import OF_COUNTY, OFFICE, PLANS, SEES
from tests.inspections.policy_stage import FED_BACK, NOTICED, SECRET, STEP
from tests.policy.basics import GET, ONE, POST, day, pages
from tests.policy.people import SISTER, TOWN, XIJI, YONGDENG
from tests.policy.rows import FORBIDDEN, HIDDEN, OK, Row

FORM = "0b8f5a52-6d1c-4f0e-9a6f-3c1d5e7f9a12"
"""The number of the form: what is sent twice at once is one form."""
AT = (YONGDENG, TOWN, XIJI)
ONLY_OFFICE = {OK: OFFICE, FORBIDDEN: OF_COUNTY}


def said(stage: Any, _place: str) -> dict[str, Any]:
    """An inspection of the sister town by the county, as a program asks for it."""
    return {
        "issuer": stage.code(YONGDENG), "title": "人居环境整治督查", "kind": "projects", "from_on": day(80), "days": 2,
        "units": [stage.code(SISTER)], "outside": "永政督函〔2026〕7号", "categories": ["L10"],
    }  # fmt: skip


def typed(stage: Any, place: str) -> dict[str, Any]:
    """The same as a form sends it."""
    return {
        **said(stage, place), "units": stage.code(SISTER), "announced": "on", "exception_number": "",
        "form_key": FORM,
    }  # fmt: skip


def line(stage: Any, place: str) -> dict[str, Any]:
    return {
        "version": stage.plan_version(place), "title": "年度项目专项督查", "kind": "projects", "categories": ["L10"],
        "announced": "on", "days": "2", "from_on": "2027-03-01", "to_on": "2027-05-31",
    }  # fmt: skip


def rule(stage: Any, _place: str) -> dict[str, Any]:
    return {
        "number": "1", "title": "对乡镇的年度督查", "kind": "regular", "comprehensive": "on", "announced": "on",
        "days": "2", "levels": ["township"], "every": "all", "years": "1", "share": "100", "first_month": "6",
        "last_month": "9", "from_year": "2027", "until_year": "", "basis": "县委农办督查规定",
    }  # fmt: skip


def mark(stage: Any, _place: str) -> dict[str, Any]:
    return {
        "issuer": stage.code(YONGDENG), "unit": stage.code(SISTER), "kind": "congress", "from_on": day(200), "to_on": "",
        "source": "永组发〔2026〕12号",
    }  # fmt: skip


def plan(stage: Any, _place: str) -> dict[str, Any]:
    return {"issuer": stage.code(YONGDENG), "year": "2028"}


TABLE = [
    *pages(
        "inspections", "inspections_sheet", "inspections_calendar", "inspection_plans", "inspection_marks",
        "inspection_rules", "api_inspections", "api_inspection_plans",
    ),
    *(Row("inspection_new", method, ONE, {OK: OFFICE}, FORBIDDEN, send=typed) for method in (GET, POST)),
    *(Row("inspection_plan_new", method, ONE, {OK: OFFICE}, FORBIDDEN, send=plan) for method in (GET, POST)),
    *(Row("inspection_mark_new", method, ONE, {OK: OFFICE}, FORBIDDEN, send=mark) for method in (GET, POST)),
    Row("api_inspections", POST, ONE, {OK: OFFICE}, FORBIDDEN, send=said),
    *(Row(name, GET, AT, {OK: SEES}) for name in ("inspection", "api_inspection")),
    *(
        Row(name, GET, (NOTICED, SECRET, FED_BACK), {OK: SEES}, stage=STEP)
        for name in ("inspection", "api_inspection")
    ),
    Row("inspection_paper", POST, AT, {OK: {YONGDENG: SEES[YONGDENG], TOWN: SEES[TOWN], XIJI: SEES[XIJI]}},
        send={"paper": "scheme"}),
    *(
        Row(name, GET, (YONGDENG,), {OK: PLANS})
        for name in ("inspection_plan", "inspection_plan_sheet", "inspection_line", "api_inspection_plan")
    ),
    Row("inspection_plan_paper", POST, (YONGDENG,), {OK: PLANS}),
    *(Row("inspection_line_new", method, (YONGDENG,), ONLY_OFFICE, send=line) for method in (GET, POST)),
    *(Row("inspection_rule", method, (YONGDENG,), ONLY_OFFICE, send=rule) for method in (GET, POST)),
    *(
        Row("inspection_rule_end", method, (YONGDENG,), ONLY_OFFICE, send={"number": "1", "reason": "不再开展。"})
        for method in (GET, POST)
    ),
    *(
        Row("inspection_rule_adopt", method, (YONGDENG,), {OK: OFFICE}, HIDDEN, send={"from_year": "2027", "basis": ""})
        for method in (GET, POST)
    ),
    *(
        Row("inspection_mark_lift", method, (YONGDENG,), ONLY_OFFICE, send={"reason": "险情解除。"})
        for method in (GET, POST)
    ),
]  # fmt: skip
