"""Translations compiled without the system's gettext: `locale/<language>/LC_MESSAGES/*.po` → `.mo` beside it.

Runs by itself, `python -m revitalization.kit.catalogues`, so that an image or a set-up can compile without
settings and without the developers' tools.
"""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[2] / "locale"


def compile_catalogues(locale: Path = LOCALE) -> list[Path]:
    """Compiles each catalogue that is missing or older than its source; returns those that were written.

    Safe beside other writers: a reader sees the whole old file or the whole new one.
    """
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
        spare = target.with_name(f"{target.name}.{os.getpid()}")
        with spare.open("wb") as file:
            write_mo(file, catalogue)
        spare.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_catalogues()
