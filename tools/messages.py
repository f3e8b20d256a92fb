#!/usr/bin/env python3
"""The translations: `locale/<language>/LC_MESSAGES/django.po`, standard gettext files kept in the repository.

    tools/messages.py            bring every .po up to date (new texts empty, unused ones out) and compile
    tools/messages.py --check    name what is missing, fuzzy, out of date, differs in placeholders; exit 1
    tools/messages.py --missing  print what has no translation
    tools/messages.py --add bo   begin another language

The texts in the code are English, so English needs no catalogue. A remark for translators is a comment that begins
with `Translators:` right before the text, `# Translators: …` or `{# Translators: … #}`.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from revitalization.kit.catalogues import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("assessments", "reporting", "responsibilities", "revitalization", "templates")
REMARK = "Translators:"
STAMP = datetime(2026, 1, 1, tzinfo=UTC)
"""Dates in the head of the files would make every update a change."""
KEYWORDS: dict[str, Any] = {
    "_": None,
    "N_": None,
    "NP_": (1, 2),
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NAMED = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%[sd](?!\w)")
CALLS = re.compile(
    r" (?:n?p?gettext|_)\(u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\").*?\)(?= |$)|# *Translators:[^\n]*"
)


# ---------------------------------------------------------------- the sources


def source_files(root: Path = ROOT) -> list[Path]:
    """Python files and templates that hold texts, in a fixed order."""
    found: list[Path] = []
    for top in SOURCES:
        for ending in ("*.py", "*.html", "*.txt"):
            found += (path for path in (root / top).rglob(ending) if "migrations" not in path.parts)
    return sorted(found)


def template(root: Path = ROOT) -> Catalog:
    """Every text of the sources with its places (files, no lines: a moved line is no change) and remarks."""
    texts = _empty(None)
    for path in source_files(root):
        place = (path.relative_to(root).as_posix(), 0)
        for ids, remarks, context in _texts_of(path):
            texts.add(ids, locations=[place], auto_comments=remarks, context=context)
    return texts


def _texts_of(path: Path) -> Iterator[tuple[str | tuple[str, str], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _as_python(source, path)
    stream = io.BytesIO(source.encode("utf-8"))
    for _line, text, remarks, context in extract(
        "python", stream, KEYWORDS, (REMARK,), {"encoding": "utf-8"}
    ):
        parts = (text,) if isinstance(text, str) else tuple(part for part in text if part)
        if parts and parts[0]:
            yield (parts[0] if len(parts) == 1 else (parts[0], parts[1])), list(remarks), context


def _as_python(source: str, path: Path) -> str:
    """A template's texts as calls, one a line: what stands between them would not parse as Python."""
    return "\n".join(call.group(0).strip() for call in CALLS.finditer(templatize(source, str(path))))


# ---------------------------------------------------------------- the catalogues


def files(root: Path = ROOT) -> list[Path]:
    """The kept catalogues, one per language."""
    return sorted((root / "locale").glob("*/LC_MESSAGES/django.po"))


def _language(path: Path) -> str:
    return path.parent.parent.name


def _empty(language: str | None) -> Catalog:
    return Catalog(
        locale=language, project="Baton", version="1", fuzzy=False, creation_date=STAMP, revision_date=STAMP,
        header_comment="# Translations of Baton.", msgid_bugs_address="see README.md", last_translator="Baton",
        language_team="Baton",
    )  # fmt: skip


def read(path: Path) -> Catalog:
    """One kept catalogue.

    :raises babel.messages.pofile.PoFileError: it is no such file.
    """
    with path.open("rb") as file:
        return read_po(file, locale=_language(path), abort_invalid=True)


def updated(path: Path, texts: Catalog) -> bytes:
    """What the catalogue should hold: the texts of the sources, each with the translation that is kept for it."""
    kept, made = read(path), _empty(_language(path))
    for text in texts:
        if not text.id:
            continue
        old = kept.get(text.id, text.context)
        made.add(
            text.id, old.string if old else None, text.locations, old.flags - {"python-format"} if old else (),
            text.auto_comments, old.user_comments if old else (), context=text.context,
        )  # fmt: skip
    out = io.BytesIO()
    write_po(out, made, width=0, sort_output=True, include_lineno=False)
    return out.getvalue()


def update(root: Path = ROOT) -> list[Path]:
    """Brings every catalogue up to date and compiles; returns the sources that changed."""
    texts, changed = template(root), []
    for path in files(root):
        content = updated(path, texts)
        if content != path.read_bytes():
            path.write_bytes(content)
            changed.append(path)
    compile_catalogues(root / "locale")
    return changed


def begin(language: str, root: Path = ROOT) -> Path:
    """An empty catalogue for another language."""
    path = root / "locale" / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        write_po(file, _empty(language), width=0)
    update(root)
    return path


# ---------------------------------------------------------------- judging


def placeholders(text: str) -> list[str]:
    """The places to be filled, in sorted order, so that two texts can be compared."""
    return sorted(match.group(0) for match in NAMED.finditer(text.replace("%%", "")))


def forms(value: object) -> tuple[str, ...]:
    """The forms of a text or of a translation; Babel gives a sequence where there are plurals."""
    return tuple(str(form) for form in value) if isinstance(value, list | tuple) else (str(value or ""),)


def _name(text: Message) -> str:
    single = forms(text.id)[0]
    return repr(f"{text.context}|{single}" if text.context else single)


def missing(path: Path, texts: Catalog) -> list[Message]:
    """The texts of the sources that the catalogue leaves untranslated."""
    kept = read(path)
    found = (kept.get(text.id, text.context) for text in texts)
    return [
        text
        for text, own in zip(texts, found, strict=True)
        if text.id and (own is None or not all(forms(own.string)))
    ]


def check(root: Path = ROOT) -> list[str]:
    """Everything wrong, one sentence each."""
    texts, faults = template(root), []
    for path in files(root):
        name = path.relative_to(root).as_posix()
        faults += [
            f"{name}: no translation: {_name(text)} ({', '.join(sorted({place for place, _ in text.locations}))})"
            for text in missing(path, texts)
        ]
        for own in read(path):
            if own.id and texts.get(own.id, own.context) is None:
                faults.append(f"{name}: unused: {_name(own)}")
            elif own.id and own.fuzzy:
                faults.append(f"{name}: fuzzy, look at it and take the mark off: {_name(own)}")
            elif own.id and any(
                form and placeholders(form) != placeholders(forms(own.id)[-1]) for form in forms(own.string)
            ):
                faults.append(f"{name}: placeholders differ: {_name(own)} = {forms(own.string)[0]!r}")
        if not faults and updated(path, texts) != path.read_bytes():
            faults.append(f"{name}: places or order are out of date; run: python -m tools.messages")
    return faults


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="name faults and exit 1 when there are any")
    parser.add_argument("--missing", action="store_true", help="print the texts without translation")
    parser.add_argument("--add", metavar="LANGUAGE", help="begin another language, such as bo")
    options = parser.parse_args(None if arguments is None else list(arguments))
    if options.check:
        faults = check()
        print("\n".join(faults), end="\n" if faults else "")
        return 1 if faults else 0
    if options.missing:
        texts = template()
        for path in files():
            for text in missing(path, texts):
                print(f"{_language(path)}: {_name(text)}")
        return 0
    if options.add:
        print(begin(options.add).relative_to(ROOT))
        return 0
    changed = update()
    print(", ".join(path.relative_to(ROOT).as_posix() for path in changed) or "up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
