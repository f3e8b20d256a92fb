"""Rows of putting right what was found: plan, progress, and the reports of the units."""

from typing import Any

from tests import world
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
            for name in (
                "rectification",
                "rectification_reports",
                "rectification_sheet",
                "api_rectification",
                "api_rectification_reports",
            )
        ),
        Row("rectification_paper", POST, (SENT,), {OK: sees}),
        Row("rectification_new", GET, (SENT,), own),
        Row("rectification_new", POST, (SENT,), own, send=reported),
        Row("api_rectification_reports", POST, (SENT,), own, send=reported),
        *(
            Row(name, GET, (SENT,), {OK: sees})
            for name in ("rectification_report", "api_rectification_report")
        ),
        Row("rectification_report_paper", POST, (SENT,), {OK: sees}),
    ]


_TEXTS = "document_number signer organised lasting ahead"
FIELDS = dict.fromkeys(("RectificationForm", "RectificationBody"), _TEXTS)
NAMING = dict.fromkeys(("RectificationForm.unit", "RectificationBody.unit"), "unit")
NAMED = {
    **dict.fromkeys(
        (
            "rectification",
            "rectification_reports",
            "rectification_sheet",
            "rectification_paper",
            "rectification_new",
        ),
        of_inspection,
    ),
    **dict.fromkeys(
        ("api_rectification", "api_rectification_reports"),
        lambda s, p: {"inspection": of_inspection(s, p)["key"]},
    ),
    "api_rectification_report": lambda s, p: dict(
        zip(("inspection", "n"), of_report(s, p)["key"].rsplit("-r", 1), strict=True)
    ),
    **dict.fromkeys(("rectification_report", "rectification_report_paper"), of_report),
}
_PAGED = ("order", "fields", "limit", "cursor", "count")
PARAMETERS = {
    "api_rectification": ("under", "status", "lamp", "how_soon", "overdue", *_PAGED),
    "api_rectification_reports": ("under", *_PAGED),
}
_SENT = f"/inspections/{world.YONGDENG}-2026-i2/rectification/"
LISTS = {
    "rectification": (_SENT, "dingwei"),
    "rectification-reports": (f"{_SENT}reports/", "dingwei"),
}
UNVERSIONED = dict.fromkeys(("rectification_new", "api_rectification_reports"), "new") | dict.fromkeys(
    ("rectification_paper", "rectification_report_paper"), "again"
)
TRIALS = [
    Trial(f"{form}.unit", row, SENT, "wangfang", lambda s: REPORT | {"document_number": "红政发〔2026〕23号"},
          lambda s: s.code(XIJI), lambda s: s.code(MISSING), lambda s: s.code(TOWN), public=True)
    for form, row in (("RectificationForm", "rectification_new"), ("RectificationBody", "api_rectification_reports"))
]  # fmt: skip
