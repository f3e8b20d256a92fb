"""Triggers of the ledger's tables: who had a part and who judges, the route of closing, the tallies."""

import pgtrigger

from responsibilities.access.rules import same_person
from responsibilities.ledger import rules
from revitalization.kit import involvement
from revitalization.kit.involvement import WHO

INVOLVED = "ledger_involvement"
_MAKING = ", ".join(f"'{right}'" for right in sorted(rules.MAKING))
# A role the database does not know counts as one that works for the unit: it fails closed.
_NO_MAKER = f"SELECT key FROM access_knownrole WHERE NOT here && ARRAY[{_MAKING}]::varchar[]"
_TODAY = "(baton_now() AT TIME ZONE 'Asia/Shanghai')::date"
_APART = "RAISE EXCEPTION '%s' USING ERRCODE = 'check_violation';"

MADE_BY_STEPS = involvement.on_steps(
    INVOLVED, rules.WORKFLOW, [act for act in rules.WORKFLOW.acts if act.key in rules.UNIT_SIDE]
)


def involved_by(act: str, account: str, only: str = "") -> pgtrigger.Trigger:
    """Keeps who wrote a row beside the item; `account` is its column, `only` says of which rows."""
    return involvement.on_row(INVOLVED, "item_id", account, act, only)


def had_a_part(who: str, item: str, unit: str) -> str:
    """SQL: whether the person ever worked on the item for its unit, or works for the unit today."""
    return f"""(EXISTS (
            SELECT 1 FROM {INVOLVED} p JOIN access_user u ON u.id = p.user_id JOIN access_user me ON me.id = {who}
            WHERE p.subject_id = {item} AND {same_person("u", "me")}
        ) OR EXISTS (
            SELECT 1 FROM access_grant g JOIN access_user u ON u.id = g.user_id JOIN access_user me ON me.id = {who}
            WHERE g.content_object_id = {unit} AND g.role NOT IN ({_NO_MAKER}) AND {same_person("u", "me")}
            AND {_TODAY} BETWEEN g.since AND coalesce(g.until, 'infinity'::date)
        ))"""


def wrote(who: str, matter: str) -> str:
    """SQL: whether the person drew up the matter."""
    return f"""EXISTS (
            SELECT 1 FROM ledger_matter m JOIN access_user u ON u.id = m.created_by_id
            JOIN access_user me ON me.id = {who} WHERE m.id = {matter} AND {same_person("u", "me")}
        )"""


BORN_ISSUED = pgtrigger.Trigger(
    name="born_issued_from_origin",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition(
        f"(NEW.status = '{rules.MATTER_ISSUED}'"
        " AND (NEW.origin_kind = '' OR NEW.origin_key = '' OR NEW.issued_at IS NULL))"
    ),
    func=f"""
        {_APART % "only what another mechanism brings is born issued"}
    """,
)
"""People look at the counts before they issue; only what has an origin elsewhere is issued as it is born."""

_JUDGED = ("agree_plan", "check", "verify", "return", "extend", "reopen", "cancel", "settle_objection")
_LISTED = ", ".join(f"'{act}'" for act in _JUDGED)
JUDGED_APART = pgtrigger.Trigger(
    name="handled_apart",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[WHO, ("unit", "bigint")],
    condition=pgtrigger.Condition(f"(NEW.act IN ({_LISTED}))"),
    func=f"""
        IF who IS DISTINCT FROM NEW.by_id THEN
            {_APART % "what is judged is entered by whoever judges"}
        END IF;
        SELECT i.unit_id INTO unit FROM ledger_item i WHERE i.id = NEW.item_id;
        IF {had_a_part("who", "NEW.item_id", "unit")} THEN
            {_APART % "whoever works on an item for its unit does not judge it"}
        END IF;
        RETURN NEW;
    """,
)
"""Who judges an item had no part in it on the unit's side."""
CLOSED_FROM_ABOVE = pgtrigger.Trigger(
    name="closed_from_above",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    declare=[WHO],
    condition=pgtrigger.Condition("(OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'closed')"),
    func=f"""
        IF who IS NULL OR {had_a_part("who", "NEW.id", "NEW.unit_id")} THEN
            {_APART % "an item is closed from above, never by its unit"}
        END IF;
        IF EXISTS (SELECT 1 FROM ledger_matter m WHERE m.id = NEW.matter_id AND m.severity = '{rules.GRAVE}')
            AND {wrote("who", "NEW.matter_id")} THEN
            {_APART % "a grave item is not closed by whoever wrote it"}
        END IF;
        IF EXISTS (
            SELECT 1 FROM ledger_matter m CROSS JOIN LATERAL unnest(m.route) AS s(step) WHERE m.id = NEW.matter_id
            AND NOT EXISTS (
                SELECT 1 FROM ledger_handling h WHERE h.item_id = NEW.id AND h.round = NEW.round AND h.act = s.step
            )
        ) THEN
            {_APART % "a step of closing is missing"}
        END IF;
        RETURN NEW;
    """,
)
"""An item is closed from above, after every step of its route in this round."""

_WIDE = "(coalesce(county_id, 0), coalesce(city_id, 0), coalesce(province_id, 0))"


def _counted(rows: str) -> str:
    """SQL: the signed rows of `rows` (columns of an item and `n`) for the unit itself and each unit above it."""
    return f"""
        INSERT INTO ledger_tally (unit_id, year, kind_id, long, status, lamp, claimed, n)
        SELECT above.id, t.year, t.kind_id, t.long, t.status, t.lamp, t.claimed, sum(t.n)
        FROM (
            SELECT 0 AS unit_id, year, kind_id, long, status, lamp, coalesce(percent, 0) = 100 AS claimed,
                county_id, city_id, province_id, sum(n) AS n
            FROM ({rows}) AS r WHERE unit_id NOT IN {_WIDE}
            GROUP BY year, kind_id, long, status, lamp, 7, county_id, city_id, province_id
            UNION ALL
            SELECT unit_id, year, kind_id, long, status, lamp, coalesce(percent, 0) = 100,
                county_id, city_id, province_id, n
            FROM ({rows}) AS r WHERE unit_id IN {_WIDE}
        ) AS t CROSS JOIN LATERAL (
            VALUES (t.county_id), (t.city_id), (t.province_id), ((SELECT id FROM units_unit WHERE lo = 0))
        ) AS above(id)
        WHERE above.id IS NOT NULL AND above.id <> t.unit_id
        GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(t.n) <> 0;"""


_COLUMNS = "unit_id, year, kind_id, long, status, lamp, percent, county_id, city_id, province_id"
COUNT_BIRTHS = pgtrigger.Trigger(
    name="count_births",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="born"),  # type: ignore[no-untyped-call]
    func=f"{_counted(f'SELECT {_COLUMNS}, 1 AS n FROM born')} RETURN NULL;",
)
COUNT_STEPS = pgtrigger.Trigger(
    name="count_steps",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    referencing=pgtrigger.Referencing(old="former", new="latter"),  # type: ignore[no-untyped-call]
    func=f"""{_counted(f"SELECT {_COLUMNS}, -1 AS n FROM former UNION ALL SELECT {_COLUMNS}, 1 FROM latter")}
        RETURN NULL;""",
)
"""Both keep `Tally` exact whoever writes: whole statements as one grouped insert, so that sweeps are cheap."""
