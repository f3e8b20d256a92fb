"""What record, notices and the feed of changes say of findings, objections, offers and samples, and what the ledger
names of those that it has items of.
"""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext, override

from assessments.inspections.models import Looked
from assessments.inspections.queries.findings import findings_for, sisters_for
from assessments.inspections.rules.findings import FINDING, title_of
from assessments.inspections.rules.lookback import RESULTS
from assessments.inspections.rules.objections import OBJECTION
from assessments.inspections.rules.sisters import SISTER
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.documents.official import CHINESE
from revitalization.kit.finding import Hit
from revitalization.kit.mechanism import Presenter
from revitalization.kit.periods import chinese_date
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
        {f"objection.{act.key}": act.done for act in OBJECTION.acts},
        lambda key: f"/inspections/findings/{key}/",
        C.INSPECT_READ,
        feed=True,
        shown={"status", "decided_on"},
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
        "rectification",
        {"rectification.report": N_("%(who)s sent “%(title)s” with %(count)s problems")},
        lambda key: f"/inspections/rectification/{key}/",
        C.INSPECT_READ,
        feed=True,
        shown={"number"},
        label=N_("Reports on putting right"),
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


def _finding(actor: Actor, key: str) -> Hit | None:
    found = findings_for(actor).filter(key=key).first()
    if found is None:
        return None
    return Hit(title_of(found.words), found.unit.path, reverse("finding", args=key.split("/")), found.number)


def _sister(actor: Actor, key: str) -> Hit | None:
    finding, _slash, code = key.rpartition("/")
    found = sisters_for(actor).filter(finding__key=finding, unit__code=code).first()
    if found is None:
        return None
    said = title_of(found.finding.words)
    return Hit(said, found.unit.path, reverse("sister", args=key.split("/")), found.finding.number)


ORIGINS = {"finding": _finding, "sister": _sister}
"""What items of the ledger came from, for whoever may read it."""


def looked_again(items: Collection[int]) -> dict[int, str]:
    """What look-backs saw of these items, the last one of each: 2027年5月8日：未反弹，三座公厕有人管护。"""
    rows = Looked.objects.filter(finding__item__in=items).exclude(result="").order_by("looked_on", "id")
    with override(CHINESE):
        return {
            row.finding.item_id: f"{chinese_date(row.looked_on)}：{gettext(RESULTS[row.result])}，{row.words}"
            for row in rows.select_related("finding")
            if row.looked_on is not None and row.finding.item_id is not None
        }
