"""The security log, and how often programs ask."""

from django.db import models

from responsibilities.access.models.accounts import User
from revitalization.kit import clock
from revitalization.kit.triggers import untouched


class SecurityEvent(models.Model):
    """Sign-ins, failures, lockouts, resets: for the audit administrator only, never for ranking people.

    `device` is the number of a device on which the account signed in before, or signs in now.
    """

    at = models.DateTimeField(db_default=clock.Now(), editable=False)
    kind = models.CharField(max_length=32)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    username = models.CharField(max_length=64, blank=True, default="")
    address = models.GenericIPAddressField(null=True, blank=True)
    detail = models.CharField(max_length=200, blank=True, default="")
    device = models.CharField(max_length=32, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["username", "address", "at"], name="event_by_name"),
            models.Index(fields=["at"], name="event_by_time"),
        ]
        triggers = [untouched("kept")]

    def __str__(self) -> str:
        return self.kind


class Usage(models.Model):
    """How many API requests a token or a person made in the running minute; not logged, may be lost."""

    key = models.CharField(primary_key=True, max_length=32)
    minute = models.BigIntegerField()
    count = models.IntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
