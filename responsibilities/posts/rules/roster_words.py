"""The words of a roster: what a row says, what is known, what follows for each row; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from responsibilities.posts.rules import PostSpec
from revitalization.kit.words import Words

STAFF_ROLES = {
    "filer": ("填报员", "Filer"),
    "reviewer": ("审核人", "Reviewer"),
    "receiver": ("接收单位", "Receiving office"),
}
"""Roles a roster may give to staff without a first responsible post, as they are written in a cell."""

MOST_ROWS = 20_000

HEADINGS: dict[str, tuple[str, str]] = {
    "code": ("单位代码", "Unit code"),
    "unit": ("单位名称", "Unit"),
    "post": ("职务", "Post"),
    "name": ("姓名", "Name"),
    "kind": ("任职方式", "Held"),
    "since": ("任职日期", "First day"),
    "phone": ("办公电话", "Work phone"),
    "role": ("角色", "Role"),
}
"""The columns in both languages; a file may use either, in any order. `unit` may stay empty; what stands there must be
the unit of the code.
"""


def heading(column: str, language: str) -> str:
    """The heading of a column in the language (a code such as zh-hans or en)."""
    chinese, english = HEADINGS.get(column, (column, column))
    return chinese if language.startswith("zh") else english


@dataclass(frozen=True)
class Fault:
    """Why a row is refused: `column` is the field of `RosterRow`, `value` what stands there, `unit` and `name` whom the
    row is about.
    """

    row: int
    column: str
    words: Words
    value: str = ""
    unit: str = ""
    name: str = ""


@dataclass(frozen=True)
class RosterRow:
    """One row as read: `number` is its row in the sheet, `since` None when the cell is empty, `faults` what cannot be
    read in it (the field is then empty).
    """

    number: int
    code: str
    post: str = ""
    name: str = ""
    kind: str = ""
    since: date | None = None
    phone: str = ""
    role: str = ""
    unit: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def is_blank(self) -> bool:
        """A template row nobody filled in."""
        return not (self.name or self.kind or self.since or self.phone or self.role or self.faults)


@dataclass(frozen=True)
class KnownUnit:
    """A unit the importer may appoint in."""

    id: int
    name: str
    lo: int
    level: str
    kind: str
    short_name: str = ""
    path: str = ""
    code: str = ""


@dataclass(frozen=True)
class KnownPerson:
    """Somebody entered already; `closed`: the account was closed for good; `elsewhere`: it holds something outside
    the importer's reach; `beyond`: the person holds or is to hold a post there.
    """

    id: int
    key: str
    phone: str
    user_id: int | None
    closed: bool = False
    elsewhere: bool = False
    beyond: bool = False


@dataclass(frozen=True)
class KnownTenure:
    """A standing tenure of a post the roster names."""

    id: int
    person_id: int | None
    person: str
    kind: str
    since: date
    until: date | None


Seat = tuple[int, str]
"""A post by the unit's id and its key."""


@dataclass(frozen=True)
class Known:
    """All the database knows of what a roster names."""

    today: date
    user_id: int | None = None
    units: Mapping[str, KnownUnit] = field(default_factory=dict)
    tenures: Mapping[Seat, Sequence[KnownTenure]] = field(default_factory=dict)
    people: Mapping[str, Sequence[KnownPerson]] = field(default_factory=dict)
    places: Mapping[int, frozenset[int]] = field(default_factory=dict)
    offices: Mapping[int, str] = field(default_factory=dict)
    roles: frozenset[tuple[int, str, int]] = frozenset()


@dataclass(frozen=True)
class Who:
    """The person of a row: known (`id`) or new in this file (same `key` and `mark`: the same person)."""

    key: str
    mark: str
    id: int | None = None


@dataclass(frozen=True)
class Namesake:
    """Somebody entered already whose name a new person has: the post held today ("" for none), and whether the two
    have different phones; otherwise one of them has none.
    """

    office: str
    other_phone: bool


@dataclass(frozen=True)
class End:
    """A tenure that is cut short, and its last day."""

    tenure: KnownTenure
    last: date


class Change(StrEnum):
    """What a row asks for."""

    NONE = "none"
    APPOINT = "appoint"
    VACANCY = "vacancy"
    ROLE = "role"


@dataclass(frozen=True)
class Step:
    """One row as it will be carried out."""

    row: RosterRow
    unit: KnownUnit
    change: Change
    spec: PostSpec | None
    who: Who | None
    kind: str
    since: date
    ends: tuple[End, ...] = ()
    opens_sign_in: bool = False
    sets_phone: bool = False
    namesake: Namesake | None = None

    @property
    def changes(self) -> bool:
        """Whether confirming the roster would write anything for this row."""
        return self.change is not Change.NONE or self.opens_sign_in or self.sets_phone


@dataclass
class Plan:
    """The steps of the rows that can be carried out, and the faults of the others."""

    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many rows of the roster would change something."""
        return sum(step.changes for step in self.steps)

    @property
    def lo(self) -> int:
        """The first place it works on; 0 when no row can be carried out."""
        return min((step.unit.lo for step in self.steps), default=0)

    @property
    def unchanged(self) -> int:
        """How many rows say what is known already."""
        return len(self.steps) - self.changed
