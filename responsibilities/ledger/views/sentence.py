"""The sentence of the board above the list: figures with the rows they count, and what funds come to."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext

from responsibilities.ledger.queries.sentence import Sentence, sentence_of
from responsibilities.ledger.views.funds import sums_in_words
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.measures import place_of
from revitalization.kit.mechanism import Tile


def said_of(actor: Actor, unit: Unit, year: int) -> dict[str, Any]:
    """What is said of the unit and all below it in the year, as far as the actor reads; {} where that is nowhere."""
    at = place_of(actor.reach(C.LEDGER_READ), unit)
    if at is None:
        return {}
    found = sentence_of(unit, at, year)
    return {"sentence": found, **_in_words(found), "funds_words": sums_in_words(found.funds)}


def _figures(found: Sentence) -> list[Tile]:
    """Each figure with the rows it counts, in this very list."""
    base = {"year": found.year, "under": found.unit.code}
    ends = {**base, "long": "term"}
    shown = (
        (gettext("Items"), found.all, "", {**ends, "state": "live"}),
        (gettext("Closed from above"), found.closed, "green", {**ends, "state": "closed"}),
        (gettext("Waiting above"), found.waiting, "", {**ends, "state": "above"}),
        (gettext("Red lamp"), found.red, "red", {**ends, "state": "unit", "lamp": "red"}),
        (gettext("Yellow lamp"), found.yellow, "amber", {**ends, "state": "unit", "lamp": "yellow"}),
        (gettext("Kept up for long"), found.long, "", {**base, "state": "live", "long": "long"}),
    )
    return [Tile(label, f"{n:,}", f"?{urlencode(rows)}", tone) for label, n, tone, rows in shown]


def _in_words(found: Sentence) -> dict[str, Any]:
    """The sentence of the board, and beside it what stands at 100 per cent without being verified."""
    values = {
        "all": found.all,
        "closed": found.closed,
        "percent": found.percent or 0,
        "going": found.going_on,
        "waiting": found.waiting,
        "long": found.long,
    }
    said = gettext(
        "%(all)s items in all, %(closed)s closed, %(percent)s per cent; %(going)s under way, %(waiting)s declared done"
        " and not verified yet; %(long)s kept up for long are counted apart."
    )
    claimed = gettext("%(n)s of those under way stand at 100 per cent by the unit's own word.")
    return {
        "figures": _figures(found),
        "sentence_words": said % values,
        "claimed_words": claimed % {"n": found.claimed} if found.claimed else "",
    }
