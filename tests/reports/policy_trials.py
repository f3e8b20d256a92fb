"""The reports' fields that name something, each with what lies outside and what does not exist."""

from typing import Any

from tests.policy.basics import MISSING, Trial
from tests.policy.people import GANSU, NINGXIA, TOWN, XIJI, YONGDENG
from tests.policy.rows import WHOLE
from tests.reports import policy_acts, policy_api, policy_rows


def _items(stage: Any, **more: Any) -> list[dict[str, Any]]:
    of = {"cycle": stage.cycles[GANSU].key, "code": stage.code(TOWN), "version": stage.version(TOWN)}
    return [of | more]


def _scope(field: str, row: str, plan: Any) -> Trial:
    """A unit's name and code are everybody's."""
    return Trial(
        field, row, WHOLE, "chenjing", lambda s: plan(s, WHOLE), lambda s: s.code(XIJI), lambda s: s.code(MISSING),
        lambda s: s.code(YONGDENG), public=True,
    )  # fmt: skip


def _bulk(field: str, outside: Any, missing: Any) -> Trial:
    return Trial(
        field, "api_obligations_bulk", WHOLE, "chenjing", lambda s: {"act": "receive"}, outside, missing,
        step="submitted", put="items",
    )  # fmt: skip


def _signing(row: str, by: str, sent: Any, **more: Any) -> Trial:
    return Trial(
        "report.on_behalf_of", row, TOWN, "zhaogang", sent, lambda s: "village_secretary", lambda s: "no_such_post",
        args=((by, "sign"),), step="signing", **more,
    )  # fmt: skip


TRIALS = [
    _scope("CycleForm.scope", "cycle_new", policy_rows.a_plan),
    _scope("CyclePlan.scope", "api_cycles", policy_api.a_plan),
    _scope("SeriesPlan.scope", "api_series", policy_api.a_series),
    _bulk("BulkItem.cycle", lambda s: _items(s, cycle=s.cycles[NINGXIA].key), lambda s: _items(s, cycle="annual-2020-1")),
    _bulk("BulkItem.code", lambda s: _items(s, code=s.code(XIJI)), lambda s: _items(s, code=s.code(MISSING))),
    _signing("report_act", "key", lambda s: {"version": s.version(TOWN)}),
    _signing("api_report_act", "act", lambda s: {}, match=policy_acts.if_match),
]  # fmt: skip
