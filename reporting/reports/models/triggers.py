"""Triggers of the reports' tables: the state machines' copies in the database, what is written once, the tallies."""

import pgtrigger

from revitalization.kit.workflow import Workflow


def guards(workflow: Workflow) -> list[pgtrigger.Trigger]:
    """The database's own copy of a state machine: births only in initial states, steps only along the table.

    The check of births is the trigger's condition, so that filling a cycle with good rows calls no function.
    """
    births = ", ".join(f"'{state}'" for state in sorted(workflow.initial))
    return [
        pgtrigger.FSM(name=f"{workflow.key}_steps", field="status", transitions=workflow.transitions()),
        pgtrigger.Trigger(
            name=f"{workflow.key}_births",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition(f"(NEW.status NOT IN ({births}))"),
            func=f"RAISE EXCEPTION 'a {workflow.key} is not born as %', NEW.status;",
        ),
        pgtrigger.Protect(name=f"{workflow.key}_stays", operation=pgtrigger.Delete),
    ]


def written_once(name: str) -> list[pgtrigger.Trigger]:
    """Rows of this table are never changed nor deleted."""
    return [pgtrigger.Protect(name=f"{name}_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]


# Both keep `Tally` exact whoever writes: set-wise births as one grouped insert, steps as two signed rows per ancestor.
_ANCESTORS = """
    CROSS JOIN LATERAL (
        VALUES (t.county_id), (t.city_id), (t.province_id), ((SELECT id FROM units_unit WHERE lo = 0))
    ) AS above(id)
    WHERE above.id IS NOT NULL AND above.id <> t.unit_id
"""
COUNT_BIRTHS = pgtrigger.Trigger(
    name="count_births",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="born"),  # type: ignore[no-untyped-call]
    func=f"""
        INSERT INTO reports_tally (cycle_id, unit_id, level, status, due_on, timely, n)
        SELECT t.cycle_id, above.id, t.level, t.status, t.due_on, t.timely, sum(t.n)
        FROM (
            SELECT cycle_id, 0 AS unit_id, level, status, due_on, timely, county_id, city_id, province_id, count(*) AS n
            FROM born WHERE unit_id NOT IN (coalesce(county_id, 0), coalesce(city_id, 0), coalesce(province_id, 0))
            GROUP BY 1, 3, 4, 5, 6, 7, 8, 9
            UNION ALL
            SELECT cycle_id, unit_id, level, status, due_on, timely, county_id, city_id, province_id, 1
            FROM born WHERE unit_id IN (coalesce(county_id, 0), coalesce(city_id, 0), coalesce(province_id, 0))
        ) AS t {_ANCESTORS}
        GROUP BY 1, 2, 3, 4, 5, 6;
        RETURN NULL;
    """,
)
COUNT_STEPS = pgtrigger.Trigger(
    name="count_steps",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "((OLD.status, OLD.due_on, OLD.timely) IS DISTINCT FROM (NEW.status, NEW.due_on, NEW.timely))"
    ),
    func=f"""
        INSERT INTO reports_tally (cycle_id, unit_id, level, status, due_on, timely, n)
        SELECT t.cycle_id, above.id, t.level, t.status, t.due_on, t.timely, t.n
        FROM (
            SELECT OLD.*, -1 AS n UNION ALL SELECT NEW.*, 1
        ) AS t {_ANCESTORS};
        RETURN NULL;
    """,
)
