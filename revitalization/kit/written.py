"""What is written once by somebody: who, under which name, and when."""

from django.conf import settings
from django.db import models

from revitalization.kit import clock


class WrittenRow(models.Model):
    """A row that somebody wrote and nobody changes; `by` is null where the clock did, `by_name` stays as it was."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=clock.Now(), editable=False)

    class Meta:
        abstract = True
        default_permissions = ()
