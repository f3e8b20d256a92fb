"""What is changed in a draft: the whole content at once, or a part of it; each change is one entry on the record."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.appraisals.actions.banning import refuse_banned
from assessments.appraisals.actions.contents import checked_content, content_of, inside
from assessments.appraisals.actions.schemes import act_on
from assessments.appraisals.models import Scheme
from assessments.appraisals.rules.content import Content
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid

Change = Callable[[Content], Content]


def write(
    *, actor: Actor, scheme: Scheme, change: Change, version: int | None = None, source: str = ""
) -> Scheme:
    """Changes the content of a draft; `change` gets it as it stands under the lock and gives the new one.

    `source` is the file the new content was read from. Raises as `perform`, what `change` raises, and `Invalid` with
    the rule where a criterion is of a banned kind.
    """

    def put(row: Any) -> None:
        new = checked_content(change(dict(row.content)))
        _kept(row, new)
        refuse_banned(new, before=row.content)
        if source or new != row.content:
            row.source = source
        row.content = new
        row.title, row.year = str(new["scheme"]["title"]), int(new["scheme"]["year"])
        row.written_by_id = actor.user_id

    return act_on("edit", actor, scheme, version, apply=put)


def _kept(row: Scheme, new: Mapping[str, Any]) -> None:
    """Issuer and key say which scheme it is: another one is another scheme."""
    head = new["scheme"]
    if head.get("issuer") != row.issuer.code:
        said = _("This scheme is one of %(unit)s (%(code)s).") % {
            "unit": row.issuer.name,
            "code": row.issuer.code,
        }
        raise Invalid(errors=[FieldError("issuer", said)])
    if head.get("key") != row.name:
        said = _("This scheme has the key %(key)s.") % {"key": row.name}
        raise Invalid(errors=[FieldError("key", said)])


def replace(*, actor: Actor, scheme: Scheme, content: str, version: int | None = None) -> Scheme:
    """Puts a whole file (TOML) in place of what the draft holds.

    Raises as `write`; `Invalid` where it is no TOML or of another scheme.
    """
    try:
        new = content_of(content.encode())
    except Invalid as problem:
        raise inside("content", problem) from problem
    return write(actor=actor, scheme=scheme, change=lambda _old: new, version=version, source=content)
