"""What a workbook is made of: columns, sheets, and what a template says about itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Value = str | int | Decimal | float | date | datetime | bool | None
Kind = Literal["text", "whole", "number", "percent", "date", "instant", "code", "any"]
"""How a column's cells are written; `any`: each as its value asks."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, kind, width in Latin characters (None: from the heading and first rows), choices.

    `choices` become a drop-down, `locked` columns cannot be changed in a protected sheet, `note` is the
    comment on the heading.
    """

    heading: str
    kind: Kind = "text"
    width: int | None = None
    choices: Sequence[str] = ()
    locked: bool = False
    note: str = ""
    required: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, columns and rows (consumed once, in order).

    `protected` locks the locked columns and the heading; `spare_rows` open empty rows follow; `landscape` prints.
    `head` are the lines above the headings, the first one the title; what is read in again has none.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    protected: bool = False
    spare_rows: int = 0
    landscape: bool = False
    head: Sequence[str] = ()


@dataclass(frozen=True)
class Template:
    """What a template says about itself: its key, version and the checksum of the rows it was filled with."""

    key: str
    version: int
    checksum: str = ""
    facts: dict[str, str] = field(default_factory=dict)
