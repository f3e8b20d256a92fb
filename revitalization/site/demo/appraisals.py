"""Schemes of assessment of the demonstration: a province's for its counties, last year's published and this year's a
changed copy of it; a county's for its townships, which is still being written.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from assessments.appraisals.actions import schemes
from assessments.appraisals.actions.beginning import begin, empty
from assessments.appraisals.actions.schemes import draw_up
from assessments.appraisals.actions.writing import write
from assessments.appraisals.models import Scheme
from assessments.appraisals.rules.content import Content, frozen
from responsibilities.access.queries import actor_for
from responsibilities.numbers.queries import next_free
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.site.demo.chapters import Chapter
from revitalization.site.demo.people import COUNTY, PROVINCE, holder

TREE = Path(__file__).parent / "province.scheme.toml"
AGO = (370, 30)
"""Days before the present on which the province's office begins last year's scheme and this year's."""
TITLE = "{year}年度县（市、区）推进乡村振兴战略实绩考核方案"


def is_told() -> bool:
    """Whether there is a scheme already."""
    return Scheme.objects.exists()


def chapters(now: datetime) -> Iterator[Chapter]:
    """The schemes of two years, each drawn up, approved and published within days; then the county's draft."""
    today = clock.local(now).date()
    latest = (today - timedelta(days=AGO[1])).year
    for year, ago in zip((latest - 1, latest), AGO, strict=True):
        day = today - timedelta(days=ago)
        yield Chapter(_at(day), partial(_province_draws, year))
        yield Chapter(_at(day + timedelta(days=5)), partial(_province_approves, year))
        yield Chapter(_at(day + timedelta(days=8)), partial(_province_publishes, year))
    yield Chapter(_at(today - timedelta(days=4)), partial(_county_drafts, today.year))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(11), tzinfo=clock.SHANGHAI)


def _province_draws(year: int) -> tuple[()]:
    province, office = Unit.objects.live().get(code=PROVINCE), _actor("receiver", PROVINCE)
    if office is None:
        return ()
    last = Scheme.objects.filter(issuer=province, name=f"county-{year - 1}", status="published").first()
    said = {"issuer": PROVINCE, "name": f"county-{year}", "title": TITLE.format(year=year), "year": year}
    if last is not None:
        row = begin(actor=office, issuers={PROVINCE: province}, said={**said, "copy": last.key})
        row = write(actor=office, scheme=row, change=_dearer_water)
    else:
        content = _tree(said) | {"group": _groups(province)}
        row = draw_up(actor=office, issuer=province, name=f"county-{year}", content=content)
    schemes.submit(actor=office, scheme=row)
    return ()


def _tree(said: Mapping[str, Any]) -> Content:
    found: Content = frozen(tomllib.loads(TREE.read_text(encoding="utf-8"), parse_float=Decimal))
    head = {"key": said["name"], "title": said["title"], "year": said["year"]}
    cut_off = date(said["year"] + 1, 1, 20).isoformat()
    return {**found, "scheme": {**found["scheme"], **head, "cut_off": cut_off}}


def _dearer_water(content: Content) -> Content:
    """What the office changes for the next year: the bar for piped water is raised."""
    return {
        **content,
        "criterion": [
            {**one, "target": "96.5"} if one.get("key") == "4.1" else one for one in content["criterion"]
        ],
    }


def _groups(province: Unit) -> list[dict[str, Any]]:
    """The counties in the two groups of the province: those of four cities along the river, and the others."""
    found: dict[str, list[str]] = {"A": [], "B": []}
    counties = Unit.objects.live().territorial().under(province).filter(level="county").order_by("lo")
    for code in counties.values_list("code", flat=True):
        found["A" if code[:4] in {"6201", "6203", "6206", "6207"} else "B"].append(code)
    titles = {"A": "川区组", "B": "山区组"}
    return [{"key": key, "title": titles[key], "units": codes} for key, codes in found.items() if codes]


def _scheme(year: int) -> Scheme | None:
    return (
        Scheme.objects.select_related("issuer").filter(issuer__code=PROVINCE, name=f"county-{year}").first()
    )


def _province_approves(year: int) -> tuple[()]:
    row, head = _scheme(year), _actor("principal", PROVINCE) or _actor("leader", PROVINCE)
    if row is not None and head is not None and row.status == "submitted":
        schemes.approve(actor=head, scheme=row)
    return ()


def _province_publishes(year: int) -> tuple[()]:
    row, office = _scheme(year), _actor("receiver", PROVINCE, fresh=True)
    if row is not None and office is not None and row.status == "approved":
        schemes.publish(actor=office, scheme=row, document_number=_number(row.issuer, year))
    return ()


def _number(unit: Unit, year: int) -> str:
    return next_free(unit, ("assessment_scheme",), year) or f"甘农领〔{year}〕31号"


def _county_drafts(year: int) -> tuple[()]:
    """The county's office has the first criteria of its scheme; the second one has no rule of scoring yet."""
    county, office = Unit.objects.live().get(code=COUNTY), _actor("receiver", COUNTY)
    if office is None:
        return ()
    towns = Unit.objects.live().children_of(county).values_list("code", flat=True)
    name, title = f"township-{year}", f"{year}年度乡镇推进乡村振兴工作考核办法"
    head = {"key": name, "title": title, "issuer": COUNTY, "year": year}
    content = empty(head) | {
        "group": [{"key": "T", "title": "全县乡镇", "units": list(towns)}],
        "criterion": _begun(),
    }
    draw_up(actor=office, issuer=county, name=name, content=content)
    return ()


def _begun() -> list[dict[str, Any]]:
    return [
        {"key": "1", "title": "重点任务", "points": "60"},
        {
            "key": "1.1", "parent": "1", "title": "重点任务完成率（%）", "points": "40", "type": "at_least",
            "target": "100", "below": "proportional", "source": "office",
        },
        {"key": "1.2", "parent": "1", "title": "人居环境整治", "points": "20"},
        {"key": "2", "title": "群众评价", "points": "40", "type": "survey", "sample": 60, "source": "survey"},
    ]  # fmt: skip


def _actor(role: str, code: str, *, fresh: bool = False) -> Actor | None:
    user = holder(role, Unit.objects.live().get(code=code))
    return actor_for(user.pk, fresh=fresh) if user else None
