"""How to add a mechanism: the page says what can be declared, and names places that are there."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

from revitalization.kit.mechanism import Mechanism
from revitalization.slices import SLICES
from tools import layers

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PART = TEXT.split("**A mechanism.**")[1].split("A special case is")[0]


def test_the_page_names_every_field_of_a_mechanism_and_no_other() -> None:
    table = PART.split("|---|---|---|\n")[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()]
    named = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert len(named) == len(set(named))
    assert set(named) == {field.name for field in fields(Mechanism)}


def test_every_folder_that_declares_a_mechanism_is_listed() -> None:
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for app in ("responsibilities", "reporting", "assessments", "revitalization")
        for path in (ROOT / app).glob("*/mechanism.py")
        if path.parent.name != "kit"
    }
    assert found == set(SLICES)


def test_the_order_of_the_slices_is_written_once() -> None:
    """The layers are made from it, so that a new slice cannot be installed and left unfenced."""
    fenced = [name for row in reversed(layers.rows()) for name in row]
    assert [name for name in fenced if name not in layers.GROUND] == list(SLICES)
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layered = [one.get("layers", []) for one in told["tool"]["importlinter"]["contracts"]]
    assert not [name for layers_ in layered for name in SLICES if name in layers_]
    assert [one["type"] for one in told["tool"]["importlinter"]["contracts"]].count("slices") == 1


def test_the_places_to_tick_off_are_there() -> None:
    ticks = re.findall(r"^- \[ \] (.*)$", PART, re.MULTILINE)
    assert 5 < len(ticks) <= 12
    paths = [path for tick in ticks for path in re.findall(r"`([\w./<>-]+/[\w./<>-]*)`", tick)]
    missing = [path for path in paths if "<" not in path and not (ROOT / path).exists()]
    assert not missing
