"""Evidence files: what is stored, where, and for what subject. The bytes lie in `FILES_DIR`, never in the database."""

import uuid
from pathlib import Path

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from responsibilities.files.rules import TYPES, FileState, Secrecy
from revitalization.kit import clock
from revitalization.kit.involvement import KEPT, InvolvementRow, on_row
from revitalization.kit.reach import Reach
from revitalization.kit.sealed import Sealed
from revitalization.kit.triggers import fixed, stays
from revitalization.kit.words import N_


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Files by place, by what they are attached to, or still unsent."""

    def within(self, reach: Reach) -> "StoredFileQuerySet":
        """Those whose subject's place lies in the reach."""
        return self.filter(reach.q("lo"))

    def of(self, kind: str, key: str) -> "StoredFileQuerySet":
        """Those of one subject."""
        return self.filter(owner_kind=kind, owner_key=key)

    def attached(self) -> "StoredFileQuerySet":
        """Those that were not taken off again."""
        return self.filter(state=FileState.ATTACHED.value)

    def unsent(self) -> "StoredFileQuerySet":
        """Those that were taken off and that no submitted version refers to."""
        return self.filter(state=FileState.DETACHED.value, held_at__isnull=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class StoredFile(models.Model):
    """One file of one subject (`owner_kind`, `owner_key`) at the place `lo`.

    `size` in bytes and `sha256` are those of the stored bytes, `kind` is told from them. `held_at` says
    since when a submitted version refers to it: a held file can still be fetched after it was taken off.
    Rows are never deleted.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lo = models.BigIntegerField()
    owner_kind = models.CharField(max_length=32)
    owner_key = models.CharField(max_length=128)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    secrecy = models.CharField(max_length=8, default=Secrecy.INTERNAL.value)
    state = models.CharField(max_length=12, default=FileState.ATTACHED.value)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    held_at = models.DateTimeField(null=True)
    detached_at = models.DateTimeField(null=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(TYPES)), name="file_kind_known"),
            models.CheckConstraint(
                condition=Q(secrecy__in=[s.value for s in Secrecy]), name="file_secrecy_known"
            ),
            models.CheckConstraint(
                condition=Q(state=FileState.ATTACHED.value, detached_at__isnull=True)
                | Q(state=FileState.DETACHED.value, detached_at__isnull=False),
                name="file_detached_has_time",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty"),
        ]
        indexes = [models.Index(fields=["owner_kind", "owner_key"], name="file_by_owner")]
        triggers = [
            stays(),
            fixed(but=["state", "detached_at", "held_at"]),
            on_row("files_involvement", "id", "uploaded_by_id", "file"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the bytes lie: `ab/cd/<id>` under `FILES_DIR`."""
        text = self.public_id.hex
        return Path(settings.FILES_DIR) / text[:2] / text[2:4] / str(self.public_id)

    @property
    def mime(self) -> str:
        """The media type under which the file is sent, known from its content and never from its name."""
        return TYPES[self.kind].mime

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown on a page as a picture."""
        return TYPES[self.kind].picture

    @property
    def is_attached(self) -> bool:
        """Whether it hangs on its subject now; one that was taken off keeps its row."""
        return self.state == FileState.ATTACHED.value


class Involvement(InvolvementRow):
    """Who ever attached, removed or submitted this file; the rules of its subject ask for them.

    Filled by the trigger of the files.
    """

    subject = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta(InvolvementRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["subject", "user", "act"], name="file_involvement_once")
        ]
        triggers = [KEPT]


FILES = Sealed(
    "file",
    StoredFile,
    "public_id",
    (
        "id",
        "lo",
        "owner_kind",
        "owner_key",
        "name",
        "kind",
        "size",
        "sha256",
        "secrecy",
        "uploaded_by",
        "uploaded_at",
    ),
    label=N_("Files"),
)
"""What of a file is under the seal of the record: all that never changes, with the SHA-256 of its bytes."""
