"""Triggers for every table that has a state or is written once, made from what the rules say."""

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
