"""What stands under seal outside the record itself: each row as the tables have it, against the digest on its entry."""

from dataclasses import dataclass

from django.db import connection

from responsibilities.record.models import Entry
from revitalization.kit.registry import REGISTRY
from revitalization.kit.sealed import ON_ENTRY, Sealed

ADOPTED = "record.adopt"
"""The entry from which on every row of a kind is on an entry, with the rows that were written before."""


@dataclass(frozen=True)
class Mismatch:
    """One row that is not as its entry has it; `entry` 0: it is on none."""

    kind: str
    key: str
    entry: int
    gone: bool

    def __str__(self) -> str:
        if not self.entry:
            return f"{self.kind} {self.key} is on no entry of the record: it was put in past it"
        what = "is missing" if self.gone else "was altered"
        return f"{self.kind} {self.key} {what}: entry {self.entry} has another digest"


def mismatches(sealed: Sealed, limit: int) -> list[Mismatch]:
    """Rows of one kind that differ from any entry, at most `limit`; one query over entries and rows."""
    key = f'r."{sealed.column(sealed.key)}"'
    all_on_entries = sealed.complete and is_adopted(sealed)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH noted AS (
                SELECT substr(s.name, %(cut)s) AS key, s.digest, e.id AS entry FROM record_entry e
                CROSS JOIN LATERAL jsonb_each_text(e."after" -> '{ON_ENTRY}') AS s(name, digest)
                WHERE e."after" -> '{ON_ENTRY}' IS NOT NULL AND starts_with(s.name, %(kind)s)
            ), present AS (
                SELECT {key}::text AS key, {sealed.digest("r")} AS digest FROM {sealed.table} r
            )
            SELECT key, coalesce(n.entry, 0), p.digest IS NULL FROM noted n FULL JOIN present p USING (key)
            WHERE n.digest IS DISTINCT FROM p.digest AND (n.entry IS NOT NULL OR %(all)s)
            ORDER BY n.entry, key LIMIT %(limit)s
            """,
            {"cut": len(sealed.kind) + 2, "kind": f"{sealed.kind}/", "all": all_on_entries, "limit": limit},
        )
        return [Mismatch(sealed.kind, *row) for row in cursor.fetchall()]


def is_adopted(sealed: Sealed) -> bool:
    """Whether the rows written before contents were sealed have been taken under seal once."""
    return Entry.objects.about("sealed", sealed.kind).filter(verb=ADOPTED).exists()


def not_adopted() -> list[Sealed]:
    """Kinds whose earlier rows nobody put under seal yet."""
    return [sealed for sealed in REGISTRY.sealed() if not is_adopted(sealed)]
