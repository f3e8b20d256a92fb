"""Items of the ledger for programs: list, one with all that is kept of it, every act."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from rest_framework.request import Request
from rest_framework.response import Response

from responsibilities.files.queries import files_of
from responsibilities.ledger import rules
from responsibilities.ledger.actions import DO
from responsibilities.ledger.api.alike import alike_plans
from responsibilities.ledger.api.asked import KIND, NARROWED, YEAR
from responsibilities.ledger.api.beside import slips_answer, unit_name
from responsibilities.ledger.api.bodies import ItemActBody
from responsibilities.ledger.api.funds import COLUMNS as FUND_COLUMNS
from responsibilities.ledger.api.funds import funds_answer, standing, sums_answer
from responsibilities.ledger.api.shapes import (
    EXAMPLE_MATTER,
    ITEM_PATH,
    MATTER_KEY,
    ItemAnswer,
    ItemRow,
    ItemShape,
)
from responsibilities.ledger.models import Item, ItemQuerySet, Matter, Purse, overdue_on
from responsibilities.ledger.models.items import LAMP_RANK
from responsibilities.ledger.queries.facts import item_facts, lamp_on
from responsibilities.ledger.queries.filters import narrowed
from responsibilities.ledger.queries.items import above_of, moved_above
from responsibilities.ledger.queries.steps import steps_of
from responsibilities.ledger.queries.within import item_for, items_for, versions_of
from responsibilities.units.api import LEVEL, UNDER, span_of
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.api.described import CHANGING, operation, page_of
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import choice, day, flag, instant, text
from revitalization.kit.api.steps import step_answers

COLUMNS = {
    "matter": "matter__key",
    "number": "number_written",
    "title": "matter__title",
    "unit": "unit__code",
    "unit_name": "unit__name",
    "unit_path": "unit__path",
    "level": "level",
    "kind": "kind__key",
    "year": "year",
    "status": "status",
    "lamp": "lamp",
    "lamp_on": "lamp_on",
    **FUND_COLUMNS,
    "start_on": "start_on",
    "due_on": "due_on",
    "first_due_on": "first_due_on",
    "overdue": "late",
    "claimed_percent": "percent",
    "verified": "closed_above",
    "progressed_on": "progressed_on",
    "declared_on": "declared_on",
    "closed_on": "closed_on",
    "long": "long",
    "version": "version",
}
EXAMPLE_ROW = {
    "matter": EXAMPLE_MATTER,
    "unit": "620121101000",
    "unit_name": "红城镇",
    "status": "running",
    "lamp": "yellow",
    "due_on": "2026-12-18",
    "claimed_percent": "60.0",
    "verified": False,
    "version": 4,
}
ACT_PATH = {**ITEM_PATH, "act": (f"({'|'.join(DO)})", "What is done.", "progress")}


class Items(Listing):
    """What units have to do, within the reach of the right ledger.read."""

    columns = COLUMNS
    orders = {
        "due_on": ("due_on", "lo", "id"),
        "-due_on": ("-due_on", "-lo", "-id"),
        "unit": ("lo", "id"),
        "-unit": ("-lo", "-id"),
        "lamp": ("lamp_rank", "due_on", "lo", "id"),
    }
    params = listing(
        text("matter", "Only this matter, by its key.", MATTER_KEY, example=EXAMPLE_MATTER),
        KIND,
        YEAR,
        UNDER,
        LEVEL,
        choice("status", "Only items in this state.", rules.WORKFLOW.state_keys()),
        choice("lamp", "Only items with this lamp.", rules.LAMPS),
        choice("payment_lamp", "Only items with funds whose payment stands so.", rules.LAMPS),
        *NARROWED,
        flag("overdue", "1: only those the unit has still to do after the deadline; 0: only the others."),
        day("due_before", "Only those whose deadline lies before this day."),
        instant(
            "updated_since",
            "Only those that changed at this instant or later or whose lamp turned that day or later, and all of"
            " matters that changed.",
        ),
        columns=columns,
        orders=orders,
    )

    @operation(
        "ledger_list",
        "Items of the ledger",
        about="`order=lamp` puts red first, then yellow. `claimed_percent` is the unit's own word, `verified` what was"
        " confirmed and closed from above.",
        params=params,
        answer=page_of(ItemRow),
        examples={"Chosen fields": {"results": [EXAMPLE_ROW], "next": None, "previous": None}},
    )
    def get(self, request: Request) -> Response:
        late = overdue_on(clock.today())
        rows = self._since(items_for(self.actor).filter(self._wanted(late)))
        rows = narrowed(rows, self.given)
        return self.page(
            rows.annotate(
                late=_whether(late),
                closed_above=_whether(Q(status=rules.CLOSED)),
                number_written=Concat(F("matter__number"), Value("-"), Cast("ordinal", CharField())),
                lamp_rank=LAMP_RANK,
            )
        )

    def _wanted(self, late: Q) -> Q:
        given = self.given
        named = {
            "matter": "matter__key",
            "year": "year",
            "level": "level",
            "status": "status",
            "lamp": "lamp",
            "payment_lamp": "purse__lamp",
            "due_before": "due_on__lt",
        }
        wanted = Q(**{column: given[name] for name, column in named.items() if given[name]})
        if given["kind"]:
            wanted &= Q(kind__in=versions_of(given["kind"]))
        if given["overdue"] is not None:
            wanted &= late if given["overdue"] else ~late
        if given["under"]:
            span = span_of(given["under"])
            wanted &= Q(lo__gte=span.lo, lo__lte=span.hi)
        return wanted

    def _since(self, rows: ItemQuerySet) -> ItemQuerySet:
        since = self.given["updated_since"]
        if since is None:
            return rows
        # What issuing created has no history before its first change, and lamps turn without one.
        day = clock.local(since).date()
        turned = Q(lamp_on__gte=day) | Q(pk__in=Purse.objects.filter(lamp_on__gte=day).values("pk"))
        moved = Q(pk__in=_changed("Item", since)) | Q(matter_id__in=_changed("Matter", since))
        return rows.filter(moved | turned)


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _changed(model: str, since: datetime) -> QuerySet[Any, Any]:
    """Ids of the rows changed since, from the row history."""
    history = apps.get_model("ledger", f"{model}Event")
    return history._default_manager.filter(pgh_created_at__gte=since).values("pgh_obj_id")


class OneItem(Endpoint):
    """One item with its words, progress, plans, steps and files; `Hidden` outside of the reach of ledger.read."""

    @operation(
        "ledger_read",
        "One item of the ledger",
        about="With the words of its matter and those of the level above, all that was claimed, planned and done."
        " The ETag carries the version that acts ask for.",
        path=ITEM_PATH,
        answer=ItemShape,
    )
    def get(self, request: Request, matter: str, code: str) -> Response:
        row = item_for(self.actor, matter, code)
        answer = item_answer(row, self.actor)
        steps = step_answers(steps_of([row], self.actor).get(row.public_id, ()))
        more = {"alike": alike_plans(row, answer["acts"]), "steps": steps}
        return self.answer({**answer, **_kept(row), **more}, row.version)


def item_answer(row: Item, actor: Actor) -> dict[str, Any]:
    """The fields of `ItemAnswer`; `acts` are the keys of what this actor can do with it now."""
    acts = rules.WORKFLOW.available(row, actor, lambda found: item_facts(found, actor))
    flat = {name: getattr(row, name) for name, column in COLUMNS.items() if name == column}
    return {
        **flat,
        "matter": row.matter.key,
        "number": row.number,
        "title": row.matter.title,
        "unit": row.unit.code,
        "unit_name": row.unit.name,
        "unit_path": row.unit.path,
        "kind": row.kind.key,
        **sums_answer(row),
        "overdue": row.late_on(clock.today()),
        "claimed_percent": row.percent,
        "verified": row.verified,
        "acts": [act.key for act in DO.offered(acts)],
    }


def _kept(row: Item) -> dict[str, Any]:
    lamp, above = lamp_on(row, clock.today()), above_of(row.matter)
    return {
        "standing": standing(lamp, row.next_on),
        "words": level_words(row.matter),
        "above": level_words(above) if above else None,
        "words_changed": moved_above(row.matter, above),
        "milestones": milestones_of(row),
        "own_milestones": row.milestones is not None,
        "funds": funds_answer(row),
        "route": row.matter.route,
        "round": row.round,
        "asked_due_on": row.asked_due_on,
        "notice_until": row.until,
        "objected": row.objected,
        "reopened": row.reopened,
        "progress": _written(row.progress.all(), "on_day", "percent", "words", "reason"),
        "plans": _written(row.plans.all(), "number", "measures", "person", "due_on"),
        "handlings": _written(row.handlings.all(), *_HANDLING),
        "turns": list(row.lamp_turns.order_by("-id").values("on_day", "lamp", "why", "payment")),
        "files": [
            {"id": f.public_id, "name": f.name, "sha256": f.sha256, "size": f.size}
            for f in files_of("ledger", row.public_id)
        ],
        "slips": slips_answer(row),
    }


_HANDLING = ("act", "round", "words", "effect", "place", "document_number", "on_day", "until", "due_on")


def _written(rows: QuerySet[Any, Any], *names: str) -> list[dict[str, Any]]:
    found: Sequence[Any] = list(rows)
    return [
        {"by": row.by_name, "post": row.post, "at": row.at, **{name: getattr(row, name) for name in names}}
        for row in found
    ]


def level_words(matter: Matter) -> dict[str, Any]:
    """The fields of `LevelWords`."""
    names = ("key", "number", "title", "target", "measure", "supporting", "document_number", "document_title")
    return {
        **{name: getattr(matter, name) for name in names},
        "issuer": unit_name(matter.issuer),
        "lead": unit_name(matter.lead),
        "words": matter.words,
    }


def milestones_of(row: Matter | Item) -> list[dict[str, Any]]:
    """Its milestones as they are sent."""
    return [{"on": on, "percent": percent} for on, percent in row.points]


class ItemAct(Endpoint):
    """One act of the workflow on one item, as `acts` of the item offers it.

    Raises what `perform` raises: `Stale`, `Refused` with the reason in words, `Forbidden`, `Invalid`.
    """

    @operation(
        "ledger_act",
        "Do one act on an item",
        about="Acts: "
        + ", ".join(DO)
        + ". `acts` of the item says which are open to the reader now. If-Match names"
        " the version. What judges and signs is done in person: a token gets 403.",
        path=ACT_PATH,
        body=ItemActBody,
        answer=ItemAnswer,
        errors=CHANGING,
        match=True,
        key=True,
        sent={
            "Report progress": {"percent": "60", "words": "管网铺设完成十九公里。"},
            "Ask for a later deadline": {"reason": "雨季停工二十天。", "new_due_on": "2026-12-30"},
        },
    )
    def post(self, request: Request, matter: str, code: str, act: str) -> Response:
        row = item_for(self.actor, matter, code)
        version = self.version()
        given = self.body(ItemActBody)
        DO.check(act, given)
        return self.once(lambda: self._done(row, act, version, given))

    def _done(self, row: Item, act: str, version: int, given: dict[str, Any]) -> Response:
        DO.do(act, actor=self.actor, subject=row, version=version, given=given)
        fresh = item_for(self.actor, row.matter.key, row.unit.code)
        return self.answer(item_answer(fresh, self.actor), fresh.version)
