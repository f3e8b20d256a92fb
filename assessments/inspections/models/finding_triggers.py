"""Triggers of findings and objections: found by the team, decided by others, worded once."""

import pgtrigger

from assessments.inspections.rules import findings, objections
from responsibilities.access.rules import same_person
from revitalization.kit.involvement import WHO

_RAISE = "RAISE EXCEPTION '%s' USING ERRCODE = 'check_violation';"
_TODAY = "(baton_now() AT TIME ZONE 'Asia/Shanghai')::date"


def on_team(who: str, inspection: str, *, ever: bool = False) -> str:
    """SQL: whether the person stands in the team of the inspection; `ever`: stands or stood in it."""
    stands = 'm."group" > 0' + ("" if ever else " AND m.standing")
    return f"""EXISTS (
            SELECT 1 FROM inspections_member m JOIN access_user u ON u.id = m.user_id
            JOIN access_user me ON me.id = {who}
            WHERE m.inspection_id = {inspection} AND {stands} AND {same_person("u", "me")}
        )"""


def of_unit(who: str, unit: str) -> str:
    """SQL: whether the person holds any role at the unit itself today, under whatever account."""
    return f"""EXISTS (
            SELECT 1 FROM access_grant g JOIN access_user u ON u.id = g.user_id JOIN access_user me ON me.id = {who}
            WHERE g.content_object_id = {unit} AND {same_person("u", "me")}
            AND {_TODAY} BETWEEN g.since AND coalesce(g.until, 'infinity'::date)
        )"""


def is_person(who: str, account: str) -> str:
    """SQL: whether the account is the person's."""
    return f"""EXISTS (
            SELECT 1 FROM access_user u JOIN access_user me ON me.id = {who}
            WHERE u.id = {account} AND {same_person("u", "me")}
        )"""


FOUND_BY_TEAM = pgtrigger.Trigger(
    name="found_by_team",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[WHO],
    func=f"""
        IF who IS NULL OR NEW.recorded_by_id IS DISTINCT FROM who OR NOT {on_team("who", "NEW.inspection_id")} THEN
            {_RAISE % "a finding is recorded by somebody of the team"}
        END IF;
        RETURN NEW;
    """,
)
"""Whoever records a finding stands in the team."""

_SHEET = (
    "place",
    "found_on",
    "problem",
    "rule_broken",
    "evidence",
    "category",
    "how_soon",
    "severity",
    "extent",
)
_CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _SHEET)
SHEET_STANDS = pgtrigger.Trigger(
    name="sheet_stands",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(f"(OLD.status <> '{findings.DRAFTED}' AND ({_CHANGED}))"),
    func=_RAISE % "what the unit has seen is not worded anew",
)
"""What was put before the unit is not worded anew: it is taken back, or changed by the decision on an objection."""

_DECIDED = ", ".join(f"'{state}'" for state in objections.DECIDED)
DECIDED_BY_OTHERS = pgtrigger.Trigger(
    name="decided_by_others",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    declare=[WHO, ("inspection", "bigint"), ("unit", "bigint")],
    condition=pgtrigger.Condition(f"(OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ({_DECIDED}))"),
    func=f"""
        SELECT f.inspection_id, f.unit_id INTO inspection, unit FROM inspections_finding f WHERE f.id = NEW.finding_id;
        IF who IS NULL OR NEW.decided_by_id IS DISTINCT FROM who OR NEW.reason = '' THEN
            {_RAISE % "an objection is decided by somebody, with a reason"}
        END IF;
        IF {on_team("who", "inspection", ever=True)} THEN
            {_RAISE % "whoever found it does not decide the objection"}
        END IF;
        IF {of_unit("who", "unit")} OR {is_person("who", "NEW.filed_by_id")} THEN
            {_RAISE % "the unit does not decide its own objection"}
        END IF;
        RETURN NEW;
    """,
)
"""Nobody of the team and nobody of the unit decides, whoever asks the database."""

OBJECTED_IN_TIME = pgtrigger.Trigger(
    name="objected_in_time",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        IF NOT EXISTS (
            SELECT 1 FROM inspections_finding f WHERE f.id = NEW.finding_id
            AND NEW.filed_on BETWEEN f.fed_back_on AND f.fed_back_on + {objections.DAYS}
        ) OR NEW.decide_by <> NEW.filed_on + {objections.DAYS} THEN
            {_RAISE % "an objection is made within thirty days of the feedback"}
        END IF;
        RETURN NEW;
    """,
)
