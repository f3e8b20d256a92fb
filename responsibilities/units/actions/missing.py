"""What is there and not in a registry file: a file cut at the end of a line reads as a whole one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from responsibilities.units.rules import CORPS_CODE, NATION_CODE, padded, span
from responsibilities.units.rules.registry import Row
from revitalization.kit.errors import FieldError, Invalid

SMALL_SHARE = 0.01
"""What may be missing of the units that are there without being confirmed: more than mergers take in a year."""


@dataclass(frozen=True)
class Missing:
    """How many of the `known` units that are there the file lacks, how many of those would stand after its last
    line, and the position of the first one of these, or else of all.
    """

    count: int
    known: int
    after: int
    first: int

    @property
    def is_doubtful(self) -> bool:
        """Whether the file looks cut: something is missing at its end, or more than a small share anywhere."""
        return self.after > 0 or self.count > self.known * SMALL_SHARE


def missing_from(rows: Sequence[Row], provinces: Collection[str], as_of: date) -> Missing:
    """The units in being on the day, of the provinces or without any of the nation, that the rows lack."""
    known = _known(as_of)
    if provinces:
        spans = [span(code) for code in provinces]
        known = [lo for lo in known if any(low <= lo <= high for low, high in spans)]
    there, last = {span(row.code)[0] for row in rows}, span(rows[-1].code)[0]
    gone = sorted(lo for lo in known if lo not in there)
    after = [lo for lo in gone if lo > last]
    return Missing(len(gone), len(known), len(after), min(after or gone, default=0))


def refuse_cut(found: Missing, rows: Sequence[Row], name: str) -> None:
    """Raises `Invalid` for a file that lacks so much that it was probably not copied completely."""
    if not found.is_doubtful:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, path FROM units_unit WHERE lo = %s AND NOT is_body", [found.first])
        code, path = cursor.fetchone()
    reason = _(
        "%(count)s of the %(known)s units that are here are not in the file, %(after)s of them after its last line"
        " (%(last)s); for example %(code)s %(path)s. The file was probably not copied completely. If it is"
        " for some provinces only, name them with --province; if it really has fewer units, confirm it with --fewer."
    ) % {
        "count": found.count, "known": found.known, "after": found.after,
        "last": padded(rows[-1].code), "code": code, "path": path,
    }  # fmt: skip
    raise Invalid(f"{name}: {reason}", errors=[FieldError("file", reason, "registry", row=len(rows) + 1)])


def _known(as_of: date) -> list[int]:
    """Positions of the units a file of the day should have; the nation and the corps stand in no file."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lo FROM units_unit WHERE NOT is_body AND code <> ALL(%s) AND valid_from <= %s"
            " AND (valid_to IS NULL OR valid_to > %s)",
            [[NATION_CODE, CORPS_CODE], as_of, as_of],
        )
        return [lo for (lo,) in cursor.fetchall()]
