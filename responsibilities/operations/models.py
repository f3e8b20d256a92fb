"""What the operators' own programs tell the console."""

from django.db import models
from django.db.models import Q

from revitalization.kit import clock
from revitalization.kit.triggers import untouched


class Backup(models.Model):
    """One backup that was made: when, of what kind (`operations.rules.BackupKind`), and how many bytes it has.

    Told by the operators' script after it succeeded; that one can be restored from it, it does not say.
    """

    at = models.DateTimeField(db_default=clock.Now(), editable=False)
    kind = models.CharField(max_length=8)
    size = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["dump", "base", "files"]), name="backup_kind_known"),
            models.CheckConstraint(condition=Q(size__gt=0), name="backup_holds_something"),
        ]
        indexes = [models.Index(fields=["kind", "-at"], name="backup_newest")]
        triggers = [untouched("kept")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
