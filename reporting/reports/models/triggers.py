"""Triggers of the reports' tables: who had a part and who decides, and the tallies."""

import pgtrigger

from reporting.reports import rules
from responsibilities.access.rules import same_person
from revitalization.kit import involvement
from revitalization.kit.involvement import WHO

_MAKING = ", ".join(f"'{right}'" for right in sorted(rules.INTERNAL_RIGHTS))
# A role the database does not know counts as one that makes reports: it fails closed.
_NO_MAKER = f"SELECT key FROM access_knownrole WHERE NOT here && ARRAY[{_MAKING}]::varchar[]"
INVOLVED = "reports_involvement"
MADE_BY_STEPS = involvement.on_steps(
    INVOLVED, rules.WORKFLOW, [act for act in rules.WORKFLOW.acts if act.capability in rules.INTERNAL_RIGHTS]
)


def involved_by(act: str, account: str) -> pgtrigger.Trigger:
    """Keeps who wrote a row beside the report; `account` is its column."""
    return involvement.on_row(INVOLVED, "obligation_id", account, act)


def had_a_part_by(who: str, report: str, acts: tuple[str, ...] = ()) -> str:
    """SQL: whether the account, or another of the same person, ever did one of `acts` (any) to the report."""
    listed = ", ".join(f"'{act}'" for act in acts)
    named = f"AND p.act IN ({listed})" if acts else ""
    return f"""EXISTS (
            SELECT 1 FROM {INVOLVED} p JOIN access_user u ON u.id = p.user_id JOIN access_user me ON me.id = {who}
            WHERE p.subject_id = {report} {named} AND {same_person("u", "me")}
        )"""


def had_files_in_hand(who: str, report: str) -> str:
    """SQL: whether the account, or another of the same person, ever attached or removed a file of the report."""
    return f"""EXISTS (
            SELECT 1 FROM reports_obligation o JOIN reports_cycle c ON c.id = o.cycle_id
            JOIN units_unit owing ON owing.id = o.unit_id
            JOIN files_storedfile f ON f.owner_kind = 'report' AND f.owner_key = c.key || '/' || owing.code
            JOIN files_involvement p ON p.subject_id = f.id
            JOIN access_user u ON u.id = p.user_id JOIN access_user me ON me.id = {who}
            WHERE o.id = {report} AND {same_person("u", "me")}
        )"""


def had_a_part(who: str, report: str, unit: str) -> str:
    """SQL: whether the person ever had a hand in the report, or makes reports of the unit today."""
    return f"""({had_a_part_by(who, report)} OR {had_files_in_hand(who, report)} OR EXISTS (
            SELECT 1 FROM access_grant g JOIN access_user u ON u.id = g.user_id JOIN access_user me ON me.id = {who}
            WHERE g.content_object_id = {unit} AND g.role NOT IN ({_NO_MAKER}) AND {same_person("u", "me")}
            AND (baton_now() AT TIME ZONE 'Asia/Shanghai')::date BETWEEN g.since AND coalesce(g.until, 'infinity'::date)
        ))"""


_APART = "RAISE EXCEPTION '%s' USING ERRCODE = 'check_violation';"
ASKS_OR_GRANTS = pgtrigger.Trigger(
    name="report_who_decides",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    declare=[WHO],
    condition=pgtrigger.Condition(
        "(OLD.status IS DISTINCT FROM NEW.status AND ((OLD.status = 'review' AND NEW.status = 'signing')"
        " OR NEW.status IN ('accepted', 'returned', 'exempt')))"
    ),
    func=f"""
        IF NEW.status = 'signing' THEN
            IF OLD.sent_by_id = who OR {had_a_part_by("who", "NEW.id", rules.WROTE)} THEN
                {_APART % "whoever wrote or sent the draft does not review it"}
            END IF;
            RETURN NEW;
        END IF;
        IF NEW.status <> 'exempt' AND NOT EXISTS (
            SELECT 1 FROM reports_submission s JOIN reports_decision d ON d.submission_id = s.id
            WHERE s.obligation_id = NEW.id AND d.outcome = NEW.status AND s.number = (
                SELECT max(number) FROM reports_submission WHERE obligation_id = NEW.id
            )
        ) THEN
            {_APART % "a report is decided by a decision on its latest version"}
        END IF;
        IF who IS NOT NULL AND {had_a_part("who", "NEW.id", "NEW.unit_id")} THEN
            {_APART % "whoever had a part in the report does not decide on it"}
        END IF;
        RETURN NEW;
    """,
)
"""Who asks does not grant: a writer does not review, and who had a part decides nothing."""
DECIDED_APART = pgtrigger.Trigger(
    name="decision_by_another",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[WHO, ("report", "bigint"), ("unit", "bigint")],
    func=f"""
        IF who IS DISTINCT FROM NEW.decided_by_id THEN
            {_APART % "a decision is entered by whoever decides"}
        END IF;
        SELECT o.id, o.unit_id INTO report, unit
        FROM reports_submission s JOIN reports_obligation o ON o.id = s.obligation_id WHERE s.id = NEW.submission_id;
        IF {had_a_part("who", "report", "unit")} THEN
            {_APART % "whoever had a part in the report does not decide on it"}
        END IF;
        RETURN NEW;
    """,
)
_TODAY = "(baton_now() AT TIME ZONE 'Asia/Shanghai')::date"
SIGNED_BY_RIGHT = pgtrigger.Trigger(
    name="signature_by_right",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("unit", "bigint"), ("held", "posts_tenure"), ("account", "bigint")],
    func=f"""
        SELECT o.unit_id INTO unit FROM reports_obligation o WHERE o.id = NEW.obligation_id;
        SELECT t.* INTO held FROM posts_post p JOIN posts_tenure t ON t.post_id = p.id
        WHERE p.unit_id = unit AND p.key = NEW.post_key AND t.person_id IS NOT NULL
        AND {_TODAY} BETWEEN t.since AND coalesce(t.until, 'infinity'::date);
        SELECT p.user_id INTO account FROM posts_person p WHERE p.id = held.person_id;
        IF account = NEW.signed_by_id THEN
            RETURN NEW;
        END IF;
        IF held.id IS NULL AND EXISTS (
            SELECT 1 FROM posts_post p JOIN posts_tenure t ON t.post_id = p.id
            JOIN posts_person me ON me.id = t.person_id
            WHERE p.unit_id = unit AND p.is_first_responsible AND me.user_id = NEW.signed_by_id
            AND {_TODAY} BETWEEN t.since AND coalesce(t.until, 'infinity'::date)
        ) THEN
            RETURN NEW;
        END IF;
        IF held.id IS NOT NULL AND EXISTS (
            SELECT 1 FROM posts_delegation d JOIN posts_person me ON me.id = d.to_id
            WHERE d.post_id = held.post_id AND d.giver_id = held.person_id AND me.user_id = NEW.signed_by_id
            AND d.ended_at IS NULL AND {_TODAY} BETWEEN d.since AND d.until
        ) THEN
            RETURN NEW;
        END IF;
        {_APART % "a report is signed by whoever holds the post, for a vacant one, or by written authority"}
    """,
)
"""Who signs: the holder, for a vacant post another principal of the unit, else only by delegation in force."""

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
