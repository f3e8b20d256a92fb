"""Whose the files of a finding are."""

from collections.abc import Collection, Mapping

from assessments.inspections.queries.findings import findings_for
from assessments.inspections.queries.teams import on_team
from assessments.inspections.rules.findings import DRAFTED, FED_BACK, ON_SPOT
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor


class FindingFiles:
    """Who may read and attach the files of a finding, by its key."""

    def may_read(self, actor: Actor, key: str) -> bool:
        """Whoever may read the finding."""
        return findings_for(actor).filter(key=key).exists()

    def may_read_unsent(self, actor: Actor, key: str) -> bool:
        """The same: evidence is read by both sides from the start."""
        return self.may_read(actor, key)

    def may_attach(self, actor: Actor, key: str) -> bool:
        """The team before the feedback; the unit's own people while they may still object."""
        row = findings_for(actor).filter(key=key).first()
        if row is None:
            return False
        if row.status == FED_BACK:
            return actor.can(C.INSPECT_ANSWER, row, row.remit)
        mine = actor.can(C.INSPECT_CONDUCT, row, row.remit) and row.status in (DRAFTED, *ON_SPOT)
        return mine and on_team(actor, row.inspection)

    def may_read_names(self, actor: Actor, places: Mapping[str, int]) -> Collection[str]:
        """Whoever may read the finding."""
        return set(findings_for(actor).filter(key__in=list(places)).values_list("key", flat=True))
