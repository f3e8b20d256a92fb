"""Names that open something: one script, and none that looks like another; pure.

A name that only a computer tells from a colleague's (a Cyrillic е, a dotless ı, 0 for o) is how one is taken for
another in lists, on the record and on the phone.
"""

import re
import unicodedata

SHORTEST, LONGEST = 2, 64

_SIGNS = r"0-9.@+_\-"
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_ONE_SCRIPT = re.compile(rf"[a-z{_SIGNS}]{{{SHORTEST},{LONGEST}}}|[{_HAN}{_SIGNS}]{{{SHORTEST},{LONGEST}}}")

# Pairs of a sign and the one it is taken for: digits, Cyrillic, Greek and Armenian letters, Latin ones without a dot or
# with a hook, Han of one silhouette. Names of before may hold any of them.
_TWINS = (
    "0o 1l |l ıi ȷj ɑa ɡg аa вb еe ѐe ёe һh іi їi јj ӏl кk мm нh оo рp ԛq гr ѕs тt υu ѵv ѡw ԝw хx уy ʏy ԁd ɩi"
    " αa βb ϲc сc εe ηn ιi κk νv οo ρp τt χx γy օo սu ոn ց9 曰日 士土 末未 已己 巳己 戍戌 戊戌 亳毫"
)
LOOKS, LIKE = ("".join(pair[at] for pair in _TWINS.split()) for at in (0, 1))
_SKELETON = str.maketrans(LOOKS, LIKE)


def clean_sign_in_name(text: str) -> str | None:
    """The one spelling of a sign-in name (lower case, full-width folded), or None when it is none.

    2 to 64 letters, digits and . @ + - _; the letters are all of a to z, or all Han.
    """
    name = unicodedata.normalize("NFKC", text).strip().lower()
    return name if _ONE_SCRIPT.fullmatch(name) else None


def skeleton(name: str) -> str:
    """What the eye sees of a name; two names of one skeleton are taken for each other.

    One sign stands for one, so that the database says the same by `translate(name, LOOKS, LIKE)`.
    """
    return name.translate(_SKELETON)
