"""What the search finds of the reports: notices by their number, cycles by their title."""

from django.urls import reverse

from reporting.reports.queries.finding import numbered, titled
from reporting.reports.rules.numbers import sought
from revitalization.kit.actor import Actor
from revitalization.kit.finding import Hit

SHORTEST = 2
"""Characters of a title before it is looked for."""


def found_numbers(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Notices whose number is or begins so."""
    wanted = sought(text)
    if not wanted:
        return []
    cycles, series = numbered(actor, wanted, limit)
    hits = [Hit(it.notice_number, it.notice_title, reverse("series", args=[it.key])) for it in series]
    hits += [Hit(it.notice_number, it.notice_title, reverse("cycle", args=[it.key])) for it in cycles]
    return hits[:limit]


def found_cycles(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Cycles with these words in their titles."""
    words = text.split()
    if not words or max(map(len, words)) < SHORTEST:
        return []
    cycles = titled(actor, words, limit)
    return [
        Hit(it.title, it.notice_title, reverse("cycle", args=[it.key]), it.notice_number) for it in cycles
    ]
