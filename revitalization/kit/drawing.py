"""Small pieces of pages that stand in most rows of a list with the same few words, drawn once."""

from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString


def drawn_once(pattern: str, *values: Any) -> SafeString:
    """`format_html` of the values in the reader's language, kept for the next row that has the same."""
    return _drawn(pattern, *[value if isinstance(value, str) else str(value) for value in values])


@lru_cache(maxsize=2_000, typed=True)
def _drawn(pattern: str, *values: str) -> SafeString:
    """Typed: what is safe as it is must not answer for the same letters that are not."""
    return format_html(pattern, *values)
