"""Rosters that were sent in: the workbook while it is worked on, and the sign-ins that came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from responsibilities.jobs.models import SentWorkbook
from responsibilities.units.models import Unit


class Roster(SentWorkbook):
    """A roster that was sent in; `codes_at` is when one-time codes were made last."""

    codes_at = models.DateTimeField(null=True)

    class Meta(SentWorkbook.Meta):
        indexes = [
            models.Index(fields=["uploaded_at"], condition=Q(data__isnull=False), name="roster_with_data")
        ]

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
