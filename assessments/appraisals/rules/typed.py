"""What somebody typed into the rows of the tree, and the move they made with it, put into the content; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.appraisals.rules import tree
from assessments.appraisals.rules.tree import Table
from assessments.appraisals.rules.types import BESIDE
from revitalization.kit.words import N_

UP, DOWN, DEEPER, HIGHER, PLACE = "up", "down", "deeper", "higher", "place"
BELOW, TOP, BONUS, PENALTY = "below", "top", "bonus", "penalty"
REMOVE, SUMS, SAVE, OPEN = "remove", "sums", "save", "open"
NEW = (BELOW, TOP, BONUS, PENALTY)
AT_A_ROW = (UP, DOWN, DEEPER, HIGHER, PLACE, BELOW, REMOVE, OPEN)
VERBS = (*AT_A_ROW, TOP, BONUS, PENALTY, SUMS, SAVE)
WHY_NOT = N_("This move is not known; press a button of the page.")


@dataclass(frozen=True)
class Typed:
    """What stands in the fields of one row; `points` of a bonus or penalty is its cap."""

    key: str
    title: str
    points: str


@dataclass(frozen=True)
class Move:
    """A button of the tree: what to do, with the row at this place of the list, before the row at another place."""

    verb: str
    at: int = -1
    before: int = -1
    sure: bool = False


def move_of(text: str, many: int) -> Move | None:
    """The move a button says, "up:3" or "place:3:7", with places counted from 1; None where it says none."""
    verb, *rest = text.split(":")
    sure = rest[-1:] == ["yes"]
    numbers = [int(one) - 1 for one in (rest[:-1] if sure else rest) if one.isascii() and one.isdigit()]
    wanted = 2 if verb == PLACE else 1 if verb in AT_A_ROW else 0
    if verb not in VERBS or len(numbers) != wanted or len(rest) - sure != wanted:
        return None
    if any(not 0 <= at < many for at in numbers):
        return None
    at, before = [*numbers, -1, -1][:2]
    return Move(verb, at, before, sure)


def points_field(table: Mapping[str, Any]) -> str:
    """What the points of a row are called: a bonus or penalty has a cap."""
    return "cap" if table.get("type") in BESIDE else "points"


def as_typed(table: Mapping[str, Any]) -> Typed:
    """A criterion as the fields of its row show it."""
    points = table.get(points_field(table))
    return Typed(
        str(table.get("key", "")), str(table.get("title", "")), "" if points is None else str(points)
    )


def put(content: Mapping[str, Any], typed: Sequence[Typed]) -> dict[str, Any]:
    """The content with what was typed at each place of its list; what named a key follows it to the new one."""
    found: dict[str, Any] = dict(content)
    old = [str(one.get("key", "")) for one in content.get("criterion", ())]
    first = {key: at for at, key in reversed(list(enumerate(old)))}
    changed = {key: at for key, at in first.items() if key and typed[at].key != key}
    # By way of a key that nobody can type, so that two rows may change keys with one another.
    for key, at in changed.items():
        found = tree.renamed(found, key, f"\0{at}")
    for at in changed.values():
        found = tree.renamed(found, f"\0{at}", typed[at].key)
    criteria = found.get("criterion", ())
    found["criterion"] = [_told(one, said) for one, said in zip(criteria, typed, strict=True)]
    return found


def _told(table: Mapping[str, Any], said: Typed) -> Table:
    found, was = dict(table), as_typed(table)
    found["key"] = said.key
    for name, new, old in (
        ("title", said.title, was.title),
        (points_field(table), said.points, was.points),
    ):
        if new != old:
            found[name] = new
    return found


def done(criteria: Sequence[Table], move: Move) -> tuple[list[Table], str]:
    """The list after the move, and the key of the row one goes on with ("" for none)."""
    key = str(criteria[move.at].get("key", "")) if move.at >= 0 else ""
    if move.verb in NEW:
        beside = move.verb if move.verb in BESIDE else ""
        return tree.added(criteria, key, beside=beside)
    if move.verb == SUMS:
        return tree.summed(criteria), ""
    if move.verb == REMOVE:
        return tree.removed(criteria, key), ""
    if move.verb == PLACE:
        return tree.placed(criteria, key, str(criteria[move.before].get("key", ""))), key
    if move.verb in _MOVES:
        return _MOVES[move.verb](criteria, key), key
    return [dict(one) for one in criteria], key


_MOVES: Mapping[str, Callable[[Sequence[Table], str], list[Table]]] = {
    UP: lambda criteria, key: tree.moved(criteria, key, -1),
    DOWN: lambda criteria, key: tree.moved(criteria, key, 1),
    DEEPER: tree.deeper,
    HIGHER: tree.higher,
}


def needs_a_yes(criteria: Sequence[Table], move: Move) -> bool:
    """Whether something somebody wrote would go with the move: titles, what stands below, a scoring rule."""
    if move.verb not in (REMOVE, BELOW) or move.at < 0:
        return False
    one = criteria[move.at]
    if move.verb == BELOW:
        return bool(one.get("type"))
    return bool(str(one.get("title", "")).strip() or tree.under(criteria, str(one.get("key", ""))))
