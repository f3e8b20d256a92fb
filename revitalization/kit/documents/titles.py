"""A title broken into lines by its sense: never inside a word, in the shape of a trapezoid or a diamond; pure.

Chinese has no blanks between words, so a break is allowed only where the words on both sides are known: those of
`_PHRASES`, numbers with their measure, names in 《》, what the caller wrote. What lies between two known words is one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, combinations, pairwise
from math import ceil

WIDEST = 20.5
"""Characters that a line of a title holds; a Latin letter or digit counts half."""
MOST_BREAKS = 4

_PHRASES = """
关于 印发 转发 报送 做好 加强 开展 推进 进一步 有关 建立 调整 年度 上半年 下半年 半年 季度
第一季度 第二季度 第三季度 第四季度 乡村振兴 乡村振兴责任制 责任制 责任 落实 情况 实施 办法 工作
重点 任务 目标 战略 年度报告 半年报告 专题报告 领导小组 办公室 农村 农业 脱贫攻坚 成果 巩固 拓展
有效衔接 考核 评估 督查 督查考核 考核评估 督导 检查 整改 问题 反馈 约谈 通报 通知 报告 请示 批复
意见 方案 纪要 决定 公告 函 名单 名册 清单 台账 交接 催报 专项 落实情况 整改情况 完成情况
进展情况 粮食安全 人居环境 整治 建设 发展 产业 人才 文化 生态 组织 振兴 实绩 绩效 评价 结果
责任人 第一责任人 党组织 书记 村级 驻村 第一书记 工作队 干部 资金 项目 管理 使用 衔接 中共
委员会 人民政府 省委 市委 县委 区委 农村工作领导小组 和 及 与 的
实施细则 实施办法 实施方案 实施意见 工作方案 行动计划 细则 规定 措施 规划 条例 行动 计划
"""
"""Words at whose edges a title may be broken."""
_WORD = re.compile(
    "|".join(
        (
            r"《[^》]{1,12}》",
            r"[一-鿿]{0,8}〔\d{4}〕\d+号",
            r"\d+(?:\.\d+)?(?:—\d+)?(?:年度|年|月|日|号|项|个|次|%)?",
            r"[A-Za-z0-9.-]+",
            *sorted(_PHRASES.split(), key=len, reverse=True),
        )
    )
)
_CLINGS_BEHIND = frozenset("的、，。；：）》”和及与") | {"情况", "工作", "年度", "办法", "方案"}
"""Words that do not begin a line: they belong to the one before."""
_CLINGS_BEFORE = frozenset("（《“第和及与") | {"关于", "中共", "印发", "转发", "报送", "做好"}
"""Words that do not end a line: they lead to the one after."""
_JOINING = frozenset("和及与")
_TRIALS = ("（试行", "（暂行", "（草案", "（征求意见", "（修订")
"""What in brackets says of a rule how far it holds: it stays with its name."""
_OPENING, _ENDING = "《（“", "、，。；：）》”"
"""Marks that do not end a line, and that do not begin one."""
_ENDINGS = ("的报告", "的通知", "的请示", "的函", "的意见", "的决定", "的通报", "的批复", "的纪要")


def width(text: str) -> float:
    """Characters a text takes on the line; what is ASCII counts half."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def title_lines(title: str, issuers: Sequence[str] = ()) -> list[str]:
    """The lines of a title: the organs first, side by side where they fit, then the matter.

    A line break in `title` is kept as it was written; only a part wider than a line is broken further.
    """
    lines = _organ_lines(issuers)
    for part in (piece.strip() for piece in title.splitlines()):
        if part:
            lines += _broken(part, lines[-1:] if len(lines) == 1 else [])
    return lines


def _organ_lines(issuers: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for organ in issuers:
        beside = f"{lines[-1]}　{organ}" if lines else ""
        if beside and width(beside) <= WIDEST:
            lines[-1] = beside
        else:
            lines.append(organ)
    return lines


def _broken(text: str, above: Sequence[str]) -> list[str]:
    if width(text) <= WIDEST:
        return [text]
    words = _words(text)
    any_word = list(accumulate(len(word) for word in words[:-1]))
    least, names = ceil(width(text) / WIDEST) - 1, _names_that_fit(text)
    for places in (list(_places(words)), _between(text, any_word), _between(text, range(1, len(text)))):
        counts = range(least, min(least + (3 if names else 2), MOST_BREAKS + 1))
        found = [lines for count in counts for lines in _cuts(text, places, count)]
        if found:
            return min(
                found, key=lambda lines: (_faults(lines, above, names), len(lines), _cost(lines, above))
            )
    return _filled(text)


def _between(text: str, places: Iterable[int]) -> list[int]:
    """Those of the places that part no mark from what it belongs to."""
    return [at for at in places if text[at - 1] not in _OPENING and text[at] not in _ENDING]


def _names_that_fit(text: str) -> list[range]:
    """Where breaking would part a name in 《》 that a line can hold."""
    found = re.finditer(r"《[^》]*》", text)
    return [range(it.start() + 1, it.end()) for it in found if width(it.group()) <= WIDEST]


def _faults(lines: Sequence[str], above: Sequence[str], names: Sequence[range]) -> int:
    """What is avoided first: to break a name that fits on a line, and, which is worse, a waist."""
    rising = [b - a for a, b in pairwise([width(line) for line in (*above, *lines)])]
    waists = sum(a < 0 < b for a, b in pairwise(rising)) if names else 0
    return 2 * _broken_names(lines, names) + 3 * waists + bool(names and lines[-1] in _ENDINGS)


def _broken_names(lines: Sequence[str], names: Sequence[range]) -> int:
    """How many of these names the breaks between the lines part."""
    ends = list(accumulate(len(line) for line in lines[:-1]))
    return sum(any(end in name for end in ends) for name in names)


def _filled(text: str) -> list[str]:
    """What is far too long for a title, line by line."""
    return [text[at : at + int(WIDEST)] for at in range(0, len(text), int(WIDEST))]


def _cuts(text: str, places: Iterable[int], count: int) -> Iterator[list[str]]:
    """All ways to break at `count` of the places into lines that fit; places that cannot matter are left out."""
    chosen = list(places)
    if len(chosen) ** count > 60_000:  # a title of a hundred characters: only the places near even lines
        step = len(text) / (count + 1)
        chosen = [p for p in chosen if any(abs(p - step * n) <= 4 for n in range(1, count + 1))]
    for at in combinations(chosen, count):
        lines = [text[a:b] for a, b in pairwise((0, *at, len(text)))]
        if all(width(line) <= WIDEST for line in lines):
            yield lines


def _places(words: Sequence[str]) -> Iterator[int]:
    """Where a line may end: between two words of which neither clings to the other."""
    at, names = 0, [found.start - 1 for found in _names_that_fit("".join(words))]
    for number, (before, after) in enumerate(pairwise(words), 1):
        at += len(before)
        # A whole name begins a line, or the word that joins it to another.
        if (at in names and before not in _JOINING) or (at + len(after) in names and after in _JOINING):
            yield at
            continue
        ends = "".join(words[number:]) in _ENDINGS
        if before in _CLINGS_BEFORE or before[-1] in _OPENING or (not ends and after in _CLINGS_BEHIND):
            continue
        if ends or (after[0] not in f"{_ENDING}的" and not after.startswith(_TRIALS)):
            yield at


def _words(text: str) -> list[str]:
    words, at = [], 0
    for found in _WORD.finditer(text):
        if found.start() > at:
            words.append(text[at : found.start()])
        words.append(found.group())
        at = found.end()
    return [*words, text[at:]] if at < len(text) else words


def _cost(lines: Sequence[str], above: Sequence[str]) -> tuple[int, float]:
    """Shape first: a trapezoid or diamond is fine, a waist or a block is not; then how even the lines are."""
    sizes = [width(line) for line in (*above, *lines)]
    rising = [b - a for a, b in pairwise(sizes)]
    waists = sum(a < 0 < b for a, b in pairwise(rising))
    equal = sum(abs(step) < 1 for step in rising)
    stub = sum(width(line) < 4 for line in lines) + (lines[-1] in _ENDINGS)
    own = [width(line) for line in lines]
    return (2 * waists + equal + 2 * stub, max(own) - min(own))
