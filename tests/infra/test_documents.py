"""The documents are true: their links lead somewhere, and the commands and files they name are there."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import get_commands

from reporting.reports.models import Cycle, Decision, Obligation, Signature, Submission
from reporting.reports.rules import PENDING, WORKFLOW
from responsibilities.roles import Capability
from revitalization.kit.registry import REGISTRY
from revitalization.kit.templatetags import bars, ledgers, tiles, ui, work
from revitalization.kit.workflow import Act, State
from revitalization.site.demo import people
from revitalization.site.templatetags import terms
from tools import messages
from tools.sources import OURS, tracked

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(name for name in tracked() if name.endswith(".md") and not name.startswith("tests/"))
FOLDERS = (*OURS, "catalogue", "docs", "locale", "static", "templates")
MADE = ("docs/pictures/",)

FENCED = re.compile(r"^ *```.*?^ *```", re.M | re.S)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.M)
MAKE = re.compile(r"\bmake ((?:[A-Z_]+=\S+ )*)([a-z][a-z-]*)\b")
MANAGE = re.compile(r"\bmanage\.py ([a-z_]+)")
FILE = re.compile(rf"(?:{'|'.join(FOLDERS)})/[\w.*/-]*")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(document: str) -> str:
    """The document without its blocks of code."""
    return FENCED.sub("", text(document))


def code(document: str) -> Iterator[str]:
    """Every piece of code that a document shows, blocks and words."""
    yield from FENCED.findall(text(document))
    yield from SPAN.findall(prose(document))


def anchors(document: str) -> set[str]:
    """The anchors of a document's headings, as the usual viewers make them."""
    plain = (
        re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", found) for found in HEADING.findall(prose(document))
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in plain}


def targets() -> set[str]:
    """What `make` knows."""
    return set(re.findall(r"^([a-z][a-z-]*):", text("Makefile"), re.M))


def broken_links(document: str) -> list[str]:
    """Relative links of a document that lead nowhere."""
    found = []
    for link in LINK.findall(SPAN.sub("", prose(document))):
        if re.match(r"[a-z]+:", link):
            continue
        place, _hash, anchor = unquote(link).partition("#")
        path = (ROOT / document).parent / place if place else ROOT / document
        if not path.exists() or (
            anchor and anchor not in anchors(path.resolve().relative_to(ROOT).as_posix())
        ):
            found.append(link)
    return found


def named_files(document: str) -> set[str]:
    """Files and folders of ours that a document names in full, patterns included."""
    words = (word for piece in SPAN.findall(prose(document)) for word in piece.split())
    whole = (word for word in words if "<" not in word and "…" not in word)
    return {word for word in whole if FILE.fullmatch(word) and not word.startswith(MADE)}


def test_there_are_documents_to_look_at() -> None:
    assert {"README.md", "SECURITY.md", "docs/README.md", "docs/operations.md"} <= set(DOCUMENTS)
    assert broken_links("docs/README.md") == []
    assert "docs/openapi.json" in named_files("docs/developing.md")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_relative_link_leads_somewhere(document: str) -> None:
    assert broken_links(document) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_is_named_exists(document: str) -> None:
    shown = list(code(document))
    make = {target for piece in shown for _settings, target in MAKE.findall(piece)}
    manage = {command for piece in shown for command in MANAGE.findall(piece)}
    assert make - targets() == set()
    assert manage - set(get_commands()) == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_of_ours_that_is_named_exists(document: str) -> None:
    assert sorted(name for name in named_files(document) if not any(ROOT.glob(name))) == []


def test_the_first_page_names_the_two_commands_and_the_index_names_every_document() -> None:
    shown = "\n".join(code("README.md"))
    assert "make run" in shown
    assert "make test" in shown
    index = {
        (ROOT / "docs" / link).resolve().relative_to(ROOT).as_posix()
        for link in LINK.findall(text("docs/README.md"))
    }
    assert {name for name in DOCUMENTS if name.startswith("docs/")} - index == {"docs/README.md"}


def test_every_requirement_has_its_reason() -> None:
    wanted = {
        re.split(r"[\[<>=]", row)[0]
        for name in ("requirements.in", "requirements-dev.in")
        for row in text(name).split("\n")
        if row and not row.startswith(("-", "#"))
    }
    said = {re.split(r"[\[ ]", word)[0] for word in SPAN.findall(text("docs/decisions/0007-dependencies.md"))}
    assert wanted - said == set()


def test_the_bench_and_its_page_name_the_same_figures() -> None:
    page = set(re.findall(r"^\| `([a-z_0-9]+)` \|", text("docs/performance.md"), re.M))
    measured = "\n".join(path.read_text() for path in (ROOT / "bench").glob("*.py"))
    assert page
    assert {name for name in page if f'"{name}"' not in measured} == set()


# ---------------------------------------------------------------- what the documents say about the product


def chinese() -> dict[str, str]:
    """Every translation by its English words."""
    kept = messages.read(ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po")
    return {messages.forms(text.id)[0]: messages.forms(text.string)[0] for text in kept if text.id}


def cells(document: str, key: str, columns: int) -> list[str]:
    """The cells of the table row that begins with this key and has so many columns."""
    rows = (row.split("|")[1:-1] for row in text(document).splitlines() if row.startswith(f"| `{key}` |"))
    return next([cell.strip() for cell in row] for row in rows if len(row) == columns)


@pytest.mark.parametrize("state", WORKFLOW.states, ids=lambda state: state.key)
def test_the_table_of_states_is_that_of_the_workflow(state: State) -> None:
    _key, word, owes = cells("docs/reports.md", state.key, 3)
    assert word == chinese()[state.label]
    assert owes.startswith("yes" if state.key in PENDING else "no")
    assert owes.endswith("final") == state.final


@pytest.mark.parametrize("act", WORKFLOW.acts, ids=lambda act: act.key)
def test_the_table_of_acts_is_that_of_the_workflow(act: Act) -> None:
    _key, word, sources, ends, _who, needs = cells("docs/reports.md", act.key, 6)
    assert word == chinese()[act.label]
    assert set(SPAN.findall(sources)) == act.sources
    assert set(SPAN.findall(ends)) == act.ends()
    assert ("reason" in needs) == ("reason" in act.needs)


def test_the_triggers_that_are_named_are_those_of_the_tables() -> None:
    models = (Cycle, Obligation, Submission, Signature, Decision)
    real = {
        trigger.name
        for model in models
        for trigger in model._meta.triggers
        if not trigger.name.endswith(("_insert", "_update"))
    }
    told = text("docs/reports.md").partition("### Triggers")[2].partition("### Tallies")[0]
    assert {word for word in SPAN.findall(told) if "_" in word} >= real


def test_the_demo_sign_ins_on_the_first_page_are_those_that_are_made() -> None:
    made = (
        {row[0] for row in (*people.STAFF, *people.PRINCIPALS)}
        | set(people.ADMINISTRATORS.values())
        | {people.SECOND[0]}
    )
    assert set(re.findall(r"`(demo\.[a-z.]+)`", text("README.md"))) == made
    assert f"`{people.PASSWORD}`" in text("README.md")


def test_the_guide_calls_buttons_and_pages_what_they_are_called() -> None:
    words = set(chinese().values())
    quoted = re.findall(r"“([^”]+)”", text("docs/using.md"))
    assert [
        word for word in quoted if word not in words and "…" not in word and not word.startswith("已保存")
    ] == []


def test_every_test_that_shows_an_invariant_is_there() -> None:
    named = re.findall(r"`(tests/[a-z_/]+\.py)` `(test_\w+)`", text("docs/invariants.md"))
    missing = [
        (file, name)
        for file, name in named
        if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert len(named) > 70
    assert missing == []


# ---------------------------------------------------------------- names of the code

APPS = {
    **{name: f"responsibilities.{name}" for name in ("access", "duties", "files", "jobs", "notices", "posts", "record", "units")},
    "reports": "reporting.reports", "kit": "revitalization.kit", "site": "revitalization.site",
}  # fmt: skip
TOP = ("revitalization", "responsibilities", "reporting", "tools", *APPS)
DOTTED = re.compile(rf"(?:{'|'.join(TOP)})(?:\.[A-Za-z_]\w*)+")
ENDINGS = ("py", "md", "css", "js", "html", "toml", "json")


def named_in_code(document: str) -> set[str]:
    """Dotted names of modules, classes and functions that a document gives, `kit.clock.moved_to(…)` among them."""
    words = (word.partition("(")[0] for piece in SPAN.findall(prose(document)) for word in piece.split())
    return {word for word in words if DOTTED.fullmatch(word) and not word.endswith(ENDINGS)}


def declared() -> set[str]:
    """Keys that look like such names: of sweeps, long work, rights and verbs on the record."""
    sweeps = {sweep.key for sweep in REGISTRY.sweeps()}
    jobs = {job.key for mechanism in REGISTRY.mechanisms for job in mechanism.jobs}
    verbs = {
        verb for mechanism in REGISTRY.mechanisms for each in mechanism.presenters for verb in each.verbs
    }
    return sweeps | jobs | verbs | {right.value for right in Capability}


def is_there(name: str) -> bool:
    """Whether a dotted name can be reached: the longest module in front, then attributes."""
    first, _dot, rest = name.partition(".")
    parts = f"{APPS.get(first, first)}.{rest}".split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_name_of_the_code_that_is_given_exists(document: str) -> None:
    names = named_in_code(document) - declared()
    assert sorted(name for name in names if not is_there(name)) == []


LIBRARIES = (ui, bars, ledgers, tiles, work, terms)


def test_the_page_on_writing_pages_names_every_tag_filter_and_script_there_is() -> None:
    page = text("docs/interface.md")
    tags = {name for lib in LIBRARIES for name in lib.register.tags}
    filters = {name for lib in LIBRARIES for name in lib.register.filters}
    assert sorted(name for name in tags if not re.search(rf"{{% {name}\b", page)) == []
    assert sorted(name for name in filters if not re.search(rf"\|{name}\b", page)) == []
    scripts = {path.name for path in (ROOT / "static" / "js").glob("*.js")}
    assert sorted(name for name in scripts if f"js/{name}`" not in page and f"`{name}`" not in page) == []


def test_the_page_on_writing_pages_names_only_tags_and_scripts_that_are_there() -> None:
    page = text("docs/interface.md")
    known = {name for lib in LIBRARIES for name in (*lib.register.tags, *lib.register.filters)}
    django_own = {
        "block",
        "extends",
        "include",
        "load",
        "url",
        "translate",
        "blocktranslate",
        "if",
        "for",
        "csrf_token",
        "static",
        "trans",
    }
    tags = set(re.findall(r"{% (\w+)", page))
    assert {tag for tag in tags if not tag.startswith("end")} - known - django_own == set()
    assert tags & known
    scripts = set(re.findall(r"`(?:static/)?js/([\w.]+\.js)`", page))
    assert {name for name in scripts if not (ROOT / "static" / "js" / name).exists()} == set()
