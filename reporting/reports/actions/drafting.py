"""Writing the text of one report."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.models import Draft, Obligation
from reporting.reports.queries.signing import facts_of, window_of
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.drafts import Merged, Saved, Written
from revitalization.kit.errors import Conflict, FieldError, Invalid, Refused, Stale
from revitalization.kit.language import translated
from revitalization.kit.perform import perform

FIELD_CAP = 20_000
"""No text of a report is longer, whatever its kind says: documents could not be rendered."""


def save_draft(*, actor: Actor, obligation: Obligation, texts: Mapping[str, str], version: int) -> Draft:
    """Saves the text; `version` is the draft's version the writer saw (0: none yet).

    Sections left out keep their text. A report that was not started or was returned becomes a draft. Raises `Stale`
    with the stored text when somebody saved in between, `Refused` when the window is closed, `Conflict` when the
    report is no longer with the filer, `Invalid` naming a section that is unknown or over the hard cap.
    """

    def store(draft: Draft, clean: dict[str, str]) -> bool:
        if draft.version != version:
            author = draft.saved_by.name if draft.version else ""
            raise Stale(version=draft.version, theirs=draft.texts, author=author)
        changed = {key: text for key, text in clean.items() if draft.texts.get(key) != text}
        if changed or not draft.version:
            draft.take(changed, actor, clock.database_now())
        return True

    return _written(actor, obligation, texts, store)


def save_sections(*, actor: Actor, obligation: Obligation, written: Written) -> Saved[Draft]:
    """Saves what a page sends, section by section; raises as `save_draft`, but never `Stale`.

    Sections that somebody else saved in the meantime are left as they are and given back as clashes; where there is
    nothing but clashes, nothing is begun either.
    """
    merged = Merged({}, (), {})

    def store(draft: Draft, clean: dict[str, str]) -> bool:
        nonlocal merged
        merged = draft.merge(replace(written, texts=clean))
        takes = bool(merged.changed or not merged.clashes)
        if merged.changed or (takes and not draft.version):
            draft.take(merged.changed, actor, clock.database_now())
        return takes

    draft = _written(actor, obligation, written.texts, store)
    return Saved(draft, merged.clashes, merged.others)


def _written(
    actor: Actor,
    obligation: Obligation,
    texts: Mapping[str, str],
    store: Callable[[Draft, dict[str, str]], bool],
) -> Draft:
    """The draft after `store` wrote into it, the report locked; one that was not begun or came back is begun.

    `store` says whether it took what was sent: what it took nothing of is not begun.
    """
    actor.require(C.REPORT_DRAFT, obligation, sees=C.REPORT_READ)
    clean = _clean(obligation, texts)
    with transaction.atomic():
        row = Obligation.objects.select_for_update(of=("self",)).full().get(pk=obligation.pk)
        if row.status not in rules.EDITABLE:
            raise Conflict(_("The report is no longer being drafted; it cannot be edited."))
        refusal = rules.closed_window(window_of(row))
        if refusal:
            raise Refused(translated(refusal))
        found = Draft.objects.select_related("saved_by").filter(obligation=row).first()
        draft = found or Draft(obligation=row, version=0)
        taken = store(draft, clean)
        if taken and row.status != rules.DRAFT:
            perform(rules.WORKFLOW, "start", row, actor=actor, facts=lambda r: facts_of(r, actor))
    return draft


def _clean(obligation: Obligation, texts: Mapping[str, str]) -> dict[str, str]:
    known = {section.key: section for section in obligation.cycle.kind.parts()}
    errors = [FieldError(key, _("There is no such section."), "unknown") for key in texts if key not in known]
    clean = {
        key: text.replace("\r\n", "\n").replace("\r", "\n") for key, text in texts.items() if key in known
    }
    for key, text in clean.items():
        if len(text) > FIELD_CAP:
            said = _("“%(section)s” is longer than %(cap)s characters.")
            errors.append(FieldError(key, said % {"section": known[key].title, "cap": FIELD_CAP}, "too_long"))
    if errors:
        raise Invalid(errors=errors)
    return clean
