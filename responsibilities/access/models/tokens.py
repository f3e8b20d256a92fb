"""What programs act with."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from responsibilities.access.models.accounts import User
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.triggers import fixed, stays


class Token(models.Model):
    """An API token: stored as a peppered hash; limited to capabilities, a subtree, addresses and a date.

    `form_key` is the number of the form that asked for it: one form, sent twice, issues one token.
    """

    key_id = models.CharField(max_length=16, unique=True)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    digest = models.CharField(max_length=64)
    label = models.CharField(max_length=120)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    capabilities = ArrayField(models.CharField(max_length=32))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    networks = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        triggers = [
            stays(),
            fixed(but=["revoked_at"]),
        ]

    def __str__(self) -> str:
        return self.label
