"""`manage.py backed_up`: the operators' script says that a backup was made, so that the console knows its age."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from responsibilities.operations.actions import note_backup
from responsibilities.operations.rules import BackupKind, in_bytes
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Invalid

MOST_FILES = 1_000_000
"""Files of a folder that are counted: minutes on a slow disk."""


class Command(BaseCommand):
    """Called last, after the backup succeeded.

    Exit code 1 when it is not there, is empty, or cannot be read to the end.
    """

    help = "Notes that a backup was made, of what kind and how large, for the page Operations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "kind", choices=[kind.value for kind in BackupKind],
            help="dump: by pg_dump; base: by pg_basebackup; files: of the files and the anchor file",
        )  # fmt: skip
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--of", type=Path, metavar="PATH", help="the file or folder that was written")
        what.add_argument("--size", type=int, metavar="BYTES", help="its size, where it lies elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        place: Path | None = options["of"]
        size = options["size"] if place is None else _size(place)
        try:
            noted = note_backup(
                actor=Actor.system("manage.py backed_up", via="command"),
                kind=BackupKind(options["kind"]),
                size=size,
            )
        except Invalid as refused:
            raise CommandError(str(refused.errors[0].message), returncode=1) from refused
        self.stdout.write(f"Noted: {noted.kind}, {in_bytes(noted.size)}.")


def _size(place: Path) -> int:
    """Bytes of a file, or of all files of a folder and of those in it; links are not followed.

    Raises `CommandError` for what is not there, cannot be read to the end, holds nothing or too many files to count.
    """
    try:
        if place.is_file():
            size = place.stat().st_size
        elif place.is_dir():
            size = _size_of_folder(place)
        elif place.exists():
            raise CommandError(f"{place} is neither a file nor a folder.", returncode=1)
        else:
            raise CommandError(f"{place} is not there: no file and no folder has this name.", returncode=1)
    except OSError as error:
        raise CommandError(
            f"{error.filename or place} cannot be read: {error.strerror}", returncode=1
        ) from error
    if not size:
        raise CommandError(f"{place} is empty: it holds no backup.", returncode=1)
    return size


def _size_of_folder(folder: Path) -> int:
    """Bytes of all files, one folder in memory at a time; raises `OSError` where one cannot be looked into."""
    size = count = 0
    left = [str(folder)]
    while left:
        with os.scandir(left.pop()) as found:
            for one in found:
                if one.is_dir(follow_symlinks=False):
                    left.append(one.path)
                elif one.is_file(follow_symlinks=False):
                    size, count = size + one.stat(follow_symlinks=False).st_size, count + 1
                if count > MOST_FILES:
                    raise CommandError(
                        f"{folder} has more than {MOST_FILES:,} files. Measure it by yourself and give --size BYTES.",
                        returncode=1,
                    )
    return size
