"""What the party committee and the government of a unit are called, in full and in everyday words; pure.

One table by kind of unit: a street has a working committee and an office, a region (地区) an administrative office, a
zone a management committee, the corps itself. A township's organs bear the county's name: 永登县红城镇人民政府.
"""

from dataclasses import dataclass

from responsibilities.units.rules import BODY_KINDS, Kind, Level


@dataclass(frozen=True)
class Organs:
    """Party organ and government: `%s` is the unit's full name; the words are those of daily use (县委, 县政府)."""

    party: str
    government: str
    party_word: str
    government_word: str


_PARTY, _STATE = "中共%s委员会", "%s人民政府"

ORGANS: dict[Kind, Organs] = {
    Kind.PROVINCE: Organs(_PARTY, _STATE, "省委", "省政府"),
    Kind.MUNICIPALITY: Organs(_PARTY, _STATE, "市委", "市政府"),
    Kind.AUTONOMOUS_REGION: Organs(_PARTY, _STATE, "自治区党委", "自治区政府"),
    Kind.CORPS: Organs(_PARTY, "%s", "兵团党委", "兵团"),
    Kind.PREFECTURE_CITY: Organs(_PARTY, _STATE, "市委", "市政府"),
    Kind.REGION: Organs(_PARTY, "%s行政公署", "地委", "行署"),
    Kind.LEAGUE: Organs(_PARTY, "%s行政公署", "盟委", "盟行署"),
    Kind.AUTONOMOUS_PREFECTURE: Organs(_PARTY, _STATE, "州委", "州政府"),
    Kind.DISTRICT: Organs(_PARTY, _STATE, "区委", "区政府"),
    Kind.COUNTY: Organs(_PARTY, _STATE, "县委", "县政府"),
    Kind.COUNTY_CITY: Organs(_PARTY, _STATE, "市委", "市政府"),
    Kind.BANNER: Organs(_PARTY, _STATE, "旗委", "旗政府"),
    Kind.AUTONOMOUS_COUNTY: Organs(_PARTY, _STATE, "县委", "县政府"),
    Kind.AUTONOMOUS_BANNER: Organs(_PARTY, _STATE, "旗委", "旗政府"),
    Kind.FOREST_DISTRICT: Organs(_PARTY, _STATE, "区党委", "区政府"),
    Kind.SPECIAL_DISTRICT: Organs(_PARTY, _STATE, "区委", "区政府"),
    Kind.FUNCTIONAL: Organs("中共%s工作委员会", "%s管理委员会", "党工委", "管委会"),
    Kind.ISLANDS: Organs("中共%s工作委员会", "%s管理委员会", "党工委", "管委会"),
    Kind.TOWN: Organs(_PARTY, _STATE, "镇党委", "镇政府"),
    Kind.TOWNSHIP: Organs(_PARTY, _STATE, "乡党委", "乡政府"),
    Kind.ETHNIC_TOWNSHIP: Organs(_PARTY, _STATE, "乡党委", "乡政府"),
    Kind.SUMU: Organs(_PARTY, _STATE, "苏木党委", "苏木政府"),
    Kind.STREET: Organs("中共%s工作委员会", "%s办事处", "街道党工委", "街道办事处"),
}
CENTRE = Organs("%s", "%s", "党中央", "国务院")
NO_OFFICE = frozenset({Kind.FUNCTIONAL, Kind.ISLANDS})
"""Units whose rural work no office of a leading group coordinates."""
_ENDINGS = ("管理委员会", "管委会", "办事处")


def organ_names(level: str, kind: str, name: str, county: str = "") -> tuple[str, ...]:
    """The full names of the organs in whose name a unit writes, the main one (the party's) first.

    A department or office is one organ, as are a village and what is no township proper; `county` is the name of the
    county a township lies in.
    """
    found = Kind(kind)
    if found is Kind.LEADING_GROUP_OFFICE:
        return (name if name.startswith("中央") else f"中共{name}",)
    if found in BODY_KINDS:
        return (name,)
    organs = ORGANS.get(found)
    above = county if level in {Level.TOWNSHIP, Level.VILLAGE} else ""
    if organs is None:
        return (f"{above}{name}",)
    full = above + next((name.removesuffix(end) for end in _ENDINGS if name.endswith(end)), name)
    return (organs.party % full, organs.government % full)


def organ_words(kind: str) -> tuple[str, ...]:
    """The everyday words for committee and government, as an addressee: 县委, 县政府; none where there are none."""
    found = CENTRE if kind == Kind.NATION else ORGANS.get(Kind(kind))
    return (found.party_word, found.government_word) if found else ()


def office_word(kind: str) -> str:
    """The everyday word for the office that coordinates rural work: 县委农办; "" where there is none."""
    if kind == Kind.NATION:
        return "中央农办"
    found = ORGANS.get(Kind(kind))
    return f"{found.party_word}农办" if found and Kind(kind) not in NO_OFFICE else ""
