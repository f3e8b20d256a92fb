"""How to add a mechanism: the page says what can be declared, and names places that are there."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

from revitalization.kit.mechanism import Mechanism
from revitalization.slices import SLICES

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


def test_the_order_of_the_slices_is_that_of_the_layers() -> None:
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (named,) = [
        contract["layers"]
        for contract in layers["tool"]["importlinter"]["contracts"]
        if len(
            set(SLICES) & {one.strip() for layer in contract.get("layers", ()) for one in layer.split("|")}
        )
        > 3
    ]
    places = {one.strip(): at for at, layer in enumerate(reversed(named)) for one in layer.split("|")}
    assert [places[name] for name in SLICES if name in places] == sorted(
        places[name] for name in SLICES if name in places
    )


def test_the_places_to_tick_off_are_there() -> None:
    ticks = re.findall(r"^- \[ \] (.*)$", PART, re.MULTILINE)
    assert 5 < len(ticks) <= 12
    paths = [path for tick in ticks for path in re.findall(r"`([\w./<>-]+/[\w./<>-]*)`", tick)]
    missing = [path for path in paths if "<" not in path and not (ROOT / path).exists()]
    assert not missing
