"""New one-time codes for administrators: asked for by one, given by another."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from responsibilities.access.models.accounts import User
from revitalization.kit import clock


class ResetRequest(models.Model):
    """One security administrator asks that an administrator's account gets a new one-time code; another confirms.

    `second_step`: codes and passkeys are forgotten, too. It is over with `ended_at`: confirmed by `confirmed_by`, or
    dropped when that is empty.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    reason = models.CharField(max_length=1000)
    second_step = models.BooleanField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="reset_asked_once"
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("user")), name="reset_not_asked_by_self"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("user"))),
                name="reset_by_two",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="fixed", exclude=["confirmed_by", "ended_at"]),
        ]

    def __str__(self) -> str:
        return f"reset of {self.user_id}"
