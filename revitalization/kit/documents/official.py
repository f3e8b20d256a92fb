"""Official documents (公文) in the layout of GB/T 9704.

Whoever makes a document fills in these frozen dataclasses with plain text; nothing is ever HTML.
`document_html` gives the page for the PDF child through `templates/documents/official.html`. A4, margins
37/26/35/28 mm, 22 lines of 28 characters of 16 pt, red issuer line, page number outside bottom.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext, override

from revitalization.kit.documents.fonts import STACKS
from revitalization.kit.documents.pdf import DocumentTooLarge, render_pdf
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.sandbox import Limits
from revitalization.kit.words import N_

MAX_FIELD = 20_000
MAX_TABLE_ROWS = 500
MAX_TABLE_COLUMNS = 60
MAX_BLOCKS = 2_000
WIDE_FROM = 8
CHINESE = "zh-hans"
_NUMBER = re.compile(
    r"^(?P<agency>\D{1,30}?)?[〔\[［(（](?P<year>\d{4})[〕\]］)）](?:第)?0*(?P<number>[1-9]\d{0,5})号?$"
)


class Secrecy(StrEnum):
    """What every document bears; nothing secret may enter the system at all."""

    PUBLIC = "公开"
    INTERNAL = "内部"


@dataclass(frozen=True)
class Heading:
    """A numbered heading; `level` 1–4 is written 一、 （一） 1. （1） and counted by the layout itself."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Plain text; every line of it becomes a paragraph of its own with the usual indent."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table; turned to landscape when `wide` or when it has `WIDE_FROM` columns or more.

    `numeric` holds the indexes of columns set flush right. At most 500 rows.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    numeric: frozenset[int] = frozenset()
    wide: bool = False

    @property
    def turned(self) -> bool:
        return self.wide or len(self.columns) >= WIDE_FROM


@dataclass(frozen=True)
class Signature:
    """One signer's line: the office signed for, its holder, the day; `name` empty leaves room for the hand.

    `by` is who signed in the holder's place; both names are printed, or that the office is vacant.
    """

    office: str
    name: str = ""
    on: date | None = None
    by: str = ""


Block = Heading | Paragraph | Table | Signature


@dataclass(frozen=True)
class OfficialDocument:
    """One official document, ready to print; all texts plain.

    `issuer` is the red line (with 文件 when the site writes it so), `number` like 〔2026〕12号 with the
    agency's word before it, `signed_by` the bodies named above the date (several when issued
    jointly), `attachments` the titles listed after the text, `copy_to` who gets copies, `footer` a
    short line at the foot of each page.
    """

    issuer: str
    title: str
    body: Sequence[Block]
    number: str = ""
    addressee: str = ""
    dated_on: date | None = None
    signed_by: Sequence[str] = ()
    secrecy: Secrecy = Secrecy.INTERNAL
    attachments: Sequence[str] = ()
    copy_to: Sequence[str] = ()
    printed_by: str = ""
    footer: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for found in fields(self):
            _check(found.name, getattr(self, found.name))
        if len(self.body) > MAX_BLOCKS:
            raise DocumentTooLarge(errors=[FieldError("body", "", "too_many_blocks")])
        for block in self.body:
            for found in fields(block):
                _check(found.name, getattr(block, found.name))
            if isinstance(block, Table):
                _check_table(block)


def _check(name: str, value: object) -> None:
    texts = [value] if isinstance(value, str) else value if isinstance(value, Sequence) else ()
    if any(isinstance(text, str) and len(text) > MAX_FIELD for text in texts):
        raise DocumentTooLarge(
            gettext("A field has more than %(count)s characters.") % {"count": f"{MAX_FIELD:,}"},
            errors=[FieldError(name, "", "too_long")],
        )


def _check_table(table: Table) -> None:
    if len(table.rows) > MAX_TABLE_ROWS or len(table.columns) > MAX_TABLE_COLUMNS:
        raise DocumentTooLarge(
            gettext("A table has more than %(count)s rows.") % {"count": MAX_TABLE_ROWS},
            errors=[FieldError("rows", "", "too_many_rows")],
        )
    for row in table.rows:
        _check("rows", list(row))


def official_number(text: str) -> str:
    """The document number as the standard writes it: agency, year in 〔〕, no 第, no leading zero, 号.

    `official_number("琼振发[2026]012")` is `琼振发〔2026〕12号`. Raises `Invalid`.
    """
    found = _NUMBER.match(unicodedata.normalize("NFKC", text.strip()).replace(" ", ""))
    if found is None:
        raise Invalid(
            errors=[FieldError("number", gettext("Write the number like 〔2026〕12号."), "number_form")]
        )
    return f"{found['agency'] or ''}〔{found['year']}〕{found['number']}号"


# Words the layout itself prints: always in Chinese, and in English beside it for a reader of English.
LABELS: Mapping[str, str] = {
    "attachment": N_("Attachment"),
    "copy_to": N_("Copy to"),
    "printed_by": N_("Printed by"),
    "signature": N_("Signature"),
    "on_behalf": N_("On behalf"),
    "vacant": N_("Vacant"),
    "公开": N_("Public"),
    "内部": N_("Internal"),
}
_OWN_WORDS = {
    "attachment": "附件",
    "copy_to": "抄送",
    "printed_by": "印发",
    "signature": "签字",
    "on_behalf": "代签",
    "vacant": "空缺",
    "公开": "公开",
    "内部": "内部",
}


def labels(language: str) -> dict[str, str]:
    """The layout's words: Chinese, with the English word after it when `language` is English."""
    if language.startswith("zh"):
        return dict(_OWN_WORDS)
    with override(language):
        return {key: f"{_OWN_WORDS[key]} {gettext(text)}" for key, text in LABELS.items()}


def document_html(document: OfficialDocument, language: str | None = None) -> str:
    """The document as an HTML page for `render_pdf`; every text escaped."""
    chosen = language or get_language() or CHINESE
    context = {
        "document": document,
        "blocks": list(_numbered(document.body)),
        "words": labels(chosen),
        "secrecy": labels(chosen)[document.secrecy.value],
        "dated": chinese_date(document.dated_on) if document.dated_on else "",
        "fonts": STACKS,
    }
    return _printable(render_to_string("documents/official.html", context))


def render_official(
    document: OfficialDocument, language: str | None = None, *, limits: Limits | None = None
) -> bytes:
    """The document as a PDF; raises as `render_pdf` does."""
    return render_pdf(document_html(document, language), limits=limits)


def chinese_date(day: date) -> str:
    """2026年3月5日: Arabic numerals without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class _Placed:
    """A block as the template wants it: its kind, its number as words, its lines."""

    kind: str
    block: Block
    number: str = ""
    lines: Sequence[str] = ()
    dated: str = ""


def _numbered(blocks: Sequence[Block]) -> list[_Placed]:
    counts = [0, 0, 0, 0]
    placed = []
    for block in blocks:
        number, lines, dated = "", [], ""
        if isinstance(block, Heading):
            level = min(max(block.level, 1), 4)
            counts[level - 1] += 1
            counts[level:] = [0] * (4 - level)
            number = heading_number(level, counts[level - 1])
        elif isinstance(block, Paragraph):
            lines = [line.strip() for line in block.text.splitlines() if line.strip()]
        elif isinstance(block, Signature) and block.on:
            dated = chinese_date(block.on)
        placed.append(_Placed(type(block).__name__.lower(), block, number, lines, dated))
    return placed


def heading_number(level: int, count: int) -> str:
    """The number of a heading: 一、 （一） 1. （1）."""
    words = {
        1: f"{chinese_numeral(count)}、",
        2: f"（{chinese_numeral(count)}）",
        3: f"{count}.",
        4: f"（{count}）",
    }
    return words[level]


def chinese_numeral(number: int) -> str:
    """1–99 in Chinese numerals; larger numbers in Arabic ones."""
    digits = "零一二三四五六七八九"
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones else "")


def _printable(text: str) -> str:
    """Without control characters, lone surrogates and the marks that turn the writing direction round."""
    return "".join(
        c for c in text if c in "\n\t" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in _TURNING)
    )


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
