"""Names of persons: what passes as one, how it is stored and how it is compared; pure.

A name that is none becomes a person with a sign-in, and pushes a real holder from the post. So whatever a sheet can
hold instead of a name is refused here, with the reason: for rosters, forms and actions alike.
"""

import re
import unicodedata
from collections.abc import Mapping

from pypinyin import lazy_pinyin

from revitalization.kit.words import N_, Words

LONGEST_NAME = 60

# Surnames that most people have: two words that both begin with one are two people, not the parts of one name.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟"
    "姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃武"
)
_HAN = r"[\u3400-\u9fff\U00020000-\U000323af\ue000-\uf8ff]"
_SEPARATOR = re.compile(r"[、，,;；/／\\|｜&＆+＋]|\s(?:and|und|&)\s", re.IGNORECASE)
_JOINED = re.compile(rf"({_HAN}{{2,4}})[和与及跟]({_HAN}{{2,4}})")
_VACANT = re.compile(
    r"(?:该|此)?(?:[职岗]位|职务)?(?:[空缺无待暂没]|出缺|未[定任配补派到明]|尚[未无缺待空]|不[设详明]|目前|现[缺无空])"
    r"[空缺无待暂没有未尚定补配任命派确到岗职位务员人编选举担聘设置详明前出此该中]*|(?:暂|空缺|缺|待|未知).*"
)
_VACANT_LATIN = frozenset(
    {"vacant", "vacancy", "none", "null", "nil", "na", "tbd", "tba", "nobody", "unknown", "true", "false"}
)
_SAME = re.compile(r"同上|同前|同左|同右|如上|〃+|″+|\"+|ditto", re.IGNORECASE)
_TITLED = re.compile(rf"{_HAN}*(?:书记|[省市州盟县区旗乡镇村局]长|主任|主席|专员|同志|先生|女士)")
_REMARK = re.compile(r"[(（\[【〔].*[)）\]】〕]?")
_ERROR = re.compile(r"#[A-Z0-9/!?_ ]+", re.IGNORECASE)
_ALLOWED = frozenset("·-‐'’ ")


def refuse_name(name: str) -> Words | None:
    """Why the text is no person's name, or None. Empty texts are not judged here."""
    text = unicodedata.normalize("NFKC", name).strip()
    plain = name_key(text)
    shown = {"name": text[:40]}
    if not text:
        return None
    if text[0] in "=＝" or re.match(r"[+@-]\w+\(", text):
        return Words(N_("This is a formula, not a name. Paste the name as a value."))
    if _ERROR.fullmatch(text):
        return Words(N_("“%(name)s” is an error of the sheet, not a name."), shown)
    if _SAME.fullmatch(text):
        return Words(N_("“%(name)s” is not a name. Write the name in each row."), shown)
    if not plain or _VACANT.fullmatch(plain) or plain in _VACANT_LATIN:
        return Words(
            N_(
                "“%(name)s” is not a name. Where a post is vacant, leave the name "
                "empty and enter 空缺 (vacant) for how it is held."
            ),
            shown,
        )
    if any(map(_is_digit, name)):
        return Words(N_("“%(name)s” contains digits; a name has none."), shown)
    return _refuse_form(text, plain, shown)


def _refuse_form(text: str, plain: str, shown: Mapping[str, object]) -> Words | None:
    if _several(text):
        return Words(N_("“%(name)s” looks like several names. Write one person in each row."), shown)
    if _REMARK.search(text):
        return Words(N_("“%(name)s” contains a remark in brackets. Write the name only."), shown)
    if odd := next((char for char in text if not _belongs(char)), ""):
        return Words(N_("“%(name)s” contains “%(sign)s”, which no name has."), {**shown, "sign": odd})
    if len(plain) < 2:
        return Words(N_("“%(name)s” is too short for a name."), shown)
    if _TITLED.fullmatch(plain):
        return Words(N_("“%(name)s” is or contains a title. Write the name only."), shown)
    if len(plain) > LONGEST_NAME:
        return Words(N_("A name has at most %(count)s characters."), {"count": LONGEST_NAME})
    return None


def _is_digit(char: str) -> bool:
    # 〇 counts as a number in Unicode and stands in names.
    return unicodedata.category(char).startswith("N") and char != "〇"


def _belongs(char: str) -> bool:
    kind = unicodedata.category(char)
    return char in _ALLOWED or char in _MIDDLE_DOTS or char == "〇" or kind[0] in "LM" or kind in {"Co", "Cf"}


def _several(text: str) -> bool:
    if _SEPARATOR.search(text):
        return True
    joined = _JOINED.fullmatch("".join(text.split()))
    words = list(joined.groups()) if joined else text.split()
    return len(words) > 1 and all(len(word) > 1 and word[0] in _SURNAMES for word in words)


def name_key(name: str) -> str:
    """A person's name as it is compared: without blanks and any form of the middle dot, in one width and case."""
    kept = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in kept if char.isalnum() or unicodedata.category(char) == "Co")


_MIDDLE_DOTS = "·•∙・･‧⋅.．"
_DOTS = str.maketrans(dict.fromkeys(_MIDDLE_DOTS, "·"))


def clean_name(name: str) -> str:
    """A person's name as it is stored: the middle dot in its one right form, no blanks inside a Chinese
    name, nothing that cannot be seen.
    """
    text = unicodedata.normalize("NFC", name).translate(_DOTS)
    text = "".join(char for char in text if unicodedata.category(char) not in {"Cf", "Cc"} or char.isspace())
    text = re.sub("[\ufe00-\ufe0f\U000e0100-\U000e01ef]", "", text)
    parts = text.split()
    latin = all(char.isascii() for char in "".join(parts))
    return (" " if latin else "").join(parts)


def username_base(name: str) -> str:
    """The letters a sign-in name is made of: the name's pinyin; "user" where there is none."""
    letters = "".join(lazy_pinyin(name)).lower()
    return "".join(char for char in letters if "a" <= char <= "z")[:48] or "user"


def padded_name(name: str) -> str:
    """A name of two characters with the wide blank between, as lists print it."""
    return f"{name[0]}\u3000{name[1]}" if len(name) == 2 and not name.isascii() else name
