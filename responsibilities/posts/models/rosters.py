"""Rosters that were sent in: the workbook while it is worked on, and the sign-ins that came of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from responsibilities.jobs.models import Job
from responsibilities.units.models import Unit
from revitalization.kit import clock


class Roster(models.Model):
    """One workbook that somebody sent in: checked by one job, carried out by another.

    `data` holds its bytes until the work on it has ended, an hour at most; then the row only says what came of it.
    `changes` is the list of what it would change, packed, as it is shown before it is confirmed; a week at most.
    `language` is the one its reasons are written in, `codes_at` when one-time codes were made last.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8)
    data = models.BinaryField(null=True)
    changes = models.BinaryField(null=True)
    check_job = models.OneToOneField(Job, models.PROTECT, related_name="+")
    import_job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    codes_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["uploaded_at"], condition=Q(data__isnull=False), name="roster_with_data")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def codes_mark(self) -> str:
        """What a page that makes codes carries, so that a second press is told from a new wish."""
        return self.codes_at.isoformat() if self.codes_at else "never"


class RosterSignIn(models.Model):
    """A sign-in that a roster opened, and the unit for which its person stands in the roster."""

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="sign_ins")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.roster_id}: {self.user_id}"
