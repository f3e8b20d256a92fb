"""A scheme as officials' tables and papers: pasted, as a workbook, as a document, and what an edition changes."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.appraisals.actions.contents import MOST
from assessments.appraisals.actions.writing import write
from assessments.appraisals.documents.sheet import scheme_sheets
from assessments.appraisals.forms.officials import COLUMN_WORDS, PasteForm, table_of
from assessments.appraisals.models import Scheme
from assessments.appraisals.queries.facts import bans
from assessments.appraisals.queries.schemes import earlier_of, scheme_for
from assessments.appraisals.queries.units import codes_in, units_in
from assessments.appraisals.rules.banned import banned_in
from assessments.appraisals.rules.changes import ADDED, REMOVED, Difference, differences
from assessments.appraisals.rules.content import Content, canonical
from assessments.appraisals.rules.numbers import exact
from assessments.appraisals.rules.officials import RowFault, read_table
from assessments.appraisals.rules.pasting import INSTEAD, Plan, keys_named, planned, source_words, sums
from assessments.appraisals.rules.places import fault_words
from assessments.appraisals.rules.reading import CRITERION, SCHEME
from assessments.appraisals.rules.tree import Table
from assessments.appraisals.views.differences import differences_ledger
from assessments.appraisals.views.parts import draft_for
from assessments.appraisals.work import SCHEME_JOB
from responsibilities.jobs.actions.running import queue
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.columns import Column
from revitalization.kit.errors import Hidden, Invalid
from revitalization.kit.forms import LEFT_OUT, tried
from revitalization.kit.language import translated
from revitalization.kit.ledgers import Ledger
from revitalization.kit.views import SignedIn, page, see, workbook
from revitalization.kit.words import N_, Words
from revitalization.kit.workbooks import workbook_bytes

SHOWN = 200
"""So many faults are listed at once."""


@page(methods=("GET", "POST"))
def paste(request: SignedIn, key: str) -> HttpResponse:
    """Criteria pasted as a table or sent as a workbook: shows what would change, and changes nothing."""
    row = draft_for(request, key)
    if request.method != "POST":
        return _paste_page(request, row, PasteForm(initial={"mode": INSTEAD}), None, 200)
    form = PasteForm(request.POST, request.FILES)
    plan = plan_of(form, row) if form.is_valid() else None
    return _paste_page(request, row, form, plan, _status(form, plan))


@page(methods=("POST",))
def paste_done(request: SignedIn, key: str) -> HttpResponse:
    """Carries out what was shown; anything else than that is shown anew."""
    row = draft_for(request, key)
    form = PasteForm(request.POST, request.FILES)
    plan = plan_of(form, row) if form.is_valid() else None
    status = _status(form, plan)
    if plan is not None and status == 200:
        status = _carried_out(request, row, form, plan)
        if status == 200:
            return see("assessment_scheme", row.key)
        row = draft_for(request, key)
        plan = plan_of(form, row)
    return _paste_page(request, row, form, plan, status)


def _status(form: PasteForm, plan: Plan | None) -> int:
    return 400 if form.errors or plan is None or plan.faults else 200


def plan_of(form: PasteForm, row: Scheme) -> Plan | None:
    """What the table makes of the draft as it stands; None with the reason on the form where it is no table."""
    data, content = form.cleaned_data, row.content
    try:
        table = table_of(str(data.get("text") or ""))
    except Invalid as problem:
        for error in problem.errors:
            form.add_error("text", str(error.message))
        return None
    base = exact(content.get(SCHEME, {}).get("base"))
    read = read_table(table.rows, base=base, keys=table.keys)
    plan = planned(read, _criteria(row), mode=data["mode"], named=keys_named(content))
    if len(plan.criteria) > MOST[CRITERION]:
        said = Words(
            N_("%(many)s criteria; at most %(n)s"), {"many": len(plan.criteria), "n": MOST[CRITERION]}
        )
        plan.faults.append(RowFault(0, "", said))
    return plan


def _criteria(row: Scheme) -> list[Table]:
    return [dict(one) for one in row.content.get(CRITERION, ())]


def digest_of(row: Scheme, form: PasteForm, plan: Plan) -> str:
    """What binds the second step to what was shown: the version, the choice, every criterion as it would be."""
    shown = {"version": row.version, "mode": form.cleaned_data["mode"], CRITERION: plan.criteria}
    return hashlib.sha256(canonical(shown).encode()).hexdigest()


def _carried_out(request: SignedIn, row: Scheme, form: PasteForm, plan: Plan) -> int:
    """Writes the criteria as they were shown; the status with the reason on the form where it may not be."""
    data = form.cleaned_data
    if data["version"] is None:
        form.add_error(None, LEFT_OUT["required"])
        return 400
    if data["version"] == row.version and data["shown"] != digest_of(row, form, plan):
        said = gettext("What was sent is not what was shown. Look at it once more; nothing was changed.")
        form.add_error(None, said)
        return 400

    def change(content: Content) -> Content:
        return {**content, CRITERION: plan.criteria}

    trial = tried(
        form, lambda: write(actor=request.actor, scheme=row, change=change, version=data["version"])
    )
    if trial.done:
        messages.success(request, gettext("The criteria are as the table says."))
    return trial.status


def _paste_page(
    request: SignedIn, row: Scheme, form: PasteForm, plan: Plan | None, status: int
) -> HttpResponse:
    context: dict[str, Any] = {"scheme": row, "form": form, "plan": plan}
    sound = plan is not None and not plan.faults
    if form.is_bound:
        bound = plan is not None and sound and plan.changes
        _bring_up(form, row, digest_of(row, form, plan) if bound and plan else "")
    if plan is not None:
        old = _criteria(row)
        before, after = sums(old, plan.criteria)
        context |= {
            "sound": sound,
            "before": before,
            "after": after,
            "base": row.content.get(SCHEME, {}).get("base", "?"),
            "lines": differences_ledger(_lines(plan)),
            "faults": _faults(plan.faults[:SHOWN]),
            "more_faults": max(len(plan.faults) - SHOWN, 0),
            "remarks": [*map(_said, plan.remarks), *_banned(plan)],
        }
    return render(request, "appraisals/paste.html", context, status=status)


def _bring_up(form: Any, row: Scheme, digest: str) -> None:
    """Puts on the form what the next step rests on: the text that was read, the present version, what is shown."""
    form.data = form.data.copy()
    form.data["version"], form.data["shown"] = str(row.version), digest
    if text := form.cleaned_data.get("text"):
        form.data["text"] = text


def _lines(plan: Plan) -> Iterator[Difference]:
    """What comes and goes, with its points and who scores it, then what changes."""
    for kind, tables in ((ADDED, plan.come), (REMOVED, plan.go)):
        for one in tables:
            told = _told(one)
            was, now = (told, "") if kind == REMOVED else ("", told)
            yield Difference(
                CRITERION, str(one.get("key", "")), str(one.get("title", "")), kind, "", was, now
            )
    yield from plan.changed


def _told(one: Table) -> str:
    points = str(one.get("points") or one.get("cap") or "?")
    said = gettext("%(points)s points") % {"points": points}
    return f"{said} · {source_words(one)}" if one.get("type") else said


FAULTS = (
    Column("row", _("Row"), value=lambda it: _row_words(it.row), lead=True),
    Column("column", _("Column"), value=lambda it: gettext(COLUMN_WORDS[it.column]) if it.column else ""),
    Column("what", _("What is wrong"), value=lambda it: translated(it.words)),
    Column("shown", _("What stands there"), value=lambda it: it.shown),
)


def _row_words(row: int) -> str:
    return gettext("Row %(row)s") % {"row": row} if row else gettext("The whole table")


def _faults(found: Sequence[RowFault]) -> Ledger | None:
    return Ledger(FAULTS, found) if found else None


def _said(one: RowFault) -> str:
    return f"{_row_words(one.row)}：{translated(one.words)}"


def _banned(plan: Plan) -> list[str]:
    """What keeps the scheme from being sent, once it is in the draft; one question."""
    found = banned_in({CRITERION: plan.criteria}, bans())
    return [translated(fault_words(fault)) for fault in found]


@page()
def scheme_sheet(request: SignedIn, key: str) -> HttpResponse:
    """The scheme as a workbook in the columns of officials' tables."""
    row = scheme_for(request.actor, key)
    sheets = scheme_sheets(row, units_in(row.content), clock.today())
    return workbook(workbook_bytes(sheets), f"{row.title}.xlsx")


@page(methods=("POST",))
def scheme_paper(request: SignedIn, key: str) -> HttpResponse:
    """Asks for the scheme as an official document; its page shows the progress and the download."""
    row = scheme_for(request.actor, key)
    job = queue(
        actor=request.actor,
        kind=SCHEME_JOB.key,
        params={"key": row.key},
        lo=_place(request, row),
        capability=C.ASSESS_READ,
    )
    return see("job", job.public_id)


def _place(request: SignedIn, row: Scheme) -> int:
    """Where the reader has the right to read it: at the issuer, or at the own unit below for which it holds."""
    reach = request.actor.reach(C.ASSESS_READ)
    if reach.covers(row.lo):
        return row.lo
    return next((span.lo for span in reach.spans() if row.lo <= span.lo <= row.hi), row.lo)


@page()
def scheme_changes(request: SignedIn, key: str) -> HttpResponse:
    """What the scheme says differently from the edition it replaces, or the scheme it was begun from."""
    row = scheme_for(request.actor, key)
    earlier = earlier_of(request.actor, row)
    if earlier is None:
        raise Hidden
    found = differences(earlier.content, row.content)
    context = {
        "scheme": row,
        "earlier": earlier,
        "lines": differences_ledger(found, _names(earlier.content, row.content) if _of_units(found) else {}),
        "many": len(found),
        "back": reverse("assessment_scheme", args=[row.key]),
    }
    return render(request, "appraisals/changes.html", context)


def _of_units(found: Sequence[Difference]) -> bool:
    return any(one.field == "units" for one in found)


def _names(*contents: Content) -> dict[str, str]:
    """The names of all units that the contents name, by code; one question."""
    codes = {code for content in contents for _group, code in codes_in(content)}
    return {unit.code: unit.name for unit in Unit.objects.by_code(codes).values()}
