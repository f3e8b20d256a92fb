"""What all acts on an inspection share: the door they go through, its address, who is told."""

from typing import Any

from assessments.inspections import rules
from assessments.inspections.actions.told import telling
from assessments.inspections.models import Inspection
from assessments.inspections.queries.facts import inspection_facts
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.perform import perform


def act_on(
    key: str,
    actor: Actor,
    inspection: Inspection,
    version: int | None,
    *,
    told: tuple[str, C] | None = None,
    works: bool = False,
    **more: Any,
) -> Inspection:
    """Does one act on an inspection; raises what `perform` raises."""
    reason = more.get("reason", "")

    def tellings(row: Any) -> list[Any]:
        if told is None:
            return []
        values = {"title": str(row), "reason": reason[:200]}
        work = ("inspection", row.key) if works else ("", "")
        return [telling(actor, row, key, told[0], told[1], values=values, url=url_of(row), work=work)]

    return perform(
        rules.INSPECTION,
        key,
        inspection,
        actor=actor,
        version=version,
        facts=lambda row: inspection_facts(row, actor),
        tellings=tellings,
        label=str(inspection),
        **more,
    )


def url_of(row: Inspection) -> str:
    """The address of the inspection's page."""
    return f"/inspections/{row.key}/"
