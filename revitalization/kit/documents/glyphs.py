"""Characters for which this machine has no picture, and a font of boxes that keeps them apart.

What a font lacks is drawn as a box. Without a font of their own all these boxes would be one and the same glyph, so
that the text read out of the PDF again would be wrong: each gets a box of its own, under its own character.
"""

import ctypes
import io
import unicodedata
from functools import lru_cache
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

FAMILY = "Baton Boxes"
ASSET = "boxes.ttf"
_LIBRARY = "libfontconfig.so.1"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn"})


class _FontSet(ctypes.Structure):
    _fields_ = (("count", ctypes.c_int), ("room", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p)))


def missing_characters(text: str) -> str:
    """The characters of the text that no font of this machine has, each once, in their order."""
    has = _coverage()
    return "".join(
        char
        for char in dict.fromkeys(text)
        if unicodedata.category(char) not in _UNSEEN and not has(ord(char))
    )


@lru_cache(maxsize=1)
def _coverage() -> Any:
    """Asks whether any installed font has a code point; all are taken to be there without the library."""
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:
        return lambda _code: True
    pointer = ctypes.c_void_p
    for name in ("FcInitLoadConfigAndFonts", "FcPatternCreate", "FcObjectSetCreate", "FcCharSetCreate"):
        getattr(library, name).restype = pointer
    library.FcFontList.restype = ctypes.POINTER(_FontSet)
    library.FcFontList.argtypes = (pointer, pointer, pointer)
    library.FcObjectSetAdd.argtypes = (pointer, ctypes.c_char_p)
    library.FcCharSetMerge.argtypes = (pointer, pointer, pointer)
    library.FcCharSetHasChar.argtypes = (pointer, ctypes.c_uint32)
    library.FcPatternGetCharSet.argtypes = (pointer, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(pointer))
    config, wanted, union = (
        library.FcInitLoadConfigAndFonts(),
        library.FcObjectSetCreate(),
        library.FcCharSetCreate(),
    )
    library.FcObjectSetAdd(wanted, b"charset")
    found = library.FcFontList(config, library.FcPatternCreate(), wanted).contents
    for at in range(found.count):
        has = pointer()
        if library.FcPatternGetCharSet(found.fonts[at], b"charset", 0, ctypes.byref(has)) == 0:
            library.FcCharSetMerge(union, has, None)
    return lambda code: bool(library.FcCharSetHasChar(union, code))


def boxes(characters: str) -> bytes:
    """A font that has a box for each of the characters and nothing else."""
    names = {ord(char): f"u{ord(char):05X}" for char in characters}
    order = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf({name: _box() for name in order})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (1000, 60)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    made = io.BytesIO()
    builder.save(made)
    return made.getvalue()


def _box() -> Any:
    pen = TTGlyphPen(None)
    for left, low, right, high in ((60, -60, 940, 820), (100, -20, 900, 780)):
        corners = [(left, low), (left, high), (right, high), (right, low)]
        pen.moveTo(corners[0])
        for corner in corners[1:] if left == 60 else reversed(corners[1:]):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()
