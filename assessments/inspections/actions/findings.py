"""On site: a problem sheet recorded, changed, put before the unit, answered, linked to an earlier one, thrown away."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.inspections.actions.sheets import Sheet, checked, same_sheet, target_of
from assessments.inspections.models import Finding, Inspection
from assessments.inspections.queries.findings import finding_facts
from assessments.inspections.queries.teams import on_team
from assessments.inspections.rules import ON_SITE
from assessments.inspections.rules import findings as rules
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, FieldError, Forbidden, Invalid, Refused, Stale
from revitalization.kit.perform import perform, recorded
from revitalization.kit.ports import Entry, Telling
from revitalization.kit.words import N_, Words

PUT = N_("A problem found at %(unit)s waits for your view: %(number)s.")


def record(*, actor: Actor, inspection: Inspection, unit: str, client_key: UUID, sheet: Sheet) -> Finding:
    """Keeps a sheet as a finding that only the team and its office see; the same device key twice gives the first one.

    `unit` is the code of the inspected unit. Raises `Forbidden` for who is not on the team, `Refused` while the team is
    not on site, `Invalid` naming the field; `Conflict` where the key is that of somebody else's sheet.
    """
    if actor.user_id is None or not on_team(actor, inspection):
        raise Forbidden(_("You are not on the team of this inspection."))
    target = target_of(inspection, unit)
    actor.require(C.INSPECT_CONDUCT, target, sees=C.INSPECT_READ, remit=inspection.remit)
    with transaction.atomic():
        # Whoever records holds the inspection's row: numbers follow one another, a sheet sent twice waits for itself.
        held = Inspection.objects.select_for_update(no_key=True).get(pk=inspection.pk)
        there = Finding.objects.full().filter(client_key=client_key).first()
        if there is not None:
            if there.recorded_by_id != actor.user_id or there.inspection_id != inspection.pk:
                raise Conflict(_("This sheet was sent by somebody else."))
            return there
        if held.status != ON_SITE:
            raise Refused(_("Findings are recorded while the team is on site."))
        values = checked(inspection, actor, sheet)
        sequence = (
            Finding.objects.filter(inspection=inspection).aggregate(last=Max("sequence"))["last"] or 0
        ) + 1
        number = rules.number_of(inspection.number, sequence)
        key = f"{inspection.key}/{sequence}"
        with recorded(Entry("finding.record", actor, ("finding", key), number, inspection.lo)):
            made = Finding.objects.create(
                key=key,
                client_key=client_key,
                inspection=inspection,
                unit_id=target.unit_id,
                lo=inspection.lo,
                unit_lo=target.lo,
                issuer_lo=inspection.lo,
                sequence=sequence,
                number=number,
                recorded_by_id=actor.user_id,
                recorded_name=actor.name,
                **values,
            )
    return Finding.objects.full().get(pk=made.pk)


def amend(*, actor: Actor, finding: Finding, sheet: Sheet, version: int | None = None) -> Finding:
    """Words the sheet anew, as long as the unit has not seen it. Raises as `perform`, `Invalid` naming the field."""

    def change(row: Any) -> None:
        for name, value in checked(row.inspection, actor, sheet, row.recorded_by_id).items():
            setattr(row, name, value)

    return act_on("amend", actor, finding, version, apply=change)


def save(
    *, actor: Actor, inspection: Inspection, unit: str, client_key: UUID, sheet: Sheet, version: int = 0
) -> Finding:
    """A sheet from a device: new, or a newer form of one that is here. `version` is the one it rests on, 0 for none.

    What is here already word for word is only given back. `Stale` where somebody changed it since: then the device
    shows both. Raises as `record` and `amend`.
    """
    if version and not Finding.objects.filter(client_key=client_key).exists():
        raise Refused(_("What this sheet rests on is not here; open the page again and enter it anew."))
    made = record(actor=actor, inspection=inspection, unit=unit, client_key=client_key, sheet=sheet)
    if same_sheet(made, sheet):
        return made
    if version != made.version:
        raise Stale(version=made.version)
    return amend(actor=actor, finding=made, sheet=sheet, version=version)


def put(*, actor: Actor, finding: Finding, version: int | None = None) -> Finding:
    """Puts the sheet before the unit, which gives its view; from now on it sees this one sheet. Raises as `perform`."""

    def show(row: Any) -> None:
        row.lo = row.unit_lo

    return act_on("put", actor, finding, version, apply=show, told=(PUT, C.INSPECT_ANSWER))


def take_back(*, actor: Actor, finding: Finding, reason: str, version: int | None = None) -> Finding:
    """Takes the sheet back to the team as long as the unit has not answered; the unit no longer sees it."""

    def hide(row: Any) -> None:
        row.lo = row.issuer_lo

    return act_on("take_back", actor, finding, version, reason=reason, apply=hide)


def confirm(
    *,
    actor: Actor,
    finding: Finding,
    view: str,
    words: str = "",
    person: str = "",
    post: str = "",
    version: int | None = None,
) -> Finding:
    """The team enters on the spot what the unit says of it, and by whom. Raises as `perform`."""
    return _viewed("confirm", actor, finding, view, words, person, post, version)


def answer(
    *,
    actor: Actor,
    finding: Finding,
    view: str,
    words: str = "",
    person: str = "",
    post: str = "",
    version: int | None = None,
) -> Finding:
    """The unit itself says what it holds of it; its last word before the feedback counts. Raises as `perform`."""
    return _viewed("answer", actor, finding, view, words, person, post, version)


def _viewed(
    key: str,
    actor: Actor,
    finding: Finding,
    view: str,
    words: str,
    person: str,
    post: str,
    version: int | None,
) -> Finding:
    if view and view not in rules.VIEWS:
        raise Invalid(errors=[FieldError("view", _("Choose one of the answers."))])
    if view in {rules.PARTLY, rules.UNTRUE} and not words.strip():
        raise Invalid(errors=[FieldError("words", _("Say what is not true."), "required")])

    def write(row: Any) -> None:
        row.view, row.view_words = view, words.strip()
        row.person, row.person_post = person.strip(), post.strip()
        row.viewed_by_id, row.viewed_on = actor.user_id, clock.today()

    return act_on(key, actor, finding, version, given={"view": view, "person": person}, apply=write)


def link(*, actor: Actor, finding: Finding, same_as: str, version: int | None = None) -> Finding:
    """Says that the problem is one found before at this unit; both are counted once and end as one item.

    Raises as `perform`; `Invalid` for a finding that is not there, of another unit or issuer, or the same one.
    """

    def join(row: Any) -> None:
        other = Finding.objects.select_related("same_as").filter(key=same_as.strip()).first()
        root = other.same_as if other is not None and other.same_as_id else other
        wrong = (
            root is None
            or root.pk == row.pk
            or root.unit_id != row.unit_id
            or root.issuer_lo != row.issuer_lo
            or root.status in {rules.WITHDRAWN, rules.DISCARDED}
            or row.repeated.exists()
        )
        if wrong:
            raise Invalid(
                errors=[FieldError("same_as", _("Name another finding of this unit that still stands."))]
            )
        row.same_as = root

    return act_on("link", actor, finding, version, given={"same_as": same_as}, apply=join)


def discard(*, actor: Actor, finding: Finding, reason: str, version: int | None = None) -> Finding:
    """Throws away a sheet that the unit never saw; its number is not given again. Raises as `perform`."""
    return act_on("discard", actor, finding, version, reason=reason)


def act_on(
    key: str,
    actor: Actor,
    finding: Finding,
    version: int | None,
    *,
    reason: str = "",
    given: dict[str, Any] | None = None,
    apply: Callable[[Any], str | None] | None = None,
    told: tuple[str, C] | None = None,
) -> Finding:
    """Does one act on a finding; on the record it is called by its number, so that nobody reads the problem there."""
    done = perform(
        rules.FINDING,
        key,
        finding,
        actor=actor,
        reason=reason,
        version=version,
        given=given or {},
        facts=lambda row: finding_facts(row, actor),
        apply=apply,
        tellings=lambda row: [telling(row, key, actor, told)] if told else (),
        label=finding.number,
    )
    return Finding.objects.full().get(pk=done.pk)


def telling(row: Finding, key: str, actor: Actor, told: tuple[str, C]) -> Telling:
    """The notice of an act to those who hold the right at the place of the finding; it stands for work on it."""
    title, right = told
    values = {"unit": row.unit.name, "number": row.number}
    return Telling(
        f"finding.{key}:{row.pk}:{row.version}",
        "finding",
        row.lo,
        Words(title, values),
        f"/inspections/findings/{row.key}/",
        capability=right,
        except_user=actor.user_id,
        work_of=("finding", row.key),
    )
