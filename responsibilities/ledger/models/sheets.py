"""Sheets of offices that were sent in: the workbook while it is worked on, and what is said of its new rows."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from responsibilities.jobs.models import SentWorkbook


class SentSheet(SentWorkbook):
    """An office's own table of problems or tasks that was sent in.

    `said` is what holds for each new row and stands in none: issuer by code, kind, year, document, days, basis; empty
    where nothing new is drawn up.
    """

    said: Any = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta(SentWorkbook.Meta):
        indexes = [
            models.Index(
                fields=["uploaded_at"], condition=Q(data__isnull=False), name="ledger_sheet_with_data"
            )
        ]
