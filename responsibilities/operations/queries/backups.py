"""How old the newest backup of each thing is, as the operators' script has told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from responsibilities.operations.models import Backup
from responsibilities.operations.rules import BACKED_UP, backup_tone
from revitalization.kit import clock

WORST = ("red", "amber", "green")


@dataclass(frozen=True)
class BackedUp:
    """The newest backup of the `what` (database or files); without one `newest` and `age` are None."""

    what: str
    newest: Backup | None
    age: timedelta | None
    tone: str


def backups_now() -> Sequence[BackedUp]:
    """What must be backed up, each with its newest backup; one query."""
    newest = {row.kind: row for row in Backup.objects.order_by("kind", "-at").distinct("kind")}
    return [
        _of(what, [newest[kind] for kind in kinds if kind in newest]) for what, kinds in BACKED_UP.items()
    ]


def _of(what: str, found: Sequence[Backup]) -> BackedUp:
    newest = max(found, key=lambda row: row.at, default=None)
    age = max(clock.now() - newest.at, timedelta(0)) if newest else None
    return BackedUp(what, newest, age, backup_tone(age))


def worst(lines: Sequence[BackedUp]) -> BackedUp:
    """The one to look after first."""
    return min(lines, key=lambda line: WORST.index(line.tone))
