"""Rules of the house that no ready linter knows. Each rule says why; tests/infra feeds each a bad snippet."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from tools.docstrings import cut_docstrings, empty_docstrings, missing_docstrings
from tools.pages import crooked_blocks, inline_code, lost_words, template_clock, written_tables
from tools.say import guarded, line
from tools.sources import PACKAGES, Finding, python_files, read, template_files
from tools.upward import upward

Found = Iterator[tuple[int, str]]
PRODUCT = tuple(f"{name}/" for name in PACKAGES)
DOORS = ("revitalization/kit/workflow.py", "revitalization/kit/perform.py")
FROZEN = "revitalization.kit.frozen"
TRIGGERS = "revitalization/kit/triggers.py"
PROTECTING = {"Protect", "ReadOnly", "SoftDelete", "FSM"}
CLOCK = "revitalization/kit/clock.py"
ASKING = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("timezone", "now"), ("time", "time"),
}  # fmt: skip
SQL_TIME = re.compile(r"\b(now\(\)|current_timestamp|current_date|clock_timestamp\(\)|localtimestamp)", re.I)
SQL_STATUS = re.compile(r"\bset\s(?:(?!\b(?:where|from)\b)[^;])*?\bstatus\"?\s*=", re.I)


class Code:
    """A file as all rules see it: parsed and walked through once, since that is what takes the time."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of a Python file, the module first."""
        return list(ast.walk(ast.parse(self.text)))

    @cached_property
    def strings(self) -> list[ast.Constant]:
        """Text constants that are not docstrings."""
        docs = {id(node.value) for node in self.nodes if isinstance(node, ast.Expr)}
        constants = (node for node in self.nodes if isinstance(node, ast.Constant))
        return [node for node in constants if isinstance(node.value, str) and id(node) not in docs]


@dataclass(frozen=True)
class Rule:
    """One rule: its name, the reason, which files it looks at, and how it finds a break."""

    name: str
    why: str
    applies: Callable[[str], bool]
    find: Callable[[str, Code], Found] | None = None
    find_text: Callable[[str, str], Found] | None = None


def is_product(name: str) -> bool:
    """Code that runs in the product, migrations aside."""
    return name.startswith(PRODUCT) and "/migrations/" not in name


def every(name: str) -> bool:
    """Every file."""
    return True


def is_template(name: str) -> bool:
    """Templates, those of PDF documents too."""
    return name.startswith("templates/")


def signals(name: str, code: Code) -> Found:
    """Imports of signals or of the decorator that receives them."""
    for node in code.nodes:
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names = {alias.name for alias in node.names}
            if module.endswith(".signals") or (
                module == "django.dispatch" and names & {"receiver", "Signal"}
            ):
                yield node.lineno, f"from {module} import {', '.join(sorted(names))}"


def local_imports(name: str, code: Code) -> Found:
    """Imports inside functions."""
    for function in code.nodes:
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno, ast.unparse(node)


def drawers(name: str, code: Code) -> Found:
    """Modules whose name says nothing."""
    if name.rsplit("/", 1)[-1] in {"utils.py", "util.py", "helpers.py", "misc.py"}:
        yield 1, name


def save_overrides(name: str, code: Code) -> Found:
    """Classes with a `save` of their own."""
    for owner in code.nodes:
        if isinstance(owner, ast.ClassDef):
            for node in owner.body:
                if isinstance(node, ast.FunctionDef) and node.name in {"save"}:
                    yield node.lineno, f"{owner.name}.{node.name}"


def clocks(name: str, code: Code) -> Found:
    """Whatever asks the time past the clock: in Python, in a field, in SQL."""
    for node in code.nodes:
        if isinstance(node, ast.Attribute) and (_last(node.value), node.attr) in ASKING:
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.ImportFrom):
            asked = {alias.name for alias in node.names}
            module = (node.module or "").rsplit(".", 1)[-1]
            if asked & {asking for owner, asking in ASKING if owner == module} or (
                node.module == "django.db.models.functions" and "Now" in asked
            ):
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call) and not node.args and _last(node.func) in {"localtime", "localdate"}:
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node.value.lineno, f"{node.arg}=…"
    for constant in code.strings:
        if SQL_TIME.search(str(constant.value)):
            yield constant.lineno, "SQL that asks the time"


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def statuses(name: str, code: Code) -> Found:
    """A status written otherwise than by `perform`: assignment, update, setattr, SQL."""
    for node in code.nodes:
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = [
                part for target in node.targets for part in ast.walk(target) if isinstance(part, ast.expr)
            ]
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr == "status":
                yield target.lineno, ast.unparse(node)[:60]
        if isinstance(node, ast.Call) and _writes_status(node):
            yield node.lineno, ast.unparse(node)[:60]
    for constant in code.strings:
        if SQL_STATUS.search(str(constant.value)):
            yield constant.lineno, "SQL that sets a status"


def _writes_status(call: ast.Call) -> bool:
    called = _last(call.func)
    if called in {"update", "update_or_create"}:
        return any(keyword.arg == "status" for keyword in call.keywords)
    words = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant)]
    return called in {"setattr", "bulk_update"} and "status" in words


def all_fields(name: str, code: Code) -> Found:
    """Forms and serializers that take whatever the model has."""
    for node in code.nodes:
        if isinstance(node, ast.Assign) and any(
            _last(target) in {"fields", "exclude"} for target in node.targets
        ):
            if isinstance(node.value, ast.Constant) and node.value.value == "__all__":
                yield node.lineno, 'fields = "__all__"'
            elif any(_last(target) == "exclude" for target in node.targets) and name.startswith(PRODUCT):
                yield node.lineno, "exclude = …"


def live_migrations(name: str, code: Code) -> Found:
    """Migrations that import what may change after them."""
    for node in code.nodes:
        if isinstance(node, ast.Import):
            asked = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            asked = ["." * node.level + (node.module or "")]
        else:
            continue
        for module in asked:
            if module.startswith((".", *PACKAGES)) and module != FROZEN:
                yield node.lineno, f"import {module}"


def raw_triggers(name: str, code: Code) -> Found:
    """The library's protecting triggers taken past the toolkit's words for them."""
    for node in code.nodes:
        if isinstance(node, ast.Attribute) and _last(node.value) == "pgtrigger" and node.attr in PROTECTING:
            yield node.lineno, ast.unparse(node)
        if isinstance(node, ast.ImportFrom) and node.module == "pgtrigger":
            yield node.lineno, ast.unparse(node)


def upward_names(name: str, code: Code) -> Found:
    """What lies above, named in a text."""
    return upward(name, code.strings)


RULES = (
    Rule("no signals", "What happens must be readable where it is caused.", is_product, signals),
    Rule("no local imports", "They hide an upward arrow from the layers check.", every, local_imports),
    Rule("no drawers", "A module is named after what it holds.", every, drawers),
    Rule(
        "whole sentences", "A docstring opens with a sentence that stands alone.", is_product, cut_docstrings
    ),
    Rule(
        "nothing unsaid",
        "Whoever calls it must not have to read how it is done: shapes, units, errors, the rule it stands on.",
        is_product,
        missing_docstrings,
    ),
    Rule("nothing empty", "A docstring says what its name does not say.", is_product, empty_docstrings),
    Rule("no save magic", "Writes happen in actions, where the actor is known.", is_product, save_overrides),
    Rule(
        "one clock",
        "Only kit.clock asks the time, so that tests and the database agree on it.",
        lambda name: is_product(name) and name != CLOCK,
        clocks,
    ),
    Rule(
        "one door to a status",
        "A status changes through perform, which locks, requires, records and tells.",
        lambda name: is_product(name) and name not in DOORS,
        statuses,
    ),
    Rule(
        "fields by name",
        "A new column must not show in a form or an answer by itself.",
        is_product,
        all_fields,
    ),
    Rule(
        "no upward names",
        "A lower slice asks the registry: a name in a text is an upward arrow that no import shows.",
        is_product,
        upward_names,
    ),
    Rule(
        "migrations stand alone",
        "A migration does for ever what it did when it was written; only kit.frozen never changes.",
        lambda name: name.startswith(PRODUCT) and "/migrations/" in name,
        live_migrations,
    ),
    Rule(
        "one builder of triggers",
        "What a table never allows is said in the same words everywhere: kit.triggers.",
        lambda name: is_product(name) and name != TRIGGERS,
        raw_triggers,
    ),
    Rule(
        "no inline code",
        "The content policy forbids it: the browser would drop it.",
        lambda name: is_template(name) and not name.startswith("templates/documents/"),
        find_text=inline_code,
    ),
    Rule(
        "straight blocks",
        "What belongs together is seen by its depth; the formatter goes astray behind a crooked block.",
        lambda name: name.endswith(".html") and is_template(name) and "/documents/" not in name,
        find_text=crooked_blocks,
    ),
    Rule(
        "one table",
        "Headings, roles and cards on phones come from kit.ledgers and kit.tables, the same everywhere.",
        lambda name: is_template(name) and not name.startswith(("templates/ui/", "templates/documents/")),
        find_text=written_tables,
    ),
    Rule(
        "words that are found",
        "In a tag `_(…)` doubles a sign of per cent before it looks; `{% translate … as … %}` finds it.",
        is_template,
        find_text=lost_words,
    ),
    Rule(
        "one clock in templates", "A page shows the time it is given.", is_template, find_text=template_clock
    ),
)


def breaks(rule: Rule, name: str, code: Code) -> list[Finding]:
    """Where a file breaks a rule."""
    if not rule.applies(name):
        return []
    found: list[tuple[int, str]] = []
    if rule.find is not None and name.endswith(".py"):
        found += rule.find(name, code)
    if rule.find_text is not None:
        found += rule.find_text(name, code.text)
    return [Finding(name, number, what) for number, what in dict.fromkeys(found)]


def findings(names: Iterable[str]) -> dict[Rule, list[Finding]]:
    """The breaks of each rule in the files; each file is read and parsed once."""
    found: dict[Rule, list[Finding]] = {rule: [] for rule in RULES}
    for name in names:
        code = Code(read(name))
        for rule in RULES:
            found[rule] += breaks(rule, name, code)
    return found


def main() -> int:
    """Prints every break with the reason of its rule."""
    said = 0
    for rule, found in findings(sorted({*python_files(), *template_files()})).items():
        if found:
            line(f"{rule.name}: {rule.why}")
            for finding in found:
                line(f"  {finding}")
        said += len(found)
    return 1 if said else 0


if __name__ == "__main__":
    guarded(main)
