"""Addresses of findings, the site's and the interface's way to them."""

from django.urls import path, re_path

from assessments.inspections.actions.finding_acts import DO_FINDING, DO_OBJECTION, DO_SISTER
from assessments.inspections.views import (
    board,
    finding_papers,
    findings,
    lookback,
    mending,
    mending_lists,
    onsite,
    sisters,
)

_INSPECTION = r"[0-9]{12}-20[0-9]{2}-i[0-9]{1,6}"
_KEY = rf"(?P<key>{_INSPECTION})"
_FINDING = rf"^inspections/findings/(?P<inspection>{_INSPECTION})/(?P<n>[0-9]{{1,5}})/"
_SISTER = rf"^inspections/sisters/(?P<inspection>{_INSPECTION})/(?P<n>[0-9]{{1,5}})/(?P<code>\d{{12}}(?:-D\d{{2,3}})?)/"
_LOOKBACK = r"^inspections/look-back/(?P<key>[0-9]{12}-b[0-9]{1,5})/"

_REPORT = rf"^inspections/rectification/(?P<key>{_INSPECTION}-r[0-9]{{1,4}})/"


def _acts(doings: object) -> str:
    return "|".join(doings)  # type: ignore[arg-type]


FINDING_URLS = [
    path("inspections/findings/", findings.findings, name="findings"),
    path("inspections/findings/sheet/", findings.findings_sheet, name="findings_sheet"),
    path(
        "inspections/findings/sheet/officials/", finding_papers.problem_list, name="findings_officials_sheet"
    ),
    path("inspections/findings/board/", board.findings_board, name="findings_board"),
    re_path(rf"{_FINDING}$", findings.finding, name="finding"),
    re_path(rf"{_FINDING}edit/$", onsite.finding_edit, name="finding_edit"),
    re_path(rf"{_FINDING}files/$", findings.finding_attach, name="finding_attach"),
    re_path(rf"{_FINDING}paper/$", finding_papers.finding_paper, name="finding_paper"),
    re_path(rf"{_FINDING}offer/$", sisters.sister_offer, name="sister_offer"),
    re_path(
        rf"{_FINDING}objection/(?P<act>{_acts(DO_OBJECTION)})/$", findings.objection_act, name="objection_act"
    ),
    re_path(rf"{_FINDING}(?P<act>{_acts(DO_FINDING)})/$", findings.finding_act, name="finding_act"),
    path("inspections/sisters/", sisters.sisters, name="sisters"),
    re_path(rf"{_SISTER}$", sisters.sister, name="sister"),
    re_path(rf"{_SISTER}(?P<act>{_acts(DO_SISTER)})/$", sisters.sister_act, name="sister_act"),
    path("inspections/look-back/", lookback.lookbacks, name="lookbacks"),
    path("inspections/look-back/draw/", lookback.lookback_draw, name="lookback_draw"),
    re_path(rf"{_LOOKBACK}$", lookback.lookback, name="lookback"),
    re_path(rf"{_LOOKBACK}sheet/$", lookback.lookback_sheet, name="lookback_sheet"),
    re_path(
        rf"{_LOOKBACK}(?P<inspection>{_INSPECTION})/(?P<n>[0-9]{{1,5}})/$",
        lookback.lookback_enter,
        name="lookback_enter",
    ),
    re_path(rf"^inspections/{_KEY}/on-site/$", onsite.onsite, name="onsite"),
    re_path(rf"^inspections/{_KEY}/feedback/paper/$", finding_papers.feedback_paper, name="feedback_paper"),
    re_path(rf"^inspections/{_KEY}/rectification/$", mending_lists.rectification, name="rectification"),
    re_path(
        rf"^inspections/{_KEY}/rectification/reports/$",
        mending_lists.rectification_reports,
        name="rectification_reports",
    ),
    re_path(
        rf"^inspections/{_KEY}/rectification/sheet/$",
        mending_lists.rectification_sheet,
        name="rectification_sheet",
    ),
    re_path(
        rf"^inspections/{_KEY}/rectification/paper/$", mending.rectification_paper, name="rectification_paper"
    ),
    re_path(
        rf"^inspections/{_KEY}/rectification/report/$", mending.rectification_new, name="rectification_new"
    ),
    re_path(rf"{_REPORT}$", mending.rectification_report, name="rectification_report"),
    re_path(rf"{_REPORT}paper/$", mending.rectification_report_paper, name="rectification_report_paper"),
    re_path(rf"^inspections/{_KEY}/ledger/$", finding_papers.findings_list, name="findings_list"),
]
