"""The rows of an official's table (一级指标、二级指标、三级指标、分值、评分标准、评分部门) read into a tree; pure.

A cell of a title that is empty means "as above", as merged cells are copied. Whatever means nothing certain is a fault
with its row and column; what is only worth knowing, such as a sum that does not come out, is a remark.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from assessments.appraisals.rules.numbers import exact, plain
from assessments.appraisals.rules.official_words import (
    BAD,
    DASHES,
    POINTS_TEXT,
    SUM,
    fits_key,
    in_title,
    plain_title,
    side_of,
)
from assessments.appraisals.rules.schemes import BONUS, PENALTY
from revitalization.kit.words import N_, Words

MOST_TITLE = 200
MOST_STANDARD = 10_000

NO_NUMBER = N_("no number of points is read here; write it such as 10 or 2.5")


@dataclass(frozen=True)
class OfficialRow:
    """A row under the headings, its texts cleaned: titles by level ("" as above), the points of the row itself and
    those of a level that has a column of its own. None: the table has no such column.
    """

    number: int
    titles: tuple[str, ...]
    points: str = ""
    level_points: tuple[str, ...] = ()
    key: str = ""
    standard: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class RowFault:
    """What is wrong in a row (0: in no single one): in which column (`title`, …), why, and what stands there."""

    row: int
    column: str
    words: Words
    shown: str = ""


@dataclass(eq=False)
class Node:
    """A title of the table: what stands below it, and what its row says of it."""

    title: str
    row: int
    above: "Node | None" = None
    below: "list[Node]" = field(default_factory=list)
    points: str = ""
    sign: str = ""
    key: str = ""
    standard: str | None = None
    by: str | None = None
    by_above: str = ""
    inside: bool = False
    """Whether it is known to be of the tree, whatever its words sound like."""

    @property
    def path(self) -> tuple[str, ...]:
        """The titles from the top down to it."""
        return (*self.above.path, self.title) if self.above else (self.title,)

    @property
    def beside(self) -> str:
        """Whether it is a bonus or penalty, by its sign, those above it, or its own words; "?" where both could be."""
        if self.inside:
            return ""
        if self.sign:
            return BONUS if self.sign == "+" else PENALTY
        above = self.above.beside if self.above else ""
        return above if above in {BONUS, PENALTY} else side_of(self.title) or above

    @property
    def outside(self) -> bool:
        """Whether it is none of the tree: a bonus or penalty, or a heading over nothing else."""
        return bool(self.beside) or (bool(self.below) and all(one.outside for one in self.below))

    @property
    def total(self) -> Fraction | None:
        """Its own points, else the sum of those below; None where one of them has none."""
        return exact(self.points) if self.points else self.sum

    @property
    def sum(self) -> Fraction | None:
        """The points of those below that are of the tree; None where one has none, or there are none."""
        found = [one.total for one in self.below if not one.outside]
        known = [one for one in found if one is not None]
        return sum(known, Fraction(0)) if found and len(known) == len(found) else None


@dataclass
class ReadTable:
    """The titles at the top, and what is wrong or worth knowing, each with its row."""

    top: list[Node] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    remarks: list[RowFault] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """Every title, each before those below it."""
        waiting = self.top[::-1]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += one.below[::-1]


def read_table(rows: Sequence[OfficialRow], *, base: Fraction | None = None, keys: bool = False) -> ReadTable:
    """The tree that the rows say. `base` is what a weight in per cent is one of; `keys`: the first column holds keys,
    which is else told from its texts.
    """
    return _Reader(rows, base or Fraction(100), keys).read()


class _Reader:
    def __init__(self, rows: Sequence[OfficialRow], base: Fraction, keys: bool) -> None:
        self.rows, self.base = rows, base
        self.keyed = _are_keys([row.key for row in rows if row.key and not _is_sum(row)], keys)
        self.at: list[Node | None] = []
        self.last: Node | None = None
        self.found = ReadTable()

    def read(self) -> ReadTable:
        for row in self.rows:
            if _is_sum(row):
                self._sum(row)
            else:
                self._row(row)
        wrong = {fault.row for fault in self.found.faults}
        for node in self.found.nodes():
            if node.row not in wrong:  # one reason a row is enough
                self._judge(node)
        if not self.found.top and not self.found.faults:
            self._fault(0, "title", N_("there is no row with a title"))
        return self.found

    def _fault(self, row: int, column: str, text: str, shown: str = "", **values: object) -> None:
        self.found.faults.append(RowFault(row, column, Words(text, values), shown[:60]))

    def _row(self, row: OfficialRow) -> None:
        filled = [level for level, title in enumerate(row.titles) if title]
        if not filled:
            self._goes_on(row)
            return
        if filled[0] and not self.at:
            self._fault(row.number, "title", N_("the title above it is missing"), row.titles[filled[0]])
            return
        above: Node | None = None
        for level in range(filled[-1] + 1):
            title = row.titles[level]
            if not title:
                above = self._there(level) or above
                continue
            node = self._node(row, level, title, above, leaf=level == filled[-1])
            if node is None:
                return
            above = node
        if above is not None:
            self._say(above, row, filled[-1])

    def _there(self, level: int) -> Node | None:
        return self.at[level] if level < len(self.at) else None

    def _node(
        self, row: OfficialRow, level: int, text: str, above: Node | None, *, leaf: bool
    ) -> Node | None:
        """The node of the title: a new one, or the one it repeats; None where it cannot be."""
        if BAD.match(text):
            self._fault(row.number, "title", N_("a formula or an error of the sheet stands here"), text)
            return None
        title = plain_title(text)
        if not title or len(title) > MOST_TITLE:
            self._fault(row.number, "title", N_("a title of at most 200 characters is needed"), text)
            return None
        beside = self.found.top if above is None else above.below
        node = next((one for one in beside if one.title == title), None)
        if node is not None and leaf:
            said = N_("this title stands at the same place in row %(above)s already")
            self._fault(row.number, "title", said, text, above=node.row)
            return None
        if node is None:
            node = Node(title, row.number, above, by_above=_by_of(beside))
            beside.append(node)
        self._points_of(node, row.number, in_title(text))
        if node is not self._there(level):
            self.at = [*self.at[:level], *[None] * (level - len(self.at)), node]
        return node

    def _say(self, node: Node, row: OfficialRow, level: int) -> None:
        """Puts on the deepest title of the row what the row says of it; levels above have points of their own."""
        for at, text in enumerate(row.level_points[: level + 1]):
            holder = self._there(at)
            if text and holder is not None:
                self._points_of(holder, row.number, text)
        self._points_of(node, row.number, row.points)
        node.key = row.key if self.keyed else ""
        node.standard, node.by = row.standard, row.by
        self._texts(row)
        self.last = node

    def _texts(self, row: OfficialRow) -> None:
        for column, text in (("standard", row.standard), ("by", row.by)):
            if text and BAD.match(text):
                self._fault(row.number, column, N_("a formula or an error of the sheet stands here"), text)
        if len(row.standard or "") > MOST_STANDARD:
            self._fault(row.number, "standard", N_("at most %(n)s characters"), n=MOST_STANDARD)
        if len(row.by or "") > MOST_TITLE:
            self._fault(row.number, "by", N_("at most %(n)s characters"), n=MOST_TITLE)

    def _goes_on(self, row: OfficialRow) -> None:
        """A row without a title: more of the standard of the one above, whose title is a merged cell."""
        if row.points or any(row.level_points):
            said = N_("points without a title; of a merged title only the first row has points")
            self._fault(row.number, "title", said, row.points)
        elif row.standard and self.last is not None:
            self.last.standard = "\n".join(filter(None, [self.last.standard, row.standard]))
        elif row.standard:
            self._fault(row.number, "title", N_("the title is missing"))

    def _points_of(self, node: Node, row: int, text: str) -> None:
        if not text:
            return
        if BAD.match(text):
            self._fault(row, "points", N_("a formula or an error of the sheet stands here"), text)
            return
        hit = POINTS_TEXT.fullmatch(text.translate(DASHES).replace(" ", ""))
        found = exact(hit.group(2)) if hit else None
        if hit is None or found is None:
            self._fault(row, "points", NO_NUMBER, text)
            return
        if found == 0:
            self._fault(row, "points", N_("the points must be above 0"), text)
            return
        points = plain(found * self.base / 100 if hit.group(3) == "%" else found)
        if node.points and node.points != points:
            said = N_("%(title)s has %(points)s points already, in row %(above)s")
            self._fault(row, "points", said, text, title=node.title, points=node.points, above=node.row)
            return
        node.points, node.sign = points, hit.group(1) or node.sign

    def _sum(self, row: OfficialRow) -> None:
        """A row that adds up is none of the table; where it adds up to something else, that is worth knowing."""
        text = row.points or next(filter(None, row.level_points), "")
        hit = POINTS_TEXT.fullmatch(text.translate(DASHES).replace(" ", ""))
        said = exact(hit.group(2)) if hit else None
        first = next(filter(None, (row.key, *row.titles)), "").replace(" ", "")
        if said is None or first.startswith("小计"):
            return
        whole = Node("", row.number, below=self.found.top).sum
        if whole is not None and whole != said:
            words = N_("the table adds up to %(said)s; its rows come to %(sum)s points")
            self._remark(row.number, words, said=plain(said), sum=plain(whole))

    def _remark(self, row: int, text: str, **values: object) -> None:
        self.found.remarks.append(RowFault(row, "points", Words(text, values)))

    def _judge(self, node: Node) -> None:
        """What a title must have once the whole is read."""
        if node.beside == "?" and not node.below:
            said = N_("it is not certain whether this adds or takes: write +3 or -3 as its points")
            self._fault(node.row, "points", said, node.title)
        elif not node.below and not node.points:
            said = N_("the points are missing; of a merged cell only the first row has them")
            self._fault(node.row, "points", said, node.title)
        elif node.below and node.outside and node.points:
            said = N_(
                "%(title)s: points of a heading over bonus or penalty are not kept, each row has its own"
            )
            self._remark(node.row, said, title=node.title)
        elif node.points and node.sum is not None and node.sum != exact(node.points):
            said = N_("%(title)s has %(points)s points; the rows below it come to %(sum)s")
            self._remark(node.row, said, title=node.title, points=node.points, sum=plain(node.sum))


def _is_sum(row: OfficialRow) -> bool:
    texts = [text.replace(" ", "") for text in (row.key, *row.titles) if text]
    return bool(texts) and bool(SUM.fullmatch(texts[0])) and not row.standard


def _by_of(beside: Sequence[Node]) -> str:
    """Who scores the title before: a merged cell of departments is copied into its first row alone."""
    return (beside[-1].by or beside[-1].by_above) if beside else ""


def _are_keys(given: Sequence[str], certain: bool) -> bool:
    """Whether the numbers of the rows are keys, such as 1.1, and no running numbers; each may stand there once."""
    if not given or max(Counter(given).values()) > 1 or not all(map(fits_key, given)):
        return False
    return certain or any(not text.isdigit() for text in given)
