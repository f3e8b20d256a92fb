"""The tree of a draft as one page that one types into: rows, sums, and every move of a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from assessments.appraisals.actions.contents import MOST
from assessments.appraisals.actions.writing import write
from assessments.appraisals.forms.tree import TreeForm, over_theirs
from assessments.appraisals.models import Scheme
from assessments.appraisals.queries.reading import shown
from assessments.appraisals.rules import typed as t
from assessments.appraisals.rules.content import Content
from assessments.appraisals.rules.fields import Fault
from assessments.appraisals.rules.numbers import exact, plain
from assessments.appraisals.rules.places import fault_words
from assessments.appraisals.rules.reading import CRITERION
from assessments.appraisals.rules.saying import TYPE_WORDS
from assessments.appraisals.rules.tree import MOST_DEPTH, Row, Table, rows, top_sum, under
from assessments.appraisals.views.parts import draft_for
from revitalization.kit.errors import FieldError, Invalid, Problem, Stale
from revitalization.kit.forms import tried
from revitalization.kit.language import translated
from revitalization.kit.views import SignedIn, page
from revitalization.kit.words import Words


@dataclass(frozen=True)
class Line:
    """A row as the page shows it: its fields, what it sums up to, what is wrong, which moves it has."""

    row: Row
    n: int
    parent: int
    name: str
    fields: tuple[BoundField, BoundField, BoundField]
    sum: str
    faults: Sequence[str]
    rule: str
    below: int
    deeper: bool
    asked: str

    @property
    def top(self) -> bool:
        """Whether it hangs on nothing: there is no higher level."""
        return not self.row.table.get("parent")

    @property
    def shallow(self) -> bool:
        """Whether nothing stands before it under which it could go."""
        return not self.deeper

    @property
    def bare(self) -> bool:
        """Whether it goes without a question: nothing would be lost."""
        return not self.below and not str(self.row.table.get("title", "")).strip()

    @property
    def errors(self) -> list[str]:
        """What is wrong with what was typed here."""
        return [str(error) for field in self.fields for error in field.errors]


@page(params=("ask",), methods=("GET", "POST"))
def tree(request: SignedIn, key: str) -> HttpResponse:
    """The criteria in rows; every button saves what was typed and then does its move."""
    row = draft_for(request, key)
    if request.method != "POST":
        return _page(request, row, TreeForm(None, _criteria(row), row.version))
    form = TreeForm(request.POST, _criteria(row), row.version)
    good = form.is_valid()
    # The rows are numbered by their places, which say something in the version that was looked at only.
    if form.cleaned_data.get("version", row.version) != row.version:
        return _stale(request, row)
    move = form.move() if good else None
    if good and move is None:
        form.add_error(None, gettext(t.WHY_NOT))
    if move is None:
        return _page(request, row, form, 400)
    trial = tried(form, lambda: _saved(request, row, form, move), lambda problem: _at_fields(problem, form))
    if isinstance(trial.problem, Stale):
        return _stale(request, draft_for(request, key))
    return _page(request, row, form, trial.status) if trial.result is None else trial.result


def _criteria(row: Scheme) -> list[Table]:
    return [dict(one) for one in row.content.get(CRITERION, ())]


def _saved(request: SignedIn, row: Scheme, form: TreeForm, move: t.Move) -> HttpResponse:
    """Writes what was typed, and what the move makes of it; then goes on where the move leads."""
    went = ""
    asks = False

    def change(content: Content) -> Content:
        nonlocal went, asks
        new = t.put(content, form.typed())
        asks = t.needs_a_yes(new[CRITERION], move) and not move.sure
        if not asks:
            new[CRITERION], went = t.done(new[CRITERION], move)
        return new

    new = change(dict(row.content))
    if new != row.content:
        version = form.cleaned_data["version"]
        new = write(actor=request.actor, scheme=row, change=change, version=version).content
    if move.verb in (t.SAVE, t.SUMS):
        messages.success(request, gettext("Saved."))
    places = {str(one["key"]): n for n, one in enumerate(new[CRITERION], 1)}
    if move.verb == t.OPEN:
        return HttpResponseRedirect(reverse("assessment_criterion", args=[row.key, places[went]]))
    here = reverse("assessment_tree", args=[row.key])
    if asks:
        return HttpResponseRedirect(f"{here}?ask={move.verb}:{move.at + 1}#row-{move.at + 1}")
    field = "title" if move.verb in t.NEW else "key"
    return HttpResponseRedirect(f"{here}#id_{field}-{places[went]}" if went in places else here)


def _at_fields(problem: Problem, form: TreeForm) -> Problem:
    """A refusal with its places as the fields of this page: “[[criterion]] 1.2 · title” is the title of that row."""
    if not isinstance(problem, Invalid):
        return problem
    places = {f"[[{CRITERION}]] {said.key}": n for n, said in enumerate(form.typed(), 1)}
    errors = []
    for error in problem.errors:
        place, _dot, part = error.field.partition(" · ")
        if place in places:
            name = (
                f"{part}-{places[place]}" if part in ("key", "title", "points") else f"title-{places[place]}"
            )
            errors.append(FieldError(name, error.message, error.code))
        else:
            words = fault_words(Fault(error.field, Words("%(what)s", {"what": error.message})))
            errors.append(FieldError("", translated(words), error.code))
    return Invalid(problem.detail, errors=errors)


def _stale(request: SignedIn, row: Scheme) -> HttpResponse:
    """The rows as they stand now, with what was typed over them; nothing is saved until it is sent again."""
    criteria = _criteria(row)
    merged, lost = over_theirs(request.POST, criteria)
    form = TreeForm({**merged, "version": str(row.version), "do": ""}, criteria, row.version)
    form.data = {**form.data, "was": form.initial["was"]}
    form.add_error(None, str(Stale().title))
    form.add_error(
        None,
        gettext(
            "The rows stand here as they are now, with what you typed. Look through them and save again."
        ),
    )
    return _page(request, row, form, 412, lost)


def _page(
    request: SignedIn, row: Scheme, form: TreeForm, status: int = 200, lost: Sequence[t.Typed] = ()
) -> HttpResponse:
    found = shown(row)
    faults = {line.row.at: line.faults for line in found.lines}
    criteria = _with_points(_criteria(row), form)
    lines = _lines(criteria, form, faults, request.GET.get("ask", ""))
    total = top_sum([one for one in criteria if t.points_field(one) == "points"])
    context = {
        "scheme": row, "form": form, "lines": lines, "lost": lost, "sum": _number(total), "base": _number(found.base),
        "adds_up": total is not None and total == found.base, "words": _sum_words("{sum}", "{base}"),
        "total": _sum_words(_number(total), _number(found.base)), "most": MOST[CRITERION],
        "full": len(criteria) >= MOST[CRITERION],
    }  # fmt: skip
    return render(request, "appraisals/tree.html", context, status=status)


def _with_points(criteria: list[Table], form: TreeForm) -> list[Table]:
    """The rows with the points as they were typed, so that the sums are those of the page."""
    if not form.is_bound:
        return criteria
    given = {n: form.cleaned_data.get(f"points-{n}") for n in range(1, len(criteria) + 1)}
    return [{**one, t.points_field(one): given[n]} for n, one in enumerate(criteria, 1)]


def _lines(
    criteria: list[Table], form: TreeForm, faults: Mapping[int, Sequence[Fault]], ask: str
) -> list[Line]:
    found = []
    above: list[int] = []
    for row in rows(criteria):
        del above[row.depth :]
        found.append(_line(criteria, row, above[-1] if above else 0, form, faults.get(row.at, ()), ask))
        above.append(row.at + 1)
    return found


def _line(
    criteria: list[Table], row: Row, parent: int, form: TreeForm, faults: Sequence[Fault], ask: str
) -> Line:
    n, kind = row.at + 1, str(row.table.get("type", ""))
    verb, _colon, at = ask.partition(":")
    one, two, three = (form[f"{name}-{n}"] for name in ("key", "title", "points"))
    return Line(
        row, n, parent, f"{row.key} {row.table.get('title', '')}".strip() or str(n), (one, two, three),
        "" if row.leaf or row.beside else _sum_words(_number(row.below), _number(exact(row.table.get("points")))),
        [translated(fault.words) for fault in faults],
        gettext(TYPE_WORDS[kind]) if kind in TYPE_WORDS else "",
        len(under(criteria, row.key)) if row.key else 0,
        not row.first and not row.beside and row.depth < MOST_DEPTH and _untyped_before(criteria, row),
        verb if at == str(n) else "",
    )  # fmt: skip


def _untyped_before(criteria: list[Table], row: Row) -> bool:
    """Whether the row before it, of the same parent, has no rule of its own."""
    parent = row.table.get("parent", "")
    before = [
        one
        for one in criteria[: row.at]
        if one.get("parent", "") == parent and t.points_field(one) == "points"
    ]
    return bool(before) and not before[-1].get("type")


def _number(value: Fraction | None) -> str:
    return "?" if value is None else plain(value)


def _sum_words(said: str, base: str) -> str:
    return gettext("%(sum)s of %(whole)s") % {"sum": said, "whole": base}
