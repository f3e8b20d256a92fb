"""Paging by the keys of the last row instead of by counting rows.

`(a, b) > (x, y)` is one row comparison that a B-tree on (a, b) answers directly; mixed directions are spelled
out. Keys must never be null and the last one must be unique, or rows would be skipped.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from revitalization.kit.errors import FieldError, Invalid

Keys = Sequence[str]
Rows = QuerySet[Any, Any]


class RowAfter(Func):
    """`(a, b) > (x, y)` (or `<`); the first half of the expressions are columns, the second half values."""

    output_field = BooleanField()
    conditional = True

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        half = len(parts) // 2
        left, right = (", ".join(sql for sql, _ in side) for side in (parts[:half], parts[half:]))
        return f"({left}) {self.extra['sign']} ({right})", tuple(
            value for _, values in parts for value in values
        )


def flipped(keys: Keys) -> tuple[str, ...]:
    """The same keys in the opposite direction: "since" for "-since" and the other way round."""
    return tuple(key[1:] if key.startswith("-") else f"-{key}" for key in keys)


def after(rows: Rows, keys: Keys, values: Sequence[Any]) -> Rows:
    """Rows that come behind the one with these key values, in the order of `keys` ("-" is descending).

    One row comparison in SQL where all keys run one way, so that an index serves it. Raises `ValueError` when there
    is not one value for each key.
    """
    if len(keys) != len(values):
        raise ValueError("one value for each key")
    names = [key.lstrip("-") for key in keys]
    directions = {key.startswith("-") for key in keys}
    if len(directions) == 1:
        sign = "<" if directions.pop() else ">"
        return rows.filter(RowAfter(*(F(name) for name in names), *values_of(values), sign=sign))
    return rows.filter(_spelled_out(keys, values))


def values_of(values: Sequence[Any]) -> list[Any]:
    """The values as parameters; Func wraps bare strings as column names, so they are wrapped here."""
    return [Value(value) for value in values]


def _spelled_out(keys: Keys, values: Sequence[Any]) -> Q:
    """a > x OR (a = x AND (b < y OR …)), with a >= x beside it so that an index on the first key is used."""
    name, sign = keys[0].lstrip("-"), "lt" if keys[0].startswith("-") else "gt"
    beyond = Q(**{f"{name}__{sign}": values[0]})
    if len(keys) == 1:
        return beyond
    return Q(**{f"{name}__{sign}e": values[0]}) & (beyond | _spelled_out(keys[1:], values[1:]))


def seal(values: Sequence[Any], salt: str) -> str:
    """Key values as a mark for an address: it cannot be read, nor made elsewhere or for another list.

    The same values give the same mark.
    """
    text = json.dumps([_packed(value) for value in values], ensure_ascii=False, separators=(",", ":"))
    sealed = _cipher(settings.SECRET_KEY).encrypt(text.encode(), [salt.encode()])
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def unseal(mark: str, salt: str) -> list[Any]:
    """The key values of a mark; `ValueError` when it was not made here for this list."""
    try:
        sealed = urlsafe_b64decode(mark.encode("ascii") + b"=" * (-len(mark) % 4))
    except ValueError as broken:
        raise ValueError("not a mark of this list") from broken
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            text = _cipher(key).decrypt(sealed, [salt.encode()])
        except (InvalidTag, ValueError):
            continue
        return [_unpacked(kind, value) for kind, value in json.loads(text)]
    raise ValueError("not a mark of this list")


@lru_cache(maxsize=8)
def _cipher(secret: str) -> AESSIV:
    return AESSIV(salted_hmac("baton.keyset", "", secret, algorithm="sha512").digest())


def last_seen(mark: str | None, salt: str) -> int | None:
    """The one number of a mark made by `seal([number], salt)`; None without, `Invalid` for a foreign one."""
    if not mark:
        return None
    try:
        return int(unseal(mark, salt)[0])
    except (ValueError, IndexError) as broken:
        raise Invalid(errors=[FieldError("after", _("This is not a position in this list."))]) from broken


def _packed(value: Any) -> tuple[str, Any]:
    if isinstance(value, datetime):
        return "datetime", value.isoformat()
    if isinstance(value, date):
        return "date", value.isoformat()
    if isinstance(value, Decimal):
        return "decimal", str(value)
    if isinstance(value, int | str):
        return "plain", value
    raise TypeError(f"rows cannot be ordered by {type(value).__name__}")


_READERS: dict[str, Callable[[str], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "decimal": Decimal,
}


def _unpacked(kind: str, text: Any) -> Any:
    return text if kind == "plain" else _READERS[kind](text)
