"""A mechanism is its own folder and one line: a small slice planted in a copy of the product starts and is taken up."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.sources import PACKAGES

ROOT = Path(__file__).parents[2]
LINE = '    ("revitalization.site",),'

SLICE = {
    "__init__": '"""Visits."""\n',
    "apps": """
from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "assessments.visits"
    label = "visits"
""",
    "rules": """
from responsibilities.roles import Capability as C
from revitalization.kit.words import N_
from revitalization.kit.workflow import Act, State, Workflow

WORKFLOW = Workflow(
    key="visit",
    states=(State("planned", N_("Planned")), State("made", N_("Made"), final=True)),
    initial=frozenset({"planned"}),
    acts=(Act("make", N_("Make"), frozenset({"planned"}), "made", C.UNIT_EDIT, N_("%(who)s made a visit")),),
)
""",
    "models": """
import pghistory
from django.db import models

from assessments.visits import rules
from revitalization.kit.triggers import guards


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Visit(models.Model):
    lo = models.BigIntegerField()
    status = models.CharField(max_length=16, default="planned")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        triggers = guards(rules.WORKFLOW)
""",
    "actions": """
from assessments.visits import rules
from revitalization.kit.doing import Doing, Doings
from revitalization.kit.perform import perform


def make(*, actor, visit, version=None):
    return perform(rules.WORKFLOW, "make", visit, actor=actor, version=version)


def look():
    return 0


DO = Doings(rules.WORKFLOW, "visit", {"make": Doing(make)})
""",
    "views": """
from django.http import HttpResponse

from assessments.visits.actions import DO
from revitalization.kit.act_pages import ActPages
from revitalization.kit.views import page

PAGES = ActPages(DO)


@page()
def visits(request):
    return HttpResponse("")
""",
    "mechanism": """
from datetime import timedelta

from django.urls import path

from assessments.visits import rules, views
from assessments.visits.actions import look
from assessments.visits.models import Visit
from responsibilities.roles import Capability as C
from revitalization.kit.mechanism import Mechanism, NavItem, Presenter, Sweep
from revitalization.kit.unit_page import UnitPart

MECHANISM = Mechanism(
    key="visits",
    urls=[path("visits/", views.visits, name="visits")],
    navigation=[NavItem("visits", "Visits", "visits", "report", "business", 90)],
    unit_parts=[UnitPart("visits", "Visits", "work", 90, "x.html", lambda *_: {}, lambda *_: True)],
    sweeps=[Sweep("visits.look", timedelta(hours=1), look, "looks")],
    presenters=[Presenter("visit", {act.key: act.done for act in rules.WORKFLOW.acts}, sees=C.UNIT_READ)],
    changeable=[Visit],
)
""",
}
POLICY = """
from tests.policy.basics import Policy, pages

POLICY = Policy(rows=pages("visits"), parameters={"visits": ()})
"""
STORY = '"""Nothing yet."""\n\n\ndef is_told():\n    return False\n\n\ndef chapters(now):\n    return []\n'

ASK = """
import importlib, json, pathlib, sys
import django
django.setup()
from django.urls import reverse
from revitalization.kit.registry import REGISTRY
from revitalization.site.demo.told import stories
from tools.layers import rows
import assessments

def walked():
    try:
        table = importlib.import_module("tests.policy.table").TABLE
    except ModuleNotFoundError as missing:
        return missing.name
    return [row.name for row in table if row.name == "visits"]

found = {
    "at": assessments.__file__,
    "address": reverse("visits"),
    "way in": [item.key for item in REGISTRY.navigation() if item.key == "visits"],
    "part": [part.key for part in REGISTRY.unit_parts() if part.key == "visits"],
    "sweep": [sweep.key for sweep in REGISTRY.sweeps() if sweep.key.startswith("visits")],
    "sentence": REGISTRY.presenter("visit").verbs["make"],
    "story": [story.__name__ for story in stories()][-1],
    "layer": rows()[1],
    "walked without a policy": walked(),
}
home = pathlib.Path("tests/visits")
home.mkdir()
(home / "__init__.py").write_text("")
(home / "policy.py").write_text(sys.argv[1])
importlib.invalidate_caches()
print(json.dumps(found | {"walked": walked()}))
"""


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A copy of the product and its tests with the slice, its story, and its line in the order of the slices."""
    folder = tmp_path / "planted"
    for package in (*PACKAGES, "tests", "tools"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    slices = folder / "revitalization" / "slices.py"
    text = slices.read_text(encoding="utf-8")
    slices.write_text(text.replace(LINE, f'    ("assessments.visits",),\n{LINE}'), encoding="utf-8")
    home = folder / "assessments" / "visits"
    home.mkdir()
    for name, code in SLICE.items():
        (home / f"{name}.py").write_text(code, encoding="utf-8")
    (folder / "revitalization" / "site" / "demo" / "visits.py").write_text(STORY, encoding="utf-8")
    return folder


def asked(folder: Path) -> dict[str, object]:
    """What the product in the folder says of the slice, without a database."""
    nowhere = "postgresql://nobody@/none?host=/nonexistent"
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BATON", "DATABASE", "REDIS"))
    }
    more = {
        "BATON_MODE": "test", "DATABASE_URL": nowhere, "DATABASE_OWNER_URL": nowhere, "PYTHONPATH": str(folder),
        "DJANGO_SETTINGS_MODULE": "revitalization.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", ASK, POLICY],
        cwd=folder,
        env={**kept, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_a_planted_slice_is_taken_up_everywhere_and_never_runs_untested(planted: Path) -> None:
    assert asked(planted) == {
        "at": str(planted / "assessments" / "__init__.py"),
        "address": "/visits/",
        "way in": ["visits"],
        "part": ["visits"],
        "sweep": ["visits.look"],
        "sentence": "%(who)s made a visit",
        "story": "revitalization.site.demo.visits",
        "layer": ["assessments.visits"],
        "walked without a policy": "tests.visits",
        "walked": ["visits"],
    }
