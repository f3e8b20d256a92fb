"""Fetching one row out of what is within reach; for pages, programs, jobs and queries alike."""

from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from revitalization.kit.errors import Hidden

Row = TypeVar("Row", bound=models.Model)


def get_or_hidden(queryset: models.QuerySet[Row], **lookup: Any) -> Row:
    """The one row, or `Hidden`: what is out of reach and what is not there look alike."""
    try:
        return queryset.get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError) as error:
        raise Hidden from error
