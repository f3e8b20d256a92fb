"""What surrounds the code for people who join: licence, decisions, list of changes, hooks."""

import re
import tomllib
from pathlib import Path

import pytest

from tools import commit_message

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_when_it_was_taken_and_whether_it_holds(path: Path) -> None:
    head = path.read_text(encoding="utf-8").splitlines()[:4]
    assert re.fullmatch(r"# 0*" + str(int(path.name[:4])) + r"\.? .+", head[0])
    assert re.match(r"Date: 20\d\d-\d\d-\d\d\. Status: (in force|replaced by \d{4})\b", head[2])


def test_the_decisions_are_numbered_without_a_gap_and_listed_in_order() -> None:
    names = [path.name for path in DECISIONS]
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert re.findall(r"\(decisions/(\d{4}-[a-z0-9-]+\.md)\)", text("docs/README.md")) == names


def test_the_licence_is_whole_in_both_languages_and_named_on_the_first_page() -> None:
    licence = text("LICENSE")
    assert "木兰宽松许可证， 第2版" in licence
    assert "END OF THE TERMS AND CONDITIONS" in licence
    assert "(LICENSE)" in text("README.md")


def test_the_newest_version_in_the_list_of_changes_is_that_of_the_project() -> None:
    newest = re.search(r"^## (\d+\.\d+\.\d+) \(20\d\d-\d\d-\d\d\)$", text("CHANGELOG.md"), re.M)
    assert newest is not None
    assert newest[1] == tomllib.loads(text("pyproject.toml"))["project"]["version"]


def test_every_hook_calls_a_program_of_the_project() -> None:
    called = re.findall(r"entry: \.venv/bin/python -m (\S+)", text(".pre-commit-config.yaml"))
    assert len(called) == text(".pre-commit-config.yaml").count("- id:")
    for module in called:
        assert module == "ruff" or (ROOT / (module.replace(".", "/") + ".py")).exists()


@pytest.mark.parametrize(
    ("message", "faults"),
    [
        ("Refuse a stale version\n\nTwo clerks overwrote each other.\n", []),
        ("Merge branch 'x'\n", []),
        ("", ["The subject is missing.", "The body says why: what was wrong, or what becomes possible."]),
        ("x" * 73 + "\n\nWhy.\n", ["The subject has 73 characters, at most 72."]),
        ("Refuse it.\n\nWhy.\n", ["The subject ends without a full stop."]),
        (
            "Refuse it\nbecause\n# Please enter the message\n",
            [
                "An empty line parts the subject from the body.",
                "The body says why: what was wrong, or what becomes possible.",
            ],
        ),
        (
            "Refuse it\n\n# only git's own words\n",
            ["The body says why: what was wrong, or what becomes possible."],
        ),
    ],
)
def test_a_commit_message_is_refused_with_reasons(message: str, faults: list[str]) -> None:
    assert commit_message.faults(message) == faults
