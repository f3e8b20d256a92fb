"""Drawing up a matter, handing an item down, changing and taking over words; nobody has it before it is issued."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.actions.drawn import ONE_MATTER, Drawn, faults_of, plain
from responsibilities.ledger.models import Item, Kind, Matter, MatterWords, ScaleRow
from responsibilities.ledger.queries.scope import matter_facts
from responsibilities.ledger.rules.kinds import way
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid, Refused
from revitalization.kit.perform import perform, recorded
from revitalization.kit.ports import Entry

BATCH = 500


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


def draw_up_all(
    *, actor: Actor, issuer: Unit, year: int, rows: Sequence[tuple[Kind, Drawn]], entry: Entry
) -> list[Matter]:
    """Draws up many matters at once under one `entry` of the record, in their order, with a fixed number of queries for
    each `BATCH`; all of them or none.

    Raises `Invalid` whose errors name the row, counted from 1; `Refused` where one of them is there already.
    """
    actor.require(C.LEDGER_ISSUE, issuer, sees=C.LEDGER_READ)
    named = Unit.objects.by_code({code for _kind, drawn in rows for code in drawn.codes})
    errors = [
        replace(error, row=at)
        for at, (kind, drawn) in enumerate(rows, start=1)
        for error in faults_of(drawn, kind, issuer, year, named)
    ]
    if errors:
        raise Invalid(errors=errors)
    with transaction.atomic(), recorded(entry):
        hold(issuer)
        there = drawn_before(issuer, year, [drawn.title.strip() for _kind, drawn in rows])
        if any(same_as(kind, plain(drawn)) in there for kind, drawn in rows):
            raise Refused(_("One of these has been drawn up already. Nothing was changed."))
        made = _numbered(actor, issuer, year, rows)
        Matter.objects.bulk_create(made, batch_size=BATCH)
        at = clock.database_now()
        MatterWords.objects.bulk_create(
            [words_of(matter, actor, "", at) for matter in made], batch_size=BATCH
        )
    return made


def hold(issuer: Unit) -> None:
    """Whoever draws up holds the issuer's row to the end of the transaction, so that no number is given twice."""
    Unit.objects.select_for_update(no_key=True).get(pk=issuer.pk)


def drawn_before(issuer: Unit, year: int, titles: Collection[str]) -> dict[tuple[Any, ...], str]:
    """The numbers of what the issuer drew up in the year under these titles, by what makes it that very matter."""
    rows = Matter.objects.filter(issuer=issuer, year=year, parent=None, title__in=set(titles))
    found = rows.exclude(status=rules.MATTER_DISCARDED).select_related("kind")
    return {same_as(row.kind, {name: getattr(row, name) for name in ONE_MATTER}): row.number for row in found}


def same_as(kind: Kind, said: Mapping[str, Any]) -> tuple[Any, ...]:
    """What makes two matters of one issuer and year the same one, to be compared."""
    values = (said[name] for name in ONE_MATTER)
    return (kind.key, *(tuple(value) if isinstance(value, list) else value for value in values))


def _numbered(actor: Actor, issuer: Unit, year: int, rows: Sequence[tuple[Kind, Drawn]]) -> list[Matter]:
    kinds = {kind.key: kind for kind, _drawn in rows}
    last = {key: next_sequence(issuer, year, kind) - 1 for key, kind in kinds.items()}
    scales = {key: scale_of(issuer, kind) for key, kind in kinds.items()}
    made = []
    for kind, drawn in rows:
        last[kind.key] += 1
        made.append(matter_of(actor, kind, issuer, year, last[kind.key], drawn, scales[kind.key], None))
    return made


def _drawn(actor: Actor, kind: Kind, issuer: Unit, year: int, drawn: Drawn, parent: Item | None) -> Matter:
    if errors := faults_of(drawn, kind, issuer, year, Unit.objects.by_code(drawn.codes)):
        raise Invalid(errors=errors)
    with transaction.atomic():
        hold(issuer)
        if (there := _drawn_already(actor, issuer, drawn)) is not None:
            return there
        matter = matter_of(
            actor,
            kind,
            issuer,
            year,
            next_sequence(issuer, year, kind),
            drawn,
            scale_of(issuer, kind),
            parent,
        )
        _once_only(matter)
        with recorded(
            Entry("matter.draw_up", actor, ("matter", matter.key), drawn.title, issuer.lo)
        ) as entry:
            matter.save()
            entry.after = {"number": matter.number, "due_on": str(matter.due_on)}
            words_of(matter, actor, "", clock.database_now()).save()
    return matter


def matter_of(
    actor: Actor,
    kind: Kind,
    issuer: Unit,
    year: int,
    sequence: int,
    drawn: Drawn,
    scale: rules.Scale,
    parent: Item | None,
    **born: Any,
) -> Matter:
    """The matter that says this, not saved yet; in preparation and of the actor, unless it is `born` otherwise."""
    above = parent.matter if parent else None
    said = plain(drawn)
    how_soon, severity, categories = drawn.how_soon, drawn.severity, drawn.categories
    if above is not None:
        said |= {"title": above.title, "target": above.target}
        how_soon, severity, categories = above.how_soon, above.severity, above.categories
    route, plan = way(kind.route, kind.route_now, kind.plan, drawn.how_soon)
    born = {"created_by_id": actor.user_id, **born}
    return Matter(
        key=f"{issuer.code}-{year}-{kind.letter}{sequence}",
        kind=kind,
        year=year,
        sequence=sequence,
        number=rules.number_of(year, kind.prefix, sequence),
        issuer=issuer,
        lo=issuer.lo,
        hi=issuer.hi,
        parent=parent,
        parent_words=above.words if above else 0,
        categories=sorted(categories),
        how_soon=how_soon,
        severity=severity,
        route=route,
        plan=plan,
        **born,
        **asdict(scale),
        form_key=drawn.form_key,
        **said,
    )


def _drawn_already(actor: Actor, issuer: Unit, drawn: Drawn) -> Matter | None:
    """What the same form drew up already, in another window too."""
    if drawn.form_key is None:
        return None
    mine = Matter.objects.filter(issuer=issuer, created_by_id=actor.user_id)
    return mine.filter(form_key=drawn.form_key).first()


def _once_only(matter: Matter) -> None:
    """Nobody has one thing to do twice: the same words, days and units make no second matter of the same issuer."""
    same = {name: getattr(matter, name) for name in (*ONE_MATTER, "issuer", "year", "parent")}
    there = Matter.objects.filter(kind__key=matter.kind.key, **same)
    if (found := there.exclude(status=rules.MATTER_DISCARDED).first()) is not None:
        words = _("The unit asks exactly this of the same units already: %(number)s.")
        raise Refused(words % {"number": found.number})


def scale_of(issuer: Unit, kind: Kind) -> rules.Scale:
    """What the issuer holds to be too far for what it draws up of the kind from now on; one query."""
    own = ScaleRow.objects.filter(issuer=issuer, kind_key=kind.key).order_by("-id").first()
    return own.scale if own else kind.scale


def next_sequence(issuer: Unit, year: int, kind: Kind) -> int:
    """The number that follows; asked by whoever holds the issuer's row, so that none is given twice."""
    taken = Matter.objects.filter(issuer=issuer, year=year, kind__key=kind.key)
    return (taken.aggregate(last=Max("sequence"))["last"] or 0) + 1


def words_of(matter: Matter, actor: Actor, reason: str, at: datetime) -> MatterWords:
    """The present words as a version to be kept, not saved yet."""
    return MatterWords(
        matter=matter,
        number=matter.words,
        title=matter.title,
        target=matter.target,
        measure=matter.measure,
        supporting=matter.supporting,
        reason=reason,
        by_id=actor.user_id,
        by_name=actor.name,
        at=at,
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
        words_of(row, actor, reason, clock.database_now()).save()

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
        words_of(row, actor, "", clock.database_now()).save()

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
