"""Who assesses whom, by level; pure. Departments are assessed by the leading group of their own level."""

from collections.abc import Mapping

ASSESSED: Mapping[str, tuple[str, ...]] = {
    "centre": ("province",),
    "province": ("city", "county"),
    "city": ("county",),
    "county": ("township",),
}
"""Levels an issuer assesses: provinces by the centre, cities and counties by the province (乡村振兴责任制实施办法);
counties by their city where it has a scheme of its own, townships by the county.
"""


def assesses(issuer_level: str) -> bool:
    """Whether units of the level assess others."""
    return issuer_level in ASSESSED
