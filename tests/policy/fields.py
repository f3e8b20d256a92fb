"""Every field of every form and body, and what it is: words, or the name of something within or outside of a reach.

Fields are found in the product (`found`), what they are is declared by hand in `tests/<slice>/policy.py`. A field that nobody declared fails
the run; one that names something is tried with what lies outside and with what does not exist.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.urls import get_resolver

from revitalization.kit.api.bodies import Body
from tests.policy.brought import merged
from tools.sources import PACKAGES

WORDS = "words"
"""Text, a day, a number, a choice among fixed words, a version, a secret: names no row of anybody."""
OWN = "own"
"""Names a part of the subject itself, whose address was fetched within reach."""
INSPECTION = "inspection"
UNIT, ACCOUNT, PERSON, REPORT, NOTICE, POST = "unit", "account", "person", "report", "notice", "post"
ROSTER = "roster"
"""A workbook whose rows name units, posts and people."""

SCHEME = "scheme"
"""A scheme of assessment, by its key."""

NAMING = {INSPECTION, SCHEME, UNIT, ACCOUNT, PERSON, REPORT, NOTICE, POST, ROSTER}


def below(kind: type) -> Iterator[type]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def declared() -> dict[str, str]:
    """`Form.field` for everything the tables below say."""
    found = {f"{form}.{field}": WORDS for form, fields in PLAIN.items() for field in fields.split()}
    return found | NAMES


def found() -> set[str]:
    """`Form.field` for every field of every form and body of ours, `POST.field` for what is read without a form."""
    assert get_resolver().url_patterns
    named = set()
    for form in (form for form in below(forms.BaseForm) if form.__module__.startswith(PACKAGES)):
        named |= {f"{said(form)}.{field}" for field in form.base_fields}  # type: ignore[attr-defined]
    for body in below(Body):
        named |= {f"{said(body)}.{field}" for field in body._declared_fields}  # type: ignore[attr-defined]
    return named | {f"POST.{name}" for name in read_directly()}


def said(form: type) -> str:
    """How the tables name it; what is made of a table of acts goes by the table, once for page and program."""
    return str(getattr(form, "table", form.__name__))


def read_directly() -> Iterator[str]:
    """What views take from the request without a form; a name that is not written out fails."""
    root = Path(settings.BASE_DIR)
    for path in (path for part in PACKAGES for path in (root / part).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = _taken(node)
            if said is None:
                continue
            assert isinstance(said, ast.Constant), f"{path}:{said.lineno}: which field?"
            yield said.value


def _taken(node: ast.AST) -> Any:
    """The name taken out of `request.POST`, if that is what is done here."""
    if isinstance(node, ast.Subscript) and _is_post(node.value):
        return node.slice
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_post(node.func.value):
        return node.args[0] if node.func.attr in {"get", "getlist", "pop"} else None
    return None


def _is_post(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "POST"


PLAIN = merged("fields")
NAMES = merged("naming")
