"""What record, notices and the feed of changes say of findings, objections, offers and samples."""

from assessments.inspections.rules.findings import FINDING
from assessments.inspections.rules.objections import OBJECTION
from assessments.inspections.rules.sisters import SISTER
from responsibilities.roles import Capability as C
from revitalization.kit.mechanism import Presenter
from revitalization.kit.words import N_

PRESENTERS = [
    Presenter(
        "finding",
        {f"finding.{act.key}": act.done for act in FINDING.acts}
        | {
            "finding.record": N_("%(who)s recorded the problem sheet “%(title)s”"),
            "finding.offer": N_("%(who)s offered “%(title)s” to %(count)s other units"),
        },
        lambda key: f"/inspections/findings/{key}/",
        C.INSPECT_READ,
        feed=True,
        shown={"status", "fed_back_on", "listed_on", "view"},
        label=N_("Findings"),
    ),
    Presenter(
        "objection",
        {f"objection.{act.key}": act.done for act in OBJECTION.acts}
        | {"objection.file": N_("%(who)s filed the objection to “%(title)s”")},
        lambda key: f"/inspections/findings/{key}/",
        C.INSPECT_READ,
        feed=True,
        shown={"status", "decide_by", "decided_on"},
        label=N_("Objections"),
    ),
    Presenter(
        "sister",
        {f"sister.{act.key}": act.done for act in SISTER.acts},
        lambda key: f"/inspections/sisters/{key}/",
        C.INSPECT_READ,
        label=N_("Problems offered to other units"),
    ),
    Presenter(
        "lookback",
        {
            "lookback.draw": N_("%(who)s drew %(title)s"),
            "lookback.enter": N_("%(who)s entered what was seen of “%(title)s” again"),
        },
        lambda key: f"/inspections/look-back/{key}/",
        C.INSPECT_READ,
        label=N_("Looking back"),
    ),
]
