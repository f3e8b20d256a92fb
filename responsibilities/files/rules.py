"""What may be kept as evidence, told from the bytes; how names are made safe. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import puremagic

MAX_FILES = 10
MAX_KEPT = 30
"""Files of one subject whose bytes are kept and that were never sent: the attached ones, and those taken off lately."""
UNSENT_KEPT = timedelta(days=7)
"""How long the bytes of a file that was taken off unsent are kept, for whoever slipped."""
MAX_BYTES = 20 * 1024**2
MAX_NAME = 120
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
)


class Secrecy(StrEnum):
    """What every document bears; nothing secret may be uploaded at all."""

    PUBLIC = "公开"
    INTERNAL = "内部"


class FileState(StrEnum):
    """Attached; or taken off again by a person (the row stays)."""

    ATTACHED = "attached"
    DETACHED = "detached"


@dataclass(frozen=True)
class FileType:
    """One accepted type: key, MIME type, endings (the first is the usual one), whether it is a picture."""

    key: str
    mime: str
    endings: tuple[str, ...]
    picture: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES: dict[str, FileType] = {
    found.key: found
    for found in (
        FileType("pdf", "application/pdf", ("pdf",)),
        FileType("png", "image/png", ("png",), picture=True),
        FileType("jpg", "image/jpeg", ("jpg", "jpeg"), picture=True),
        FileType("docx", f"{_OFFICE}.wordprocessingml.document", ("docx",)),
        FileType("xlsx", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",)),
        FileType("ofd", "application/ofd", ("ofd",)),
        FileType("txt", "text/plain", ("txt",)),
    )
}
# The part that tells a zip's kind.
_ZIP_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "OFD.xml": "ofd"}
_FIRST = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}


def type_of(data: bytes, zip_names: list[str] | None = None) -> FileType | None:
    """The accepted type of the bytes, or None; `zip_names` are the names in a zip that was found sound.

    The name's ending is never asked. Two opinions must agree: the first bytes and the signature library.
    """
    if data.startswith(b"PK\x03\x04"):
        kinds = [kind for part, kind in _ZIP_PARTS.items() if part in (zip_names or ())]
        return TYPES[kinds[0]] if len(kinds) == 1 else None
    for first, kind in _FIRST.items():
        if data.startswith(first):
            return TYPES[kind] if set(TYPES[kind].endings) & _opinions(data) else None
    return TYPES["txt"] if _is_text(data) else None


def _opinions(data: bytes) -> set[str]:
    try:
        return {found.extension.lstrip(".").lower() for found in puremagic.magic_string(data[:4096])}
    except (puremagic.PureError, ValueError):
        return set()


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    # What a browser or a shell could take for a program is not taken for a note.
    return not re.match(r"\s*(<|#!|@echo)", text, re.IGNORECASE) and all(
        c in "\r\n\t" or unicodedata.category(c) != "Cc" for c in text
    )


def safe_name(name: str, kind: FileType) -> str:
    """The name without path, control or turning characters, at most 120 characters, ending as its type does.

    `../../报告.exe` that is a PDF becomes `报告.exe.pdf`; an empty name becomes `file.pdf`.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    kept = re.sub(r'[<>:"|?*\s]+', " ", kept).strip().rstrip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot or ending.lower() not in kind.endings:
        stem, ending = kept, kind.endings[0]
    stem = stem.strip(" .") or "file"
    if stem.split(".")[0].strip().lower() in _RESERVED:
        stem = f"_{stem}"
    return f"{stem[: MAX_NAME - len(ending) - 1].rstrip(' .')}.{ending.lower()}"
