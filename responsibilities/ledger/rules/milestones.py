"""Milestones as they are typed: one a line, the day, a blank, per cent; pure."""

from datetime import date
from decimal import Decimal, InvalidOperation

from revitalization.kit.words import N_, Words

LONGEST = 1_000
"""Characters of all lines together."""


def read_milestones(text: str) -> list[tuple[date, Decimal]] | Words:
    """The pairs (day, per cent) in the order of the lines, or in words which line is none."""
    found = []
    for line in text.splitlines():
        if line.strip():
            pair = _pair(line)
            if pair is None:
                said = N_("Write a milestone as 2026-06-30 40: “%(line)s” is none.")
                return Words(said, {"line": line.strip()[:40]})
            found.append(pair)
    return found


def _pair(line: str) -> tuple[date, Decimal] | None:
    day, _blank, percent = line.strip().partition(" ")
    number = percent.strip().rstrip("%％")
    try:
        at = Decimal(number)
        on = date.fromisoformat(day.replace("/", "-"))
    except (ValueError, InvalidOperation):
        return None
    fits = number.isascii() and day.isascii() and at.is_finite() and at == round(at, 1)
    return (on, at) if fits else None


def milestone_lines(points: list[tuple[date, Decimal]]) -> str:
    """The same as text, as it is typed: 2026-06-30 40."""
    return "\n".join(f"{on.isoformat()} {at.normalize():f}" for on, at in points)
