"""A mechanism is its own folder and one line: a small slice planted in a copy of the product starts and is taken up."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.infra.visits import PAGES, POLICY, SLICE, STORY
from tools.sources import PACKAGES

ROOT = Path(__file__).parents[2]
LINE = '    ("revitalization.site",),'

ASK = """
import importlib, json, pathlib, sys
import django
django.setup()
from django.urls import reverse
from revitalization.kit.registry import REGISTRY
from revitalization.site.demo.told import stories
from tools.layers import rows
import assessments
from datetime import UTC, datetime
from django.test import Client
from django.test.utils import setup_test_environment
from revitalization.kit import clock
from tests.cast import Cast, sister, town
from tests.infra.visits import APPEARS

setup_test_environment()
def missing():
    cast, gone = Cast(), []
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.user("chenjing"))
    for what, (address, words) in APPEARS.items():
        answer = client.get(address.format(town=town().code, sister=sister().code))
        if answer.status_code != 200 or words not in answer.content.decode().replace("&amp;", "&").replace('":', '": ').replace('":  ', '": '):
            gone.append(f"{what}: {answer.status_code}")
    done = client.post("/inbox/act/", {"one": "visit.note|visit:7@1"}, follow=True).content.decode()
    picked = client.post("/board/pick/?measure=visits", {"act": "visit.ask", "unit": town().code}).content.decode()
    sheet = client.get("/board/sheet/?measure=visits")
    told = {"act": "Done: Note visits, Dam place" in done, "pick": "Ask those picked" in picked,
            "workbook": sheet.status_code == 200}
    return gone + [what for what, there in told.items() if not there]

def walked():
    try:
        table = importlib.import_module("tests.policy.table").TABLE
    except ModuleNotFoundError as missing:
        return missing.name
    return [row.name for row in table if row.name == "visits"]

with clock.moved_to(datetime(2026, 11, 24, 4, tzinfo=UTC)):
    gone = missing()
found = {
    "missing in the frame": gone,
    "at": assessments.__file__,
    "address": reverse("visits"),
    "way in": [item.key for item in REGISTRY.navigation() if item.key == "visits"],
    "part": [part.key for part in REGISTRY.unit_parts() if part.key == "visits"],
    "origin": REGISTRY.origin(None, "visit", "7").code,
    "paper": [kind.label for kind in REGISTRY.papers() if kind.key == "visit"],
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
    for name in ("templates", "static", "locale", "docs", "catalogue"):
        (folder / name).mkdir()
        for path in (ROOT / name).iterdir():
            (folder / name / path.name).symlink_to(path)
    (folder / "templates" / "visits").mkdir()
    for name, text in PAGES.items():
        (folder / "templates" / "visits" / f"{name}.html").write_text(text, encoding="utf-8")
    for name, code in SLICE.items():
        (home / f"{name}.py").write_text(code, encoding="utf-8")
    (folder / "revitalization" / "site" / "demo" / "visits.py").write_text(STORY, encoding="utf-8")
    return folder


def asked(folder: Path, database: str) -> dict[str, object]:
    """What the product in the folder says of the slice, and what its pages lack, asked by the owner of the database."""
    place = urlsplit(os.environ["DATABASE_OWNER_URL"])._replace(path=f"/{database}").geturl()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BATON", "DATABASE", "REDIS"))
    }
    more = {
        "BATON_MODE": "test", "DATABASE_URL": place, "DATABASE_OWNER_URL": place, "PYTHONPATH": str(folder),
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


def test_a_planted_slice_is_taken_up_everywhere_and_never_runs_untested(
    planted: Path, committed: str
) -> None:
    """One of each thing that can be declared appears in the frame, though nothing there knows of it."""
    assert asked(planted, committed) == {
        "missing in the frame": [],
        "at": str(planted / "assessments" / "__init__.py"),
        "address": "/visits/",
        "way in": ["visits"],
        "part": ["visits"],
        "origin": "D-7",
        "paper": ["Dam notices"],
        "sweep": ["visits.look"],
        "sentence": "%(who)s made a visit",
        "story": "revitalization.site.demo.visits",
        "layer": ["assessments.visits"],
        "walked without a policy": "tests.visits",
        "walked": ["visits"],
    }
