"""A paper as it came out of the printer: where its ink stands, in millimetres from the upper left corner of the page."""

import io
import re
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from PIL import Image, ImageChops

DPI = 200
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
"""The edges of the type area: 156 × 225 mm, 37 mm from the top and 28 mm from the left of A4."""
CHAR, ROW = 156 / 28, 225 / 22
"""A character and a line of the text."""


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def wide(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Word:
    page: int
    text: str
    box: Box


class Paper:
    """One PDF, its pages as pictures and its words with their places."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf

    @cached_property
    def pages(self) -> list[Image.Image]:
        with tempfile.TemporaryDirectory() as folder:
            there = Path(folder)
            (there / "paper.pdf").write_bytes(self.pdf)
            subprocess.run(
                ["pdftoppm", "-r", str(DPI), "-png", there / "paper.pdf", there / "page"], check=True
            )
            found = sorted(there.glob("page*.png"))
            return [Image.open(io.BytesIO(path.read_bytes())).convert("RGB") for path in found]

    @cached_property
    def words(self) -> list[Word]:
        done = subprocess.run(
            ["pdftotext", "-bbox", "-", "-"], input=self.pdf, capture_output=True, check=True
        )
        found, page = [], 0
        for line in done.stdout.decode().splitlines():
            if "<page " in line:
                page += 1
            if match := re.search(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*)</word>', line):
                places = [float(part) * 25.4 / 72 for part in match.groups()[:4]]
                found.append(Word(page, match.group(5), Box(*places)))
        return found

    def word(self, part: str, page: int | None = None) -> Word:
        """The first word that holds the text."""
        return next(w for w in self.words if part in w.text and page in {None, w.page})

    def text(self, page: int | None = None) -> str:
        """What is read out of it again, without white space."""
        pages = ["-f", str(page), "-l", str(page)] if page else []
        done = subprocess.run(
            ["pdftotext", "-raw", *pages, "-", "-"], input=self.pdf, capture_output=True, check=True
        )
        return re.sub(r"\s", "", done.stdout.decode())

    def ink(self, page: int, area: Box | None = None, red: bool = False) -> Box | None:
        """The box round all black (or red) ink inside the area."""
        picture = self.pages[page - 1]
        dot = DPI / 25.4
        if area is not None:
            picture = picture.crop(
                tuple(round(edge * dot) for edge in (area.left, area.top, area.right, area.bottom))
            )
        r, g, _b = picture.split()
        shown = (ImageChops.subtract(r, g) if red else ImageChops.invert(r)).point(
            lambda v: 255 if v > 100 else 0
        )
        box = shown.getbbox()
        if box is None:
            return None
        left, top = (area.left, area.top) if area else (0.0, 0.0)
        return Box(left + box[0] / dot, top + box[1] / dot, left + box[2] / dot, top + box[3] / dot)

    def bands(self, page: int, red: bool = False, area: Box | None = None) -> list[Box]:
        """The lines of ink from top to bottom: boxes with white between them."""
        whole = area or Box(0, 0, 210, 297)
        found, top = [], whole.top
        while (rest := self.ink(page, Box(whole.left, top, whole.right, whole.bottom), red)) is not None:
            end = rest.top + 0.2
            while (row := self.ink(page, Box(whole.left, end, whole.right, end + 0.3), red)) is not None:
                end = max(row.bottom, end + 0.15)
            band = self.ink(page, Box(whole.left, rest.top - 0.1, whole.right, end), red)
            found.append(band or rest)
            top = end + 0.05
        return found
