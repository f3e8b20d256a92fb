"""Fields of inspections that name something, each with what lies outside and what does not exist."""

from typing import Any

from tests.inspections import policy_pages
from tests.inspections.policy_acts import WHY
from tests.inspections.policy_stage import OTHER, STEP
from tests.policy.basics import MISSING, Trial, day
from tests.policy.people import SISTER, TOWN, XIJI, YONGDENG
from tests.policy.rows import WHOLE

BY = "dingwei"


def _unit(
    field: str, row: str, place: str, sent: Any, inside: str = "", *, many: bool = False, **more: Any
) -> Trial:
    """A unit's name and code are everybody's."""

    def told(where: str) -> Any:
        return lambda s: [s.code(where)] if many else s.code(where)

    return Trial(
        field, row, place, BY, lambda s: sent(s, place), told(XIJI), told(MISSING), told(inside) if inside else None,
        public=True, **more,
    )  # fmt: skip


def _versioned(name: str, **more: Any) -> Any:
    return lambda s, p: {"version": getattr(s, name)(p), **more}


def _matched(name: str) -> Any:
    return lambda s, p: f'"{getattr(s, name)(p)}"'


MOVED = {"on_day": day(14), **WHY}
VISITED = {"on_day": "2027-06-14"}


def _acts(field: str, row: str, version: str, act: str, sent: dict[str, Any], inside: str) -> list[Trial]:
    """The same on its page and by a program."""
    args = (("act", act),)
    return [
        _unit(field, row, YONGDENG, _versioned(version, **sent), inside, args=args),
        _unit(
            field, f"api_{row}", YONGDENG, lambda s, p: dict(sent), inside, args=args, match=_matched(version)
        ),
    ]


def _merging(row: str, sent: Any, **more: Any) -> Trial:
    return Trial(
        "inspection.other", row, OTHER, BY, sent, lambda s: s.inspections[XIJI].key, lambda s: "629999999000-2027-i9",
        args=(("act", "merge"),), step=STEP, **more,
    )  # fmt: skip


TRIALS = [
    *_acts("inspection.unit", "inspection_act", "inspection_version", "move", MOVED, TOWN),
    *_acts("inspection_line.unit", "inspection_line_act", "line_version", "visit", VISITED, TOWN),
    *_acts("inspection_line.organ", "inspection_line_act", "line_version", "edit", {}, YONGDENG),
    _merging("inspection_act", lambda s: {"version": s.inspection_version(OTHER), **WHY}),
    _merging("api_inspection_act", lambda s: dict(WHY), match=_matched("inspection_version")),
    _unit("MakeBody.issuer", "api_inspections", WHOLE, policy_pages.said, YONGDENG),
    _unit("MakeBody.units", "api_inspections", WHOLE, policy_pages.said, SISTER, many=True),
    _unit("InspectionForm.issuer", "inspection_new", WHOLE, policy_pages.typed, YONGDENG),
    _unit("InspectionForm.units", "inspection_new", WHOLE, policy_pages.typed, SISTER),
    _unit("PlanForm.issuer", "inspection_plan_new", WHOLE, policy_pages.plan, YONGDENG),
    _unit("MarkForm.issuer", "inspection_mark_new", WHOLE, policy_pages.mark, YONGDENG),
    _unit("MarkForm.unit", "inspection_mark_new", WHOLE, policy_pages.mark, SISTER),
]
