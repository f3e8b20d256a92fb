"""Names of upper slices in lower ones, written as text where no import shows the arrow: modules, models, tables."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache

from tools.layers import rows
from tools.options import ROOT


@cache
def models(slice_: str) -> tuple[str, ...]:
    """The names of the slice's models, as its tables and strings for relations name them."""
    folder = ROOT / slice_.replace(".", "/")
    files = [folder / "models.py", *(folder / "models").glob("*.py")]
    classes = [
        node.name
        for path in files
        if path.exists()
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]
    return tuple(sorted(classes))


@cache
def above(slice_: str) -> re.Pattern[str] | None:
    """What a file of the slice may not say; None at the top."""
    places = [at for at, row in enumerate(rows()) if slice_ in row]
    if not places:
        return None
    upper = [name for row in rows()[: places[0]] for name in row]
    upper += [name for name in rows()[places[0]] if name != slice_]
    said = [re.escape(name) for name in upper]
    for name in upper:
        label, classes = name.rpartition(".")[2], "|".join(models(name))
        if classes:
            said += [rf"{label}\.(?:{classes})", rf"{label}_(?:{classes.lower()})(?:event)?"]
    return re.compile(rf"\b(?:{'|'.join(said)})\b") if said else None


def slice_of(name: str) -> str:
    """The slice a file belongs to, or "" for one outside of all."""
    module = name.removesuffix(".py").replace("/", ".") + "."
    return next((one for row in rows() for one in row if module.startswith(f"{one}.")), "")


def upward(name: str, texts: Iterable[ast.Constant]) -> Iterator[tuple[int, str]]:
    """Each text of the file that names what lies above it."""
    forbidden = above(slice_of(name))
    if forbidden is None:
        return
    for text in texts:
        for found in forbidden.finditer(str(text.value)):
            yield text.lineno, found.group()
