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
from tests.policy.basics import Site
from tests.policy.brought import POLICIES
from tools.sources import PACKAGES

ROOT = str(settings.BASE_DIR)
OURS = tuple(f"{ROOT}/{package}" for package in PACKAGES)
TOOLS = (f"{ROOT}/revitalization/kit/reach.py", f"{ROOT}/revitalization/kit/actor.py")


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
    (Reach, "q", lambda self, field_name="lo": Q(**{f"{field_name}__gte": 0})),
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
def without(*sites: Site) -> Iterator[None]:
    """Those places go on as if their guards had let everything pass."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name, opened in guards():
            places = {place for guard, place in sites if guard == f"{owner.__name__}.{name}"}
            if not places:
                continue
            original = inspect.getattr_static(owner, name)

            def instead(
                self: Any,
                *args: Any,
                _open: Any = opened,
                _do: Any = original,
                _at: Any = frozenset(places),
                **more: Any,
            ) -> Any:
                return (_open if caller() in _at else _do)(self, *args, **more)

            patch.setattr(owner, name, instead)
        yield


ASKED_TWICE: dict[Site, tuple[Site, ...]] = {
    site: after for policy in POLICIES.values() for site, after in policy.twice.items()
}
"""Guards whose loss alone shows nothing, because the next one on the same way refuses alike, with those next ones.

With all of them open at once something must turn red that is not red when only the next ones are open.
"""
