"""What a person keeps for the own desk."""

import uuid

from django.db import models
from django.db.models import Q
from django.http import QueryDict

from responsibilities.access.models.accounts import User
from revitalization.kit import clock
from revitalization.kit.registry import REGISTRY


class SavedView(models.Model):
    """An address of a list under a name of one's own; `query` is what stands behind the question mark.

    `place` is the key of the list, as its slice declares it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    place = models.CharField(max_length=32, default="inbox", db_default="inbox")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=300)
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "place", "name"], name="saved_view_name_once_a_list"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(query=""), name="saved_view_is_whole"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """The list, narrowed; written anew, so that it leads nowhere else."""
        return f"{REGISTRY.kept_list(self.place).url}?{QueryDict(self.query).urlencode()}"
