"""A calendar as a file in the form of RFC 5545: whole days, lines of at most 75 bytes, texts escaped."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from revitalization.kit.agenda import CalendarEntry

WIDEST = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar_file(
    name: str, entries: Iterable[CalendarEntry], now: datetime, at: Callable[[str], str]
) -> bytes:
    """The file; `at` makes an address of this site whole."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Baton//Calendar//ZH", f"X-WR-CALNAME:{_text(name)}"]
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for it in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{it.key}@baton",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{it.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{it.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(it.title)}",
            f"DESCRIPTION:{_text(' · '.join(filter(None, (it.about, it.state))))}",
            f"URL:{at(it.url)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line)).encode()


def _text(text: str) -> str:
    return text.translate(_ESCAPED)


def _folded(line: str) -> Iterable[str]:
    """The line in pieces of at most 75 bytes, no character split; further pieces begin with a blank."""
    piece = ""
    for char in line:
        if len((piece + char).encode()) > WIDEST:
            yield piece
            piece = " "
        piece += char
    yield piece
