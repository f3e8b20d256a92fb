"""Lays the style sheets out: one declaration a line. `--check` only says which are not, and what old browsers miss."""

import re
import sys

import cssbeautifier

from tools import options
from tools.say import guarded, line

SHEETS = "static/css/*.css"


def laid_out(text: str) -> str:
    """A style sheet as it should stand in its file."""
    chosen = cssbeautifier.default_options()
    chosen.indent_size = 2
    chosen.space_around_combinator = True
    chosen.newline_between_rules = True
    chosen.end_with_newline = True
    return str(cssbeautifier.beautify(text, chosen))


def lost_rules(text: str) -> list[str]:
    """Selectors that take others down with them: a browser that does not know `:has` drops the whole list."""
    lists = (" ".join(found[1].split()) for found in re.finditer(r"([^{}/;]+)\{", text))
    return [one for one in lists if ":has(" in one and re.search(r",(?![^(]*\))", one)]


def main() -> int:
    """Writes what is not laid out, or names it: 1 when `--check` finds any."""
    crooked = 0
    for sheet in sorted(options.ROOT.glob(SHEETS)):
        text = sheet.read_text(encoding="utf-8")
        for selectors in lost_rules(text):
            crooked += 1
            line(f"{sheet.name}: give what needs :has a rule of its own: {selectors}")
        if laid_out(text) == text:
            continue
        crooked += 1
        name = sheet.relative_to(options.ROOT)
        if "--check" in sys.argv:
            line(f"{name} is not laid out; mend it with: .venv/bin/python -m tools.stylesheet")
        else:
            sheet.write_text(laid_out(text), encoding="utf-8")
            line(f"{name} laid out")
    return 1 if crooked and "--check" in sys.argv else 0


if __name__ == "__main__":
    guarded(main)
