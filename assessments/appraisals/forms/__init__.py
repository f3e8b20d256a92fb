"""Schemes and inputs as files (TOML): read, with each fault at its place."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from assessments.appraisals.actions.contents import tables_of
from assessments.appraisals.rules.fields import UnreadableError
from assessments.appraisals.rules.inputs import Inputs
from assessments.appraisals.rules.reading import read_scheme
from assessments.appraisals.rules.reading_inputs import read_inputs
from assessments.appraisals.rules.schemes import Scheme
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.language import translated

T = TypeVar("T")
SHOWN = 100
"""So many faults are told at once."""


def scheme_of(content: bytes) -> Scheme:
    """The scheme that the file says. Raises `Invalid` with every fault and its place."""
    return _meant(lambda: read_scheme(tables_of(content)), _("This file is no scheme"))


def inputs_of(content: bytes, scheme: Scheme) -> Inputs:
    """The inputs that the file says, for the scheme. Raises `Invalid` with every fault and its place."""
    return inputs_in(tables_of(content), scheme)


def inputs_in(tables: Mapping[str, Any], scheme: Scheme) -> Inputs:
    """The inputs that the tables of a file say, for the scheme. Raises `Invalid` with every fault and its place."""
    return _meant(lambda: read_inputs(tables, scheme), _("These are no inputs for the scheme"))


def _meant(read: Callable[[], T], title: str) -> T:
    try:
        return read()
    except UnreadableError as unreadable:
        faults = [FieldError(fault.place, translated(fault.words)) for fault in unreadable.faults[:SHOWN]]
        raise Invalid(title, errors=faults) from unreadable
