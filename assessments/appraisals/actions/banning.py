"""Refusing criteria of banned kinds, wherever a scheme is written: typed, pasted, from a file, by a program."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.appraisals.queries.facts import bans
from assessments.appraisals.rules.banned import newly_banned
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.language import translated

NOTHING: Mapping[str, Any] = {}


def refuse_banned(content: Mapping[str, Any], before: Mapping[str, Any] = NOTHING) -> None:
    """Raises `Invalid` with place and rule of every criterion of a banned kind that did not stand in `before`."""
    found = newly_banned(before, content, bans())
    if found:
        errors = [FieldError(fault.place, translated(fault.words), "banned") for fault in found]
        raise Invalid(_("The scheme holds what may not be assessed"), errors=errors)
