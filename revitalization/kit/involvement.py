"""Who ever had a part in a thing: kept beside it for good, asked by the rules that want a second person.

A slice makes one table of `InvolvementRow` for what goes through its hands (a report, a score sheet, minutes), lets
triggers fill it, so that raw SQL fills it too, and asks it where somebody decides: in code and in the database with
the same SQL.
"""

import pgtrigger
from django.conf import settings
from django.db import models

from revitalization.kit import clock
from revitalization.kit.triggers import untouched
from revitalization.kit.workflow import Act, Workflow

WHO = (
    "who",
    "bigint := (nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'actor')::bigint",
)
"""For a trigger's `declare`: the account that makes the recorded change; null where the clock does or nobody says."""


class InvolvementRow(models.Model):
    """One account did one kind of thing to the subject at least once; `subject` is the concrete table's foreign key.

    `act` is the key of the workflow's act, or of what leaves no step (`save`). Only ever added to.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    act = models.CharField(max_length=32)
    at = models.DateTimeField(db_default=clock.Now(), editable=False)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id} {self.act}"


KEPT = untouched("involvement_kept")
"""No part is changed or taken back."""


def kept(table: str, subject: str, who: str, act: str) -> str:
    """SQL that keeps one part; all but the table's name are SQL expressions. Nothing happens where `who` is null."""
    return f"""
        INSERT INTO {table} (subject_id, user_id, act) SELECT {subject}, {who}, {act}
        WHERE {who} IS NOT NULL AND {act} IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM {table} WHERE subject_id = {subject} AND user_id = {who} AND act = {act}
        ) ON CONFLICT DO NOTHING;"""


def on_row(table: str, subject: str, account: str, act: str, only: str = "") -> pgtrigger.Trigger:
    """Keeps a part for each row written beside the subject (a draft, a signature).

    `subject` and `account` are its columns. The account that makes the change is kept as well, should it be another.
    `only` is SQL that says of which rows (`NEW`), where not of all.
    """
    return pgtrigger.Trigger(
        name=f"involved_{act}",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Condition(f"({only})") if only else None,
        declare=[WHO],
        func=f"""{kept(table, f"NEW.{subject}", f"NEW.{account}", f"'{act}'")}
        {kept(table, f"NEW.{subject}", "who", f"'{act}'")}
        RETURN NULL;
        """,
    )


def on_steps(table: str, workflow: Workflow, acts: list[Act]) -> pgtrigger.Trigger:
    """Keeps a part for each step of the subject itself that is one of `acts`.

    Where two acts lead the same way, the change's own word on the record tells them apart; without one it is the first.
    """
    cases = " ".join(
        f"WHEN '{source}>{target}' THEN {_told_apart(workflow, keys)}"
        for (source, target), keys in _steps(acts).items()
    )
    return pgtrigger.Trigger(
        name=f"{workflow.key}_involved",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("(OLD.status IS DISTINCT FROM NEW.status)"),
        declare=[WHO, ("act_done", f"text := CASE OLD.status || '>' || NEW.status {cases} END")],
        func=f"""{kept(table, "NEW.id", "who", "act_done")}
        RETURN NULL;
        """,
    )


def _told_apart(workflow: Workflow, keys: list[str]) -> str:
    first, *others = keys
    if not others:
        return f"'{first}'"
    verb = "nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'verb'"
    cases = " ".join(f"WHEN '{workflow.key}.{key}' THEN '{key}'" for key in others)
    return f"CASE {verb} {cases} ELSE '{first}' END"


def _steps(acts: list[Act]) -> dict[tuple[str, str], list[str]]:
    """The acts of each step, in the table's order."""
    found: dict[tuple[str, str], list[str]] = {}
    for act in acts:
        for step in ((source, target) for source in sorted(act.sources) for target in sorted(act.ends())):
            if step[0] != step[1]:
                found.setdefault(step, []).append(act.key)
    return found
