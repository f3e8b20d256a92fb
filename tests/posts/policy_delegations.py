"""Letting another sign for a post: rows, subjects and trials of the policy."""

from typing import Any

from responsibilities.posts.actions import delegate
from responsibilities.posts.models import Delegation
from tests.cast import days
from tests.policy.basics import GET, MISSING, NO_UUID, POST, Trial, day
from tests.policy.people import POST_READS, SISTER, TOWN, XIJI, YONGDENG, names
from tests.policy.rows import FORBIDDEN, OK, Row


def delegating(stage: object, place: str) -> dict[str, object]:
    person = stage.tenures[place].person  # type: ignore[attr-defined]
    return {"to": person.public_id, "since": day(20), "until": day(25), "reason": "赴外地参加培训"}


def ending(stage: object, place: str) -> dict[str, object]:
    return {"version": stage.delegation.version}  # type: ignore[attr-defined]


# Who holds the post itself lets another sign for it; the other principal of the unit and whoever appoints do not.
HOLDS = {TOWN: names("qianmei"), YONGDENG: names("weiwei")}
MAY_DELEGATE = {OK: HOLDS, FORBIDDEN: POST_READS}
ROWS = [
    Row("post_delegate", GET, (TOWN, SISTER, YONGDENG), MAY_DELEGATE),
    Row("post_delegate", POST, (TOWN, YONGDENG), MAY_DELEGATE, send=delegating),
    Row("delegation_end", POST, (TOWN,), MAY_DELEGATE, send=ending),
]


def given(stage: Any) -> Delegation:
    """The town's head has authorised its party secretary."""
    return delegate(
        actor=stage.cast.fresh("qianmei"), post=stage.posts[TOWN], to=stage.tenures[TOWN].person,
        since=days(0), until=days(9), reason="赴兰州参加培训",
    )  # fmt: skip


def of_delegation(stage: Any, place: str) -> dict[str, Any]:
    return {"delegation": NO_UUID if place == MISSING else stage.delegation.public_id}


TRIAL = Trial(
    "post.to", "post_delegate", TOWN, "qianmei", lambda s: delegating(s, TOWN),
    lambda s: str(s.tenures[XIJI].person.public_id), lambda s: str(NO_UUID),
)  # fmt: skip
