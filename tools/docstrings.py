"""What the house asks of docstrings: a first sentence that stands alone, and none missing where others call."""

import ast
import re
from collections.abc import Iterator
from typing import Protocol

Found = Iterator[tuple[int, str]]
Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

FRAMEWORK = {
    "Meta", "Command", "add_arguments", "handle", "ready", "as_sql", "clean", "label_from_instance",
    "get_context_data", "get_by_natural_key", "get_full_name", "get_short_name", "has_module_perms", "initial",
    "finalize_response", "allowed_methods", "parse", "render", "select_parser", "select_renderer",
    "to_internal_value", "authenticate", "authenticate_header", "allow_request", "wait",
    "get_security_definition", "is_open_for_signup", "get_client_ip", "logout",
    "get_password_change_redirect_url", "get_totp_label", "get_access_token_data", "parse_token",
    "get_default_scope", "extract_common_fields", "extract_email_addresses", "extract_extra_data",
    "get_provider", "get_requests_session", "on_authentication_error", "get_error_message", "request",
    "format", "setup", "atoms", "fetch", "init_process", "enqueue_req", "on_worker_init",
}  # fmt: skip
"""Names of methods that a library asks for: what they take and give is written in its documentation.

Only where they override something: in a class with a base. What ours add to it is said in comments.
"""
DESCRIBED = {"operation"}
"""Decorators that describe a method at length, for programs."""

EMPTY = re.compile(
    r"(handle|manage|represent)s?\b|(an? )?(helper|utility|wrapper)\b|this (class|function|method|module)\b"
    r"|(an? )?(class|function|method|view|model) (for|that|to|which)\b|used (to|for|by)\b",
    re.IGNORECASE,
)
"""Beginnings after which nothing is said yet."""
NAMING_NOTHING = {"a", "an", "the", "one", "of", "it", "all", "for", "set", ""}


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


def missing_docstrings(name: str, code: Walked) -> Found:
    """Public modules, classes, functions and methods without a docstring."""
    module = code.nodes[0]
    if isinstance(module, ast.Module) and module.body and not ast.get_docstring(module):
        yield 1, name
    yield from _missing(module, "", False)


def empty_docstrings(name: str, code: Walked) -> Found:
    """Docstrings of classes and functions that only repeat the name, or open with a phrase that says nothing."""
    for node in code.nodes:
        if isinstance(node, Named) and not node.name.startswith("_"):
            told = ast.get_docstring(node) or ""
            if told and (
                EMPTY.match(told) or _words(told) <= _words(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", node.name))
            ):
                yield node.lineno, f"{node.name}: {told.partition(chr(10))[0]}"


def _words(text: str) -> set[str]:
    """The words without their plural, and without those that name nothing."""
    return {word.rstrip("s") for word in re.findall(r"[a-z0-9]+", text.lower())} - NAMING_NOTHING


def _missing(owner: ast.AST, path: str, derived: bool) -> Found:
    for node in getattr(owner, "body", ()):
        if not isinstance(node, Named) or node.name.startswith("_") or node.name in _told_by(owner):
            continue
        said = f"{path}{node.name}"
        if not ast.get_docstring(node) and not (
            _exempt(node) and (derived or isinstance(node, ast.ClassDef))
        ):
            yield node.lineno, said
        if isinstance(node, ast.ClassDef):
            yield from _missing(node, f"{said}.", bool(node.bases))


def _told_by(owner: ast.AST) -> set[str]:
    """Members of a protocol that its own docstring speaks of."""
    protocol = isinstance(owner, ast.ClassDef) and any(
        ast.unparse(base) == "Protocol" for base in owner.bases
    )
    return set(re.findall(r"`(\w+)`", ast.get_docstring(owner) or "")) if protocol else set()  # type: ignore[arg-type]


def _exempt(node: Named) -> bool:
    if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "AppConfig" for base in node.bases):
        return True
    described = {
        one.func.id
        for one in node.decorator_list
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
    }
    return node.name in FRAMEWORK or bool(described & DESCRIBED)
