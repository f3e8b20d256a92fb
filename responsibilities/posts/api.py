"""Who holds which post, for programs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from responsibilities.posts.models import Person, Tenure, TenureQuerySet
from responsibilities.posts.queries.handover import sheet_of
from responsibilities.posts.rules import KIND_CHINESE, PostKey, TenureKind
from responsibilities.roles import Capability
from responsibilities.units.api import LEVEL, UNDER, span_of
from revitalization.kit import clock
from revitalization.kit.api.described import operation, page_of
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import choice, day, instant
from revitalization.kit.fetch import get_or_hidden


def _marked(kind: TenureKind) -> Concat:
    return Concat(F("post__title"), Value(f"（{KIND_CHINESE[kind]}）"))


# The database's form of `rules.titled`, so that a page is one query whatever fields are chosen.
HELD_TITLE = Case(
    When(kind=TenureKind.ACTING.value, then=Concat(Value(KIND_CHINESE[TenureKind.ACTING]), F("post__title"))),
    *(When(kind=kind.value, then=_marked(kind)) for kind in (TenureKind.CONCURRENT, TenureKind.IN_CHARGE)),
    default=F("post__title"),
    output_field=CharField(),
)


class PostingRow(serializers.Serializer):
    """One post held, or noted as vacant, from a day on."""

    id = serializers.UUIDField(required=False)
    unit = serializers.CharField(required=False, help_text="Official code.")
    unit_name = serializers.CharField(required=False)
    level = serializers.CharField(required=False)
    post = serializers.CharField(required=False, help_text="Stable key of the post.")
    title = serializers.CharField(
        required=False, help_text="What the post is called there, as it is held: 代县长."
    )
    first_responsible = serializers.BooleanField(required=False)
    person = serializers.CharField(
        required=False, allow_null=True, help_text="Name, family name first; null: vacant."
    )
    person_id = serializers.UUIDField(required=False, allow_null=True)
    kind = serializers.CharField(required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(
        required=False, allow_null=True, help_text="Last day, included; null: open."
    )


EXAMPLE = {
    "results": [
        {"unit": "620121000000", "unit_name": "永登县", "post": "government_head", "title": "县长",
         "person": "卫伟", "since": "2026-01-05", "until": None}
    ],
    "next": None,
    "previous": None,
}  # fmt: skip


class Postings(Listing):
    """Tenures within reach, in the order of the tree and of rank; annulled ones are left out."""

    columns = {
        "id": "public_id",
        "unit": "post__unit__code",
        "unit_name": "post__unit__name",
        "level": "post__unit__level",
        "post": "post__key",
        "title": "held_title",
        "first_responsible": "post__is_first_responsible",
        "person": "person__name",
        "person_id": "person__public_id",
        "kind": "kind",
        "since": "since",
        "until": "until",
    }
    orders = {
        "tree": ("post__lo", "post__rank", "since", "id"),
        "since": ("since", "id"),
        "-since": ("-since", "-id"),
    }
    params = listing(
        UNDER,
        LEVEL,
        choice("post", "Only this post.", [str(key) for key in PostKey]),
        choice("kind", "Only this way of holding it.", [str(kind) for kind in TenureKind]),
        day("on", "Only those that cover the day."),
        instant("updated_since", "Only those entered or changed at this instant or later."),
        columns=columns,
        orders=orders,
    )

    @operation(
        "postings_list",
        "Who holds which post",
        about="Within the reach of post.read. Without `on` also those that are over or still to come.",
        params=params,
        answer=page_of(PostingRow),
        examples={"Chosen fields": EXAMPLE},
    )
    def get(self, request: Request) -> Response:
        rows = Tenure.objects.standing().within(self.actor.reach(Capability.POST_READ))
        return self.page(self._narrowed(rows).annotate(held_title=HELD_TITLE))

    def _narrowed(self, rows: TenureQuerySet) -> TenureQuerySet:
        given = self.given
        wanted = Q()
        if given["under"]:
            span = span_of(given["under"])
            wanted &= Q(post__lo__gte=span.lo, post__lo__lte=span.hi)
        named = {"level": "post__unit__level", "post": "post__key", "kind": "kind"}
        wanted &= Q(**{column: given[name] for name, column in named.items() if given[name]})
        if given["updated_since"]:
            wanted &= Q(pk__in=_changed(given["updated_since"]))
        return (rows.on(given["on"]) if given["on"] else rows).filter(wanted)


def _changed(since: datetime) -> QuerySet[Any, Any]:
    """Ids of the tenures that were entered or changed since, from the row history."""
    history = apps.get_model("posts", "TenureEvent")
    return history._default_manager.filter(pgh_created_at__gte=since).values("pgh_obj_id")


EXAMPLE_PERSON = "4b7c9c1e-9d0f-4d55-8f0b-2a3a6f6f7c11"


class MatterShape(serializers.Serializer):
    """One thing that is open."""

    part = serializers.CharField(help_text="Key of the part of the sheet.")
    what = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    state = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField(allow_null=True)


class HandoverShape(serializers.Serializer):
    """What is open under a person on a day."""

    person = serializers.CharField()
    posts = serializers.ListField(child=serializers.CharField())
    day = serializers.DateField()
    open = MatterShape(many=True)


class Handover(Endpoint):
    """The handover sheet of a person."""

    @operation(
        "handover_read",
        "Handover sheet of a person",
        about="Of somebody in whose posts post.appoint holds, as far as it lies within its reach.",
        path={"person": (r"[0-9a-f-]{36}", "The person, `person_id` of postings.", EXAMPLE_PERSON)},
        answer=HandoverShape,
    )
    def get(self, request: Request, person: UUID) -> Response:
        reach = self.actor.reach(Capability.POST_APPOINT)
        found = sheet_of(get_or_hidden(Person.objects.within(reach), public_id=person), reach, clock.today())
        lines = [(line.key, line.matter) for line in found.lines]
        return self.answer(
            {
                "person": found.name,
                "posts": list(found.posts),
                "day": found.day,
                "open": [
                    {"part": key, "what": it.what, "unit": it.unit, "state": it.state, "due_on": it.due_on}
                    for key, it in lines
                ],
            }
        )


URLS = [
    path("postings/", Postings.as_view(), name="api_postings"),
    path("people/<uuid:person>/handover/", Handover.as_view(), name="api_person_handover"),
]
