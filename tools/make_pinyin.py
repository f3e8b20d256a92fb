"""Makes catalogue/pinyin-2023.csv.xz from the registry, pypinyin and catalogue/pinyin-overrides.toml.

    .venv/bin/python tools/make_pinyin.py

One line per character with its usual reading in place names and a second one that people also type; one line
per name that is read otherwise than character by character. The loader puts readings together from these
lines.
"""

import csv
import io
import lzma
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from pypinyin import Style, lazy_pinyin

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from responsibilities.units.rules.naming import spoken_name  # noqa: E402

REGISTRY = ROOT / "catalogue" / "divisions-2023.csv.xz"
OVERRIDES = ROOT / "catalogue" / "pinyin-overrides.toml"
TARGET = ROOT / "catalogue" / "pinyin-2023.csv.xz"

# Words of the bodies' names and of what may be added by hand; the registry need not contain them.
MORE = (
    "中央全国农办业村厅局委员会发展改革教育财政人力资源社会保障自然生态环境住房城乡建设交通运输水利文化旅游"
    "卫生健康民政组织部宣传纪检监察科学技术商务林草原统计审信息司法族事国银行市场监督管理总金融能源署处理水"
)


def main() -> None:
    overrides = tomllib.loads(OVERRIDES.read_text("utf-8"))
    with lzma.open(REGISTRY, "rt", encoding="utf-8", newline="") as source:
        names = {spoken_name(code, name) for code, name in list(csv.reader(source))[1:]}
    characters = _characters({*"".join(names), *MORE}, overrides["characters"])
    lines = [(char, characters[char], overrides["also"].get(char, "")) for char in sorted(characters)]
    lines += _names(sorted(names), characters, overrides)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["text", "reading", "other"])
    writer.writerows(lines)
    TARGET.write_bytes(lzma.compress(text.getvalue().encode(), preset=9))
    print(
        f"{len(characters)} characters, {len(lines) - len(characters)} names, {TARGET.stat().st_size} bytes"
    )


def _characters(found: Iterable[str], given: dict[str, str]) -> dict[str, str]:
    """The usual reading of each character; letters and digits are themselves, unknown ones are silent."""
    readings = {}
    for char in found:
        reading = given.get(char) or "".join(lazy_pinyin(char, style=Style.NORMAL, v_to_u=False))
        readings[char] = reading if reading.isascii() and reading.isalnum() else ""
    return readings


def _names(names: list[str], characters: dict[str, str], overrides: dict) -> list[tuple[str, str, str]]:
    """The names read otherwise than character by character, with the plain reading as the second one."""
    lines = []
    for name in names:
        plain = [characters[char] for char in name]
        reading = _own_reading(name, plain, overrides)
        if reading != plain:
            lines.append((name, " ".join(reading), " ".join(plain)))
    return lines


def _own_reading(name: str, plain: list[str], overrides: dict) -> list[str]:
    words = lazy_pinyin(name, style=Style.NORMAL, v_to_u=False)
    fixed = set(overrides["characters"])
    # Where the catalogue fixes a character, the dictionary's phrase does not count.
    reading = list(plain)
    if len(words) == len(plain):
        reading = [
            p if char in fixed or not w.isalnum() else w
            for char, p, w in zip(name, plain, words, strict=True)
        ]
    for place, sound in overrides["places"].items():
        at = name.find(place)
        if at >= 0:
            reading[at : at + len(place)] = sound.split()
    return reading


if __name__ == "__main__":
    main()
