"""Schemes of assessment for programs: list, one with all it says, drawing up from a file, every act, trials."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.appraisals.actions import DO
from assessments.appraisals.actions.beginning import begin_from_file
from assessments.appraisals.actions.contents import inside
from assessments.appraisals.api.shapes import (
    SCHEME_PATH,
    SchemeActBody,
    SchemeBody,
    SchemeRow,
    SchemeShape,
    TrialBody,
    TrialShape,
)
from assessments.appraisals.forms.trying import try_out
from assessments.appraisals.models import Scheme
from assessments.appraisals.queries.facts import scheme_facts
from assessments.appraisals.queries.reading import shown
from assessments.appraisals.queries.schemes import own_scheme_for, scheme_for, schemes_for
from assessments.appraisals.queries.units import designing_units
from assessments.appraisals.rules import course
from assessments.appraisals.rules.content import digest
from assessments.appraisals.rules.trial_data import trial_data
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.api.described import CHANGING, WRITING, operation, page_of
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import choice, whole
from revitalization.kit.errors import Forbidden, Invalid
from revitalization.kit.language import translated

COLUMNS = {
    "key": "key",
    "issuer": "issuer__code",
    "issuer_name": "issuer__name",
    "name": "name",
    "edition": "edition",
    "year": "year",
    "title": "title",
    "status": "status",
    "number": "number",
    "published_on": "published_on",
    "version": "version",
}
ACT_PATH = {**SCHEME_PATH, "act": (f"({'|'.join(DO)})", "What is done.", "submit")}
BEGUN = """[scheme]
key = "by-source-2027"
title = "2027年度乡镇推进乡村振兴战略实绩考核办法"
issuer = "620121000000"
year = 2027
"""
INPUTS = """[[value]]
unit = "620121100000"
criterion = "1.1"
value = "98.5"
"""


@contextmanager
def _in_field(name: str) -> Iterator[None]:
    """What is wrong inside a text of the body is said at its field, the place inside before the reason."""
    try:
        yield
    except Invalid as problem:
        raise inside(name, problem) from problem


class Schemes(Listing):
    """The schemes that hold where the reader is, and those on their way at the own office."""

    columns = COLUMNS
    orders = {"-year": ("-year", "lo", "-id"), "year": ("year", "lo", "id")}
    params = listing(
        whole("year", "Only schemes that assess this year.", 2000, 2100),
        choice("status", "Only schemes in this state.", course.SCHEME.state_keys()),
        columns=COLUMNS,
        orders=orders,
    )

    @operation("assessment_schemes_list", "Schemes of assessment", params=params, answer=page_of(SchemeRow))
    def get(self, request: Request) -> Response:
        wanted = {name: self.given[name] for name in ("year", "status") if self.given[name]}
        return self.page(schemes_for(self.actor).filter(**wanted))

    @operation(
        "assessment_schemes_draw_up",
        "Draw up a scheme from a file",
        about="The file may be incomplete: `faults` says what is still to be put right.",
        body=SchemeBody,
        answer=SchemeShape,
        status=201,
        errors=WRITING,
        key=True,
        sent={"A scheme begun": {"content": BEGUN}},
    )
    def post(self, request: Request) -> Response:
        if not self.actor.has(C.ASSESS_DESIGN):
            raise Forbidden
        return self.once(lambda: self._made(self.body(SchemeBody)))

    def _made(self, given: dict[str, Any]) -> Response:
        issuers = designing_units(self.actor)
        with _in_field("content"):
            row = begin_from_file(actor=self.actor, issuers=issuers, data=given["content"].encode())
        place = reverse("api_assessment_scheme", kwargs={"scheme": row.key})
        return self.answer(shape(row, self.actor), row.version, 201, Location=place)


def shape(row: Scheme, actor: Actor) -> dict[str, Any]:
    """The fields of `SchemeShape`; a constant number of queries."""
    found = shown(row, judged=row.status in course.OPEN)
    acts = course.SCHEME.available(row, actor, lambda it: scheme_facts(it, actor, found.faults))
    before = schemes_for(actor).filter(pk=row.before_id).first() if row.before_id else None
    return {
        **{name: getattr(row, name) for name, column in COLUMNS.items() if "__" not in column},
        "issuer": row.issuer.code,
        "issuer_name": row.issuer.name,
        "before": before.key if before else "",
        "reason": row.reason,
        "content": row.content,
        "digest": digest(row.content),
        "formulas": {
            line.row.key: [translated(one) for one in line.formula] for line in found.lines if line.formula
        },
        "faults": [{"place": it.place, "what": translated(it.words)} for it in found.faults],
        "acts": [act.key for act in DO.offered(acts)],
    }


class OneScheme(Endpoint):
    """One scheme; `Hidden` where it is outside, or on its way elsewhere."""

    @operation("assessment_schemes_read", "One scheme of assessment", path=SCHEME_PATH, answer=SchemeShape)
    def get(self, request: Request, scheme: str) -> Response:
        row = scheme_for(self.actor, scheme)
        return self.answer(shape(row, self.actor), row.version)


class SchemeAct(Endpoint):
    """One act of the workflow on one scheme; raises what `perform` raises, `Refused` naming the first fault."""

    @operation(
        "assessment_schemes_act",
        "Do one act on a scheme",
        about="Acts: "
        + ", ".join(DO)
        + ". `edit` takes the whole file; `revise` answers with the new edition. Approving and publishing are done in"
        " person: a token gets 403. If-Match names the version.",
        path=ACT_PATH,
        body=SchemeActBody,
        answer=SchemeShape,
        errors=CHANGING,
        match=True,
        key=True,
        sent={"Publish": {"document_number": "永农领〔2026〕9号"}},
    )
    def post(self, request: Request, scheme: str, act: str) -> Response:
        row = own_scheme_for(self.actor, scheme)
        version = self.version()
        given = self.body(SchemeActBody)
        DO.check(act, given)
        return self.once(lambda: self._done(row, act, version, given))

    def _done(self, row: Scheme, act: str, version: int, given: dict[str, Any]) -> Response:
        # What is wrong inside the file is said at the field it came in.
        with _in_field("content") if act == "edit" else nullcontext():
            done = DO.do(act, actor=self.actor, subject=row, version=version, given=given)
        fresh = scheme_for(self.actor, done.key)
        return self.answer(shape(fresh, self.actor), fresh.version)


class SchemeTrial(Endpoint):
    """A trial of a scheme; raises `Refused` naming its faults, `Invalid` naming those of the inputs."""

    @operation(
        "assessment_schemes_trial",
        "Try a scheme out",
        about="What the scheme gives for the inputs, exactly as `manage.py assess --json` prints it, with what is said"
        " of groups and criteria and who moves against the present scheme. It changes nothing and stores nothing:"
        " a POST only because the inputs are too long for an address. So there is no version to name and no"
        " key to send; the same request gives the same answer. Whoever may draw up schemes at the issuer tries"
        " them out; 409 while the scheme has faults.",
        path=SCHEME_PATH,
        body=TrialBody,
        answer=TrialShape,
        errors=WRITING,
        sent={"One value": {"inputs": INPUTS}},
    )
    def post(self, request: Request, scheme: str) -> Response:
        row = scheme_for(self.actor, scheme)
        # It is read already: the assessed read a published one from below.
        self.actor.require(C.ASSESS_DESIGN, row)
        given = self.body(TrialBody)
        with _in_field("inputs"):
            trial = try_out(actor=self.actor, scheme=row, data=given["inputs"].encode())
        return self.answer(trial_data(trial))
