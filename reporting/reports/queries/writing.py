"""The report as whoever writes it sees it: the draft's sections, last year's texts, the evidence."""

from dataclasses import dataclass
from typing import Any

from reporting.reports import rules
from reporting.reports.models import Draft, Obligation, Submission
from reporting.reports.queries.coming_back import why_back
from reporting.reports.queries.reports import Part, last_year_texts, parts_of
from reporting.reports.queries.signing import nobody_signs
from responsibilities.duties.queries import category_titles
from responsibilities.files.queries import files_of
from revitalization.kit.actor import Actor


@dataclass(frozen=True)
class Writing:
    """What a form and a save must know: the sections with their stored texts, and the draft (None: not begun)."""

    obligation: Obligation
    draft: Draft | None
    parts: list[Part]

    @property
    def version(self) -> int:
        """The version of the draft that a save must be based on; 0 before the first save."""
        return self.draft.version if self.draft else 0

    @property
    def may_edit(self) -> bool:
        """Whether the state of the report lets its texts be changed; who may is asked of the actor."""
        return self.obligation.status in rules.EDITABLE


def writing_of(obligation: Obligation) -> Writing:
    """The draft and its sections, for a save: one query."""
    draft = Draft.objects.select_related("saved_by").filter(obligation=obligation).first()
    return Writing(obligation, draft, parts_of(obligation.cycle.kind.parts(), draft.texts if draft else {}))


def around(writing: Writing, actor: Actor) -> dict[str, Any]:
    """What the page of the form shows beside the texts: why it came back, last year, the evidence. Six queries."""
    row = writing.obligation
    submissions = Submission.objects.filter(obligation=row).select_related("decision").order_by("-number")
    return {
        "parts": parts_of(
            row.cycle.kind.parts(),
            writing.draft.texts if writing.draft else {},
            last_year_texts(row),
            category_titles(row.cycle.year),
        ),
        "files": list(files_of("report", row.public_id)),
        "came_back": why_back(row, actor, list(submissions)),
        "view": {
            "nobody_signs": nobody_signs(row) if row.status in rules.PENDING else False,
            "internal": True,
        },
    }
