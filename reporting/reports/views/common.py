"""What the pages of reports share: fetching within reach, counts by level in words, ending with a reason."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from reporting.reports.models import Cycle, Series
from reporting.reports.queries.within import board_unit_for, cycle_for, obligation_for
from responsibilities.roles import Capability as C
from responsibilities.units.models import LEVEL_LABELS
from responsibilities.units.rules import LEVELS
from revitalization.kit.errors import Conflict, Invalid, Stale
from revitalization.kit.forms import ReasonForm, take_errors
from revitalization.kit.views import SignedIn, see

Ended = TypeVar("Ended", Cycle, Series)

__all__ = ["board_unit_for", "by_level", "cycle_for", "end_with_reason", "obligation_for"]


def by_level(counts: Mapping[str, int]) -> list[tuple[Any, int]]:
    """Counts with the levels' words, from the top."""
    return [(LEVEL_LABELS[level], counts[level]) for level in LEVELS if level in counts]


def end_with_reason(
    request: SignedIn,
    find: Callable[[], Ended],
    *,
    end: Callable[[Ended, str, int], object],
    said: str,
    page: Callable[[Ended], tuple[str, dict[str, Any]]],
    back: tuple[str, str],
) -> HttpResponse:
    """Asks for the reason and ends it; `page` gives template and context, `back` the address afterwards.

    Where something stands against it, the reason stays on the page, which now rests on the present version.
    """
    found, status = find(), 400
    request.actor.require(C.CYCLE_OPEN, found, sees=C.CYCLE_READ)
    form = ReasonForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            end(found, form.cleaned_data["reason"], form.cleaned_data["version"])
        except (Invalid, Conflict, Stale) as problem:
            found, status = find(), problem.status
            form.data = request.POST.copy()
            form.data["version"] = str(found.version)
            take_errors(form, problem)
        else:
            messages.success(request, said)
            return see(*back)
    template, context = page(found)
    return render(request, template, context | {"form": form}, status=status if form.errors else 200)
