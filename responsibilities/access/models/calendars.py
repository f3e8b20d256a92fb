"""Where a calendar program reads the own calendar."""

from django.db import models

from responsibilities.access.models.accounts import User
from revitalization.kit import clock


class CalendarAddress(models.Model):
    """The secret address of a person's calendar, one each; of the secret only a peppered digest is kept."""

    user = models.OneToOneField(User, models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key_id
