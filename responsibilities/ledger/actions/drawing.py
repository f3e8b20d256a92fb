"""Drawing up a matter, handing an item down, changing and taking over words; nobody has it before it is issued."""

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.actions.drawn import Drawn, check_drawn
from responsibilities.ledger.models import Item, Kind, Matter, MatterWords, ScaleRow
from responsibilities.ledger.queries.scope import matter_facts
from responsibilities.ledger.rules.kinds import way
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Invalid, Refused
from revitalization.kit.perform import perform, recorded
from revitalization.kit.ports import Entry

ONE_MATTER = (
    "title", "target", "measure", "document_number", "start_on", "due_on", "levels", "codes", "origin_kind",
    "origin_key",
)  # fmt: skip
"""What makes two matters of one issuer, kind, year and item above the same one."""


def draw_up(*, actor: Actor, kind: Kind, issuer: Unit, year: int, drawn: Drawn) -> Matter:
    """A matter in preparation: seen by those who issue at the unit, had by nobody yet.

    Raises `Invalid` naming the field, `Forbidden` or `Hidden`; `Refused` naming the number where the unit asks exactly
    this of the same units already.
    """
    actor.require(C.LEDGER_ISSUE, issuer, sees=C.LEDGER_READ)
    return _drawn(actor, kind, issuer, year, drawn, parent=None)


def hand_down(*, actor: Actor, item: Item, drawn: Drawn) -> Matter:
    """Draws up what an item asks of the units below: the words above it stay, measure and lead unit are its own.

    Title and target are those of the item, whatever `drawn` says. Raises as `draw_up`, `Refused` for an item that is
    not open.
    """
    actor.require(C.LEDGER_ISSUE, item, sees=C.LEDGER_READ)
    if item.status not in rules.WITH_THE_UNIT:
        raise Refused(_("Only what the unit has still to do is handed down."))
    if drawn.due_on > item.due_on:
        said = _("What is handed down is due by %(day)s, the deadline of the item itself.")
        raise Invalid(errors=[FieldError("due_on", said % {"day": item.due_on.isoformat()})])
    return _drawn(actor, item.kind, item.unit, item.year, drawn, parent=item)


def _drawn(actor: Actor, kind: Kind, issuer: Unit, year: int, drawn: Drawn, parent: Item | None) -> Matter:
    check_drawn(drawn, kind, issuer, year)
    above = parent.matter if parent else None
    said = {
        "title": above.title if above else drawn.title.strip(),
        "target": above.target if above else drawn.target.strip(),
        **_plain(drawn),
    }
    route, plan = way(kind.route, kind.route_now, kind.plan, drawn.how_soon)
    with transaction.atomic():
        # Whoever draws up holds the issuer's row, so that no number is given twice.
        Unit.objects.select_for_update(no_key=True).get(pk=issuer.pk)
        if (there := _drawn_already(actor, issuer, drawn)) is not None:
            return there
        _once_only(issuer, kind, year, parent, said)
        sequence = _next_sequence(issuer, year, kind)
        key = f"{issuer.code}-{year}-{kind.letter}{sequence}"
        with recorded(Entry("matter.draw_up", actor, ("matter", key), drawn.title, issuer.lo)) as entry:
            matter = Matter.objects.create(
                key=key,
                kind=kind,
                year=year,
                sequence=sequence,
                number=rules.number_of(year, kind.prefix, sequence),
                issuer=issuer,
                lo=issuer.lo,
                hi=issuer.hi,
                parent=parent,
                parent_words=above.words if above else 0,
                categories=sorted(above.categories if above else drawn.categories),
                how_soon=above.how_soon if above else drawn.how_soon,
                severity=above.severity if above else drawn.severity,
                route=route,
                plan=plan,
                created_by_id=actor.user_id,
                **asdict(_scale(issuer, kind)),
                form_key=drawn.form_key,
                **said,
            )
            entry.after = {"number": matter.number, "due_on": str(matter.due_on)}
            _keep_words(matter, actor, "")
    return matter


def _drawn_already(actor: Actor, issuer: Unit, drawn: Drawn) -> Matter | None:
    """What the same form drew up already, in another window too."""
    if drawn.form_key is None:
        return None
    mine = Matter.objects.filter(issuer=issuer, created_by_id=actor.user_id)
    return mine.filter(form_key=drawn.form_key).first()


def _once_only(issuer: Unit, kind: Kind, year: int, parent: Item | None, said: dict[str, Any]) -> None:
    """Nobody has one thing to do twice: the same words, days and units make no second matter of the same issuer."""
    same = {name: said[name] for name in ONE_MATTER}
    there = Matter.objects.filter(issuer=issuer, year=year, kind__key=kind.key, parent=parent, **same)
    if (found := there.exclude(status=rules.MATTER_DISCARDED).first()) is not None:
        words = _("The unit asks exactly this of the same units already: %(number)s.")
        raise Refused(words % {"number": found.number})


def _scale(issuer: Unit, kind: Kind) -> rules.Scale:
    own = ScaleRow.objects.filter(issuer=issuer, kind_key=kind.key).order_by("-id").first()
    return own.scale if own else kind.scale


def _plain(drawn: Drawn) -> dict[str, Any]:
    return {
        "measure": drawn.measure.strip(),
        "lead": drawn.lead,
        "supporting": drawn.supporting.strip(),
        "document_number": full_number(drawn.document_number, "document_number")
        if drawn.document_number
        else "",
        "document_title": drawn.document_title.strip(),
        "source": drawn.source.strip(),
        "extent": drawn.extent,
        "issued_on": drawn.issued_on,
        "start_on": drawn.start_on,
        "due_on": drawn.due_on,
        "milestones": [[on.isoformat(), float(percent)] for on, percent in drawn.milestones],
        "levels": sorted(drawn.levels),
        "codes": sorted(set(drawn.codes)),
        "basis": drawn.basis.strip(),
        "approval": drawn.approval.strip(),
        "counts": drawn.counts,
        "weight": drawn.weight,
        "origin_kind": drawn.origin[0],
        "origin_key": drawn.origin[1],
    }


def _next_sequence(issuer: Unit, year: int, kind: Kind) -> int:
    taken = Matter.objects.filter(issuer=issuer, year=year, kind__key=kind.key)
    return (taken.aggregate(last=Max("sequence"))["last"] or 0) + 1


def _keep_words(matter: Matter, actor: Actor, reason: str) -> None:
    MatterWords.objects.create(
        matter=matter,
        number=matter.words,
        title=matter.title,
        target=matter.target,
        measure=matter.measure,
        supporting=matter.supporting,
        reason=reason,
        by_id=actor.user_id,
        by_name=actor.name,
        at=clock.database_now(),
    )


def revise(
    *,
    actor: Actor,
    matter: Matter,
    reason: str,
    title: str = "",
    target: str = "",
    measure: str = "",
    version: int | None = None,
) -> Matter:
    """New words of an issued matter, as a version of its own; what is left empty stays. The old ones are kept.

    What was handed down keeps title and target of the level above: only its measure is changed here. Those below see
    old and new side by side. Raises as `perform`, `Invalid` when nothing changes.
    """

    def change(row: Any) -> None:
        given = {"title": title.strip(), "target": target.strip(), "measure": measure.strip()}
        changed = {name: text for name, text in given.items() if text and text != getattr(row, name)}
        if row.parent_id and changed.keys() & {"title", "target"}:
            said = _("These are the words of the level above; only the measures here are your own.")
            raise Invalid(
                errors=[FieldError(name, said) for name in sorted(changed.keys() & {"title", "target"})]
            )
        if not changed:
            raise Invalid(errors=[FieldError("title", _("Nothing is changed by this."))])
        for name, text in changed.items():
            setattr(row, name, text)
        row.words += 1
        _keep_words(row, actor, reason)

    return perform(
        rules.MATTER,
        "revise",
        matter,
        actor=actor,
        reason=reason,
        version=version,
        apply=change,
        label=str(matter),
    )


def adopt(*, actor: Actor, matter: Matter, version: int | None = None) -> Matter:
    """Takes the present words of the level above into what was handed down from it, as a new version.

    Raises as `perform`, `Refused` where they have not changed since.
    """

    def change(row: Any) -> None:
        above = row.parent.matter
        row.title, row.target, row.parent_words = above.title, above.target, above.words
        row.words += 1
        _keep_words(row, actor, "")

    return perform(
        rules.MATTER,
        "adopt",
        matter,
        actor=actor,
        version=version,
        facts=matter_facts,
        apply=change,
        label=str(matter),
    )
