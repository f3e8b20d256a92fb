"""What takes two: one security administrator asks for it, another confirms."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from responsibilities.access.models.accounts import Grant, User
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.triggers import closed_by, filled_once, fixed, stays


class Proposal(models.Model):
    """One security administrator asks for a change of an administrator's account or roles; another confirms.

    `kind` is one of `rules.Asked`, `user` the account. A new code: `second_step` says that codes and passkeys are
    forgotten, too. A role to be given: `role` on `unit` from `since` to `until`, for the categories of `remit`. A role
    to be ended: `grant` with the day `until`. It is over with `ended_at`: done when `confirmed_by` is there, else
    dropped; a new code that was confirmed is open until it is fetched or dropped.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, db_default="reset")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    reason = models.CharField(max_length=1000)
    second_step = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=32, default="", db_default="")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    remit = ArrayField(models.CharField(max_length=16), null=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="proposal_open_once"
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("user")), name="proposal_not_by_self"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("user"))),
                name="proposal_by_two",
            ),
        ]
        triggers = [
            stays(),
            fixed(but=["confirmed_by", "ended_at"]),
            filled_once("confirmed_by_id", "ended_at"),
            # Nobody confirms what is over.
            closed_by("ended_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"
