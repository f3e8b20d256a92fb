"""Rows of putting right what was found: plan, progress, and the reports of the units."""

from typing import Any

from tests.inspections.policy_findings_stage import ON_SITE, REPORT, SENT, of_inspection, of_report
from tests.policy.basics import GET, MISSING, POST, Trial
from tests.policy.people import TOWN, XIJI, ByPlace, People
from tests.policy.rows import FORBIDDEN, OK, Row


def reported(stage: Any, _place: str) -> dict[str, Any]:
    """What the town's filer sends as its report."""
    return {"unit": stage.code(TOWN), **REPORT, "document_number": "红政发〔2026〕22号"}


def rows(filer: People, sees: ByPlace) -> list[Row]:
    """`filer` answers for the town, `sees` reads each inspection."""
    own = {OK: filer, FORBIDDEN: sees[SENT]}
    return [
        *(
            Row(name, GET, (ON_SITE, SENT), {OK: sees})
            for name in ("rectification", "rectification_sheet", "api_rectification")
        ),
        Row("rectification_paper", POST, (SENT,), {OK: sees}),
        Row("rectification_new", GET, (SENT,), own),
        Row("rectification_new", POST, (SENT,), own, send=reported),
        Row("api_rectification_report", POST, (SENT,), own, send=reported),
        Row("rectification_report", GET, (SENT,), {OK: sees}),
        Row("rectification_report_paper", POST, (SENT,), {OK: sees}),
    ]


_TEXTS = "document_number signer organised lasting ahead"
FIELDS = dict.fromkeys(("RectificationForm", "RectificationBody"), _TEXTS)
NAMING = dict.fromkeys(("RectificationForm.unit", "RectificationBody.unit"), "unit")
NAMED = {
    **dict.fromkeys(
        ("rectification", "rectification_sheet", "rectification_paper", "rectification_new"), of_inspection
    ),
    **dict.fromkeys(
        ("api_rectification", "api_rectification_report"),
        lambda s, p: {"inspection": of_inspection(s, p)["key"]},
    ),
    **dict.fromkeys(("rectification_report", "rectification_report_paper"), of_report),
}
UNVERSIONED = dict.fromkeys(("rectification_new", "api_rectification_report"), "new") | dict.fromkeys(
    ("rectification_paper", "rectification_report_paper"), "again"
)
TRIALS = [
    Trial(f"{form}.unit", row, SENT, "wangfang", lambda s: REPORT | {"document_number": "红政发〔2026〕23号"},
          lambda s: s.code(XIJI), lambda s: s.code(MISSING), lambda s: s.code(TOWN), public=True)
    for form, row in (("RectificationForm", "rectification_new"), ("RectificationBody", "api_rectification_report"))
]  # fmt: skip
