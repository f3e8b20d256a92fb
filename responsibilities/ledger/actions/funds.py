"""Funds of an item: what is planned and allotted, by those who issued it; what is paid, by the unit; the notice before.

Every entry is written once and sealed; a correction is a new entry in place of another, with its reason.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.actions.hand import act_on, light_payment
from responsibilities.ledger.actions.judging import last_day
from responsibilities.ledger.models import FundEntry, Item
from responsibilities.ledger.models.sealed import FUND_ENTRIES
from responsibilities.ledger.queries.facts import item_facts
from responsibilities.ledger.queries.funds import in_force, sums_of
from responsibilities.ledger.rules.funds import ACT_OF, ALLOTTED, PAID, PLANNED, SOURCES, fen_of, wan
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.language import translated
from revitalization.kit.perform import perform
from revitalization.kit.periods import fits
from revitalization.kit.ports import Telling
from revitalization.kit.sealed import under_seal
from revitalization.kit.words import N_, Words

ALLOTTED_TO = N_("Funds were allotted to %(title)s: %(amount)s ten thousand yuan.")


@dataclass(frozen=True)
class _Said:
    """What was typed of one entry."""

    amount: str
    measured: str
    source: str
    on_day: date | None
    document_number: str
    approval: str
    words: str
    corrects: int | None
    reason: str


def plan_funds(
    *,
    actor: Actor,
    item: Item,
    amount: str,
    measured: str,
    on_day: date | None,
    fund: str = "",
    document_number: str = "",
    approval: str = "",
    words: str = "",
    corrects: int | None = None,
    reason: str = "",
    version: int | None = None,
) -> Item:
    """Enters funds as planned by a document (入库批复), by those who issued the item.

    Raises as `perform`, `Invalid` naming the field; planned is never less than allotted unless a document allows it.
    """
    said = _Said(amount, measured, fund, on_day, document_number, approval, words, corrects, reason)
    return _enter(PLANNED, actor, item, version, said)


def allot(
    *,
    actor: Actor,
    item: Item,
    amount: str,
    measured: str,
    on_day: date | None,
    fund: str = "",
    document_number: str = "",
    approval: str = "",
    words: str = "",
    corrects: int | None = None,
    reason: str = "",
    version: int | None = None,
) -> Item:
    """Enters funds as allotted by a document (资金下达), by those who issued the item. Raises as `plan_funds`.

    More than is planned of a source needs `approval`, the document that allows it; less than is paid is refused.
    """
    said = _Said(amount, measured, fund, on_day, document_number, approval, words, corrects, reason)
    return _enter(ALLOTTED, actor, item, version, said)


def pay(
    *,
    actor: Actor,
    item: Item,
    amount: str,
    measured: str,
    on_day: date | None,
    fund: str = "",
    document_number: str = "",
    words: str = "",
    corrects: int | None = None,
    reason: str = "",
    version: int | None = None,
) -> Item:
    """Enters a payment (支出) by the unit, on its word; `document_number` is that of the voucher.

    Raises as `plan_funds`; more than was allotted of a source is refused.
    """
    said = _Said(amount, measured, fund, on_day, document_number, "", words, corrects, reason)
    return _enter(PAID, actor, item, version, said)


def _enter(what: str, actor: Actor, item: Item, version: int | None, said: _Said) -> Item:
    act = ACT_OF[what]

    def write(row: Any) -> None:
        entry = _entry(row, what, said)
        entry.by_id, entry.by_name, entry.post, entry.at = (
            actor.user_id,
            actor.name,
            actor.post,
            clock.database_now(),
        )
        entry.save(force_insert=True)
        under_seal(FUND_ENTRIES, entry.pk)
        light_payment(row, row.status)

    def tell(row: Item) -> list[Telling]:
        if what != ALLOTTED:
            return []
        last = row.fund_entries.first()
        values = {"title": row.matter.title, "amount": wan(last.amount if last else 0)}
        event, url = f"ledger.{act}:{row.pk}:{row.version}", f"/ledger/{row.public_id}/"
        return [
            Telling(
                event, "ledger", row.lo, Words(ALLOTTED_TO, values), url, capability=C.LEDGER_WORK,
                except_user=actor.user_id,
            )
        ]  # fmt: skip

    return perform(
        rules.WORKFLOW,
        act,
        item,
        actor=actor,
        reason=said.reason,
        version=version,
        given={"amount": said.amount, "measured": said.measured, "on_day": said.on_day},
        facts=lambda row: item_facts(row, actor),
        apply=write,
        tellings=tell,
        label=str(item),
    )


def _entry(row: Item, what: str, said: _Said) -> FundEntry:
    """The entry that was typed, checked against those in force; raises `Invalid` naming every field at fault."""
    errors: list[FieldError] = []
    former = _corrected(row, what, said, errors)
    source, fen = _source(said, former, errors), _amount(said, former, errors)
    day = said.on_day or clock.today()
    errors += _wrong_day(row, what, day)
    number = said.document_number.strip() or (former.document_number if former else "")
    if what != PAID and not number:
        told = _("Name the document that plans or allots the funds.")
        errors.append(FieldError("document_number", told, "required"))
    if errors:
        raise Invalid(errors=errors)
    approval = said.approval.strip() or (former.approval if former else "")
    approval = full_number(approval, "approval") if approval else ""
    _fits_the_rest(row, what, source, fen - (former.amount if former else 0), approval)
    return FundEntry(
        item=row,
        number=row.fund_entries.count() + 1,
        what=what,
        source=source,
        amount=fen,
        on_day=day,
        document_number=number if what == PAID else full_number(number, "document_number"),
        approval=approval,
        words=said.words.strip() or (former.words if former else ""),
        corrects=former,
        reason=said.reason.strip(),
    )


def _source(said: _Said, former: FundEntry | None, errors: list[FieldError]) -> str:
    source = said.source or (former.source if former else "")
    if not source:
        errors.append(FieldError("fund", _("Say whose funds they are."), "required"))
    elif former is not None and source != former.source:
        told = _("Entry %(n)s is of other funds: %(source)s.")
        errors.append(FieldError("fund", told % {"n": former.number, "source": _(SOURCES[former.source])}))
    return source


def _amount(said: _Said, former: FundEntry | None, errors: list[FieldError]) -> int:
    fen = fen_of(said.amount, said.measured)
    if not isinstance(fen, int):
        errors.append(FieldError("amount", translated(fen)))
        return 0
    if fen == 0 and former is None:
        errors.append(FieldError("amount", _("The amount is more than nothing.")))
    return fen


def _corrected(row: Item, what: str, said: _Said, errors: list[FieldError]) -> FundEntry | None:
    if said.corrects is None:
        if said.reason.strip():
            errors.append(
                FieldError("corrects", _("Say which entry is corrected for that reason."), "required")
            )
        return None
    found = in_force(row).filter(number=said.corrects, what=what).first()
    if found is None:
        errors.append(FieldError("corrects", _("There is no such entry of this kind in force.")))
    elif not said.reason.strip():
        errors.append(FieldError("reason", _("A correction has a reason."), "required"))
    return found


def _wrong_day(row: Item, what: str, day: date) -> list[FieldError]:
    today = clock.today()
    if fits(day) and day <= today and (what != PAID or day >= row.matter.issued_on):
        return []
    said = _("Funds are entered of a day up to today, payments since the item was issued.")
    return [FieldError("on_day", said)]


def _fits_the_rest(row: Item, what: str, source: str, more: int, approval: str) -> None:
    """Within one source never more paid than allotted, more allotted than planned only by a document."""
    sums = sums_of(row, source)
    sums[what] += more
    values = {name: wan(fen) for name, fen in sums.items()} | {"source": _(SOURCES[source])}
    if sums[PAID] > sums[ALLOTTED]:
        said = _(
            "%(source)s: more would be paid (%(paid)s) than is allotted (%(allotted)s ten thousand yuan)."
        )
        raise Invalid(errors=[FieldError("amount", said % values)])
    if sums[ALLOTTED] > sums[PLANNED] and what != PAID and not approval:
        said = _(
            "%(source)s: more would be allotted (%(allotted)s) than is planned (%(planned)s ten thousand yuan);"
            " name the document that allows it."
        )
        raise Invalid(errors=[FieldError("approval", said % values, "required")])


def announce(
    *,
    actor: Actor,
    item: Item,
    place: str,
    on_day: date | None,
    until: date | None = None,
    version: int | None = None,
) -> Item:
    """The public notice before the work (事前公告公示): where, from when until when (five working days unless said).

    It ends by the clock; without it, or while it runs, closing is not applied for. Raises as `perform`; `Invalid` for a
    notice that began before the item was issued.
    """
    last = last_day(on_day, until)

    def hang(row: Any) -> None:
        if on_day is not None and on_day < row.matter.issued_on:
            said = _("The notice begins on the day of the document, %(day)s, or later.")
            raise Invalid(errors=[FieldError("on_day", said % {"day": row.matter.issued_on.isoformat()})])
        row.purse.until, row.purse.objected = last, False

    return act_on(
        "announce",
        actor,
        item,
        version,
        given={"place": place, "on_day": on_day, "until": last},
        apply=hang,
    )
