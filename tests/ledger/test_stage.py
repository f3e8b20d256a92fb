"""What the walks stand on: an item of the ledger in each state."""

import pytest

from tests.cast import Cast
from tests.ledger.policy_stage import STATES, STEP
from tests.policy.stage import set_up

WANTED = {
    "PLAN": "planning", "PLAN_SENT": "planned", "FULL": "running", "DECLARED": "declared", "CHECKED": "checked",
    "TO_NOTICE": "checked", "NOTICE": "publicized", "OBJECTED": "publicized", "TO_SIGN": "publicized", "ASKED": "running",
    "CLOSED": "closed", "PROJECT": "issued",
}  # fmt: skip


@pytest.mark.django_db
def test_each_state_an_act_leads_on_from_has_an_item_on_the_stage(cast: Cast) -> None:
    stage = set_up(cast)
    stage.tell(STEP)
    assert {state: stage.item(state).status for state in STATES} == WANTED
    assert (stage.item("TOWN").status, stage.item("TOWN").percent, stage.item("SISTER").status) == (
        "running",
        40,
        "issued",
    )
    assert stage.item("ASKED").asked_due_on
    assert stage.item("OBJECTED").objected
