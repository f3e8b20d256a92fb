"""What slices declare of the papers that units issue under a number: the register asks for it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from revitalization.kit.actor import Actor


@dataclass(frozen=True)
class PaperKind:
    """One kind of numbered paper: its subjects' kind, its word, who sees which, where one is.

    `seen(actor)` is a condition on the register's rows (`key`, `unit__lo`); `url(key)` the page of the subject. Whoever
    has the capability `opens` on a unit finds its register there.
    """

    key: str
    label: str
    seen: Callable[[Actor], Q]
    url: Callable[[str], str]
    opens: str
