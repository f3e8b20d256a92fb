"""Lists: whose lines they hold for whom. Written by hand like the table; by session and, for programs, by token.

A line is found by its marker, a text nothing else on the page holds. For everybody else the marker must be missing.
"""

from dataclasses import dataclass
from typing import Any

from tests.policy.people import (
    ADMINISTERS,
    ALL_SECURITY,
    AUDIT,
    CITY_AUDIT,
    DECIDES,
    FILES,
    GANSU,
    KNOWS_CYCLE,
    LANZHOU,
    NINGXIA,
    NOBODY,
    ORGANIZER,
    OTHER_PROVINCE,
    PLANNED,
    POST_READS,
    READS,
    RECORD_READS,
    SECURITY,
    SISTER,
    TOWN,
    UNIT_READS,
    XIJI,
    YONGDENG,
    ByPlace,
    names,
)  # fmt: skip

LEVELS = {
    TOWN: "township",
    SISTER: "township",
    YONGDENG: "county",
    LANZHOU: "city",
    GANSU: "province",
    XIJI: "county",
}
OWNERS = {
    TOWN: "wangfang",
    SISTER: "sunli",
    YONGDENG: "chenjing",
    LANZHOU: "zhouqiang",
    GANSU: "wumin",
    XIJI: "maling",
}


@dataclass(frozen=True)
class Shown:
    """The list `name`; `marker` and `query` are made from the stage and the place."""

    name: str
    who: ByPlace
    marker: Any
    query: Any = ""
    stage: str = "drafted"
    at_place: bool = False
    by_token: ByPlace | None = None


def only(base: ByPlace, *places: str) -> ByPlace:
    return {place: base.get(place, NOBODY) for place in places}


SEATS = (TOWN, SISTER, YONGDENG, LANZHOU, GANSU, XIJI)
ASKED = (TOWN, SISTER, YONGDENG, LANZHOU, XIJI)
TOKENS = {place: SECURITY | names(OWNERS[place]) for place in SEATS}


def at_level(s, p):
    return f"?level={LEVELS[p]}"


def under(s, p):
    return f"?under={s.code(p)}"


LISTS = [
    Shown("api_units", UNIT_READS, lambda s, p: f'"code":"{s.code(p)}"', query=under),
    Shown("api_unit", UNIT_READS, lambda s, p: '"short_name"', at_place=True),
    Shown("api_obligations", only(READS, *ASKED), lambda s, p: f'"unit":"{s.code(p)}"'),
    Shown("api_postings", only(POST_READS, *SEATS), lambda s, p: str(s.tenures[p].public_id), query=under),
    Shown("api_cycles", KNOWS_CYCLE, lambda s, p: f'"key":"{s.cycles[p].key}"'),
    Shown("api_series", KNOWS_CYCLE, lambda s, p: f'"key":"{s.series[p].key}"'),
    Shown("cycles", KNOWS_CYCLE, lambda s, p: f"/series/{s.series[p].key}/"),
    Shown("series_list", KNOWS_CYCLE, lambda s, p: f"/series/{s.series[p].key}/"),
    Shown("api_changes", RECORD_READS, lambda s, p: f'"key":"{s.code(p)}"', query="?kinds=unit"),
    Shown("cycles", KNOWS_CYCLE, lambda s, p: s.cycles[p].key),
    Shown("record", RECORD_READS, lambda s, p: f"缘由{p}"),
    # The last county of the tree is on the first page only of those who see no other.
    Shown("vacancies", {**only(POST_READS, SISTER, LANZHOU, GANSU), XIJI: OTHER_PROVINCE},
          lambda s, p: str(s.posts[p].public_id), query=at_level),
    Shown("vacancy_sheet", only(POST_READS, SISTER, LANZHOU, GANSU, XIJI), lambda s, p: s.code(p), query=at_level),
    Shown("roster_template", {p: ORGANIZER if p not in (GANSU, XIJI) else NOBODY for p in SEATS},
          lambda s, p: f">{s.code(p)}<"),
    Shown("accounts", only(ADMINISTERS, *SEATS), lambda s, p: f">{OWNERS[p]}<", query=lambda s, p: f"?q={OWNERS[p]}"),
    Shown("tokens", TOKENS, lambda s, p: f"{OWNERS[p]} in tests"),
    Shown("security_events", {p: AUDIT | CITY_AUDIT if p not in (GANSU, XIJI) else AUDIT for p in SEATS},
          lambda s, p: f">{OWNERS[p]}<", query=lambda s, p: f"?username={OWNERS[p]}"),
    Shown("inbox", only(FILES, *ASKED), lambda s, p: f"/reports/{s.cycle(p).key}/{s.code(p)}/"),
    Shown("inbox", only(DECIDES, TOWN), lambda s, p: f"/desk/{s.cycle(p).key}/{s.code(p)}/", stage="submitted"),
    Shown("desk", only(DECIDES, TOWN), lambda s, p: f"/desk/{s.cycle(p).key}/{s.code(p)}/", stage="submitted"),
    Shown("jobs", {TOWN: names("chenjing")}, lambda s, p: str(s.job.public_id)),
    Shown("report", {TOWN: names("wangfang lijun zhaogang qianmei")}, lambda s, p: "高原夏菜种植", at_place=True),
    Shown("report", {TOWN: READS[TOWN]}, lambda s, p: "高原夏菜种植", at_place=True, stage="submitted"),
    # A token never carries the right to sign, by which the principals see the draft.
    Shown("api_report", {TOWN: names("wangfang lijun zhaogang qianmei")}, lambda s, p: "高原夏菜种植", at_place=True,
          by_token={TOWN: names("wangfang lijun")}),
    Shown("api_report", {TOWN: READS[TOWN]}, lambda s, p: "高原夏菜种植", at_place=True, stage="submitted"),
]  # fmt: skip

__all__ = ["ALL_SECURITY", "LISTS", "NINGXIA", "PLANNED", "Shown"]
