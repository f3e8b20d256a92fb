"""The guide inside the product: the kept text of `docs/using.md` as plain parts, and the words of the field.

The text is read as what it is, a few forms of Markdown (headings, paragraphs, lists, stressed words); everything
else stays the characters it was typed with, escaped like any other text.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from revitalization.kit.language import reads_english

PARTS = (
    *("filing", "drafts", "signing", "submitting", "above", "inbox"),
    *(
        "ledger",
        "funds-sheets",
        "inspections",
        "findings",
        "assessment",
        "cycles",
        "boards",
        "calendar",
        "search",
    ),
    *("units", "posts", "rosters", "duties"),
    *("accounts", "roles", "tokens", "events", "record", "verification", "operations"),
    *("exports", "also"),
)
"""What the parts of the guide are called in addresses, in its order; both languages have the same ones."""

GUIDE = settings.BASE_DIR / "docs" / "using.md"
GLOSSARY = settings.BASE_DIR / "catalogue" / "glossary.toml"
_ITEM = re.compile(r"(?:[-*]|\d+\.)\s+(.*)")


@dataclass(frozen=True)
class Span:
    """A run of words: `strong`, or with the `term` it names and its definition."""

    text: str
    strong: bool = False
    term: "Term | None" = None

    @property
    def shown(self) -> str:
        """The words as markup; whatever was typed is escaped."""
        if self.term is not None:
            link = '<a class="term" href="#term-{}" title="{}">{}</a>'
            return format_html(link, self.term.key, self.term.says, self.text)
        return format_html("<b>{}</b>", self.text) if self.strong else self.text


@dataclass(frozen=True)
class Block:
    """A paragraph (`kind` p) or a list (ul, ol) of lines, each a row of spans."""

    kind: str
    lines: Sequence[Sequence[Span]]

    @property
    def shown(self) -> list[SafeString]:
        """Each line as it stands on the page: stressed words bold, terms as links to their definitions."""
        return [format_html_join("", "{}", ((span.shown,) for span in line)) for line in self.lines]

    @property
    def plain(self) -> str:
        """All its words, without stress and links."""
        return " ".join("".join(span.text for span in line) for line in self.lines)


@dataclass(frozen=True)
class Part:
    """One part of the guide: its key in the address, its heading, what it says."""

    key: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Term:
    """A word of the field: what it means and where that stands, in the reader's language.

    `within`: it is a term inside a longer label too, as the name of a thing; the name of an act is one only by itself.
    """

    key: str
    word: str
    says: str
    source: str
    within: bool = False


def parts() -> Sequence[Part]:
    """The guide in the reader's language."""
    return _parts("English" if reads_english() else "中文")


def terms() -> Sequence[Term]:
    """The words of the field in the reader's language, in the order they were written down."""
    return _terms("en" if reads_english() else "zh")


def term_in(label: str) -> Term | None:
    """The term that a label is or, where its word may stand inside, holds; the longest of several."""
    return _term_in("en" if reads_english() else "zh", " ".join(label.split()))


@lru_cache(maxsize=512)
def _term_in(language: str, label: str) -> Term | None:
    found = [
        term for term in _terms(language)
        if term.word.lower() == label.lower() or (term.within and _word(term.word).search(label))
    ]  # fmt: skip
    return max(found, key=lambda term: len(term.word), default=None)


@lru_cache
def _terms(language: str) -> tuple[Term, ...]:
    with GLOSSARY.open("rb") as file:
        rows = tomllib.load(file)["term"]
    return tuple(
        Term(
            row["key"],
            row[language],
            row[f"says_{language}"],
            row[f"source_{language}"],
            row.get("within", False),
        )
        for row in rows
    )


@lru_cache
def _parts(language: str) -> tuple[Part, ...]:
    text = GUIDE.read_text(encoding="utf-8")
    half = re.search(rf"^## {language}$(.*?)(?=^## |\Z)", text, re.M | re.S)
    chunks = re.split(r"^### (.+)$", half.group(1) if half else "", flags=re.M)
    titles, bodies = chunks[1::2], chunks[2::2]
    words = _terms("en" if language == "English" else "zh")
    return tuple(
        Part(key, title.strip(), tuple(_blocks(body, list(words))))
        for key, title, body in zip(PARTS, titles, bodies, strict=True)
    )


def _blocks(body: str, words: list[Term]) -> Iterator[Block]:
    """Blank lines part blocks; a list's lines begin with its mark, continued ones belong to the last."""
    for chunk in re.split(r"\n\s*\n", body.strip()):
        lines: list[str] = []
        for line in chunk.splitlines():
            item = _ITEM.fullmatch(line)
            if item or not lines:
                lines.append(item.group(1) if item else line)
            else:
                lines[-1] += f" {line.strip()}"
        if lines:
            kind = "ol" if chunk[0].isdigit() else "ul" if chunk[0] in "-*" and chunk[1] == " " else "p"
            yield Block(kind, [_spans(line, words) for line in lines])


def _spans(line: str, words: list[Term]) -> list[Span]:
    """Emphasised words apart from the others; the first mention of a term is marked and taken off the list."""
    found: list[Span] = []
    for at, run in enumerate(re.split(r"\*{1,2}", line)):
        found += [Span(text, at % 2 == 1, term) for text, term in _marked(run, words)]
    return found


def _marked(run: str, words: list[Term]) -> Iterator[tuple[str, Term | None]]:
    """The run in pieces, terms that were not met yet apart."""
    while run:
        met = [(hit.start(), term, hit) for term in words if (hit := _word(term.word).search(run))]
        if not met:
            yield run, None
            return
        start, term, hit = min(met, key=lambda one: one[0])
        if start:
            yield run[:start], None
        yield hit.group(), term
        words.remove(term)
        run = run[hit.end() :]


@lru_cache
def _word(word: str) -> re.Pattern[str]:
    """The word as it stands in a text: English ones whole and in any case."""
    return re.compile(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word), re.IGNORECASE)
