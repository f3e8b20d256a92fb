"""How to add a mechanism: the page says what can be declared, and names places that are there."""

import re
import tomllib
from dataclasses import fields
from fnmatch import fnmatch
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from revitalization.kit.mechanism import Mechanism
from revitalization.slices import SLICES
from tools import layers
from tools.sources import PACKAGES

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
        for app in PACKAGES
        for path in (ROOT / app).glob("*/mechanism.py")
        if path.parent.name != "kit"
    }
    assert found == set(SLICES)


def told_of_layers() -> list[list[str]]:
    """The layers as the page tells them, from the top: the names behind the words "high to low"."""
    line = next(line for line in TEXT.splitlines() if line.startswith("1. High to low"))
    rows = line.split(":", 1)[1].replace("> slices:", ">").split(">")
    return [re.findall(r"`([\w| ]+)`", row)[0].split(" | ") for row in rows]


def test_the_page_tells_the_layers_as_they_are_kept() -> None:
    """Every slice that has a folder, in its row; one that is told nowhere is one that nobody knows the place of."""
    kept = [sorted(name.rpartition(".")[2] for name in row) for row in layers.rows()]
    assert [sorted(row) for row in told_of_layers()] == kept


def test_the_page_says_of_every_slice_what_it_holds_and_where_it_lies() -> None:
    drawn = TEXT.split("```")[1]
    for slice_ in SLICES:
        name = slice_.rpartition(".")[2]
        assert re.search(rf"\b{name}\b", drawn), name
        assert slice_.startswith("revitalization.") or f"| `{slice_}` |" in TEXT, name


def test_the_page_names_every_module_of_the_toolkit_once() -> None:
    table = TEXT.split("## The toolkit")[1].split("|---|---|\n")[1].split("\n\n")[0]
    named = [name for row in table.splitlines() for name in re.findall(r"`(\w+)/?`", row.split("|")[1])]
    kit = ROOT / "revitalization" / "kit"
    there = {path.stem for path in kit.iterdir() if not path.name.startswith("__")}
    assert sorted(named) == sorted(name for name in there if not name.endswith("_child"))


def test_the_developers_page_names_every_folder_of_tests_that_is_no_slice() -> None:
    page = (ROOT / "docs" / "developing.md").read_text(encoding="utf-8")
    folders = {path.parent.name for path in (ROOT / "tests").glob("*/__init__.py")}
    others = folders - {name.rpartition(".")[2] for name in SLICES}
    assert {name for name in others if f"`tests/{name}`" not in page} == set()


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_a_page_that_lists_functions_of_a_module_lists_them_as_they_are(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for part in text.split("| Function of `")[1:]:
        module = import_module(part.partition("`")[0])
        table = part.split("|---|---|\n")[1].split("\n\n")[0]
        for name, words in re.findall(r"`(\w+)\(([^)]*)\)`", table):
            taken = signature(getattr(module, name)).parameters
            assert {word.strip(" =") for word in words.split(",")} <= set(taken), name


def folders() -> set[str]:
    """The packages inside the apps that hold code of their own, whether they declare a mechanism or not."""
    return {
        f"{app}.{path.parent.name}"
        for app in PACKAGES
        if app != "revitalization"
        for path in (ROOT / app).glob("*/__init__.py")
    }


def test_every_folder_of_an_app_is_a_slice() -> None:
    assert folders() == {name for name in SLICES if not name.startswith("revitalization.")}


def named_by(contract: dict[str, Any]) -> list[str]:
    """What a contract is about, or for the toolkit what it keeps away from."""
    if contract["type"] == "slices":
        return [name for row in layers.rows() for name in row]
    about: list[str] = contract.get("containers") or contract["source_modules"]
    return contract["forbidden_modules"] if about == ["revitalization.kit"] else about


def test_every_contract_holds_every_slice() -> None:
    """By the folders, not by a list: each contract names a slice itself, all of its app, or a file in every slice."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in told["tool"]["importlinter"]["contracts"]:
        names = [name for name in named_by(contract) if name != "responsibilities.roles"]
        for file in {"".join(name.split(".")[2:]) for name in names}:
            heads = [name.split(".")[:2] for name in names if "".join(name.split(".")[2:]) == file]
            free = [one for one in folders() if not any(fnmatch(one, ".".join([*h, "*"][:2])) for h in heads)]
            assert not free, (contract["name"], file)


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
