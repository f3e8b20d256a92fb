"""Where a fault of a scheme stands, in the words of the pages on which it is put right.

A fault names its place as the file does, "[[criterion]] 1.1 · target": programs and those who sent a file look there.
Whoever writes the scheme on its page has never seen the file and reads: Criterion “1.1” · Target.
"""

import re
from collections.abc import Mapping
from functools import reduce

from assessments.appraisals.rules.fields import Fault
from assessments.appraisals.rules.reading import CRITERION, GRADE, GROUP, LIMITER, SCHEME
from revitalization.kit.words import N_, Words

TABLES: Mapping[str, str] = {
    SCHEME: N_("Settings of the scheme"),
    GROUP: N_("Group"),
    CRITERION: N_("Criterion"),
    LIMITER: N_("Limiter"),
    GRADE: N_("Grade"),
}
FIELDS: Mapping[str, str] = {
    "key": N_("Key"), "title": N_("Title"), "document": N_("Document number"), "issuer": N_("Issuer"),
    "year": N_("Year that is assessed"), "cut_off": N_("Cut-off day"), "base": N_("Base"), "ceiling": N_("Ceiling"),
    "round": N_("Rounding"), "places": N_("Decimal places"), "na": N_("What does not apply"),
    "missing_after": N_("What is missing after the cut-off"), "ties_by": N_("Ties are broken by"),
    "quota_round": N_("Places of a quota"), "quota_ties": N_("Who shares the last place of a quota"),
    "units": N_("Units"), "points": N_("Points"), "parent": N_("Stands under"), "standard": N_("Scoring standard"),
    "type": N_("How it is scored"), "source": N_("Comes from"), "by": N_("Scoring department"),
    "fact": N_("Figure of this system"), "when": N_("Applies when"), "total_at_most": N_("Total at most"),
    "grade_at_most": N_("Grade at most"), "word": N_("Grade"), "from": N_("From this total"), "quota": N_("Quota"),
    "target": N_("Target"), "zero_at": N_("No points from"), "low": N_("From (included)"),
    "high": N_("To (included)"), "tolerance": N_("Tolerance"), "direction": N_("Which is better"),
    "below": N_("Below the target"), "steps": N_("Steps below the target"), "zero_below": N_("No points below"),
    "targets": N_("Targets of single units"), "best": N_("Best value"), "worst": N_("Worst value"),
    "step": N_("Each place takes"), "floor": N_("Least share"), "words": N_("Words"), "sheets": N_("Score sheets"),
    "spread": N_("Furthest apart"), "sample": N_("People to be asked"), "full_at": N_("In full from"),
    "items": N_("Cases"), "floor_points": N_("At least left"), "cap": N_("Highest points"),
}  # fmt: skip
"""Of each name of the file the label its field has on the page."""
_TABLE = re.compile(r"\[\[?([a-z]+)\]?\](?: (.*))?", re.DOTALL)
_NAMED = N_("%(table)s “%(key)s”")


def place_words(place: str) -> Words:
    """The place of a fault as a reader of the page finds it; a name nobody knows stands as it is."""
    table, *names = place.split(" · ")
    return reduce(_within, (_field(name) for name in names), _table(table))


def _field(name: str) -> Words:
    return Words(FIELDS[name]) if name in FIELDS else Words("%(place)s", {"place": name})


def _table(place: str) -> Words:
    found = _TABLE.fullmatch(place)
    if found is None or found[1] not in TABLES:
        return Words("%(place)s", {"place": place})
    words = Words(TABLES[found[1]])
    return Words(_NAMED, {"table": words, "key": found[2]}) if found[2] else words


def _within(outer: Words, inner: Words) -> Words:
    return Words("%(outer)s · %(inner)s", {"outer": outer, "inner": inner})


def fault_words(fault: Fault) -> Words:
    """A fault with its place, in one sentence."""
    return Words(N_("%(place)s: %(what)s"), {"place": place_words(fault.place), "what": fault.words})
