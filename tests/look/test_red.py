"""What refuses or undoes is red at last: on the button that does it, after the reason was given."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from revitalization.kit.workflow import Act, Acts, Workflow
from tests.appraisals import story
from tests.cast import Cast

UNDOES = re.compile(r"(return|send_back|refuse|discard|cancel|reopen|take_back|annul|drop|stop)(_\w+)?")
BUTTON = re.compile(
    r'<button class="btn (btn-\w+)" type="submit"[^>]*>(?:<svg.*?</svg>)?<span data-word>', re.DOTALL
)


def acts() -> Iterator[Act]:
    """Every act of every slice, as its rules declare it."""
    for config in apps.get_app_configs():
        try:
            rules = importlib.import_module(f"{config.name}.rules")
        except ModuleNotFoundError:
            continue
        names = [f"{rules.__name__}.{it.name}" for it in pkgutil.iter_modules(getattr(rules, "__path__", ()))]
        for module in (rules, *map(importlib.import_module, names)):
            for it in vars(module).values():
                if isinstance(it, Workflow | Acts):
                    yield from it.acts


def test_every_act_that_refuses_or_undoes_is_marked_so() -> None:
    found = {(act.key, act.label): act for act in acts() if UNDOES.fullmatch(act.key)}
    assert len(found) > 12
    assert {key for key, act in found.items() if act.tone != "danger"} == set()
    assert all(act.last_tone == ("danger" if act.tone == "danger" else "primary") for act in acts())


def last_button(page: Any) -> str:
    assert page.status_code == 200
    (found,) = BUTTON.findall(page.text.partition("<main")[2])
    return str(found)


@pytest.mark.django_db
def test_its_last_button_is_red_and_that_of_others_is_not(cast: Cast) -> None:
    row, head = story.sent(cast), Client()
    head.force_login(cast.user("fengbo"))
    at = f"/assessment/schemes/{row.key}"
    assert last_button(head.get(f"{at}/send_back/")) == "btn-danger"
    assert last_button(head.get(f"{at}/approve/")) == "btn-primary"
