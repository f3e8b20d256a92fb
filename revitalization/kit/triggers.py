"""Triggers for every table that has a state or is written once, made from what the rules say."""

from collections.abc import Sequence

import pgtrigger

from revitalization.kit.workflow import Workflow


def guards(workflow: Workflow) -> list[pgtrigger.Trigger]:
    """The database's own copy of a state machine: births only in initial states, steps only along the table.

    What is checked at all is said in the triggers' conditions, so that filling a cycle with good rows, or turning the
    lamps of rows that take no step, calls no function.
    """
    births = ", ".join(f"'{state}'" for state in sorted(workflow.initial))
    return [
        pgtrigger.FSM(
            name=f"{workflow.key}_steps",
            field="status",
            transitions=workflow.transitions(),
            condition=pgtrigger.Condition("(OLD.status IS DISTINCT FROM NEW.status)"),
        ),
        pgtrigger.Trigger(
            name=f"{workflow.key}_births",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition(f"(NEW.status NOT IN ({births}))"),
            func=f"RAISE EXCEPTION 'a {workflow.key} is not born as %', NEW.status;",
        ),
        stays(f"{workflow.key}_stays"),
    ]


def written_once(name: str) -> list[pgtrigger.Trigger]:
    """Rows of this table are never changed nor deleted."""
    return [untouched(f"{name}_written_once")]


def untouched(name: str) -> pgtrigger.Trigger:
    """Rows of this table are neither changed nor deleted; `name` is that of the trigger."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


def stays(name: str = "kept") -> pgtrigger.Trigger:
    """Rows of this table are never deleted; they end, or are closed."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Delete)


def fixed(name: str = "fixed", *, fields: Sequence[str] = (), but: Sequence[str] = ()) -> pgtrigger.Trigger:
    """The trigger by which these columns, or all but those, keep what they were born with, whoever writes.

    Raises `ValueError` when both or neither are named.
    """
    if bool(fields) == bool(but):
        raise ValueError("name what is fixed, or what is not")
    return pgtrigger.ReadOnly(name=name, **({"fields": [*fields]} if fields else {"exclude": [*but]}))


def filled_once(*columns: str) -> pgtrigger.Trigger:
    """These columns are filled later, each once: what stands in them is neither changed nor emptied."""
    changed = " OR ".join(
        f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in columns
    )
    return pgtrigger.Protect(
        name="filled_once", operation=pgtrigger.Update, condition=pgtrigger.Condition(f"({changed})")
    )


def closed_by(column: str) -> pgtrigger.Trigger:
    """Once this column is filled nothing of the row is changed any more."""
    condition = pgtrigger.Condition(f"(OLD.{column} IS NOT NULL AND NEW.* IS DISTINCT FROM OLD.*)")
    return pgtrigger.Protect(name="closed", operation=pgtrigger.Update, condition=condition)
