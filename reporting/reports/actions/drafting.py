"""Writing the text of one report."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.models import Draft, Obligation
from reporting.reports.queries.signing import facts_of, window_of
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, FieldError, Invalid, Refused, Stale
from revitalization.kit.perform import perform

FIELD_CAP = 20_000
"""No text of a report is longer, whatever its kind says: documents could not be rendered."""


def save_draft(*, actor: Actor, obligation: Obligation, texts: Mapping[str, str], version: int) -> Draft:
    """Saves the text; `version` is the draft's version the writer saw (0: none yet).

    Sections left out keep their text. A report that was not started or was returned becomes a draft. Raises `Stale`
    with the stored text when somebody saved in between, `Refused` when the window is closed, `Conflict` when the
    report is no longer with the filer, `Invalid` naming a section that is unknown or over the hard cap.
    """
    actor.require(C.REPORT_DRAFT, obligation, sees=C.REPORT_READ)
    clean = _clean(obligation, texts)
    with transaction.atomic():
        row = Obligation.objects.select_for_update(of=("self",)).full().get(pk=obligation.pk)
        if row.status not in rules.EDITABLE:
            raise Conflict(_("The report is no longer being drafted; it cannot be edited."))
        refusal = rules.closed_window(window_of(row))
        if refusal:
            raise Refused(_(refusal.text) % refusal.values)
        draft = _store(row, actor, clean, version)
        if row.status != rules.DRAFT:
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


def _store(row: Obligation, actor: Actor, texts: dict[str, str], version: int) -> Draft:
    draft = Draft.objects.filter(obligation=row).first()
    if draft is None:
        if version != 0:
            raise Stale(version=0, theirs={}, author="")
        return Draft.objects.create(
            obligation=row,
            texts=texts,
            saved_at=clock.database_now(),
            saved_by_id=actor.user_id or 0,
            version=1,
        )
    if draft.version != version:
        raise Stale(version=draft.version, theirs=draft.texts, author=draft.saved_by.name)
    if {**draft.texts, **texts} != draft.texts:
        draft.texts = {**draft.texts, **texts}
        draft.version += 1
        draft.saved_at, draft.saved_by_id = clock.database_now(), actor.user_id or draft.saved_by_id
        draft.save()
    return draft
