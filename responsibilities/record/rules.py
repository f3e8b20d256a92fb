"""How the record is sealed; pure.

Leaves are SHA-256 digests of canonical entry texts, prefixed with 0; inner nodes are digests of two
children, prefixed with 1; a seal is the digest of its number, bounds, the seal before it and its tree,
prefixed with 2. The prefixes keep a node from passing for a leaf.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from revitalization.kit.words import N_

CLOCK_NAME = "系统定时任务"
"""What the record writes as the name where the clock acts; read by `NAMES` in the reader's language."""

NAMES = {CLOCK_NAME: N_("The system, on schedule")}

BATCH = 100_000
"""Entries in one seal at most."""

SEALED_WITHIN = timedelta(days=1)
"""An entry that stands longer without a seal is a fault: seals are made every hour."""

NUMBERED_WITHIN = timedelta(hours=1)
"""An entry is numbered within seconds of its time; one that says a much older time than those before it is doubtful."""

GENESIS = bytes(32)
"""Stands for the seal before the first."""


def leaf(text: str) -> bytes:
    """The digest of one canonical entry text; the database computes the same."""
    return sha256(b"\x00" + text.encode()).digest()


def merkle(digests: Sequence[bytes]) -> bytes:
    """The root of the binary tree over the digests in their order; a last one without partner rises unchanged.

    Raises `ValueError` without any digest.
    """
    if not digests:
        raise ValueError("a tree needs a leaf")
    row = list(digests)
    while len(row) > 1:
        pairs = [sha256(b"\x01" + row[at] + row[at + 1]).digest() for at in range(0, len(row) - 1, 2)]
        row = pairs + (row[-1:] if len(row) % 2 else [])
    return row[0]


def seal_root(number: int, first: int, last: int, previous: bytes, tree: bytes) -> bytes:
    """The root of a seal: it stands for every entry up to `last`, because it holds the root before it."""
    bounds = b"".join(value.to_bytes(8, "big") for value in (number, first, last))
    return sha256(b"\x02" + bounds + previous + tree).digest()


@dataclass(frozen=True)
class Anchored:
    """One line of the anchor file: a seal's number, bounds and root in hexadecimal digits."""

    number: int
    first: int
    last: int
    root: str

    def __str__(self) -> str:
        return f"{self.number} {self.first} {self.last} {self.root}"

    @classmethod
    def parse(cls, line: str) -> "Anchored":
        """The line as values; `ValueError` when it is not one."""
        number, first, last, root = line.split()
        if len(bytes.fromhex(root)) != 32:
            raise ValueError(f"not a root: {root}")
        return cls(int(number), int(first), int(last), root)
