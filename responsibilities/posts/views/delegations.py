"""What was given for a post, as a table: who signs for it, from when to when."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responsibilities.posts.models import Delegation, Post
from responsibilities.posts.queries.delegations import of_post
from revitalization.kit import clock
from revitalization.kit.columns import Badge, Column
from revitalization.kit.ledgers import Ledger


def _state(it: Delegation) -> Badge:
    today = clock.today()
    if it.ended_at is not None:
        return Badge("ended", _("taken back"), "grey")
    if it.until < today:
        return Badge("over", _("over"), "grey")
    return (
        Badge("to_come", _("to come"), "grey")
        if it.since > today
        else Badge("in_force", _("in force"), "green")
    )


DELEGATIONS = (
    Column("to", gettext_lazy("Signs for the post"), value=lambda it: it.to.name),
    Column("giver", gettext_lazy("Authorised by"), value=lambda it: it.giver.name),
    Column("since", gettext_lazy("Signs from"), "date", value=lambda it: it.since),
    Column("until", gettext_lazy("Signs until"), "date", value=lambda it: it.until),
    Column("state", gettext_lazy("State"), "badge", value=_state),
    Column("reason", gettext_lazy("Reason"), value=lambda it: it.reason),
)


def delegations_of(post: Post) -> Ledger | None:
    """What was ever given for the post, as a table; None when nothing was."""
    rows = list(of_post(post))
    return Ledger(DELEGATIONS, rows) if rows else None
