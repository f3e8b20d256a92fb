"""The numbered papers of inspections, as the register asks for them."""

from django.urls import reverse

from assessments.inspections.models.mending import REGISTERED
from assessments.inspections.queries.papers import inspection_papers, plan_papers, report_papers
from responsibilities.roles import Capability as C
from revitalization.kit.papers import PaperKind
from revitalization.kit.words import N_

PAPERS = (
    PaperKind(
        "inspection_plan",
        N_("Plan of inspections"),
        plan_papers,
        lambda key: reverse("inspection_plan", args=[key]),
        C.INSPECT_READ,
    ),
    PaperKind(
        "inspection",
        N_("Paper of an inspection"),
        inspection_papers,
        lambda key: reverse("inspection", args=[key]),
        C.INSPECT_READ,
    ),
    PaperKind(
        REGISTERED,
        N_("Report on putting right"),
        report_papers,
        lambda key: reverse("rectification_report", args=[key]),
        C.INSPECT_READ,
    ),
)
