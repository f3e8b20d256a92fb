"""`manage.py backed_up`: the operators' script says that a backup was made, so that the console knows its age."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from responsibilities.operations.actions import note_backup
from responsibilities.operations.rules import BackupKind, in_bytes
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Invalid


class Command(BaseCommand):
    """Called last, after the backup succeeded. Exit code 1 when there is no such file, or nothing in it."""

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
    """Bytes of a file, or of all files of a folder."""
    try:
        found = [place] if place.is_file() else [one for one in place.rglob("*") if one.is_file()]
        return sum(one.stat().st_size for one in found)
    except OSError as error:
        raise CommandError(f"{place} cannot be read: {error}", returncode=1) from error
