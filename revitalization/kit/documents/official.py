"""Official documents (公文) in the layout of GB/T 9704-2012.

Whoever makes a document fills in these frozen dataclasses with plain text; nothing is ever HTML. The paper is Chinese
for every reader. `document_html` gives the page for the PDF child through `templates/documents/official.html`. A4,
margins 37/26/35/28 mm, 22 lines of 28 characters of 16 pt, red issuer mark and line, page numbers outside at the foot.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from django.template.loader import render_to_string
from django.utils.translation import gettext

from revitalization.kit.documents.blocks import (
    MAX_TABLE_ROWS,
    Annex,
    Block,
    Heading,
    Paragraph,
    Table,
    Together,
    flat,
)
from revitalization.kit.documents.fonts import STACKS
from revitalization.kit.documents.glyphs import ASSET, FAMILY, boxes, missing_characters
from revitalization.kit.documents.numbers import heading_number
from revitalization.kit.documents.pdf import DocumentTooLarge, render_pdf
from revitalization.kit.documents.placing import closing_of, mark_of
from revitalization.kit.documents.titles import title_lines
from revitalization.kit.errors import FieldError
from revitalization.kit.periods import chinese_date
from revitalization.kit.sandbox import Limits

MAX_FIELD = 20_000
MAX_TABLE_COLUMNS = 60
MAX_BLOCKS = 2_000
CHINESE = "zh-hans"
"""The language of every paper."""


class Layout(StrEnum):
    """How the head and the foot are laid out: 文件 with a red head, 函, 纪要, or 白头 without any head."""

    FILE = "file"
    LETTER = "letter"
    MINUTES = "minutes"
    PLAIN = "plain"


class Disclosure(StrEnum):
    """Whether the document is public: a note under the date. A grade (密级) is never printed."""

    PUBLIC = "此件公开发布"
    INTERNAL = "此件不予公开"
    UNSAID = ""


class Urgency(StrEnum):
    """How urgent the document is (紧急程度): at the upper left of its first page."""

    SPECIAL = "特急"
    URGENT = "加急"
    UNSAID = ""


MOST_COPIES = 999_999


@dataclass(frozen=True)
class OfficialDocument:
    """One official document, ready to print; all texts plain and Chinese.

    `issuers` are the organs' full names, the main one first; `mark` is what stands in the red mark instead of them (the
    main organ alone, or the name of the minutes). Without a `number` a file or letter is printed plain (白头), for the
    unit to print its red head over or to be stamped as it is. `signers` make it an upward document: number at the left,
    签发人 at the right.

    `title` is the matter (关于…的报告); it is broken by sense, an own line break is kept. The organs stand above it
    unless `title_names_issuers` is false. `lead` and `closing` are the first and last sentence, `attachments` the
    titles after the text; those of the `annexes`, which follow on pages of their own, come first. `urgency` and
    `copy_number` (份号, 1–999,999; only classified papers bear one) stand at the upper left. `attendance` the lists of
    minutes as (出席, names). `signed_by` stands in the signature block (the issuers when empty), `sealed` leaves room
    for seals. `note` goes in brackets under the date. `copy_to` and `printed_by` are the imprint, on the last page, an
    even one. `footer` is a short line at the foot of each page.
    """

    issuers: Sequence[str]
    title: str
    body: Sequence[Block]
    layout: Layout = Layout.FILE
    mark: Sequence[str] = ()
    number: str = ""
    signers: Sequence[str] = ()
    title_names_issuers: bool = True
    addressee: str = ""
    lead: str = ""
    closing: str = ""
    attachments: Sequence[str] = ()
    annexes: Sequence[Annex] = ()
    urgency: Urgency = Urgency.UNSAID
    copy_number: int | None = None
    attendance: Sequence[tuple[str, str]] = ()
    signed_by: Sequence[str] = ()
    dated_on: date | None = None
    sealed: bool = True
    disclosure: Disclosure = Disclosure.INTERNAL
    note: str = ""
    copy_to: Sequence[str] = ()
    printed_by: str = ""
    printed_on: date | None = None
    footer: str = ""

    def __post_init__(self) -> None:
        for found in fields(self):
            _check(found.name, getattr(self, found.name))
        if self.copy_number is not None and not 1 <= self.copy_number <= MOST_COPIES:
            raise ValueError("copies are numbered from 1 to 999,999")
        blocks = [*flat(self.body), *(block for annex in self.annexes for block in flat(annex.body))]
        if len(blocks) > MAX_BLOCKS:
            raise DocumentTooLarge(errors=[FieldError("body", "", "too_many_blocks")])
        _check("annexes", [annex.title for annex in self.annexes])
        for block in blocks:
            _check_block(block)

    @property
    def style(self) -> Layout:
        """The layout it gets: plain as long as a file or letter has no number."""
        numbered = self.layout is Layout.MINUTES or bool(self.number)
        return self.layout if numbered else Layout.PLAIN


def _check(name: str, value: object) -> None:
    texts = [value] if isinstance(value, str) else value if isinstance(value, Sequence) else ()
    if any(isinstance(text, str) and len(text) > MAX_FIELD for text in texts):
        raise DocumentTooLarge(
            gettext("A field has more than %(count)s characters.") % {"count": f"{MAX_FIELD:,}"},
            errors=[FieldError(name, "", "too_long")],
        )


def _check_block(block: Block) -> None:
    for found in fields(block):
        _check(found.name, getattr(block, found.name))
    if isinstance(block, Table):
        _check_table(block)


def _check_table(table: Table) -> None:
    if len(table.rows) > MAX_TABLE_ROWS or len(table.columns) > MAX_TABLE_COLUMNS:
        raise DocumentTooLarge(
            gettext("A table has more than %(count)s rows.") % {"count": MAX_TABLE_ROWS},
            errors=[FieldError("rows", "", "too_many_rows")],
        )
    for row in table.rows:
        _check("rows", list(row))


def document_html(document: OfficialDocument) -> str:
    """The document as an HTML page for `render_pdf`; every text escaped."""
    style = document.style
    dated = chinese_date(document.dated_on) if document.dated_on else ""
    printed = document.printed_on or document.dated_on
    has_imprint = style in {Layout.FILE, Layout.MINUTES} and bool(document.copy_to or document.printed_by)
    named = document.issuers if document.title_names_issuers else ()
    context = {
        "document": document,
        "style": style.value,
        "mark": _mark(document),
        "signers": _in_pairs(document.signers),
        "title": title_lines(document.title, named),
        "lead": _paragraphs(document.lead),
        "blocks": list(_numbered(document.body)),
        "marks": _marks(document),
        "attached": [*(annex.title for annex in document.annexes), *document.attachments],
        "annexes": [
            (_annex_mark(document, at), one, _numbered(one.body)) for at, one in enumerate(document.annexes)
        ],
        "closing_words": _paragraphs(document.closing),
        "signature": closing_of(document.signed_by or document.issuers, dated, document.sealed),
        "notes": [text for text in (document.disclosure.value, document.note) if text],
        "has_imprint": has_imprint,
        # A turned annex that nothing follows ends the paper: what stood behind it would stand on an empty page.
        "ends_there": bool(document.annexes) and not has_imprint and not document.copy_to,
        "printed": chinese_date(printed) if printed else "",
        "fonts": STACKS,
    }
    return _printable(render_to_string("documents/official.html", context))


def _mark(document: OfficialDocument) -> object:
    if document.style is Layout.PLAIN:
        return None
    names = document.mark or document.issuers
    if document.style is Layout.LETTER:  # the mark of a letter is the main organ alone
        return mark_of(names[:1], "")
    return mark_of(names, "文件" if document.style is Layout.FILE else "")


def _marks(document: OfficialDocument) -> list[tuple[str, str]]:
    """What stands at the upper left, in the order of the standard: number of the copy, urgency; class and words."""
    copy = "" if document.copy_number is None else f"{document.copy_number:06d}"
    found = [("copy", copy), ("urgent", document.urgency.value)]
    return [(kind, words) for kind, words in found if words]


def _annex_mark(document: OfficialDocument, at: int) -> str:
    """附件, with its number where there are several things attached."""
    alone = len(document.annexes) + len(document.attachments) == 1
    return "附件" if alone else f"附件{at + 1}"


def _in_pairs(names: Sequence[str]) -> list[Sequence[str]]:
    """Two signers a line, as the standard sets them."""
    return [names[at : at + 2] for at in range(0, len(names), 2)]


@dataclass(frozen=True)
class Printed:
    """A document as a PDF, and the characters in it for which this machine has no glyph (printed as boxes)."""

    pdf: bytes
    missing: str = ""


def printed(document: OfficialDocument, *, limits: Limits | None = None) -> Printed:
    """The document as a PDF with what could not be printed in it; raises as `render_pdf` does."""
    html, limits = document_html(document), limits or _cost([document])
    missing = missing_characters(html)
    if not missing:
        return Printed(render_pdf(html, limits=limits))
    face = f'<style>@font-face {{ font-family: "{FAMILY}"; src: url(asset:{ASSET}); }}</style>\n<style>'
    html = html.replace("<style>", face, 1)
    return Printed(render_pdf(html, {ASSET: boxes(missing)}, limits=limits), missing)


def printed_together(documents: Sequence[OfficialDocument], *, limits: Limits | None = None) -> Printed:
    """Several documents in one PDF, each beginning on a page 1 of its own; raises as `render_pdf` does."""
    pages = [document_html(document) for document in documents]
    missing = "".join(sorted(set(missing_characters("".join(pages)))))
    assets = {}
    if missing:
        face = f'<style>@font-face {{ font-family: "{FAMILY}"; src: url(asset:{ASSET}); }}</style>\n<style>'
        pages, assets = [html.replace("<style>", face, 1) for html in pages], {ASSET: boxes(missing)}
    return Printed(render_pdf(pages, assets, limits=limits or _cost(documents)), missing)


def _cost(documents: Sequence[OfficialDocument]) -> Limits:
    """What laying these out may cost: more than usual for many of them, and for long tables."""
    blocks = (
        block
        for one in documents
        for part in (one.body, *(a.body for a in one.annexes))
        for block in flat(part)
    )
    rows = sum(len(block.rows) for block in blocks if isinstance(block, Table))
    usual, more = Limits(), len(documents) - 1 + rows // 50
    return Limits(wall_seconds=usual.wall_seconds + more, cpu_seconds=usual.cpu_seconds + more)


def render_official(document: OfficialDocument, *, limits: Limits | None = None) -> bytes:
    """The document as a PDF; raises as `render_pdf` does."""
    return printed(document, limits=limits).pdf


@dataclass(frozen=True)
class _Placed:
    """A block as the template wants it: its kind, its number as words, its lines."""

    kind: str
    block: Block
    number: str = ""
    lines: Sequence[str] = ()
    inner: "Sequence[_Placed]" = ()


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _numbered(blocks: Sequence[Block], counts: list[int] | None = None) -> list[_Placed]:
    counts = [0, 0, 0, 0] if counts is None else counts
    placed = []
    for block in blocks:
        number, lines, inner = "", [], []
        if isinstance(block, Heading):
            level = min(max(block.level, 1), 4)
            counts[level - 1] += 1
            counts[level:] = [0] * (4 - level)
            number = heading_number(level, counts[level - 1])
        elif isinstance(block, Paragraph):
            lines = _paragraphs(block.text)
        elif isinstance(block, Together):
            inner = _numbered(block.blocks, counts)
        placed.append(_Placed(type(block).__name__.lower(), block, number, lines, inner))
    return placed


def _printable(text: str) -> str:
    """Without control characters, lone surrogates and the marks that turn the writing direction round."""
    return "".join(
        c for c in text if c in "\n\t" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in _TURNING)
    )


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
