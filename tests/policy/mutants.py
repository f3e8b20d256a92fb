"""The product with one guard taken away: what the table must notice."""

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Q

from revitalization.kit.actor import Actor
from revitalization.kit.reach import Reach

ROOT = str(settings.BASE_DIR)
OURS = (f"{ROOT}/responsibilities", f"{ROOT}/reporting", f"{ROOT}/revitalization")
TOOLS = (f"{ROOT}/revitalization/kit/reach.py", f"{ROOT}/revitalization/kit/actor.py")

Site = tuple[str, str]
"""What is called, and where: (`TenureQuerySet.within`, `responsibilities/posts/views/posts.py:tenure_act`)."""


def narrowing() -> list[tuple[type, str]]:
    """Every queryset of ours that knows `within` or `touching`."""
    found = []
    for model in apps.get_models():
        queryset = getattr(model._default_manager, "_queryset_class", None)
        for name in ("within", "touching"):
            if queryset is not None and name in vars(queryset):
                found.append((queryset, name))
    return found


OPEN: list[tuple[type, str, Callable[..., Any]]] = [
    (Reach, "q", lambda self, field_name="lo": ~Q(pk__in=[])),
    (Reach, "sql", lambda self, column: ("TRUE", [])),
    (Reach, "holds", lambda self, span: True),
    (Reach, "covers", lambda self, lo, remit=None: True),
    (Actor, "require", lambda self, *args, **more: None),
    (Actor, "require_fresh", lambda self: None),
    (Actor, "can", lambda self, *args, **more: True),
    (Actor, "has", lambda self, capability: True),
]


def guards() -> list[tuple[type, str, Callable[..., Any]]]:
    """Every guard with what it says when it guards nothing."""
    return [*((queryset, name, lambda self, reach: self) for queryset, name in narrowing()), *OPEN]


def caller() -> str:
    """The function of ours that asks, seen through the framework and the toolkit's own reach and actor."""
    frame = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if file in TOOLS:
            return ""
        if file.startswith(OURS) or "/tests/" in file:
            return f"{Path(file).relative_to(ROOT)}:{frame.f_code.co_qualname if hasattr(frame.f_code, 'co_qualname') else frame.f_code.co_name}"
        frame = frame.f_back
    return ""


@contextmanager
def watched(seen: set[Site]) -> Iterator[None]:
    """Notes every place that asks a guard."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name, _open in guards():
            original = inspect.getattr_static(owner, name)

            def noted(
                self: Any,
                *args: Any,
                _said: str = f"{owner.__name__}.{name}",
                _do: Any = original,
                **more: Any,
            ) -> Any:
                seen.add((_said, caller()))
                return _do(self, *args, **more)

            patch.setattr(owner, name, noted)
        yield


@contextmanager
def without(site: Site) -> Iterator[None]:
    """That one place goes on as if its guard had let everything pass."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name, opened in guards():
            if f"{owner.__name__}.{name}" != site[0]:
                continue
            original = inspect.getattr_static(owner, name)

            def instead(self: Any, *args: Any, _open: Any = opened, _do: Any = original, **more: Any) -> Any:
                return (_open if caller() == site[1] else _do)(self, *args, **more)

            patch.setattr(owner, name, instead)
        yield


REPORTS, PEOPLE, OWN = "reporting/reports", "responsibilities/posts", "responsibilities/access"

BUTTONS = {
    ("Actor.can", f"{REPORTS}/queries/reports.py:view_of"),
    ("Actor.can", f"{REPORTS}/queries/reports.py:view_of.<locals>.<genexpr>"),
    ("Actor.can", "responsibilities/units/views.py:_edit_forms"),
    ("Actor.can", "revitalization/kit/workflow.py:Workflow._open"),
    ("Actor.has", f"{REPORTS}/queries/inbox.py:todo_count"),
    ("Actor.has", f"{REPORTS}/queries/inbox.py:todo_groups"),
    ("Actor.has", f"{REPORTS}/views/cycles.py:cycles"),
    ("Actor.has", f"{OWN}/views/tokens.py:tokens"),
    ("Actor.has", "revitalization/site/context.py:_shown"),
    ("TenureQuerySet.within", f"{PEOPLE}/views/people.py:_may_amend"),
}
"""Only whether a button, a form or a line of the navigation is drawn; the act behind it asks for itself."""

ASKED_TWICE = {
    ("Actor.can", f"{REPORTS}/views/evidence.py:ReportFiles.may_read"),
    ("Actor.require", f"{REPORTS}/views/cycles.py:cycle_open"),
    ("PersonQuerySet.within", f"{PEOPLE}/actions/people.py:_place"),
    ("Reach.q", f"{OWN}/views/roles.py:end"),
    ("TenureQuerySet.within", f"{PEOPLE}/views/posts.py:tenure_act"),
    ("UnitQuerySet.within", f"{OWN}/views/roles.py:grant"),
}
"""The next guard on the same way refuses alike; both would have to be gone."""

NOT_SHOWN_YET = {
    ("CycleQuerySet.touching", f"{REPORTS}/api/obligations.py:Obligations._cycles"),
    ("ObligationQuerySet.within", f"{REPORTS}/queries/inbox.py:received_by"),
    ("ObligationQuerySet.within", f"{REPORTS}/queries/inbox.py:todo_count"),
    ("PostQuerySet.within", f"{PEOPLE}/queries.py:count_vacancies"),
    ("Reach.holds", f"{OWN}/queries.py:accounts_within"),
    ("Reach.q", "responsibilities/notices/models.py:NoticeQuerySet.for_actor"),
    ("Reach.q", f"{PEOPLE}/queries.py:roles_of"),
    ("TenureQuerySet.within", f"{PEOPLE}/queries.py:days_held"),
    ("TenureQuerySet.within", f"{PEOPLE}/queries.py:posts_of"),
}
"""Counts, and lines inside a page, for which the list of what is shown (`shown.py`) has no marker yet."""

SURVIVE: set[Site] = BUTTONS | ASKED_TWICE | NOT_SHOWN_YET
