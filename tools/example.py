"""`.env.example` from the code: every setting with its help and its default, in the order of the code.

`--write` makes it anew; otherwise it is held against the code.
"""

import ast
import sys
from dataclasses import dataclass

from tools import options
from tools.say import guarded, line
from tools.sources import python_files, read

FILE = ".env.example"
HEAD = "# Every setting of the product, with its default. See docs/operations.md for where to set them.\n"
READERS = {"text", "flag", "number", "listing"}
FIRST = ("revitalization/settings.py",)


@dataclass(frozen=True)
class Setting:
    """One setting as the code declares it; `default` is empty when it is made from others."""

    name: str
    default: str
    help: str


def declared() -> list[Setting]:
    """Every setting that is read anywhere, those of the settings module first."""
    names = [
        *FIRST,
        *(name for name in python_files() if name not in FIRST and not name.startswith("tests/")),
    ]
    found: dict[str, Setting] = {}
    for name in names:
        text = read(name)
        if "env." in text:
            calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
            for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
                setting = _setting(call)
                if setting is not None:
                    found.setdefault(setting.name, setting)
    return list(found.values())


def _setting(node: ast.Call) -> Setting | None:
    if not (isinstance(node.func, ast.Attribute) and len(node.args) >= 3):
        return None
    reader, owner, name = node.func.attr, node.func.value, node.args[0]
    if reader not in READERS or not isinstance(owner, ast.Name) or owner.id != "env":
        return None
    if not isinstance(name, ast.Constant) or not isinstance(node.args[2], ast.Constant):
        return None
    return Setting(str(name.value), _shown(node.args[1]), str(node.args[2].value))


def _shown(default: ast.expr) -> str:
    if not isinstance(default, ast.Constant):
        return ""
    if isinstance(default.value, bool):
        return "yes" if default.value else "no"
    return str(default.value)


def wanted() -> str:
    """The file as it should be."""
    blocks = [f"# {setting.help}\n#{setting.name}={setting.default}\n" for setting in declared()]
    return "\n".join([HEAD, *blocks])


def main() -> int:
    """Writes the file, or says that it has fallen behind the code."""
    place = options.ROOT / FILE
    if "--write" in sys.argv:
        place.write_text(wanted())
        return 0
    if not place.exists() or place.read_text() != wanted():
        line(f"{FILE} does not name what the code reads: .venv/bin/python -m tools.example --write")
        return 1
    return 0


if __name__ == "__main__":
    guarded(main)
