"""One rule for blanks in Chinese: one on each side of a number that is counted, none beside a full-width sign.

Papers follow the standard of official documents, which knows no blanks; their words are left out here.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent.parent
HAN = "一-鿿"
NUMBER = r"(?:%\((?:n|count|owed|faults|days|total|more|limit)\)[sd]|(?<![\d年月/])\d+)"
NAMED = r"%\((?:title|unit|person|author|scope|post|due)\)s"
"""Names of things and days in words: they stand in a sentence like any other word."""
MEASURE = "(?:小时|分钟|个|天|秒|条|行|名|次)"
FAULTS = {
    "a number stands right before its measure word": re.compile(rf"{NUMBER}{MEASURE}"),
    "a number stands right after a character": re.compile(rf"[{HAN}]{NUMBER} {MEASURE}"),
    "a blank stands beside a full-width sign": re.compile(r"[，。：；、（）！？“”] | [，。：；、）！？”]"),
    "a blank stands between two characters": re.compile(rf"[{HAN}] [{HAN}]"),
    "a blank stands beside the name of a thing": re.compile(rf"{NAMED} [{HAN}]|[{HAN}] {NAMED}"),
    "a half-width sign stands in a Chinese sentence": re.compile(rf"[{HAN}][,;:?!](?:\s|$|[{HAN}])"),
}


def words() -> Iterator[tuple[str, str]]:
    """Every Chinese text of the pages with the English one it stands for."""
    with (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    for message in catalogue:
        places = [place for place, _line in message.locations]
        if not message.id or (places and all("documents" in place for place in places)):
            continue
        many = isinstance(message.string, (tuple, list))
        for text in message.string if many else (message.string,):
            yield str(message.id), str(text)


FOUND_BY = re.compile(rf"[{HAN}]+(?: [{HAN}]+)+")
"""Words by which something is searched for, and what one types into the search, have blanks between them."""
TYPED = re.compile(rf"“{FOUND_BY.pattern}”")


def faults(text: str) -> list[str]:
    text = (
        "" if FOUND_BY.fullmatch(text) and text.count(" ") < 3 and len(text) < 12 else TYPED.sub("“”", text)
    )
    return [name for name, pattern in FAULTS.items() if pattern.search(text)]


def test_blanks_in_chinese_follow_one_rule() -> None:
    wrong = [f"{'; '.join(found)}: {text}" for _said, text in words() if (found := faults(text))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "%(n)s天前",
        "共 %(n)s条",
        "还有%(n)s 个单位",
        "7天内有效",
        "来源： %(source)s",
        "某镇的报告 已经审定通过了。",
        "原因: 无",
        "%(title)s 已审定通过。",
        "请于 %(due)s前报送",
    ],
)
def test_the_rule_notices_each_kind(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize(
    "text", ["2022年10月1日", "甘农领办〔2026〕12号", "剩 10 个工作日", "%(n)s 天前", "12 位数字"]
)
def test_the_rule_leaves_dates_and_numbers_of_documents_alone(text: str) -> None:
    assert not faults(text)


def test_no_template_ends_a_text_with_a_colon_and_goes_on_after_a_blank() -> None:
    """What the colon introduces belongs to the same text: Chinese has no blank after it."""
    goes_on = re.compile(
        r"""translate ["'][^"']*:["'] ?%\}[ \t]*(?:\{[{%](?! ?(?:end|if|for|else))|[A-Za-z])"""
    )
    wrong = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for found in goes_on.finditer(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []
