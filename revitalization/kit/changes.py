"""What an import would change, line by line, before anybody confirms it; pure.

An import makes the list from the plan it is going to carry out, keeps it `packed`, shows it (`change_pages`) and binds
the confirmation to its `digest`: when the plan of the moment of carrying out gives another digest, nothing is done and
the list is shown anew.

    lines = [Change(7, ("handover",), ("红城镇", "镇长", "范艳", "周敏", "2026-12-01"), behind="17:42"), …]
"""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Change:
    """One line: the row it comes from, what kind of change it is, a text for each column (days as 2026-12-01).

    `behind` is what no column shows and yet decides what is done (ids, days that follow); `code` a key for the link.
    """

    row: int
    kinds: tuple[str, ...]
    cells: tuple[str, ...]
    behind: str = ""
    code: str = ""


def digest(changes: Sequence[Change]) -> str:
    """The same for the same changes in the same order, and for no others."""
    text = json.dumps([astuple(change) for change in changes], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def packed(changes: Sequence[Change]) -> bytes:
    """The list as it is kept: about 15 bytes a line."""
    return zlib.compress(json.dumps([astuple(change) for change in changes], ensure_ascii=False).encode())


def unpacked(data: bytes) -> list[Change]:
    """The list that `packed` made to be kept, in its order."""
    return [
        Change(row, tuple(kinds), tuple(cells), behind, code)
        for row, kinds, cells, behind, code in json.loads(zlib.decompress(data))
    ]
