"""The feed of changes: numbered after commit, so that a late commit is never passed over."""

from collections.abc import Collection, Mapping
from secrets import token_urlsafe
from typing import Any

from django.urls import path
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from responsibilities.record.queries import Change, changes_after, feed_reach
from responsibilities.roles import Capability
from revitalization.kit import keyset
from revitalization.kit.api.described import READING, operation
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.parameters import LIMIT, MOST, Param, whole
from revitalization.kit.registry import REGISTRY

POSITION = "feed"


class ChangeShape(serializers.Serializer):
    """One change that the record keeps, without its reason."""

    at = serializers.DateTimeField()
    verb = serializers.CharField(help_text="For example report.submit.")
    kind = serializers.CharField(help_text="What was changed: report, cycle, …")
    key = serializers.CharField(help_text="Its public key; of a report <cycle>/<unit code>.")
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField(help_text="How many rows a set-wise act touched.")
    program = serializers.CharField(help_text="The number of the token it was done with; empty: by a person.")
    after = serializers.DictField(help_text="Changed values.")


class LeftOutShape(serializers.Serializer):
    """A kind of change that is not told for want of a right."""

    kind = serializers.CharField()
    right = serializers.CharField(help_text="The capability that is missing, for example post.read.")


class ChangesShape(serializers.Serializer):
    """Some changes in the order in which they became visible, and the position to go on from."""

    changes = ChangeShape(many=True)
    left_out = LeftOutShape(
        many=True,
        help_text="Kinds asked for of which nothing is told because the right is missing everywhere.",
    )
    next = serializers.CharField(help_text="Send it as `after` the next time; it differs in every answer.")


EXAMPLE = {
    "changes": [
        {"at": "2026-11-24T04:00:00Z", "verb": "report.submit", "kind": "report",
         "key": "annual-2026-620000000000/620121101000", "label": "甘肃省 / 兰州市 / 永登县 / 红城镇",
         "count": 1, "program": "", "after": {"status": "submitted"}}
    ],
    "left_out": [{"kind": "post", "right": "post.read"}],
    "next": "pY3k5cWJ0sQmV1fB8nXoT2LrH7uZdGaE9wKiCvNjM4x",
}  # fmt: skip


def _read_position(text: str) -> int:
    try:
        return int(keyset.unseal(text, POSITION)[0])
    except ValueError as broken:
        raise ValueError(_("This is not a position in this feed.")) from broken


def _read_kinds(text: str) -> list[str]:
    words = text.split(",")
    known = REGISTRY.feed()
    if len(set(words)) != len(words) or not set(words) <= set(known):
        raise ValueError(
            _("Choose from these, separated by commas: %(kinds)s.") % {"kinds": ", ".join(known)}
        )
    return words


class Changes(Endpoint):
    """What changed since the reader last asked."""

    params = (
        Param(
            "after", "`next` of the last answer; without it from the beginning.", _read_position,
            {"type": "string", "maxLength": 200}, default=0,
        ),
        whole("limit", "Changes of one answer.", 1, MOST, default=LIMIT),
        Param(
            "kinds", "Only changes of these kinds, with commas between; without it all that may be read.",
            _read_kinds, {"type": "string", "pattern": "^[a-z_]{1,32}(,[a-z_]{1,32})*$"}, default=(),
        ),
    )  # fmt: skip

    @operation(
        "status_changes",
        "Changes since a position",
        about="Read it again and again with `after` = `next`. 403: `errors` names the rights that are missing. "
        "410: read everything once anew, then go on.",
        params=params,
        answer=ChangesShape,
        errors=(*READING, 410),
        examples={"A township submitted": EXAMPLE},
    )
    def get(self, request: Request) -> Response:
        given = self.given
        told = feed_reach(self.actor, given["kinds"])
        reach = self.actor.reach(Capability.RECORD_READ)
        rows, following = changes_after(given["after"], reach, given["limit"], told.kinds)
        shown = {kind: presenter.shown for kind, presenter in REGISTRY.feed().items()}
        body = {
            "changes": [_shape(row, shown[row.subject_kind]) for row in rows],
            "left_out": [{"kind": kind, "right": right} for kind, right in told.left_out.items()],
        }
        # The position is the nation's count of acts: with a word of chance beside it, two answers do not tell
        # whether something happened elsewhere. It is no part of the state that the tag names.
        position = keyset.seal([following, token_urlsafe(8)], POSITION)
        return self.answer(body, more={"next": position})


def _shape(row: Change, shown: Collection[str]) -> Mapping[str, Any]:
    return {
        "at": row.at,
        "verb": row.verb,
        "kind": row.subject_kind,
        "key": row.subject_key,
        "label": row.label,
        "count": row.count,
        "program": row.token,
        "after": {name: value for name, value in row.after.items() if name in shown},
    }


def say_kinds(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Completes the description by the kinds that the slices declare; they are known only once all are there."""
    word = "|".join(REGISTRY.feed())
    for param in result["paths"]["/api/v1/status/changes"]["get"]["parameters"]:
        if param["name"] == "kinds":
            param["schema"]["pattern"] = f"^({word})(,({word}))*$"
    return result


URLS = [path("status/changes", Changes.as_view(), name="api_changes")]
