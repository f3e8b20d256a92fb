"""What all acts on a draft share: the door they go through, and how those are told whose turn it is."""

from typing import Any

from reporting.reports import rules
from reporting.reports.models import Obligation
from reporting.reports.queries.signing import facts_of
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.perform import perform
from revitalization.kit.ports import Telling
from revitalization.kit.words import N_, Words
from revitalization.kit.workflow import ReadFacts

TITLES = {
    rules.REVIEW: N_("%(title)s is waiting for your review."),
    rules.SIGNING: N_("%(title)s is waiting for your signature."),
    rules.SIGNED: N_("%(title)s is signed and can be submitted."),
    rules.DRAFT: N_("%(title)s came back to you: %(reason)s"),
    rules.SUBMITTED: N_("%(unit)s submitted %(title)s."),
}


def act_on_draft(
    key: str,
    actor: Actor,
    obligation: Obligation,
    version: int | None,
    *,
    reason: str = "",
    apply: Any = None,
    tellings: Any = None,
    on_behalf: Any = "",
    facts: ReadFacts | None = None,
    within: str = "",
) -> Obligation:
    """Does one act of those who make the report; `facts` reads what its guard must know, `facts_of` as a rule.

    Raises what `perform` raises.
    """
    return perform(
        rules.WORKFLOW,
        key,
        obligation,
        actor=actor,
        reason=reason,
        version=version,
        facts=facts or (lambda row: facts_of(row, actor)),
        apply=apply,
        tellings=tellings,
        on_behalf=on_behalf,
        label=str(obligation),
        within=within,
    )


def url_of(row: Obligation) -> str:
    """The address of the report's page."""
    return f"/reports/{row.public_id}/"


def work_of(row: Obligation) -> tuple[str, str]:
    """The report as the subject of what the people told have to do."""
    return ("report", row.public_id)


def event_of(row: Obligation, key: str) -> str:
    """The name of what happened to this version of the report: a person is told of it once."""
    return f"report.{key}:{row.pk}:{row.version}"


def telling_at_unit(
    row: Obligation, key: str, capability: C, actor: Actor, title: str | Words, reason: str = ""
) -> Telling:
    """The notice to all who hold the right on the unit but the one who acted; the reason is cut at 200 characters.

    What is done already, a title as `Words`, is news and no work.
    """
    values = {"title": row.cycle.title, "reason": reason[:200]}
    is_news = isinstance(title, Words)
    return Telling(
        event_of(row, key),
        "report",
        row.lo,
        title if isinstance(title, Words) else Words(title, values),
        url_of(row),
        capability=capability,
        except_user=actor.user_id,
        work_of=("", "") if is_news else work_of(row),
    )
