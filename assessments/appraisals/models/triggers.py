"""Triggers of the schemes' tables: who approves had no part, what was sent for approval stays as it is."""

import pgtrigger

from assessments.appraisals.rules import course
from responsibilities.access.rules import same_person
from revitalization.kit import involvement
from revitalization.kit.involvement import WHO

INVOLVED = "appraisals_schemeinvolvement"
_RAISE = "RAISE EXCEPTION '%s' USING ERRCODE = 'check_violation';"


def took_part(who: str, scheme: str) -> str:
    """SQL: whether the person ever worked on the scheme, under whatever account."""
    return f"""EXISTS (
            SELECT 1 FROM {INVOLVED} p JOIN access_user u ON u.id = p.user_id JOIN access_user me ON me.id = {who}
            WHERE p.subject_id = {scheme} AND {same_person("u", "me")}
        )"""


SCHEME_MADE = involvement.on_steps(INVOLVED, course.SCHEME, [course.SCHEME.act("submit")])

SCHEME_WRITTEN = pgtrigger.Trigger(
    name="scheme_written",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("(NEW.status = 'drafted')"),
    declare=[WHO],
    func=f"""
        IF TG_OP = 'UPDATE' AND OLD.content = NEW.content AND OLD.title = NEW.title THEN
            RETURN NULL;
        END IF;
        {involvement.kept(INVOLVED, "NEW.id", "NEW.written_by_id", "'edit'")}
        {involvement.kept(INVOLVED, "NEW.id", "who", "'edit'")}
        RETURN NULL;
    """,
)
"""Who sends it back has written nothing, and may approve it when it comes again."""

SCHEME_BY_ANOTHER = pgtrigger.Trigger(
    name="scheme_by_another",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    declare=[WHO],
    condition=pgtrigger.Condition("(OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'approved')"),
    func=f"""
        IF who IS NULL OR NEW.approved_by_id IS DISTINCT FROM who OR {took_part("who", "NEW.id")} THEN
            {_RAISE % "a scheme is approved by somebody who had no part in it"}
        END IF;
        RETURN NEW;
    """,
)

SCHEME_FROZEN = pgtrigger.Trigger(
    name="scheme_frozen",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "(OLD.status <> 'drafted' AND (OLD.content IS DISTINCT FROM NEW.content"
        " OR OLD.title IS DISTINCT FROM NEW.title OR OLD.year IS DISTINCT FROM NEW.year))"
    ),
    func=f"""
        IF NOT (
            OLD.status = 'approved' AND NEW.status = 'published' AND OLD.title = NEW.title AND OLD.year = NEW.year
            AND OLD.content #- '{{scheme,document}}' = NEW.content #- '{{scheme,document}}'
        ) THEN
            {_RAISE % "what was sent for approval stays as it is"}
        END IF;
        RETURN NEW;
    """,
)
"""With the publishing alone the number of the document is written into it."""
