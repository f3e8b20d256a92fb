"""What the search finds of the reports: cycles by their title; the papers they put into the register."""

from django.urls import reverse

from reporting.reports.queries.finding import cycle_papers, report_papers, series_papers, slip_papers, titled
from responsibilities.roles import C
from revitalization.kit.actor import Actor
from revitalization.kit.finding import Hit
from revitalization.kit.pairs import SHORTEST
from revitalization.kit.papers import PaperKind
from revitalization.kit.words import N_


def found_cycles(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Cycles with these words in their titles."""
    words = text.split()
    if not words or max(map(len, words)) < SHORTEST:
        return []
    cycles = titled(actor, words, limit)
    return [
        Hit(it.title, it.notice_title, reverse("cycle", args=[it.key]), it.notice_number) for it in cycles
    ]


def _report(key: str) -> str:
    return reverse("report", args=key.split("/"))


PAPERS = (
    PaperKind("cycle", N_("Notice"), cycle_papers, lambda key: reverse("cycle", args=[key]), C.CYCLE_READ),
    PaperKind("series", N_("Notice"), series_papers, lambda key: reverse("series", args=[key]), C.CYCLE_READ),
    PaperKind("slip", N_("Reminder slip"), slip_papers, _report, C.REPORT_READ),
    PaperKind("report", N_("Report"), report_papers, _report, C.REPORT_READ),
)
"""The numbered papers of the reports."""
