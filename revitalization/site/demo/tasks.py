"""What stands on the ledger of the demonstration, and what becomes of it, read from `ledger.toml`; pure."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("ledger.toml")


@dataclass(frozen=True)
class Task:
    """A matter: who issues it to whom, on which document's word, what it says. `above` is the matter it is a part of.

    It began `begun` days before the present and is due in `due` days; so are the days of its milestones.
    """

    key: str
    kind: str
    issuer: str
    begun: int
    due: int
    number: str
    document: str
    measure: str
    categories: Sequence[str]
    title: str = ""
    target: str = ""
    lead: str = ""
    supporting: str = ""
    to: Sequence[str] = ()
    levels: Sequence[str] = ()
    above: str = ""
    basis: str = ""
    approval: str = ""
    source: str = ""
    extent: str = ""
    how_soon: str = "term"
    milestones: Sequence[tuple[int, int]] = ()
    issued: bool = True


@dataclass(frozen=True)
class Step:
    """One act on the item that a place has of a matter, `ago` days before the present, with what is given to it.

    `until` is the new deadline, so many days from the present; 0: none is given.
    """

    task: str
    place: str
    ago: int
    act: str
    until: int = 0
    values: Mapping[str, str] = field(default_factory=dict)


def tasks() -> list[Task]:
    """The matters, in the order of the file."""
    return [Task(**{key: value for key, value in row.items() if key != "item"}) for row in _file()["task"]]


def steps() -> Iterator[Step]:
    """The steps of all items, in the order of the file."""
    told = _file()
    for task in told["task"]:
        for item in task.get("item", []):
            for row in item["steps"]:
                yield _step(task["key"], item["place"], dict(row), told["words"])


def _step(task: str, place: str, row: dict[str, Any], words: Mapping[str, Mapping[str, str]]) -> Step:
    ago, act, until = row.pop("ago"), row.pop("act", "progress"), row.pop("until", 0)
    same = words[row.pop("same")] if "same" in row else {}
    return Step(task, place, ago, act, until, {**same, **row})


def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
