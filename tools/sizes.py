"""Sizes of the house: short functions, short files, short templates with short lines.

A function's size is what one has to read: its lines without docstring, comments and blank lines.
"""

import ast
import re
from statistics import median

from tools.say import guarded, line
from tools.sources import Finding, python_files, read, template_files

FUNCTION_LIMIT, FUNCTION_MEDIAN, FUNCTION_P95 = 50, 8, 35
FILE_LIMIT, TEMPLATE_LIMIT = 320, 180
TEMPLATE_LINE = 120
# The formatter keeps an attribute, and an element of a drawing, on one line.
UNBREAKABLE_LINE = 140
UNBREAKABLE = re.compile(r"(?:[\w-]+=\"|<(?:path|rect|text) |\{% if )[^<]*>?$")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def size(function: Function, rows: list[str]) -> int:
    """The lines of code of a function, its signature included."""
    skipped = set()
    first = function.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        skipped = set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    numbers = range(function.lineno, (function.end_lineno or function.lineno) + 1)
    return sum(1 for number in numbers if number not in skipped and _is_code(rows[number - 1]))


def _is_code(row: str) -> bool:
    return bool(row.strip()) and not row.lstrip().startswith("#")


def functions(name: str, text: str) -> list[tuple[int, Finding]]:
    """Every function of a file: its size, and where it stands."""
    rows = text.splitlines()
    found = (node for node in ast.walk(ast.parse(text)) if isinstance(node, Function))
    return [(size(node, rows), Finding(name, node.lineno, node.name)) for node in found]


def too_long_functions(sized: list[tuple[int, Finding]]) -> list[str]:
    """What is said about functions: each one over the limit, and the whole when it has grown too long."""
    said = [
        f"{where}() has {lines} lines, at most {FUNCTION_LIMIT}"
        for lines, where in sized
        if lines > FUNCTION_LIMIT
    ]
    ordered = sorted(lines for lines, _ in sized)
    if not ordered:
        return said
    middle, high = median(ordered), ordered[int(len(ordered) * 0.95)]
    if middle > FUNCTION_MEDIAN:
        said.append(f"half of all functions have more than {middle:.0f} lines, the aim is {FUNCTION_MEDIAN}")
    if high > FUNCTION_P95:
        said.append(f"one function in twenty has more than {high} lines, the aim is {FUNCTION_P95}")
    return said


def too_long_file(name: str, text: str, limit: int) -> list[str]:
    """What is said about a file over its limit."""
    lines = text.count("\n")
    return [f"{name} has {lines} lines, at most {limit}"] if lines > limit else []


def too_long_lines(name: str, text: str) -> list[str]:
    """What is said about the lines of a template."""
    return [
        f"{Finding(name, number, 'line')} has {len(row)} characters, at most {TEMPLATE_LINE}"
        for number, row in enumerate(text.splitlines(), 1)
        if len(row) > (UNBREAKABLE_LINE if UNBREAKABLE.match(row.lstrip()) else TEMPLATE_LINE)
    ]


def findings() -> list[str]:
    """Everything that is too long."""
    said: list[str] = []
    sized: list[tuple[int, Finding]] = []
    for name in python_files():
        if "/migrations/" in name:
            continue
        text = read(name)
        said += too_long_file(name, text, FILE_LIMIT)
        if not name.startswith("tests/"):
            sized += functions(name, text)
    for name in template_files():
        text = read(name)
        said += [*too_long_file(name, text, TEMPLATE_LIMIT), *too_long_lines(name, text)]
    return said + too_long_functions(sized)


def main() -> int:
    """Prints what is too long."""
    said = findings()
    for sentence in said:
        line(sentence)
    return 1 if said else 0


if __name__ == "__main__":
    guarded(main)
