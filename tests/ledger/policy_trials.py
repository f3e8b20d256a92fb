"""Fields of the ledger's forms and bodies that name something, each with what lies outside and what does not exist."""

from typing import Any

from tests.ledger import policy_api, policy_pages
from tests.policy.basics import MISSING, Trial
from tests.policy.people import TOWN, XIJI, YONGDENG
from tests.policy.rows import WHOLE


def _unit(field: str, row: str, place: str, sent: Any, inside: str = "", *, many: bool = False) -> Trial:
    """A unit's name and code are everybody's."""

    def told(where: str) -> Any:
        return lambda s: [s.code(where)] if many else s.code(where)

    return Trial(
        field, row, place, "chenjing", lambda s: sent(s, place), told(XIJI), told(MISSING),
        told(inside) if inside else None, public=True,
    )  # fmt: skip


TRIALS = [
    _unit("DrawUpBody.issuer", "api_matters", WHOLE, policy_api.drawn, YONGDENG),
    _unit("MatterForm.issuer", "matter_new", WHOLE, policy_pages.drawn, YONGDENG),
    *(
        _unit(f"{body}.{field}", row, place, sent, inside, many=field == "codes")
        for body, row, place, sent in (
            ("DrawUpBody", "api_matters", WHOLE, policy_api.drawn),
            ("HandDownBody", "api_ledger_hand_down", YONGDENG, policy_api.said),
        )
        for field, inside in (("lead", YONGDENG), ("codes", TOWN))
    ),
    # Departments of the issuing unit alone are offered; none of the cast's has one.
    *(
        _unit(f"{form}.{field}", row, place, sent, inside)
        for form, row, place, sent in (
            ("MatterForm", "matter_new", WHOLE, policy_pages.drawn),
            ("HandDownForm", "ledger_hand_down", YONGDENG, policy_pages.said),
        )
        for field, inside in (("lead", ""), ("codes", TOWN))
    ),
]
