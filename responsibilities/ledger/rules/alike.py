"""How much of one text stands in another: measures that were copied from one plan into the next; pure."""

from dataclasses import dataclass

ALIKE = 80
"""Per cent of common pairs from which measures count as copied; the same words in another order have nearly 100."""
SHORTEST = 12
"""Characters below which measures say too little to be anybody's own words."""
LENGTHS = (60, 167)
"""Per cent of a text's length between which another can be as like as `ALIKE` says."""


@dataclass(frozen=True)
class Copied:
    """By how much two texts are alike, 0 to 100, whole per cent, cut; `whole`: word for word."""

    percent: int
    whole: bool


def plain(text: str) -> str:
    """The text without blanks, marks and case: what is left when somebody lays a copy out anew."""
    return "".join(char for char in text.casefold() if char.isalnum())


def likeness(one: str, other: str) -> Copied:
    """How alike two texts are by the pairs of neighbouring characters they share (twice the common ones of all).

    100 and `whole` for the same words, whatever stands between them; 0 where one of them is too short to tell.
    """
    first, second = plain(one), plain(other)
    if min(len(first), len(second)) < SHORTEST:
        return Copied(0, False)
    if first == second:
        return Copied(100, True)
    these, those = _pairs(first), _pairs(second)
    return Copied(200 * len(these & those) // (len(these) + len(those)), False)


def _pairs(text: str) -> frozenset[tuple[str, int]]:
    """Each pair of neighbours with its count so far, so that a phrase said ten times is not one."""
    seen: dict[str, int] = {}
    found = set()
    for at in range(len(text) - 1):
        pair = text[at : at + 2]
        seen[pair] = seen.get(pair, 0) + 1
        found.add((pair, seen[pair]))
    return frozenset(found)
