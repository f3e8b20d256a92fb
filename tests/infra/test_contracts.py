"""The contracts of the layers refuse what they are for: forbidden imports planted in a copy of the product."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools.sources import PACKAGES

ROOT = Path(__file__).parents[2]
APART = "Apps and slices only import what lies below them"
INSIDE = "Inside a slice each file imports only what lies below it"
PURE = "Rules and roles are pure"
TOOLKIT = "The toolkit knows no slice"
WRITING = "Views and APIs do not write the record or the outbox themselves"
DEVELOPERS = "The product does not stand on the developers' tools"

# Contract, file, what is planted there, and how the report names the arrow.
PLANTS = [
    (APART, "responsibilities/units/queries.py", "from reporting.reports import rules", "units reporting.reports"),
    (APART, "responsibilities/jobs/queries.py", "from responsibilities.files import rules", "jobs responsibilities.files"),
    (APART, "responsibilities/posts/views/people.py", "import revitalization.site.views", "posts revitalization.site"),
    (INSIDE, "reporting/reports/models/papers.py", "from reporting.reports.queries import within", "models reporting.reports.queries"),
    (INSIDE, "responsibilities/duties/queries.py", "import responsibilities.duties.actions", "queries responsibilities.duties.actions"),
    (INSIDE, "reporting/ledger/actions.py", "import reporting.ledger.views", "actions reporting.ledger.views"),
    (PURE, "responsibilities/units/rules/naming.py", "from django.db import models", "responsibilities.units.rules django"),
    (PURE, "reporting/reports/rules/texts.py", "from revitalization.kit.language import translated", "reporting.reports.rules django"),
    (PURE, "reporting/ledger/rules.py", "from revitalization.kit import clock", "reporting.ledger.rules revitalization.kit.clock"),
    (TOOLKIT, "revitalization/kit/words.py", "from responsibilities import roles", "revitalization.kit responsibilities"),
    (WRITING, "reporting/reports/views/walk.py", "from responsibilities.record import actions", "views responsibilities.record.actions"),
    (WRITING, "responsibilities/units/api.py", "from responsibilities.notices.actions.telling import tell", "api responsibilities.notices.actions.telling"),
    (DEVELOPERS, "responsibilities/access/rules.py", "from tools import say", "responsibilities tools"),
    # The app that is still empty is fenced like the others.
    (APART, "reporting/ledger/views.py", "from assessments.scores import rules", "ledger assessments.scores"),
    (INSIDE, "assessments/scores/actions.py", "import assessments.scores.views", "actions assessments.scores.views"),
    (PURE, "assessments/scores/rules.py", "from revitalization.kit import clock", "assessments.scores.rules revitalization.kit.clock"),
    (WRITING, "assessments/scores/views.py", "from responsibilities.record import actions", "views responsibilities.record.actions"),
    (DEVELOPERS, "assessments/scores/rules.py", "from tools import say", "assessments tools"),
]  # fmt: skip


def judged(folder: Path) -> str:
    """What the contracts say of the product in the folder."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=folder,
        # The copy comes first; only the contract of the slices is ours.
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr).split())


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of the product with its contracts, and the beginnings of two slices that are not there yet."""
    folder = tmp_path_factory.mktemp("product")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            folder / package,
            ignore=lambda at, names: {"__pycache__", "migrations"} & {*names},
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    for place in ("reporting/ledger", "assessments/scores"):
        for name in ("__init__", "rules", "actions", "views"):
            path = folder / place / f"{name}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text("", encoding="utf-8")
    slices = folder / "revitalization" / "slices.py"
    site = '    ("revitalization.site",),'
    rows = f'    ("reporting.ledger",),\n    ("assessments.scores",),\n{site}'
    slices.write_text(slices.read_text(encoding="utf-8").replace(site, rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def report(copy: Path) -> str:
    """The report on the copy with everything planted."""
    assert "BROKEN" not in judged(copy), "the copy itself keeps every contract"
    for _contract, name, plant, _arrow in PLANTS:
        path = copy / name
        path.write_text(path.read_text(encoding="utf-8") + f"\n{plant}\n", encoding="utf-8")
    return judged(copy)


@pytest.mark.parametrize(("contract", "name", "plant", "arrow"), PLANTS)
def test_a_forbidden_import_is_refused(report: str, contract: str, name: str, plant: str, arrow: str) -> None:
    assert f"{contract} BROKEN" in report
    lower, upper = arrow.split()
    assert re.search(rf"{re.escape(lower)} is not allowed to import {re.escape(upper)}\b", report), plant


def test_every_contract_is_tried() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [contract["name"] for contract in told["tool"]["importlinter"]["contracts"]]
    assert sorted(names) == sorted({contract for contract, *_more in PLANTS})


def test_a_file_with_a_name_of_its_own_is_refused(copy: Path) -> None:
    strange = copy / "reporting" / "ledger" / "helping.py"
    strange.write_text("", encoding="utf-8")
    try:
        assert re.search(r"reporting\.ledger.{0,200}helping", judged(copy))
    finally:
        strange.unlink()
