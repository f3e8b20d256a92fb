"""Schemes and inputs as files (TOML): read, with each fault at its place."""

import tomllib
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from assessments.appraisals.rules.fields import UnreadableError
from assessments.appraisals.rules.inputs import Inputs
from assessments.appraisals.rules.reading import read_scheme
from assessments.appraisals.rules.reading_inputs import read_inputs
from assessments.appraisals.rules.schemes import Scheme
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.language import translated

T = TypeVar("T")
MOST_BYTES = 64 * 1024 * 1024
"""Of one file: inputs of 2,850 counties with 127 criteria are 362,000 entries of about 60 bytes each, twice over."""
SHOWN = 100
"""So many faults are told at once."""


def scheme_of(content: bytes) -> Scheme:
    """The scheme that the file says. Raises `Invalid` with every fault and its place."""
    return _meant(lambda: read_scheme(_tables(content)), _("This file is no scheme"))


def inputs_of(content: bytes, scheme: Scheme) -> Inputs:
    """The inputs that the file says, for the scheme. Raises `Invalid` with every fault and its place."""
    return _meant(lambda: read_inputs(_tables(content), scheme), _("These are no inputs for the scheme"))


def _tables(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise Invalid(_("The file is too big"), errors=[FieldError("file", _("at most 64 MB"))])
    try:
        return tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise Invalid(errors=[FieldError("file", _("must be a text in UTF-8"))]) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        said = _("is not valid TOML: %(reason)s") % {"reason": str(error)[:300]}
        raise Invalid(errors=[FieldError("file", said)]) from error


def _meant(read: Callable[[], T], title: str) -> T:
    try:
        return read()
    except UnreadableError as unreadable:
        faults = [FieldError(fault.place, translated(fault.words)) for fault in unreadable.faults[:SHOWN]]
        raise Invalid(title, errors=faults) from unreadable
