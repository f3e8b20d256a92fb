"""The feed of changes: numbered after commit, so that a late commit is never passed over."""

from collections.abc import Mapping
from typing import Any

from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from responsibilities.record.queries import Change, changes_after
from responsibilities.roles import Capability
from revitalization.kit.api.described import READING, operation
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.parameters import LIMIT, MOST, several, whole

STATUS_KINDS = ("report", "cycle")
KINDS = (*STATUS_KINDS, "unit", "post")
SHOWN = frozenset(
    {"status", "due_on", "first_submitted_at", "submitted_at", "received_at", "decided_at", "timely", "round",
     "owed", "opened_at", "notice", "levels", "year", "in_scope", "unit_class", "short_name", "since",
     "until", "kind"}
)  # fmt: skip
"""Changed values that are sent; numbers of rows and accounts never are."""


class ChangeShape(serializers.Serializer):
    """One numbered change."""

    seq = serializers.IntegerField(
        help_text="Rises without gaps in the order in which changes became visible."
    )
    at = serializers.DateTimeField()
    verb = serializers.CharField(help_text="For example report.submit.")
    kind = serializers.CharField(help_text="What was changed: report, cycle, …")
    key = serializers.CharField(help_text="Its public key; of a report <cycle>/<unit code>.")
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField(help_text="How many rows a set-wise act touched.")
    program = serializers.CharField(help_text="The number of the token it was done with; empty: by a person.")
    after = serializers.DictField(help_text="Changed values.")


class ChangesShape(serializers.Serializer):
    """Some changes and the number to go on from."""

    changes = ChangeShape(many=True)
    next = serializers.IntegerField(help_text="Send it as `after` the next time.")


EXAMPLE = {
    "changes": [
        {"seq": 4711, "at": "2026-11-24T04:00:00Z", "verb": "report.submit", "kind": "report",
         "key": "annual-2026-620000000000/620121101000", "label": "甘肃省 / 兰州市 / 永登县 / 红城镇",
         "count": 1, "program": "", "after": {"status": "submitted"}}
    ],
    "next": 4711,
}  # fmt: skip


class Changes(Endpoint):
    """What changed since the reader last asked."""

    params = (
        whole("after", "The number of the last change that was read; 0 to begin.", 0, 2**63 - 1, default=0),
        whole("limit", "Changes of one answer.", 1, MOST, default=LIMIT),
        several("kinds", "Only changes of these kinds; without it reports and cycles.", KINDS),
    )

    @operation(
        "status_changes",
        "Changes since a number",
        about="Read it again and again with `after` = `next`. 410: read everything once anew, then go on.",
        params=params,
        answer=ChangesShape,
        errors=(*READING, 410),
        examples={"A township submitted": EXAMPLE},
    )
    def get(self, request: Request) -> Response:
        given = self.given
        reach = self.actor.reach(Capability.RECORD_READ)
        rows, following = changes_after(given["after"], reach, given["limit"], given["kinds"] or STATUS_KINDS)
        return self.answer({"changes": [_shape(row) for row in rows], "next": following})


def _shape(row: Change) -> Mapping[str, Any]:
    return {
        "seq": row.seq,
        "at": row.at,
        "verb": row.verb,
        "kind": row.subject_kind,
        "key": row.subject_key,
        "label": row.label,
        "count": row.count,
        "program": row.token,
        "after": {name: value for name, value in row.after.items() if name in SHOWN},
    }


URLS = [path("status/changes", Changes.as_view(), name="api_changes")]
