"""The form of a row of the table, and the words for what may come of a request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.policy.people import ByPlace, People
from tools.packages import PDF, missing

OK = "ok"
"""Answered as asked: 2xx, or sent on inside the site."""
PRINTED = "503" if missing(PDF) else OK
"""A paper drawn within the request; a machine without the library for papers says that it is missing."""
NEEDS = "needs input"
"""400: the right is there, the input is not complete."""
STATE = "not now"
"""409, 412: the right is there, the state or the version of the subject stands against it."""
FORBIDDEN, HIDDEN, NO_METHOD = "forbidden", "hidden", "no such method"
SIGN_IN, CONFIRM = "sign in", "confirm"

WHOLE = "-"
"""The place of an address that names no subject."""

Layers = Mapping[str, ByPlace | People]


@dataclass(frozen=True)
class Row:
    """One method of one address at some places.

    `may` maps outcomes to the people who get them, the first that names a person counts; everybody else gets
    `others`, whoever is not signed in `nobody`. `args`, `send` and `head` may be functions of the stage and the
    place; `{code}` in `query` is the code of the place. `by_token` takes the place of `may` where a program gets less than its owner. `stage` names the step of the story at which the subject stands.
    """

    name: str
    method: str
    at: tuple[str, ...]
    may: Layers
    others: str = HIDDEN
    send: Any = None
    args: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    stage: str = "drafted"
    nobody: str = SIGN_IN
    match: Callable[[Any, str], str] | None = None
    by_token: Layers | None = None

    def expected(self, person: str, place: str, token: bool = False) -> str:
        """What the table says comes of it; "" is whoever is not signed in."""
        if not person:
            return self.nobody
        may = self.by_token if token and self.by_token is not None else self.may
        for outcome, who in may.items():
            named = who.get(place, frozenset()) if isinstance(who, dict) else who
            if person in named:
                return outcome
        return self.others

    def people_with(self, outcome: str, place: str) -> list[str]:
        return sorted(p for p in self._named(place) if self.expected(p, place) == outcome)

    def _named(self, place: str) -> set[str]:
        found: set[str] = set()
        for who in self.may.values():
            found |= who.get(place, frozenset()) if isinstance(who, dict) else who
        return found
