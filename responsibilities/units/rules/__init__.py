"""What a unit is: levels, kinds, positions, codes, scope.

The registry's shapes come from the statistical division codes (reference day 30 June): 2, 4, 6, 9 or
12 digits for province, city, county, township and village. Level is an attribute of a unit; its depth in the
tree is not.
"""

from collections.abc import Iterable
from enum import StrEnum

DIGITS = 12
SEATS = 1000
"""Positions per code: the code itself and 999 seats for the bodies hung on the unit."""

NATION_CODE = "0" * DIGITS
CORPS_CODE = "66".ljust(DIGITS, "0")
NATION_LO, NATION_HI = 0, 10**15 - 1


class Level(StrEnum):
    """The five levels of the Measures, and the centre above them."""

    CENTRE = "centre"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


LEVELS = tuple(Level)
"""From the centre down."""


class Kind(StrEnum):
    """What sort of unit it is; several kinds share a level."""

    NATION = "nation"
    PROVINCE = "province"
    MUNICIPALITY = "municipality"
    AUTONOMOUS_REGION = "autonomous_region"
    CORPS = "corps"
    PREFECTURE_CITY = "prefecture_city"
    REGION = "region"
    LEAGUE = "league"
    AUTONOMOUS_PREFECTURE = "autonomous_prefecture"
    DISTRICT = "district"
    COUNTY = "county"
    COUNTY_CITY = "county_city"
    BANNER = "banner"
    AUTONOMOUS_COUNTY = "autonomous_county"
    AUTONOMOUS_BANNER = "autonomous_banner"
    FOREST_DISTRICT = "forest_district"
    SPECIAL_DISTRICT = "special_district"
    FUNCTIONAL = "functional"
    ISLANDS = "islands"
    TOWN = "town"
    TOWNSHIP = "township"
    ETHNIC_TOWNSHIP = "ethnic_township"
    SUMU = "sumu"
    STREET = "street"
    QUASI_TOWNSHIP = "quasi_township"
    DIRECT_VILLAGES = "direct_villages"
    VILLAGE = "village"
    COMMUNITY = "community"
    QUASI_VILLAGE = "quasi_village"
    QUASI_COMMUNITY = "quasi_community"
    DEPARTMENT = "department"
    LEADING_GROUP_OFFICE = "leading_group_office"


KINDS: dict[Level, frozenset[Kind]] = {
    Level.CENTRE: frozenset({Kind.NATION}),
    Level.PROVINCE: frozenset({Kind.PROVINCE, Kind.MUNICIPALITY, Kind.AUTONOMOUS_REGION, Kind.CORPS}),
    Level.CITY: frozenset({Kind.PREFECTURE_CITY, Kind.REGION, Kind.LEAGUE, Kind.AUTONOMOUS_PREFECTURE}),
    Level.COUNTY: frozenset(
        {
            Kind.DISTRICT, Kind.COUNTY, Kind.COUNTY_CITY, Kind.BANNER, Kind.AUTONOMOUS_COUNTY,
            Kind.AUTONOMOUS_BANNER, Kind.FOREST_DISTRICT, Kind.SPECIAL_DISTRICT, Kind.FUNCTIONAL,
            Kind.ISLANDS,
        }
    ),
    Level.TOWNSHIP: frozenset(
        {
            Kind.TOWN, Kind.TOWNSHIP, Kind.ETHNIC_TOWNSHIP, Kind.SUMU, Kind.STREET, Kind.QUASI_TOWNSHIP,
            Kind.DIRECT_VILLAGES,
        }
    ),
    Level.VILLAGE: frozenset({Kind.VILLAGE, Kind.COMMUNITY, Kind.QUASI_VILLAGE, Kind.QUASI_COMMUNITY}),
}  # fmt: skip
"""The kinds of territorial units at each level."""

BODY_KINDS = frozenset({Kind.DEPARTMENT, Kind.LEADING_GROUP_OFFICE})
QUASI_KINDS = frozenset({Kind.QUASI_TOWNSHIP, Kind.QUASI_VILLAGE, Kind.QUASI_COMMUNITY})
"""Farms, mines, parks and the like that the registry lists among units without being one of them."""
VILLAGE_KINDS = frozenset({Kind.VILLAGE, Kind.QUASI_VILLAGE})
RURAL_TOWNSHIP_KINDS = frozenset({Kind.TOWN, Kind.TOWNSHIP, Kind.ETHNIC_TOWNSHIP, Kind.SUMU})


class UnitClass(StrEnum):
    """Classes that change focus and weights (adapting to local conditions); a unit may have several."""

    GRAIN = "grain"
    HILL = "hill"
    PASTORAL = "pastoral"
    KEY_ASSISTED = "key_assisted"
    OUT_OF_POVERTY = "out_of_poverty"
    BORDER = "border"
    OLD_REVOLUTIONARY = "old_revolutionary"
    SUBURBAN = "suburban"


class ScopeRule(StrEnum):
    """Why the load leaves a unit out of scope, or takes one in after all (`ROWS_CAME`)."""

    NO_VILLAGES = "no_villages"
    NO_RURAL_PART = "no_rural_part"
    URBAN_COMMUNITY = "urban_community"
    PLACEHOLDER = "placeholder"
    ISLANDS = "islands"
    ROWS_CAME = "rows_came"


LEVEL_OF_LENGTH = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.VILLAGE}
PARENT_LENGTH = {4: 2, 6: 4, 9: 6, 12: 9}

_FILLER_CITIES = {"市辖区", "县"}
_FILLER_ENDING = "直辖县级行政区划"
_DIRECT_VILLAGES_ENDING = "直辖村级区划"
_SANSHA = "4603"
_CORPS_CITIES = "6590"


def padded(published: str) -> str:
    """The published code of 2 to 12 digits as the 12-digit code of the unit."""
    return published.ljust(DIGITS, "0")


def span(published: str) -> tuple[int, int]:
    """First and last position of a published code; last covers everything under it."""
    width = 10 ** (DIGITS - len(published)) * SEATS
    lo = int(published) * width
    return lo, lo + width - 1


def body_code(host_code: str, number: int) -> str:
    """The code of body `number` (1..999) hung on a unit, e.g. 620000000000-D03."""
    return f"{host_code}-D{number:02d}"


def is_filler(published: str, name: str, parent_name: str) -> bool:
    """Whether the row only pads the code and is no unit; its position stays reserved.

    Three shapes: a prefecture row without a prefecture (市辖区, 县, 省直辖县级行政区划); a county row
    that repeats the city without counties; a row whose padded code is its parent's.
    """
    if len(published) == 2:
        return False
    if len(published) == 4:
        return name in _FILLER_CITIES or name.endswith(_FILLER_ENDING)
    if padded(published) == padded(published[: PARENT_LENGTH[len(published)]]):
        return True
    return len(published) == 6 and name == parent_name


def led_by_corps(published: str) -> bool:
    """Whether it is one of the corps' cities, which answer to the corps and lie in the autonomous region."""
    return len(published) == 6 and published.startswith(_CORPS_CITIES)


def kind_of(published: str, name: str) -> Kind:
    """The kind of a registry row, from its code's class digits and the ending of its name."""
    return _KIND_OF_LENGTH[len(published)](published, name)


def _province_kind(published: str, name: str) -> Kind:
    if name.endswith("自治区"):
        return Kind.AUTONOMOUS_REGION
    return Kind.MUNICIPALITY if name.endswith("市") else Kind.PROVINCE


def _city_kind(published: str, name: str) -> Kind:
    for ending, kind in (("自治州", Kind.AUTONOMOUS_PREFECTURE), ("地区", Kind.REGION), ("盟", Kind.LEAGUE)):
        if name.endswith(ending):
            return kind
    return Kind.PREFECTURE_CITY


_COUNTY_ENDINGS = (
    ("自治县", Kind.AUTONOMOUS_COUNTY),
    ("自治旗", Kind.AUTONOMOUS_BANNER),
    ("旗", Kind.BANNER),
    ("县", Kind.COUNTY),
    ("市", Kind.COUNTY_CITY),
)


def _county_kind(published: str, name: str) -> Kind:
    if published.startswith(_SANSHA):
        return Kind.ISLANDS
    for ending, kind in _COUNTY_ENDINGS:
        if name.endswith(ending):
            return kind
    own = int(published[4:])
    if 61 <= own <= 80 or not name.endswith("区"):
        return Kind.FUNCTIONAL
    if name == "神农架林区":
        return Kind.FOREST_DISTRICT
    return Kind.SPECIAL_DISTRICT if name.endswith("特区") else Kind.DISTRICT


def _township_kind(published: str, name: str) -> Kind:
    if name.endswith(_DIRECT_VILLAGES_ENDING):
        return Kind.DIRECT_VILLAGES
    digit = published[6]
    if digit == "0":
        return Kind.STREET
    if digit == "1":
        return Kind.TOWN
    if digit in "23":
        if name.endswith("苏木"):
            return Kind.SUMU
        return Kind.ETHNIC_TOWNSHIP if name.endswith("族乡") else Kind.TOWNSHIP
    return Kind.QUASI_TOWNSHIP


_VILLAGE_DIGITS = {
    "0": Kind.COMMUNITY,
    "1": Kind.COMMUNITY,
    "2": Kind.VILLAGE,
    "3": Kind.VILLAGE,
    "4": Kind.QUASI_COMMUNITY,
}


def _village_kind(published: str, name: str) -> Kind:
    return _VILLAGE_DIGITS.get(published[9], Kind.QUASI_VILLAGE)


_KIND_OF_LENGTH = {2: _province_kind, 4: _city_kind, 6: _county_kind, 9: _township_kind, 12: _village_kind}


def out_of_scope(level: Level, kind: Kind, has_villages: bool, has_rural_part: bool) -> ScopeRule | None:
    """Why a township, county or city is not agriculture-related when first loaded; None when it is.

    `has_villages`: a village lies directly under the township unit. `has_rural_part`: something below is in
    scope.
    """
    if kind is Kind.ISLANDS:
        return ScopeRule.ISLANDS
    if kind is Kind.DIRECT_VILLAGES:
        return ScopeRule.PLACEHOLDER
    if level is Level.TOWNSHIP and kind not in RURAL_TOWNSHIP_KINDS and not has_villages:
        return ScopeRule.NO_VILLAGES
    if level in {Level.COUNTY, Level.CITY} and not has_rural_part:
        return ScopeRule.NO_RURAL_PART
    return None


def is_sansha(published: str) -> bool:
    """Whether the row is Sansha or lies in it."""
    return published.startswith(_SANSHA)


def urban_community(kind: Kind, township_kind: Kind | None) -> bool:
    """Whether it is a residents' community outside towns and townships; those start out of scope."""
    return kind in {Kind.COMMUNITY, Kind.QUASI_COMMUNITY} and township_kind not in RURAL_TOWNSHIP_KINDS


def path_of(names: Iterable[str]) -> str:
    """The full path as it is shown and stored."""
    return " / ".join(names)
