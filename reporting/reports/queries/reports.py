"""One report with everything a reader may see of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reporting.reports import rules
from reporting.reports.models import Draft, Obligation, OnceSigned, Submission
from reporting.reports.queries.choosing import that_submits
from reporting.reports.queries.numbers import numbers_of
from reporting.reports.queries.signing import Slot, facts_of, nobody_signs, own_slots, slots, slots_for_others
from reporting.reports.rules import Section
from responsibilities.duties.queries import category_titles
from responsibilities.files.models import StoredFile
from responsibilities.files.queries import files_of
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Hidden
from revitalization.kit.language import reads_english
from revitalization.kit.workflow import Act, State


@dataclass(frozen=True)
class Part:
    """One section with its text and counts, in the reader's language."""

    section: Section
    title: str
    hint: str
    text: str
    last_year: str = ""
    categories: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key of the section, under which its text is stored."""
        return self.section.key

    @property
    def required(self) -> bool:
        """Whether the report is not sent while the section is empty."""
        return self.section.required

    @property
    def max_length(self) -> int:
        """The most characters the section takes, as its kind of report says."""
        return self.section.max_length

    @property
    def length(self) -> int:
        """How many characters its text has now; blanks and line breaks count."""
        return len(self.text)

    @property
    def over(self) -> int:
        """How many characters the text has too many; 0 when it fits."""
        return max(0, len(self.text) - self.section.max_length)


@dataclass(frozen=True)
class ReportView:
    """What a page, a document or an answer shows of one obligation.

    `accepts`: nothing in the report stands against this reader's accepting it, as soon as it is received.
    """

    obligation: Obligation
    state: State
    acts: list[Act]
    parts: list[Part]
    draft: Draft | None
    submission: Submission | None
    submissions: list[Submission]
    slots: list[Slot]
    nobody_signs: bool = False
    mine: list[Slot] = field(default_factory=list)
    for_others: list[Slot] = field(default_factory=list)
    is_receiver: bool = False
    accepts: bool = False
    internal: bool = False
    once_signed: OnceSigned | None = None
    numbers: Mapping[int, str] = field(default_factory=dict)

    @property
    def versions(self) -> list[tuple[Submission, str]]:
        """What was submitted, the newest first, each with its document number."""
        return [(made, self.numbers[made.number]) for made in self.submissions]

    @property
    def may_edit(self) -> bool:
        """Whether the state of the report lets its texts be changed; who may is asked of the actor."""
        return self.obligation.status in rules.EDITABLE

    @property
    def submits_once_signed(self) -> bool:
        """Whether the last signature submits the report, as the reviewer or a signer chose who may still choose."""
        return self.once_signed is not None

    @property
    def signs_last(self) -> bool:
        """Whether the signatures this reader gives in the own name are all that is missing."""
        return bool(self.mine) and sum(slot.signed is None for slot in self.slots) == len(self.mine)

    @property
    def length(self) -> int:
        """How many characters all sections have together."""
        return rules.total_length({part.section.key: part.text for part in self.parts})


def view_of(obligation: Obligation, actor: Actor, number: int | None = None) -> ReportView:
    """The report as this actor may see it.

    The text is the draft for the people of the unit while it is being written, else the latest submission (or the one
    of that `number`, `Hidden` when there is none). A constant number of queries.
    """
    writes = any(actor.can(right, obligation) for right in rules.READS_DRAFTS)
    draft = Draft.objects.select_related("saved_by").filter(obligation=obligation).first() if writes else None
    submissions = list(
        Submission.objects.filter(obligation=obligation).select_related("decision").order_by("-number")
    )
    chosen = next((s for s in submissions if s.number == number), None)
    if number is not None and chosen is None:
        raise Hidden
    drafting = writes and obligation.status in rules.PENDING and number is None
    shown = chosen or (None if drafting else next(iter(submissions), None))
    texts: Mapping[str, str] = shown.texts if shown else draft.texts if draft and drafting else {}
    signing = obligation.status in (rules.SIGNING, rules.SIGNED)
    found = slots(obligation) if signing else []
    facts = facts_of(obligation, actor, draft, found=found)
    return ReportView(
        obligation=obligation,
        state=rules.WORKFLOW.state(obligation.status),
        acts=rules.WORKFLOW.available(obligation, actor, lambda _row: facts),
        parts=parts_of(
            obligation.cycle.kind.parts(),
            texts,
            last_year_texts(obligation) if writes else {},
            category_titles(obligation.cycle.year),
        ),
        draft=draft,
        submission=shown,
        submissions=submissions,
        slots=found,
        nobody_signs=nobody_signs(obligation) if obligation.status in rules.PENDING else False,
        mine=own_slots(found, actor),
        for_others=slots_for_others(found, actor) if actor.can(C.REPORT_SIGN, obligation) else [],
        is_receiver=facts.is_receiver,
        accepts=rules.WORKFLOW.why_not("accept", obligation, lambda _row: facts) is None,
        internal=writes,
        once_signed=that_submits(obligation) if writes and obligation.status == rules.SIGNING else None,
        numbers=numbers_of(obligation.pk, submissions) if submissions else {},
    )


def files_shown(view: ReportView) -> list[StoredFile]:
    """The evidence to show: what is attached now for those who draft, else what went with the shown version."""
    key = view.obligation.public_id
    if view.internal and view.submission is None:
        return list(files_of("report", key))
    ids = [found["id"] for found in view.submission.files] if view.submission else []
    return list(StoredFile.objects.of("report", key).filter(public_id__in=ids).order_by("id"))


def parts_of(
    sections: Sequence[Section],
    texts: Mapping[str, str],
    last: Mapping[str, str] | None = None,
    categories: Mapping[str, str] | None = None,
) -> list[Part]:
    """The sections with their texts, titles, hints and categories in the reader's language."""
    english = reads_english()
    return [
        Part(
            section=s,
            title=s.named(english),
            hint=s.hint_en if english else s.hint,
            text=texts.get(s.key, ""),
            last_year=(last or {}).get(s.key, ""),
            categories=tuple(f"{key} {(categories or {}).get(key, '')}".strip() for key in s.categories),
        )
        for s in sections
    ]


def last_year_texts(obligation: Obligation) -> Mapping[str, Any]:
    """The texts the same unit last had accepted for the same kind of report in an earlier year."""
    earlier = (
        Submission.objects.filter(
            obligation__unit_id=obligation.unit_id,
            obligation__cycle__kind__key=obligation.cycle.kind.key,
            obligation__cycle__year__lt=obligation.cycle.year,
            obligation__status=rules.ACCEPTED,
        )
        .order_by("-obligation__cycle__year", "-number")
        .first()
    )
    return earlier.texts if earlier else {}
