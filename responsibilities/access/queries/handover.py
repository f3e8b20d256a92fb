"""What of an account is handed over: roles that go on and the tokens of its programs."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from responsibilities.access.models import Grant, Token
from responsibilities.roles import BY_KEY
from revitalization.kit import clock
from revitalization.kit.handover import HandingOver, OpenMatter
from revitalization.kit.language import said_day


def accounts(of: HandingOver) -> Iterable[OpenMatter]:
    """The roles held on the day, with the post they come from, and tokens that are still taken."""
    if of.user_id is None:
        return []
    grants = Grant.objects.on(of.today).filter(of.q("content_object__lo"), user=of.user_id)
    tokens = Token.objects.filter(
        of.q("unit__lo"), user=of.user_id, revoked_at__isnull=True, expires_at__gt=clock.now()
    )
    rows = grants.select_related("content_object").order_by("since", "id")
    found = [
        OpenMatter(
            _("Role: %(role)s") % {"role": _(BY_KEY[it.role].label)},
            it.content_object.name,
            it.source_label or _("since %(day)s") % {"day": said_day(it.since)},
            it.until,
        )
        for it in rows
        if it.role in BY_KEY
    ]
    said = _("API token: %(label)s")
    return found + [
        OpenMatter(said % {"label": it.label}, it.unit.name, _("valid"), clock.local(it.expires_at).date())
        for it in tokens.select_related("unit").order_by("id")
    ]
