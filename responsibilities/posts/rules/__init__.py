"""Which posts a unit has, what they are called, and what a change of holder must satisfy.

From province to township two persons answer first: the secretary of the party committee and the head of
the government. In a village one does: the secretary of the village's party organization. In a department
one does: its main leader. Three titles look alike and are never mixed: the first responsible person
(第一责任人) is a duty that goes with a post; the resident first secretary (驻村第一书记) is a cadre sent
to a village and no post here; the village party organization secretary (村党组织书记) is the village's
own.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from responsibilities.posts.rules.names import clean_name as clean_name
from responsibilities.posts.rules.names import name_key as name_key
from responsibilities.posts.rules.names import padded_name as padded_name
from responsibilities.posts.rules.names import refuse_name as refuse_name
from responsibilities.posts.rules.names import username_base as username_base
from responsibilities.units.rules import BODY_KINDS, Kind
from revitalization.kit.words import N_, Words

FIRST_DAY = date(1949, 10, 1)
"""No tenure begins before it."""

AHEAD = timedelta(days=366)
"""How far ahead an appointment may be entered."""


class PostKey(StrEnum):
    """What a post is, whatever it is called in a place; one of each at most in a unit."""

    PARTY_SECRETARY = "party_secretary"
    GOVERNMENT_HEAD = "government_head"
    VILLAGE_SECRETARY = "village_secretary"
    DEPARTMENT_LEADER = "department_leader"
    DEPUTY_IN_CHARGE = "deputy_in_charge"


FIRST_RESPONSIBLE = frozenset(
    {PostKey.PARTY_SECRETARY, PostKey.GOVERNMENT_HEAD, PostKey.VILLAGE_SECRETARY, PostKey.DEPARTMENT_LEADER}
)

KEY_LABELS = {
    PostKey.PARTY_SECRETARY: N_("Party secretary"),
    PostKey.GOVERNMENT_HEAD: N_("Head of government"),
    PostKey.VILLAGE_SECRETARY: N_("Village party organization secretary"),
    PostKey.DEPARTMENT_LEADER: N_("Main leader of the department"),
    PostKey.DEPUTY_IN_CHARGE: N_("Deputy in charge"),
}


class TenureKind(StrEnum):
    """How a post is held."""

    FULL = "full"
    ACTING = "acting"
    IN_CHARGE = "in_charge"
    CONCURRENT = "concurrent"
    VACANT = "vacant"


KIND_LABELS = {
    TenureKind.FULL: N_("Full appointment"),
    TenureKind.ACTING: N_("Acting"),
    TenureKind.IN_CHARGE: N_("Temporarily in charge"),
    TenureKind.CONCURRENT: N_("Concurrently"),
    TenureKind.VACANT: N_("Vacant"),
}

KIND_CHINESE = {
    TenureKind.FULL: "任",
    TenureKind.ACTING: "代",
    TenureKind.IN_CHARGE: "主持工作",
    TenureKind.CONCURRENT: "兼",
    TenureKind.VACANT: "空缺",
}
"""The words of rosters and documents, whatever the reader's language."""

APPOINTABLE = (TenureKind.FULL, TenureKind.CONCURRENT, TenureKind.ACTING, TenureKind.IN_CHARGE)
STANDING_IN = (TenureKind.ACTING, TenureKind.IN_CHARGE)


@dataclass(frozen=True)
class PostSpec:
    """One post a unit has: its title in Chinese, whether it makes its holder first responsible, its rank order."""

    key: PostKey
    title: str
    is_first_responsible: bool
    rank: int


# (title of the party secretary, title of the head of government)
_PAIRS: dict[Kind, tuple[str, str]] = {
    Kind.PROVINCE: ("省委书记", "省长"),
    Kind.MUNICIPALITY: ("市委书记", "市长"),
    Kind.AUTONOMOUS_REGION: ("自治区党委书记", "自治区主席"),
    Kind.CORPS: ("兵团党委书记", "兵团司令员"),
    Kind.PREFECTURE_CITY: ("市委书记", "市长"),
    Kind.REGION: ("地委书记", "行署专员"),
    Kind.LEAGUE: ("盟委书记", "盟长"),
    Kind.AUTONOMOUS_PREFECTURE: ("州委书记", "州长"),
    Kind.DISTRICT: ("区委书记", "区长"),
    Kind.COUNTY: ("县委书记", "县长"),
    Kind.COUNTY_CITY: ("市委书记", "市长"),
    Kind.BANNER: ("旗委书记", "旗长"),
    Kind.AUTONOMOUS_COUNTY: ("县委书记", "县长"),
    Kind.AUTONOMOUS_BANNER: ("旗委书记", "旗长"),
    Kind.FOREST_DISTRICT: ("林区党委书记", "林区区长"),
    Kind.SPECIAL_DISTRICT: ("特区党委书记", "特区区长"),
    Kind.FUNCTIONAL: ("党工委书记", "管委会主任"),
    Kind.ISLANDS: ("党工委书记", "管委会主任"),
    Kind.TOWN: ("镇党委书记", "镇长"),
    Kind.TOWNSHIP: ("乡党委书记", "乡长"),
    Kind.ETHNIC_TOWNSHIP: ("乡党委书记", "乡长"),
    Kind.SUMU: ("苏木党委书记", "苏木达"),
    Kind.STREET: ("街道党工委书记", "办事处主任"),
    Kind.QUASI_TOWNSHIP: ("党委（党工委）书记", "主任"),
}

_VILLAGE_TITLES: dict[Kind, str] = {
    Kind.VILLAGE: "村党组织书记",
    Kind.QUASI_VILLAGE: "村党组织书记",
    Kind.COMMUNITY: "社区党组织书记",
    Kind.QUASI_COMMUNITY: "社区党组织书记",
}

LEADERS: tuple[tuple[str, str, str], ...] = (
    ("中央", "部", "部长"),
    ("", "组织部", "部长"),
    ("", "宣传部", "部长"),
    ("", "统战部", "部长"),
    ("", "部", "党组书记、部长"),
    ("", "委员会", "党组书记、主任"),
    ("", "厅", "党组书记、厅长"),
    ("", "局", "党组书记、局长"),
    ("", "办公室", "党组书记、主任"),
)
"""What the main leader of a department is called: by how the department's name begins and ends, first match."""

OTHER_LEADER = "主要负责人"
OFFICE_LEADER = "办公室主任"


def posts_for(level: str, kind: str, name: str = "") -> tuple[PostSpec, ...]:
    """The posts a unit of this level and kind has, by rank; none for the nation and for lines that only hold villages.

    The deputy in charge is a post a unit may have; only the first responsible ones are there from the
    start. `name` is the unit's and decides the title in a department.
    """
    unit_kind = Kind(kind)
    if unit_kind in BODY_KINDS:
        return (PostSpec(PostKey.DEPARTMENT_LEADER, leader_title(unit_kind, name), True, 1), _deputy(2))
    if unit_kind in _VILLAGE_TITLES:
        return (PostSpec(PostKey.VILLAGE_SECRETARY, _VILLAGE_TITLES[unit_kind], True, 1),)
    if unit_kind not in _PAIRS:
        return ()
    secretary, head = _PAIRS[unit_kind]
    return (
        PostSpec(PostKey.PARTY_SECRETARY, secretary, True, 1),
        PostSpec(PostKey.GOVERNMENT_HEAD, head, True, 2),
        _deputy(3),
    )


def leader_title(kind: Kind, name: str) -> str:
    """What the main leader of a body of that name is called."""
    if kind is Kind.LEADING_GROUP_OFFICE:
        return OFFICE_LEADER
    found = (title for start, ending, title in LEADERS if name.startswith(start) and name.endswith(ending))
    return next(found, OTHER_LEADER)


def _deputy(rank: int) -> PostSpec:
    return PostSpec(PostKey.DEPUTY_IN_CHARGE, "分管领导", False, rank)


def titled(title: str, kind: str) -> str:
    """The title as it is written for this way of holding it: 代县长, 县长（兼）, 县长（主持工作）."""
    if kind == TenureKind.ACTING:
        return f"代{title}"
    if kind in {TenureKind.CONCURRENT, TenureKind.IN_CHARGE}:
        return f"{title}（{KIND_CHINESE[TenureKind(kind)]}）"
    return title


@dataclass(frozen=True)
class Held:
    """A period of a post as the rules need it: first and last day (None: open) and how it is held."""

    since: date
    until: date | None
    kind: str

    def on(self, day: date) -> bool:
        """Whether the post is held so on that day; first and last day count."""
        return self.since <= day and (self.until is None or day <= self.until)


def refuse_period(since: date, until: date | None, today: date) -> Words | None:
    """Why a tenure may not run from `since` to `until`, or None."""
    if since < FIRST_DAY:
        return Words(N_("The first day is before 1 October 1949."))
    if since > today + AHEAD:
        return Words(N_("The first day is more than a year ahead."))
    if until is not None and until < since:
        return Words(N_("The last day is before the first day."))
    return None


def refuse_end(held: Held, last: date) -> Words | None:
    """Why a tenure may not end on `last`, or None. It may be cut shorter or given its end, never lengthened."""
    if last < held.since:
        return Words(
            N_("It began on %(since)s; it cannot end before that day."), {"since": held.since.isoformat()}
        )
    if held.until is not None and last > held.until:
        return Words(N_("It already ended on %(until)s."), {"until": held.until.isoformat()})
    return None


def refuse_stand_in(holder: Held | None, since: date, until: date | None) -> Words | None:
    """Why nobody may stand in for a holder over this time, or None.

    Where the post has a holder who comes back, the last day must be known and lie inside the holder's time.
    """
    if holder is None or holder.kind == TenureKind.VACANT:
        return None
    if since <= holder.since:
        text = N_("The holder takes office on %(since)s; stand in from a later day.")
        return Words(text, {"since": holder.since.isoformat()})
    if until is None:
        return Words(N_("The post has a holder: give the last day on which the other stands in."))
    return None


def day_before(day: date) -> date:
    """The last day of what ends when something else begins on `day`."""
    return day - timedelta(days=1)


def day_after(day: date) -> date:
    """The first day of what begins when something else has its last day on `day`."""
    return day + timedelta(days=1)


def days_within(since: date, until: date | None, first: date, last: date) -> int:
    """How many days of first..last (both included) the tenure covers."""
    begin, end = max(since, first), min(until or last, last)
    return max((end - begin).days + 1, 0)
