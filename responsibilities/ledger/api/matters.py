"""Matters of the ledger for programs: list, one, drawing up, handing an item down, issuing and changing words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from responsibilities.duties.queries import categories_of
from responsibilities.ledger import rules
from responsibilities.ledger.actions import DO_MATTER, drawing
from responsibilities.ledger.actions.drawn import Drawn
from responsibilities.ledger.api.asked import KIND, YEAR
from responsibilities.ledger.api.beside import unit_name
from responsibilities.ledger.api.bodies import DrawUpBody, HandDownBody, MatterActBody
from responsibilities.ledger.api.items import (
    level_words,
    milestones_of,
)
from responsibilities.ledger.api.shapes import (
    EXAMPLE_MATTER,
    ITEM_PATH,
    MATTER_PATH,
    DoneMatter,
    MatterRow,
    OneMatterShape,
)
from responsibilities.ledger.models import Kind, Matter
from responsibilities.ledger.queries.items import above_of, moved_above
from responsibilities.ledger.queries.scope import matter_facts, missing, preview
from responsibilities.ledger.queries.within import item_for, matter_for, matters_for
from responsibilities.roles import C
from responsibilities.units.api import UNDER, span_of
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.api.described import CHANGING, WRITING, operation, page_of
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import choice
from revitalization.kit.errors import FieldError, Forbidden, Invalid

COLUMNS = {
    "key": "key",
    "number": "number",
    "title": "title",
    "kind": "kind__key",
    "year": "year",
    "issuer": "issuer__code",
    "issuer_name": "issuer__name",
    "status": "status",
    "how_soon": "how_soon",
    "severity": "severity",
    "document_number": "document_number",
    "issued_on": "issued_on",
    "start_on": "start_on",
    "due_on": "due_on",
    "owed": "owed",
    "words": "words",
    "issued_at": "issued_at",
    "version": "version",
}
_ACTS = f"({'|'.join(DO_MATTER)})"
ACT_PATH = {**MATTER_PATH, "act": (_ACTS, "What is done.", "issue")}
DRAWN = {
    "kind": "task",
    "issuer": "620121000000",
    "year": 2026,
    "title": "完成山区村饮水管网改造",
    "target": "年底前六个村管网改造三十一公里。",
    "measure": "县水务局牵头，逐村落实施工图和责任人。",
    "document_number": "永农领办〔2026〕7号",
    "issued_on": "2026-03-01",
    "start_on": "2026-03-02",
    "due_on": "2026-12-18",
    "milestones": [{"on": "2026-06-30", "percent": 40}],
    "levels": ["township"],
    "basis": "履职事项清单第23项",
}


class Matters(Listing):
    """The matters the reader has anything to do with: issued at, above or below the own place."""

    columns = COLUMNS
    orders = {"-due_on": ("-due_on", "-id"), "due_on": ("due_on", "id")}
    params = listing(
        KIND,
        YEAR,
        UNDER,
        choice("status", "Only matters in this state.", rules.MATTER.state_keys()),
        columns=COLUMNS,
        orders=orders,
    )

    @operation(
        "matters_list",
        "Matters of the ledger",
        about="`under` is where the issuing unit lies. What is not issued yet is seen by those who may issue it.",
        params=params,
        answer=page_of(MatterRow),
    )
    def get(self, request: Request) -> Response:
        named = {"status": "status", "year": "year", "kind": "kind__key"}
        wanted = {column: self.given[name] for name, column in named.items() if self.given[name]}
        if self.given["under"]:
            span = span_of(self.given["under"])
            wanted |= {"lo__gte": span.lo, "lo__lte": span.hi}
        return self.page(matters_for(self.actor).filter(**wanted))

    @operation(
        "matters_draw_up",
        "Draw up a matter",
        about="Nobody has it to do before it is issued. Townships need `basis`, villages `approval`.",
        body=DrawUpBody,
        answer=OneMatterShape,
        status=201,
        errors=WRITING,
        key=True,
        sent={"Yongdeng asks its townships": DRAWN},
    )
    def post(self, request: Request) -> Response:
        if not self.actor.has(C.LEDGER_ISSUE):
            raise Forbidden
        return self.once(lambda: self._drawn(self.body(DrawUpBody)))

    def _drawn(self, data: dict[str, Any]) -> Response:
        kind = Kind.objects.filter(key=data["kind"], current=True).first()
        issuer = Unit.objects.live().filter(code=data["issuer"]).first()
        if kind is None or issuer is None:
            errors = [] if kind else [FieldError("kind", _("There is no kind of the ledger with this key."))]
            errors += [] if issuer else [FieldError("issuer", _("There is no unit with this code."))]
            raise Invalid(errors=errors)
        drawn = _said(data, data["title"], data["target"])
        matter = drawing.draw_up(actor=self.actor, kind=kind, issuer=issuer, year=data["year"], drawn=drawn)
        return _made(self, matter)


def _made(endpoint: Endpoint, matter: Matter) -> Response:
    data = shape(matter, endpoint.actor)
    return endpoint.answer(
        data, matter.version, 201, Location=reverse("api_matter", kwargs={"matter": matter.key})
    )


def _said(data: Mapping[str, Any], title: str, target: str) -> Drawn:
    """What the body says, as the action takes it; `Invalid` for a lead unit or categories that are not there."""
    plain = ("measure", "supporting", "document_number", "document_title", "issued_on", "start_on", "due_on")
    more = (
        "source",
        "how_soon",
        "severity",
        "extent",
        "levels",
        "codes",
        "basis",
        "approval",
        "counts",
        "weight",
    )
    return Drawn(
        title=title,
        target=target,
        lead=_lead(data.get("lead", "")),
        categories=_categories(data.get("categories", ()), data["start_on"].year),
        milestones=[(point["on"], Decimal(point["percent"])) for point in data.get("milestones", ())],
        **{name: data[name] for name in (*plain, *more) if name in data},
    )


def _lead(code: str) -> Unit | None:
    if not code:
        return None
    found = Unit.objects.live().filter(code=code).first()
    if found is None:
        raise Invalid(errors=[FieldError("lead", _("There is no unit with this code."))])
    return found


def _categories(keys: Any, year: int) -> list[str]:
    if not keys:
        return []
    known = {line.key for line in categories_of(year)}
    if wrong := sorted(set(keys) - known):
        said = _("There are no such categories: %(keys)s.")
        raise Invalid(errors=[FieldError("categories", said % {"keys": " ".join(wrong[:10])})])
    return sorted(set(keys))


def shape(matter: Matter, actor: Actor) -> dict[str, Any]:
    """The fields of `OneMatterShape`; `acts` are the keys of what this actor can do now; queries: a constant number."""
    above = above_of(matter)
    issues = actor.can(C.LEDGER_ISSUE, matter)
    flat = {name: getattr(matter, name) for name, column in COLUMNS.items() if "__" not in column}
    names = (
        "target", "measure", "supporting", "document_title", "source", "extent", "categories", "levels", "codes",
        "basis", "approval", "plan", "route",
    )  # fmt: skip
    return {
        **flat,
        **{name: getattr(matter, name) for name in names},
        "kind": matter.kind.key,
        "issuer": matter.issuer.code,
        "issuer_name": matter.issuer.name,
        "lead": unit_name(matter.lead),
        "milestones": milestones_of(matter),
        "above": level_words(above) if above else None,
        "words_changed": moved_above(matter, above),
        "versions": [_version(one) for one in matter.versions.all()],
        "missing": _missing(matter) if issues else None,
        "acts": [act.key for act in rules.MATTER.available(matter, actor, matter_facts)],
    }


def _missing(matter: Matter) -> int:
    if matter.status == rules.DRAFTED:
        return preview(matter).total
    return missing(matter) if matter.status == rules.MATTER_ISSUED else 0


def _version(words: Any) -> dict[str, Any]:
    names = ("number", "title", "target", "measure", "supporting", "reason", "at")
    return {**{name: getattr(words, name) for name in names}, "by": words.by_name}


class OneMatter(Endpoint):
    """One matter with all versions of its words; `Hidden` when it does not concern the reader."""

    @operation("matters_read", "One matter", path=MATTER_PATH, answer=OneMatterShape)
    def get(self, request: Request, matter: str) -> Response:
        found = matter_for(self.actor, matter)
        return self.answer(shape(found, self.actor), found.version)


class HandDown(Endpoint):
    """Drawing up what an item asks of the units below its own; `Refused` for one the unit has no longer to do."""

    @operation(
        "ledger_hand_down",
        "Hand an item down",
        about="Draws up a matter of the item's unit for units below it. Title and target stay those of the item;"
        " measures, lead unit and days are this level's own. Nobody has it to do before it is issued.",
        path=ITEM_PATH,
        body=HandDownBody,
        answer=OneMatterShape,
        status=201,
        errors=WRITING,
        key=True,
        sent={
            "To the townships": {
                "measure": "逐村落实施工图和责任人。",
                "issued_on": "2026-03-10",
                "start_on": "2026-03-10",
                "due_on": "2026-12-10",
                "levels": ["township"],
                "basis": "履职事项清单第23项",
            }
        },
    )
    def post(self, request: Request, matter: str, code: str) -> Response:
        item = item_for(self.actor, matter, code)
        return self.once(lambda: self._handed(item, self.body(HandDownBody)))

    def _handed(self, item: Any, data: dict[str, Any]) -> Response:
        drawn = _said(data, item.matter.title, item.matter.target)
        return _made(self, drawing.hand_down(actor=self.actor, item=item, drawn=drawn))


class MatterAct(Endpoint):
    """One act on one matter, as `acts` of it offers it; `issue` of an issued one adds the units that are missing.

    Raises what `perform` raises: `Stale`, `Refused` with the reason in words, `Forbidden`, `Invalid`.
    """

    @operation(
        "matters_act",
        "Do one act on a matter",
        about="Acts: "
        + ", ".join(DO_MATTER)
        + ". `issue` gives it to every unit it concerns and answers in `created`"
        " how many; issued once more it adds the units that came to be since. If-Match names the version.",
        path=ACT_PATH,
        body=MatterActBody,
        answer=DoneMatter,
        errors=CHANGING,
        match=True,
        key=True,
        sent={"Issue": {}, "New words": {"target": "改造三十六公里。", "reason": "新增两个村。"}},
        examples={"Issued": {"key": EXAMPLE_MATTER, "status": "issued", "owed": 18, "created": 18}},
    )
    def post(self, request: Request, matter: str, act: str) -> Response:
        found = matter_for(self.actor, matter)
        version = self.version()
        given = self.body(MatterActBody)
        DO_MATTER.check(act, given)
        return self.once(lambda: self._done(found, act, version, given))

    def _done(self, matter: Matter, act: str, version: int, given: dict[str, Any]) -> Response:
        done = DO_MATTER.do(act, actor=self.actor, subject=matter, version=version, given=given)
        # What was discarded is no longer in any list, but whoever did it is told so.
        fresh = Matter.objects.select_related("kind", "issuer", "lead").get(pk=matter.pk)
        created = done if act == "issue" else None
        return self.answer(shape(fresh, self.actor), fresh.version, more={"created": created})
