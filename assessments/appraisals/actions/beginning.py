"""How a scheme begins: empty, as a copy of another one, or as a file says."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from assessments.appraisals.actions.contents import content_of
from assessments.appraisals.actions.schemes import draw_up
from assessments.appraisals.models import Scheme
from assessments.appraisals.queries.schemes import scheme_for
from assessments.appraisals.rules.content import Content
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Hidden, Invalid

GRADES = [
    {"word": "优秀", "from": "90"},
    {"word": "良好", "from": "80"},
    {"word": "合格", "from": "60"},
    {"word": "不合格", "from": "0"},
]


def begin(*, actor: Actor, issuers: Mapping[str, Unit], said: Mapping[str, Any]) -> Scheme:
    """Draws up the scheme that was asked for: `file` (bytes), or `issuer`, `name`, `title`, `year` and `copy` (a key).

    Raises as `draw_up`, `Invalid` where the file is none or names an issuer that is not among `issuers`, `Hidden` for
    another scheme that is not there.
    """
    if said.get("file"):
        return begin_from_file(actor=actor, issuers=issuers, data=said["file"], again=True)
    if said["issuer"] not in issuers:
        raise Hidden
    issuer = issuers[said["issuer"]]
    head = {"key": said["name"], "title": said["title"].strip(), "issuer": issuer.code, "year": said["year"]}
    other = scheme_for(actor, said["copy"]) if said.get("copy") else None
    content = _copied(other, head) if other else empty(head)
    return draw_up(
        actor=actor, issuer=issuer, name=said["name"], content=content, copied_from=other, again=True
    )


def begin_from_file(*, actor: Actor, issuers: Mapping[str, Unit], data: bytes, again: bool = False) -> Scheme:
    """Draws up the scheme that a file (TOML) says; `again` as in `draw_up`. Raises as `begin`."""
    content = content_of(data)
    head = content["scheme"]
    issuer = issuers.get(head["issuer"])
    if issuer is None:
        said = _("You draw up no schemes at %(code)s, which the file names as its issuer.") % {
            "code": head["issuer"][:40]
        }
        raise Invalid(errors=[FieldError("file", said)])
    text = data.decode("utf-8-sig")
    return draw_up(actor=actor, issuer=issuer, name=head["key"], content=content, source=text, again=again)


def empty(head: Mapping[str, Any]) -> Content:
    """A scheme without criteria, assessed until 20 January of the next year: 100 points, four grades."""
    cut_off = date(int(head["year"]) + 1, 1, 20)
    rounding = {"step": "criterion", "places": 2}
    more = {"cut_off": cut_off.isoformat(), "base": "100", "round": rounding}
    return {"scheme": {**head, **more}, "group": [], "criterion": [], "limiter": [], "grade": list(GRADES)}


def _copied(other: Scheme, head: Mapping[str, Any]) -> Content:
    """What the other one says, under the new head; its number is not taken along, its cut-off moves by the years."""
    own = dict(other.content.get("scheme", {}))
    own.pop("document", None)
    moved = _moved(str(own.get("cut_off", "")), int(head["year"]) - other.year)
    return {**other.content, "scheme": {**own, **head, **({"cut_off": moved} if moved else {})}}


def _moved(day: str, years: int) -> str:
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return ""
    try:
        return found.replace(year=found.year + years).isoformat()
    except ValueError:  # 29 February
        return found.replace(year=found.year + years, day=28).isoformat()
