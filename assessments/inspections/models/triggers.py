"""Triggers of the inspections' tables: who approves had no part, how often a unit is inspected, which visits count."""

import pgtrigger

from assessments.inspections import rules
from assessments.inspections.rules.caps import GAP, MOST
from responsibilities.access.rules import same_person
from revitalization.kit import involvement
from revitalization.kit.involvement import WHO

INVOLVED = "inspections_planinvolvement"
_RAISE = "RAISE EXCEPTION '%s' USING ERRCODE = 'check_violation';"


def took_part(who: str, plan: str) -> str:
    """SQL: whether the person ever worked on the plan, under whatever account."""
    return f"""EXISTS (
            SELECT 1 FROM {INVOLVED} p JOIN access_user u ON u.id = p.user_id JOIN access_user me ON me.id = {who}
            WHERE p.subject_id = {plan} AND {same_person("u", "me")}
        )"""


def line_made_by() -> pgtrigger.Trigger:
    """Keeps who wrote a line of a plan."""
    return involvement.on_row(INVOLVED, "plan_id", "by_id", "line")


PLAN_MADE = involvement.on_steps(INVOLVED, rules.PLAN, [rules.PLAN.act("submit")])

APPROVED_BY_ANOTHER = pgtrigger.Trigger(
    name="approved_by_another",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    declare=[WHO],
    condition=pgtrigger.Condition("(OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'approved')"),
    func=f"""
        IF who IS NULL OR who = NEW.drafted_by_id OR NEW.approved_by_id IS DISTINCT FROM who
            OR {took_part("who", "NEW.id")} THEN
            {_RAISE % "a plan is approved by somebody who had no part in it"}
        END IF;
        RETURN NEW;
    """,
)


def wrote_scheme(who: str, inspection: str) -> str:
    """SQL: whether the person wrote the present scheme, under whatever account; `inspection` is a row's alias."""
    return f"""EXISTS (
            SELECT 1 FROM access_user u JOIN access_user me ON me.id = {who}
            WHERE u.id = {inspection}.scheme_by_id AND {same_person("u", "me")}
        )"""


SCHEME_BY_ANOTHER = pgtrigger.Trigger(
    name="scheme_by_another",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[WHO],
    condition=pgtrigger.Condition("(NEW.scheme_state = 'approved')"),
    func=f"""
        IF TG_OP = 'UPDATE' AND OLD.scheme_state = 'approved' AND OLD.scheme = NEW.scheme THEN
            RETURN NEW;
        END IF;
        IF TG_OP = 'INSERT' OR who IS NULL OR NEW.scheme_by_id IS NULL OR {wrote_scheme("who", "NEW")} THEN
            {_RAISE % "a scheme is approved by somebody who did not write it"}
        END IF;
        RETURN NEW;
    """,
)

_LIVE = ", ".join(f"'{state}'" for state in rules.LIVE)
VISITS_FOLLOW = pgtrigger.Trigger(
    name="visits_follow",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("(OLD.status IS DISTINCT FROM NEW.status)"),
    func=f"""
        UPDATE inspections_target SET live = (NEW.status IN ({_LIVE}))
        WHERE inspection_id = NEW.id AND live IS DISTINCT FROM (NEW.status IN ({_LIVE}));
        RETURN NULL;
    """,
)
"""What is postponed or cancelled inspects nobody; taken up again, its visits are held against the caps once more."""

# One unit's visits are judged one after the other: who comes second sees the first, or waits for it.
_LOCK = "PERFORM pg_advisory_xact_lock(hashtextextended('inspections.unit', NEW.unit_id));"
_OTHERS = """FROM inspections_target t
            WHERE t.unit_id = NEW.unit_id AND t.live AND t.inspection_id <> NEW.inspection_id"""
VISITS_CAPPED = pgtrigger.Trigger(
    name="visits_capped",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("(NEW.live)"),
    declare=[("most", "int")],
    func=f"""
        IF TG_OP = 'UPDATE' AND OLD.live AND OLD.from_on = NEW.from_on AND OLD.to_on = NEW.to_on
            AND OLD.exception_number = NEW.exception_number THEN
            RETURN NEW;
        END IF;
        {_LOCK}
        IF NEW.exception_number <> '' THEN
            RETURN NEW;
        END IF;
        IF EXISTS (SELECT 1 {_OTHERS} AND NEW.from_on < t.to_on + {GAP} AND t.from_on < NEW.to_on + {GAP}) THEN
            {_RAISE % "two inspections of a unit lie at least thirty days apart"}
        END IF;
        most := coalesce((SELECT c.most FROM inspections_cap c WHERE c.key = NEW.level AND c.current), {MOST});
        IF (SELECT count(*) {_OTHERS} AND extract(year FROM t.from_on) = extract(year FROM NEW.from_on)) >= most THEN
            {_RAISE % "the unit is inspected often enough in the year"}
        END IF;
        IF EXISTS (
            SELECT 1 FROM inspections_mark m WHERE m.lifted_on IS NULL AND NEW.lo BETWEEN m.lo AND m.hi
            AND NEW.from_on <= m.from_on + {GAP - 1} AND m.from_on <= NEW.to_on
        ) THEN
            {_RAISE % "the first days of a disaster or a congress are kept free"}
        END IF;
        RETURN NEW;
    """,
)
