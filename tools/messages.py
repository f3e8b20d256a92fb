#!/usr/bin/env python3
"""Makes the catalogues of both languages from the sources and `locale/zh/*.toml`; no system gettext needed.

    tools/messages.py            write locale/{zh_Hans,en}/LC_MESSAGES/django.{po,mo}
    tools/messages.py --check    say what has no Chinese, what is unused, what differs in placeholders; exit 1
    tools/messages.py --missing  print what has no Chinese as TOML lines, ready to be filled in

A pair file holds flat `"English" = "中文"` lines; a context is written `"context|English"`; a plural has the
singular as key and one Chinese form. The catalogues are made, not kept: `compile_all()` runs before
tests and at set-up.
"""

import argparse
import io
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("assessments", "reporting", "responsibilities", "revitalization", "templates")
PAIRS = "locale/zh"
LANGUAGES = {"zh_Hans": "zh_Hans", "en": "en"}
STAMP = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS: dict[str, Any] = {
    "_": None,
    "N_": None,
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


@dataclass
class Message:
    """One text to translate: where it stands, its plural ("" = none) and its context ("" = none)."""

    text: str
    plural: str = ""
    context: str = ""
    places: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        return f"{self.context}|{self.text}" if self.context else self.text


@dataclass
class Words:
    """All messages by key, all Chinese by key, and the faults met on the way."""

    messages: dict[str, Message]
    chinese: dict[str, str]
    origin: dict[str, str]
    faults: list[str]


# ---------------------------------------------------------------- reading


def source_files(root: Path = ROOT) -> list[Path]:
    """Python files and templates that hold texts, in a fixed order."""
    found: list[Path] = []
    for top in SOURCES:
        for ending in ("*.py", "*.html", "*.txt"):
            found += (path for path in (root / top).rglob(ending) if "migrations" not in path.parts)
    return sorted(found)


def collect(root: Path = ROOT) -> dict[str, Message]:
    """Every message of the sources by key."""
    messages: dict[str, Message] = {}
    for path in source_files(root):
        for found in _messages_of(path):
            kept = messages.setdefault(found.key, found)
            kept.plural = kept.plural or found.plural
            kept.places.add(path.relative_to(root).as_posix())
    return messages


def _messages_of(path: Path) -> Iterator[Message]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _as_python(source, path)
    stream = io.BytesIO(source.encode("utf-8"))
    for _line, text, _comments, context in extract("python", stream, KEYWORDS, (), {"encoding": "utf-8"}):
        parts = (text,) if isinstance(text, str) else tuple(part for part in text if part)
        if parts and parts[0]:
            yield Message(parts[0], parts[1] if len(parts) > 1 else "", context or "")


def _as_python(source: str, path: Path) -> str:
    """A template's texts as calls, one a line: what stands between them would not parse as Python."""
    calls = re.compile(r" (?:n?p?gettext|_)\(u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\").*?\)(?= |$)")
    return "\n".join(call.group(0).strip() for call in calls.finditer(templatize(source, str(path))))


def read_pairs(root: Path = ROOT) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """(key → Chinese, key → file, faults); the same key with two Chinese forms is a fault."""
    chinese: dict[str, str] = {}
    origin: dict[str, str] = {}
    faults: list[str] = []
    for path in sorted((root / PAIRS).glob("*.toml")):
        try:
            pairs = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as broken:
            faults.append(f"{path.name}: cannot be read: {broken}")
            continue
        for key, text in pairs.items():
            if not isinstance(text, str):
                faults.append(f"{path.name}: {key!r} is not a text (quote keys that hold a dot)")
            elif key in chinese and chinese[key] != text:
                faults.append(f"{path.name}: {key!r} is {text!r} here and {chinese[key]!r} in {origin[key]}")
            else:
                chinese.setdefault(key, text)
                origin.setdefault(key, path.name)
    return chinese, origin, faults


def read(root: Path = ROOT) -> Words:
    """Messages and pairs together; `%` in a pair stands for the `%%` that templates ask for."""
    messages = collect(root)
    chinese, origin, faults = read_pairs(root)
    for key in messages:
        single = key.replace("%%", "%")
        if key not in chinese and single != key and single in chinese:
            chinese[key] = chinese.pop(single).replace("%", "%%")
            origin[key] = origin.pop(single)
    return Words(messages, chinese, origin, faults)


# ---------------------------------------------------------------- judging


def placeholders(text: str) -> list[str]:
    """The places to be filled, in sorted order, so that two texts can be compared."""
    return sorted(match.group(0) for match in NAMED.finditer(text.replace("%%", "")))


def missing(words: Words) -> list[Message]:
    """Messages without Chinese."""
    return [message for key, message in sorted(words.messages.items()) if not words.chinese.get(key)]


def check(words: Words) -> list[str]:
    """Everything wrong, one sentence each."""
    faults = list(words.faults)
    faults += [f"no Chinese: {m.key!r} ({', '.join(sorted(m.places))})" for m in missing(words)]
    unused = sorted(set(words.chinese) - set(words.messages))
    faults += [f"unused in {words.origin[key]}: {key!r}" for key in unused]
    for key, message in sorted(words.messages.items()):
        text = words.chinese.get(key)
        if text and placeholders(text) != placeholders(message.plural or message.text):
            faults.append(f"placeholders differ in {words.origin[key]}: {key!r} = {text!r}")
    return faults


# ---------------------------------------------------------------- writing


def catalogue(language: str, words: Words) -> Catalog:
    """The catalogue of one language, always the same for the same words."""
    made = Catalog(locale=language, project="baton", version="1", fuzzy=False, creation_date=STAMP,
                   revision_date=STAMP, header_comment="# Made by tools/messages.py")  # fmt: skip
    for key, message in sorted(words.messages.items()):
        own = words.chinese.get(key, "") if language.startswith("zh") else message.text
        if not own:
            continue
        context, places = message.context or None, [(place, 0) for place in sorted(message.places)]
        if not message.plural:
            made.add(message.text, own, locations=places, context=context)
            continue
        forms = (own,) if language.startswith("zh") else (message.text, message.plural)
        made.add((message.text, message.plural), forms, locations=places, context=context)
    return made


def build(words: Words, root: Path = ROOT) -> dict[Path, bytes]:
    """What each catalogue file should hold."""
    files: dict[Path, bytes] = {}
    for folder, language in LANGUAGES.items():
        made = catalogue(language, words)
        for ending, write in (("po", _write_po), ("mo", write_mo)):
            out = io.BytesIO()
            write(out, made)
            files[root / "locale" / folder / "LC_MESSAGES" / f"django.{ending}"] = out.getvalue()
    return files


def _write_po(out: io.BytesIO, made: Catalog) -> None:
    write_po(out, made, width=0, sort_output=True, include_lineno=False)


def newest(root: Path = ROOT) -> float:
    """When a source or pair last changed; folders count, so that a removed file is noticed."""
    files = [*source_files(root), *(root / PAIRS).glob("*.toml"), Path(__file__), root / PAIRS]
    folders = {path.parent for path in files}
    return max(path.stat().st_mtime for path in {*files, *folders})


def is_fresh(root: Path = ROOT) -> bool:
    """Whether every catalogue is there and younger than all sources."""
    made = [root / "locale" / folder / "LC_MESSAGES" / "django.mo" for folder in LANGUAGES]
    return all(path.exists() for path in made) and min(p.stat().st_mtime for p in made) > newest(root)


def compile_all(root: Path = ROOT, *, force: bool = False) -> bool:
    """Writes the catalogues unless they are fresh; True when written. Safe beside other writers."""
    if not force and is_fresh(root):
        return False
    for path, content in build(read(root), root).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        spare = path.with_name(f"{path.name}.{os.getpid()}")
        spare.write_bytes(content)
        spare.replace(path)
    return True


def stale(root: Path = ROOT) -> list[str]:
    """Catalogues on disk that are not what the sources give."""
    wanted = build(read(root), root)
    return [
        f"stale: {path.relative_to(root)}"
        for path, content in wanted.items()
        if not path.exists() or path.read_bytes() != content
    ]


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="name faults and exit 1 when there are any")
    parser.add_argument("--missing", action="store_true", help="print texts without Chinese as TOML lines")
    options = parser.parse_args(None if arguments is None else list(arguments))
    words = read()
    if options.missing:
        for message in missing(words):
            print(f'"{_escaped(message.key)}" = ""')
        return 0
    compile_all()
    if not options.check:
        print(f"{len(words.messages)} texts, {len(missing(words))} without Chinese")
        return 0
    faults = check(words) + stale()
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


if __name__ == "__main__":
    sys.exit(main())
