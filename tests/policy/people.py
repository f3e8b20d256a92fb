"""Who may what where, in sets written by hand; the table of addresses is made of these.

Places are relative to Hongcheng town, whose story is told: TOWN itself, a VILLAGE below it, its SISTER, the county
(YONGDENG), the city (LANZHOU) and the province (GANSU) above it, and XIJI county in the other province. Seen from
each of the cast every relation is among them: for the town's filer TOWN is the own unit, YONGDENG above, VILLAGE
below, SISTER a sibling; for the county's receiving office YONGDENG is the own unit, TOWN below, LANZHOU above.
"""

TOWN, SISTER, VILLAGE = "TOWN", "SISTER", "VILLAGE"
YONGDENG, LANZHOU, GANSU, XIJI = "YONGDENG", "LANZHOU", "GANSU", "XIJI"
PLANNED, NINGXIA = (
    "PLANNED",
    "NINGXIA",
)  # subjects: the cycle that is not open yet, the other province's cycle
LIKE_VILLAGE = (TOWN, SISTER, VILLAGE)
PLACES = (TOWN, SISTER, VILLAGE, YONGDENG, LANZHOU, GANSU, XIJI)

People = frozenset[str]
ByPlace = dict[str, People]


def names(text: str) -> People:
    return frozenset(text.split())


TOWN_STAFF = names("wangfang lijun")
TOWN_HEADS = names("zhaogang qianmei")
SISTER_STAFF = names("sunli")
COUNTY = names("chenjing fengbo weiwei guoping dingwei xuhui")
CITY = names("zhouqiang")
PROVINCE = names("wumin")
NATION = names("linnan")
OTHER_COUNTY = names("zhenghua")
OTHER_PROVINCE = names("maling")
ORGANIZER = names("hexin")
INSPECTORS = names("luyan")
"""A member of the county's inspection teams, who sees nothing but inspections."""
SYSTEM, SECURITY, AUDIT = names("xitong"), names("anquan"), names("shenji")
CITY_SECURITY, CITY_AUDIT = names("anlan"), names("shenlan")
"""Administrators of Lanzhou only; appointed for this table."""
ADMINS = SYSTEM | SECURITY | AUDIT
CITY_ADMINS = CITY_SECURITY | CITY_AUDIT
RECEIVERS = names("chenjing zhouqiang wumin zhenghua maling linnan")
EVERYBODY = (
    TOWN_STAFF | TOWN_HEADS | SISTER_STAFF | COUNTY | CITY | PROVINCE | NATION
    | OTHER_COUNTY | OTHER_PROVINCE | ORGANIZER | ADMINS | CITY_ADMINS | INSPECTORS
)  # fmt: skip
NOBODY: People = frozenset()

ABOVE_TOWN = COUNTY | CITY | PROVINCE | NATION
HAS_FACTS = EVERYBODY - ORGANIZER - ADMINS - CITY_ADMINS - INSPECTORS
"""Holds one of the roles that see the facts of something."""

# Facts, reports, cycles: the unit's own people, and whoever sees the whole subtree from above.
READS: ByPlace = {
    TOWN: TOWN_STAFF | TOWN_HEADS | ABOVE_TOWN,
    SISTER: SISTER_STAFF | ABOVE_TOWN,
    VILLAGE: TOWN_HEADS | ABOVE_TOWN,
    YONGDENG: ABOVE_TOWN,
    LANZHOU: CITY | PROVINCE | NATION,
    GANSU: PROVINCE | NATION,
    XIJI: OTHER_PROVINCE | NATION,
}


def also(base: ByPlace, more: People, places: tuple[str, ...] = PLACES) -> ByPlace:
    return {place: who | more if place in places else who for place, who in base.items()}


IN_LANZHOU = (TOWN, SISTER, VILLAGE, YONGDENG, LANZHOU)
UNIT_READS = also(also(READS, ADMINS), ORGANIZER | CITY_ADMINS, IN_LANZHOU)
POST_READS = also(also(READS, SECURITY), ORGANIZER | CITY_SECURITY, IN_LANZHOU)
RECORD_READS = also(also(READS, AUDIT), CITY_AUDIT, IN_LANZHOU)

# What a receiving office may only do below its own unit, never on it.
BELOW: ByPlace = {
    TOWN: names("chenjing zhouqiang wumin linnan"),
    SISTER: names("chenjing zhouqiang wumin linnan"),
    VILLAGE: names("chenjing zhouqiang wumin linnan"),
    YONGDENG: names("zhouqiang wumin linnan"),
    LANZHOU: names("wumin linnan"),
    GANSU: names("linnan"),
    XIJI: names("linnan"),
}
EDITS = RECEIVES = BELOW
# The one office that decides: one level up.
DECIDES: ByPlace = {
    TOWN: names("chenjing"), SISTER: names("chenjing"), YONGDENG: names("zhouqiang"), LANZHOU: names("wumin"),
    XIJI: NOBODY,
}  # fmt: skip

FILES: ByPlace = {TOWN: names("wangfang"), SISTER: names("sunli")}
REVIEWS: ByPlace = {TOWN: names("lijun")}
SIGNS: ByPlace = {TOWN: TOWN_HEADS, YONGDENG: names("fengbo weiwei")}
APPOINTS: ByPlace = dict.fromkeys(IN_LANZHOU, ORGANIZER)
ADMINISTERS: ByPlace = also(dict.fromkeys(PLACES, SECURITY), CITY_SECURITY, IN_LANZHOU)
ALL_SECURITY = SECURITY | CITY_SECURITY

# A board counts the whole subtree, so it is for those who see the whole subtree.
BOARDS: ByPlace = {
    **READS,
    TOWN: TOWN_HEADS | ABOVE_TOWN,
    SISTER: ABOVE_TOWN,
}
REMINDS: ByPlace = {
    TOWN: names("chenjing zhouqiang wumin linnan"),
    SISTER: names("chenjing zhouqiang wumin linnan"),
    YONGDENG: names("chenjing zhouqiang wumin linnan"),
    LANZHOU: names("zhouqiang wumin linnan"),
    GANSU: names("wumin linnan"),
    XIJI: names("maling linnan"),
}
# Reminder slips go out in the name of the unit itself, from its own office.
PRESSES: ByPlace = {
    YONGDENG: names("chenjing"),
    LANZHOU: names("zhouqiang"),
    GANSU: names("wumin"),
    XIJI: names("maling"),
}

# An opened cycle is known to the units it asks, and above; a planned one only where its own unit is seen.
KNOWS_CYCLE: ByPlace = {
    GANSU: HAS_FACTS - OTHER_PROVINCE,
    PLANNED: PROVINCE | NATION,
    NINGXIA: OTHER_PROVINCE | NATION,
}
# Below the unit that asks, a cycle is only read: for its acts it is not there.
SEES_ITS_UNIT: ByPlace = {GANSU: PROVINCE | NATION, PLANNED: PROVINCE | NATION, NINGXIA: NATION}
OPENS: ByPlace = {GANSU: PROVINCE, PLANNED: PROVINCE, NINGXIA: NOBODY}
