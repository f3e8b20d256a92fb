"""Three worked examples: schemes as provinces, cities and counties write them, with inputs and what comes of them.

The same files are what *Import* and `manage.py assess` take. What is expected was worked out apart from the product.
"""

import tomllib
from pathlib import Path
from typing import Any

from assessments.appraisals.forms import inputs_of, scheme_of
from assessments.appraisals.rules.inputs import Inputs
from assessments.appraisals.rules.schemes import Scheme

HERE = Path(__file__).parent / "examples"
NAMES = ("county-100", "by-source", "thousand")


def path(name: str, part: str) -> Path:
    """The file of an example: `part` is scheme, inputs or expected."""
    return HERE / f"{name}.{part}.toml"


def tables(name: str, part: str) -> dict[str, Any]:
    return tomllib.loads(path(name, part).read_text(encoding="utf-8"))


def scheme(name: str) -> Scheme:
    return scheme_of(path(name, "scheme").read_bytes())


def inputs(name: str) -> Inputs:
    return inputs_of(path(name, "inputs").read_bytes(), scheme(name))
