"""How tables of a file are read: fields by name, each with what it may hold; every fault with its place."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from assessments.appraisals.rules.numbers import exact
from revitalization.kit.words import N_, Words

MOST = 20_000
"""Characters of one text, and entries of one table."""


class BadFieldError(ValueError):
    """What stands there is not what may stand there; says what may."""

    def __init__(self, text: str, **values: object) -> None:
        self.words = Words(text, values)
        super().__init__(str(self.words))


@dataclass(frozen=True)
class Fault:
    """One fault: its place in the file, "[[criterion]] 1.2 · target", and what is wrong."""

    place: str
    words: Words


class UnreadableError(ValueError):
    """The file means nothing certain; holds every fault that was found."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.place}: {fault.words}" for fault in faults))


@dataclass(frozen=True)
class Field:
    """A field of a table: how it is read, and what stands for it where it is left out."""

    read: Callable[[Any], Any]
    required: bool = True
    default: Any = None


def optional(read: Callable[[Any], Any], default: Any = None) -> Field:
    """A field that may be left out."""
    return Field(read, required=False, default=default)


@dataclass
class Faults:
    """Collects faults; raises them together."""

    found: list[Fault] = field(default_factory=list)

    def add(self, place: str, text: str, **values: object) -> None:
        """One more fault at the place; `text` is marked for translation."""
        self.found.append(Fault(place, Words(text, values)))

    def raise_any(self) -> None:
        """Raises `UnreadableError` where anything was found."""
        if self.found:
            raise UnreadableError(self.found)

    def table(self, place: str, given: Any, fields: Mapping[str, Field]) -> dict[str, Any] | None:
        """The fields of one table, None where one of them is wrong."""
        before = len(self.found)
        if not isinstance(given, dict):
            self.add(place, N_("a table is needed here"))
            return None
        for name in given:
            if name not in fields:
                self.add(f"{place} · {name}", N_("nobody knows this key here"))
        values: dict[str, Any] = {}
        for name, one in fields.items():
            if name not in given:
                values[name] = one.default
                if one.required:
                    self.add(f"{place} · {name}", N_("is missing"))
                continue
            try:
                values[name] = one.read(given[name])
            except BadFieldError as bad:
                self.found.append(Fault(f"{place} · {name}", bad.words))
        return values if len(self.found) == before else None


# ---------------------------------------------------------------- what a field may hold


def text(given: Any) -> str:
    """Words that are not empty."""
    if not isinstance(given, str) or not given.strip() or len(given) > MOST:
        raise BadFieldError(N_("words are needed here"))
    return given


def number(given: Any) -> Fraction:
    """An exact decimal, written as a text or a whole number."""
    found = exact(given)
    if found is None:
        raise BadFieldError(N_('a plain decimal number is needed here, such as "12.5"'))
    return found


def positive(given: Any) -> Fraction:
    """A number above 0."""
    found = number(given)
    if found <= 0:
        raise BadFieldError(N_("must be above 0"))
    return found


def not_negative(given: Any) -> Fraction:
    """0 or more."""
    found = number(given)
    if found < 0:
        raise BadFieldError(N_("must not be below 0"))
    return found


def share(given: Any) -> Fraction:
    """A share from 0 to 1."""
    found = number(given)
    if not 0 <= found <= 1:
        raise BadFieldError(N_("must lie between 0 and 1"))
    return found


def share_above_zero(given: Any) -> Fraction:
    """A share above 0, up to 1."""
    if share(given) == 0:
        raise BadFieldError(N_("must be above 0"))
    return share(given)


def whole(given: Any) -> int:
    """A whole number, 0 or more."""
    found = exact(given)
    if found is None or found.denominator != 1 or found < 0:
        raise BadFieldError(N_("a whole number is needed here"))
    return int(found)


def whole_above_zero(given: Any) -> int:
    """A whole number above 0."""
    if whole(given) == 0:
        raise BadFieldError(N_("must be above 0"))
    return whole(given)


def day(given: Any) -> date:
    """A day, as TOML writes it."""
    if type(given) is not date:
        raise BadFieldError(N_("a day is needed here, such as 2027-01-20"))
    return given


_CODE = re.compile(r"[0-9]{12}(-D[0-9]{1,3})?", re.ASCII)


def unit_code(given: Any) -> str:
    """An official code of twelve digits; that of a department is its unit's, -D and a number."""
    if not isinstance(given, str) or not _CODE.fullmatch(given):
        raise BadFieldError(N_("the official code of a unit has twelve digits"))
    return given


def one_of(*words: str) -> Callable[[Any], str]:
    """One of these words."""

    def read(given: Any) -> str:
        if given not in words:
            raise BadFieldError(N_("must be one of: %(words)s"), words=", ".join(words))
        return str(given)

    return read


def list_of(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    """A list, each of its entries read alike."""

    def read_all(given: Any) -> tuple[Any, ...]:
        if not isinstance(given, list) or len(given) > MOST:
            raise BadFieldError(N_("a list is needed here"))
        return tuple(read(one) for one in given)

    return read_all


def map_of(read: Callable[[Any], Any], *, empty: bool = False) -> Callable[[Any], dict[str, Any]]:
    """A table from words to what is read alike."""

    def read_all(given: Any) -> dict[str, Any]:
        if not isinstance(given, dict) or len(given) > MOST or not (given or empty):
            raise BadFieldError(N_("a table is needed here"))
        return {text(name): read(one) for name, one in given.items()}

    return read_all


def yes(given: Any) -> bool:
    """True, and nothing else."""
    if given is not True:
        raise BadFieldError(N_("only true may stand here"))
    return True


def yes_or_no(given: Any) -> bool:
    """Whether something is done: true or false, 1 or 0, 是 or 否."""
    for words, said in (((True, "1", "是"), True), ((False, "0", "否"), False)):
        if any(given is one or (isinstance(one, str) and given == one) for one in words):
            return said
    raise BadFieldError(N_("must be one of: %(words)s"), words="1, 0, 是, 否")
