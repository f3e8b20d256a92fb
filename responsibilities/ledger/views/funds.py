"""Funds on pages: cells of lists, the card of an item, the sums of a unit; planned, allotted and paid never mixed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.ledger import rules
from responsibilities.ledger.models import FundEntry, Item
from responsibilities.ledger.queries.facts import payment_on
from responsibilities.ledger.queries.funds import SourceLine, by_source
from responsibilities.ledger.queries.payments import Paid
from responsibilities.ledger.rules.funds import SOURCES, WHAT, payment_course, rate, wan, yuan
from responsibilities.ledger.rules.lamps import LAMP_WORDS, SHORT_WORDS, TONES, UNALLOTTED, WHY_SHORT
from revitalization.kit import clock
from revitalization.kit.columns import Column, Filter, Grey, Lamp, Row, Stacked, Table
from revitalization.kit.language import reads_english, translated
from revitalization.kit.ledgers import Ledger
from revitalization.kit.words import N_

FIELDS = ("purse__lamp", "purse__planned", "purse__allotted", "purse__paid")
"""What lists fetch of the funds of an item; None where its kind has none."""


def money(fen: int) -> str:
    """The amount, exact, as the reader writes it: 120.5万元, ¥1,205,000.00."""
    return f"¥{yuan(fen)}" if reads_english() else f"{wan(fen)}万元"


def lamps_of(row: Row) -> Lamp | Stacked:
    """The stored lamp of progress, and below it, where the item has funds, how their payment stands."""
    lamp = Lamp(TONES[row["lamp"]], gettext(SHORT_WORDS[row["lamp"]]))
    if row["purse__lamp"] is None:
        return lamp
    return Stacked(lamp, gettext("Payment: %(lamp)s") % {"lamp": _payment_word(row)})


def _payment_word(row: Row) -> str:
    paid = rate(row["purse__paid"], row["purse__allotted"])
    if not paid:
        return gettext("no funds allotted yet")
    lamp = row["purse__lamp"]
    return gettext("%(lamp)s, %(rate)s paid") % {"lamp": gettext(SHORT_WORDS[lamp]), "rate": paid}


def _lamp(row: Row) -> Lamp:
    return Lamp(TONES[row["lamp"]], gettext(SHORT_WORDS[row["lamp"]]))


def _payment(row: Row) -> Lamp | None:
    lamp = row["purse__lamp"]
    if not lamp:
        return None
    word = SHORT_WORDS[lamp] if row["purse__allotted"] else WHY_SHORT[UNALLOTTED]
    return Lamp(TONES[lamp], gettext(word))


def _funds(row: Row) -> Stacked | None:
    """Paid of allotted, and below it what was planned, so that no two are taken for one."""
    if not row["purse__lamp"]:
        return None
    values = {name: money(row[f"purse__{name}"]) for name in ("planned", "allotted", "paid")}
    paid = rate(row["purse__paid"], row["purse__allotted"])
    below = [gettext("planned %(planned)s") % values, paid]
    return Stacked(gettext("%(paid)s of %(allotted)s") % values, " · ".join(filter(None, below)))


COLUMNS = (
    Column("payment", _("Payment lamp"), "lamp", value=_payment),
    Column("funds", _("Paid, by its own word, of allotted"), value=_funds, width="nowrap"),
)
"""Columns of a list of items that all have funds."""
PAYMENT = Filter(
    "payment",
    _("Payment lamp"),
    lambda rows, it: rows.filter(purse__lamp=it),
    choices=lambda: [(key, gettext(word)) for key, word in LAMP_WORDS.items()],
)
FUNDS = Filter(
    "funds",
    _("Funds"),
    lambda rows, it: rows.filter(purse__isnull=it != "with"),
    choices=[("with", _("with funds")), ("without", _("without funds"))],
)


def with_funds(table: Table) -> Table:
    """The table of items with the columns of funds behind the lamp, which then stands alone."""
    columns: list[Column] = []
    for column in table.columns:
        columns.append(replace(column, value=_lamp) if column.key == "lamp" else column)
        if column.key == "lamp":
            columns += COLUMNS
    return replace(table, columns=tuple(columns))


def sums_in_words(found: Paid) -> str:
    """The funds of a unit and all below it in a sentence; "" where there are none."""
    if not found.counts:
        return ""
    values = {
        "n": found.counts.total(),
        "planned": money(found.planned),
        "allotted": money(found.allotted),
        "paid": money(found.paid),
        "verified": money(found.verified),
        "rate": rate(found.paid, found.allotted) or "–",
        "red": found.counts["red"],
        "yellow": found.counts["yellow"],
    }
    said = gettext(
        "Funds of %(n)s projects: planned %(planned)s; allotted %(allotted)s; paid %(paid)s by the units' own word,"
        " %(rate)s of what was allotted, of which %(verified)s verified. Payment lamps: %(red)s red, %(yellow)s yellow."
    )
    return said % values


# ---------------------------------------------------------------- the card of an item

BY_SOURCE = (
    Column("source", _("Source of the funds"), value=lambda it: gettext(SOURCES.get(it.source, N_("All sources")))),
    Column("planned", _("Planned funds"), value=lambda it: money(it.planned), width="nowrap"),
    Column("allotted", _("Allotted funds"), value=lambda it: money(it.allotted), width="nowrap"),
    Column("paid", _("Paid, by its own word"), value=lambda it: money(it.paid), width="nowrap"),
    Column("rate", _("Paid of allotted"), value=lambda it: rate(it.paid, it.allotted) or "–"),
)  # fmt: skip
ENTRIES = (
    Column("number", _("Entry"), value=lambda it: str(it.number)),
    Column("on_day", _("Day"), "date", value=lambda it: it.on_day),
    Column("amount", _("Amount"), value=lambda it: _entered(it), lead=True),
    Column("document", _("Document number"), value=lambda it: _documents(it)),
    Column("by", _("By"), value=lambda it: Stacked(it.by_name, it.post) if it.post else it.by_name),
)


def _entered(it: FundEntry) -> Any:
    said = [gettext(SOURCES[it.source]), it.words]
    if it.corrects_id:
        corrected = gettext("in place of entry %(n)s: %(reason)s")
        said.append(corrected % {"n": it.corrects.number if it.corrects else "", "reason": it.reason})
    words: Any = gettext("%(what)s %(amount)s") % {"what": gettext(WHAT[it.what]), "amount": money(it.amount)}
    later = getattr(it, "corrected_by", None)
    if later is not None:
        words = Grey(gettext("%(entry)s (corrected by entry %(n)s)") % {"entry": words, "n": later.number})
    return Stacked(words, " · ".join(filter(None, said)))


def _documents(it: FundEntry) -> str:
    more = gettext("allowed by %(number)s") % {"number": it.approval} if it.approval else ""
    return " · ".join(filter(None, [it.document_number, more]))


def fund_card(row: Item, entries: Sequence[FundEntry]) -> dict[str, Any]:
    """What the card of an item's funds shows; nothing where its kind has none. One query beside the entries."""
    if not row.kind.funds:
        return {}
    today, purse = clock.today(), row.purse
    lamp, lines = payment_on(row, today), by_source(row)
    if len(lines) > 1:
        lines.append(SourceLine("", purse.planned, purse.allotted, purse.paid))
    return {
        "purse": purse,
        "payment_tone": TONES[lamp.level],
        "payment_word": gettext(SHORT_WORDS[lamp.level]),
        "payment_why": translated(lamp.words) if lamp.words else "",
        "paid_rate": rate(purse.paid, purse.allotted),
        "expected": _expected(row),
        "by_source": Ledger(BY_SOURCE, lines, empty=_("No funds have been planned yet")),
        "entries_of_funds": Ledger(ENTRIES, entries, empty=_("Nothing has been entered yet")),
        "notice_missing": purse.until is None and row.status in rules.WITH_THE_UNIT,
    }


def _expected(row: Item) -> str:
    funds = row.purse.funds
    if funds.since is None or row.status not in rules.WITH_THE_UNIT:
        return ""
    return f"{int(payment_course(row.course, funds.since).expected(clock.today()))}%"


def funds_stand(row: Item, act: str) -> str:
    """What stands above the form of an entry: what there is already; "" of any other act."""
    if act not in {"plan_funds", "allot", "pay"}:
        return ""
    purse = row.purse
    values = {"planned": money(purse.planned), "allotted": money(purse.allotted), "paid": money(purse.paid)}
    return gettext("So far planned %(planned)s, allotted %(allotted)s, paid %(paid)s.") % values


def said_entry(row: Item, act: str) -> str:
    """What was entered just now, in both units, so that a wrong one is seen at once; "" of any other act."""
    if act not in {"plan_funds", "allot", "pay"}:
        return ""
    last = row.fund_entries.first()
    if last is None:
        return ""
    values = {
        "what": gettext(WHAT[last.what]),
        "wan": wan(last.amount),
        "yuan": yuan(last.amount),
        "n": last.number,
    }
    return gettext("Entry %(n)s, %(what)s: %(wan)s ten thousand yuan, that is %(yuan)s yuan.") % values
