"""How units are called and found: short names, character pairs, readings."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

VILLAGE_DIGITS = 12

_COMMITTEES = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("社区委员会", "社区"),
    ("村村民委员会", "村"),
    ("村民委员会", "村"),
    ("村村委会", "村"),
    ("村委会", "村"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
)

PROVINCE_SHORT = {"15": "内蒙古", "45": "广西", "54": "西藏", "64": "宁夏", "65": "新疆", "66": "兵团"}


def short_name(published: str, name: str) -> str:
    """The name as people say it: 甘肃, 青山村 for 青山村村民委员会; else the full name."""
    if len(published) == 2:
        return PROVINCE_SHORT.get(published, name[:-1])
    return village_name(name) if len(published) == VILLAGE_DIGITS else name


def village_name(name: str) -> str:
    """The name of a village or community without the word for its committee."""
    for ending, replacement in _COMMITTEES:
        if name.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)] + replacement
    return name


def folded(text: str) -> str:
    """Text as it is compared in a search: full-width, dots, blanks and case made alike."""
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in kept if char.isalnum() or unicodedata.category(char) == "Co")


START = "^"


def name_pairs(text: str) -> list[str]:
    """The pairs of neighbouring characters of a name, its beginning marked: search by any two characters."""
    word = START + folded(village_name(text))
    return sorted({word[at : at + 2] for at in range(len(word) - 1)})


def query_pairs(text: str) -> list[str]:
    """The pairs a name must have to hold `text`; a single character must be the first of the name."""
    word = folded(village_name(text))
    if len(word) == 1:
        return [START + word]
    return sorted({word[at : at + 2] for at in range(len(word) - 1)})


def spoken_name(published: str, name: str) -> str:
    """The characters of a name whose reading is stored: without the village's committee, folded."""
    return folded(village_name(name) if len(published) == VILLAGE_DIGITS else name)


@dataclass(frozen=True)
class Reading:
    """Pinyin without tones and blanks, its initials, and a second way to read it ("" when there is none)."""

    pinyin: str
    initials: str
    pinyin_other: str = ""
    initials_other: str = ""


@dataclass
class Readings:
    """Readings of characters and of the names read otherwise, as carried in the catalogue."""

    _pinyin: dict[int, str] = field(default_factory=dict)
    _initials: dict[int, str] = field(default_factory=dict)
    _second: dict[int, str] = field(default_factory=dict)
    _second_initials: dict[int, str] = field(default_factory=dict)
    _names: dict[str, Reading] = field(default_factory=dict)

    @classmethod
    def from_lines(cls, lines: Iterable[tuple[str, str, str]]) -> "Readings":
        """From (text, reading, other): one character, or a name with its syllables apart."""
        made = cls()
        for text, reading, other in lines:
            if len(text) == 1:
                made._add_character(ord(text), reading, other or reading)
            else:
                made._names[text] = Reading(_joined(reading), _first(reading), _joined(other), _first(other))
        return made

    def _add_character(self, char: int, reading: str, other: str) -> None:
        self._pinyin[char], self._initials[char] = reading, reading[:1]
        self._second[char], self._second_initials[char] = other, other[:1]

    def of(self, text: str) -> Reading:
        """The reading of a folded name; characters nobody knows are left out."""
        found = self._names.get(text)
        if found is not None:
            return found
        pinyin, other = text.translate(self._pinyin), text.translate(self._second)
        initials = text.translate(self._initials)
        if not (pinyin + other).isascii():
            pinyin, other, initials = _ascii(pinyin), _ascii(other), _ascii(initials)
        if other == pinyin:
            return Reading(pinyin, initials)
        return Reading(pinyin, initials, other, _ascii(text.translate(self._second_initials)))


def _ascii(text: str) -> str:
    return "".join(char for char in text if char.isascii())


def _joined(syllables: str) -> str:
    return syllables.replace(" ", "")


def _first(syllables: str) -> str:
    return "".join(syllable[0] for syllable in syllables.split())
