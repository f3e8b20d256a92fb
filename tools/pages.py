"""What the house asks of templates: no inline code, no clock of their own, blocks that stand straight."""

import re
from collections.abc import Iterator

Found = Iterator[tuple[int, str]]

COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->|{%.*?%}|{{.*?}}", re.S)
INLINE = (
    (re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I), "inline <script>"),
    (re.compile(r"<[^>]*\sstyle\s*=", re.I), "style="),
    (re.compile(r"<style\b", re.I), "<style>"),
    (re.compile(r"<[^>]*\son[a-z]+\s*=", re.I), "on…="),
    (re.compile(r"\bhx-on\b", re.I), "hx-on"),
    (re.compile(r"javascript:", re.I), "javascript:"),
)


def inline_code(name: str, text: str) -> Found:
    """Scripts and styles written into a page."""
    plain = COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)
    for pattern, what in INLINE:
        for found in pattern.finditer(plain):
            yield plain.count("\n", 0, found.start()) + 1, what


def template_clock(name: str, text: str) -> Found:
    """Templates that ask the time."""
    for found in re.finditer(r"{%\s*now\b", text):
        yield text.count("\n", 0, found.start()) + 1, "{% now %}"


def written_tables(name: str, text: str) -> Found:
    """Tables written by hand; one in a comment is none."""
    plain = COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)
    for found in re.finditer(r"<table\b", plain, re.I):
        yield plain.count("\n", 0, found.start()) + 1, "<table>"


TAG = re.compile(r"{%.*?%}|{{.*?}}")
IN_A_TAG = re.compile(r"""(?<!\w)_\(\s*("[^"]*"|'[^']*')\s*\)""")
WRITTEN_OUT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}", re.S)


def lost_words(name: str, text: str) -> Found:
    """Texts in `_("…")` with a sign of per cent: they are collected as written, but looked up with the sign doubled."""
    plain = WRITTEN_OUT.sub(lambda found: "\n" * found.group().count("\n"), text)
    for tag in TAG.finditer(plain):
        for found in IN_A_TAG.finditer(tag.group()):
            if "%" in found[1]:
                yield plain.count("\n", 0, tag.start() + found.start()) + 1, f"_({found[1]})"


BLOCK_TAG = re.compile(r"\{% (if|for|with|block|blocktranslate|end\w+)\b")
BLOCK_TAGS = {"if", "for", "with", "block", "blocktranslate"}


def crooked_blocks(name: str, text: str) -> Found:
    """Template blocks over several lines whose first and last tag do not begin their lines at the same depth."""
    opened: list[tuple[int, int, bool]] = []
    for number, row in enumerate(text.splitlines(), 1):
        depth = len(row) - len(row.lstrip())
        for tag in BLOCK_TAG.finditer(row):
            if tag[1] in BLOCK_TAGS:
                opened.append((number, depth, tag.start() == depth))
            elif tag[1][3:] in BLOCK_TAGS and opened:
                first, outer, alone = opened.pop()
                if first != number and not (alone and outer == depth == tag.start()):
                    yield number, f"{tag[1]} of line {first}"
