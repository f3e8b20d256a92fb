"""What the house asks of docstrings."""

import ast
from collections.abc import Iterator
from typing import Protocol

Found = Iterator[tuple[int, str]]


class Walked(Protocol):
    """A file that was walked through."""

    @property
    def nodes(self) -> list[ast.AST]:
        """Every node, the module first."""
        ...


def cut_docstrings(name: str, code: Walked) -> Found:
    """Docstrings whose first sentence stops at a colon or semicolon and goes on after an empty line."""
    for node in code.nodes:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            summary, _gap, rest = (ast.get_docstring(node) or "").partition("\n\n")
            if rest and rest[0].isalpha() and summary.endswith((":", ";", ",")):
                yield getattr(node, "lineno", 1), summary
