"""What the documentation says about roles is what the table says."""

from pathlib import Path

from responsibilities.roles import ROLES, SENTENCES, Role

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"


def lines(role: Role) -> str:
    """The section of one role."""
    told = f"\n**{role.label}** (`{role.key}`)\n\n| May | Where |\n|---|---|\n"
    for right, sentence in SENTENCES.items():
        here, below = right in role.here, right in role.below
        if here or below:
            told += (
                f"| {sentence} | {'here and below' if here and below else 'here' if here else 'below'} |\n"
            )
    return told


def test_the_roles_in_the_documentation_are_those_of_the_table() -> None:
    told = (
        DOCUMENT.read_text().partition("test_documents.py -->\n")[2].partition("\n<!-- end of roles -->")[0]
    )
    assert told == "".join(lines(role) for role in ROLES)
