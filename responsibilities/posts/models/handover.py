"""The handover sheet as it stood on somebody's last day in a post."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from revitalization.kit import clock
from revitalization.kit.triggers import written_once


class LastSheet(models.Model):
    """What was open under the holder of a post when the last day was over; never changed.

    `day` is that last day: when it is corrected afterwards, the sheet of the other day no longer counts. `parts` is a
    list of `[key, label, matters]`, each matter as `{what, unit, state, due_on}`, in Chinese as on the paper; dates as
    `YYYY-MM-DD` or null.
    """

    tenure = models.ForeignKey("posts.Tenure", models.PROTECT, related_name="last_sheets", db_index=False)
    day = models.DateField()
    parts: Any = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    taken_at = models.DateTimeField(db_default=clock.Now(), editable=False)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["tenure", "day"], name="last_sheet_once")]
        triggers = written_once("last_sheet")

    def __str__(self) -> str:
        return f"{self.tenure_id}: {self.day}"
