"""`.env.example` from the code: every setting with its help and its default, in the order of the code.

The table of settings in docs/operations.md is made from the same words. `--write` makes both anew; otherwise
they are held against the code.
"""

import ast
import sys
from dataclasses import dataclass

from tools import options
from tools.say import guarded, line
from tools.sources import python_files, read

FILE, PAGE = ".env.example", "docs/operations.md"
BEGIN, END = "<!-- settings -->", "<!-- /settings -->"
HEAD = "# Every setting of the product, with its default. See docs/operations.md for where to set them.\n"
READERS = {"text", "flag", "number", "listing", "choice"}
FIRST = tuple(
    f"revitalization/settings/{name}.py" for name in ("base", "database", "accounts", "__init__", "queue")
)


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


def page(old: str) -> str:
    """The page of the documentation with the table as it should be."""
    rows = [
        f"| `{one.name}` | {f'`{one.default}`' if one.default else ''} | {one.help} |" for one in declared()
    ]
    before, _, rest = old.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n".join([before + BEGIN, "| Setting | Default | Meaning |", "|---|---|---|", *rows, END + after])


def main() -> int:
    """Writes both, or says which has fallen behind the code."""
    example, documented = options.ROOT / FILE, options.ROOT / PAGE
    old = documented.read_text()
    if "--write" in sys.argv:
        example.write_text(wanted())
        documented.write_text(page(old))
        return 0
    behind = [FILE] if not example.exists() or example.read_text() != wanted() else []
    behind += [PAGE] if old != page(old) else []
    for name in behind:
        line(f"{name} does not name what the code reads: .venv/bin/python -m tools.example --write")
    return 1 if behind else 0


if __name__ == "__main__":
    guarded(main)
