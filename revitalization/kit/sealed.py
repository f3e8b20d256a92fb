"""Content under seal: the digest of a row that says what was decided stands on the entry of the act that wrote it.

    SUBMISSIONS = Sealed("submission", Submission, "public_id", ("number", "texts", …))

    with recorded(entry):
        made = Submission.objects.create(…)
        under_seal(SUBMISSIONS, made.public_id)

The entry then holds `after["sealed"] = {"submission/<key>": <SHA-256>}` and is sealed itself, so that `verify_record`,
which asks the registry for every `Sealed`, names a row that was altered, removed or put in since.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Field, Model

ON_ENTRY = "sealed"
"""The name under which an entry's `after` holds the digests."""

_noted: ContextVar["dict[Sealed, list[Any]] | None"] = ContextVar("sealed_in_this_act", default=None)


@dataclass(frozen=True)
class Sealed:
    """The rows of one table that are written once, their content (`fields`) under seal.

    `kind` is unique and stands before the key (a unique field) on entries. Never change the fields of a kind: rows
    written before would no longer match; begin another kind. `complete`: a row that is on no entry is a fault. `label`
    is what people call the rows.
    """

    kind: str
    model: type[Model]
    key: str
    fields: tuple[str, ...]
    complete: bool = True
    label: str = ""

    @property
    def table(self) -> str:
        """The name of the table whose rows are sealed."""
        return self.model._meta.db_table

    def column(self, name: str) -> str:
        """The column of the field; raises Django's `FieldDoesNotExist` when there is none."""
        return str(self._field(name).column)

    @property
    def key_type(self) -> str:
        """The type in the database of the field that names a row."""
        return str(self._field(self.key).db_type(connection))

    def _field(self, name: str) -> "Field[Any, Any]":
        found: Field[Any, Any] = self.model._meta.get_field(name)  # type: ignore[assignment]
        return found

    def digest(self, row: str) -> str:
        """SQL: the digest of the row with this alias. Instants count as microseconds: no time zone changes them."""
        parts = [f"'{self.kind}'", *(self._part(row, name) for name in (self.key, *self.fields))]
        return f"encode(sha256(convert_to(jsonb_build_array({', '.join(parts)})::text, 'UTF8')), 'hex')"

    def _part(self, row: str, name: str) -> str:
        column = f'{row}."{self.column(name)}"'
        instant = isinstance(self._field(name), DateTimeField)
        return f"(extract(epoch FROM {column}) * 1000000)::bigint" if instant else column


def under_seal(sealed: Sealed, *keys: object) -> None:
    """Puts the content of these rows, as the running act leaves them, under the seal of its entry.

    `RuntimeError` outside an act: nothing would keep the digest.
    """
    noted = _noted.get()
    if noted is None:
        raise RuntimeError(f"{sealed.kind}: only an act on the record seals what it wrote")
    noted.setdefault(sealed, []).extend(keys)


@contextmanager
def collecting() -> Iterator[dict[Sealed, list[Any]]]:
    """What the acts inside put under seal; for `kit.perform` alone."""
    noted: dict[Sealed, list[Any]] = {}
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def digests(noted: Mapping[Sealed, list[Any]]) -> dict[str, dict[str, str]]:
    """What the entry keeps of it, by one query for each kind; nothing when nothing was put under seal."""
    found: dict[str, str] = {}
    for sealed, keys in noted.items():
        key = f'r."{sealed.column(sealed.key)}"'
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT '{sealed.kind}/' || {key}, {sealed.digest('r')} FROM {sealed.table} r"
                f" WHERE {key} = ANY(%s::{sealed.key_type}[]) ORDER BY 1",
                [[str(one) for one in keys]],
            )
            found.update(cursor.fetchall())
    return {ON_ENTRY: found} if found else {}
