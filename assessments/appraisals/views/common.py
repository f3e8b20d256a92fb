"""What the pages of schemes share: units one draws up schemes at, the words of states."""

from django.utils.translation import gettext

from assessments.appraisals.queries.units import designing_units
from assessments.appraisals.rules.course import SCHEME
from revitalization.kit.columns import Badge

__all__ = ["badge", "designing_units"]


def badge(status: str) -> Badge:
    """A state with its word and tone."""
    state = SCHEME.state(status)
    return Badge(state.key, gettext(state.label), state.tone)
