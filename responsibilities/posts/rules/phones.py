"""Work phones: one form in which they are stored, one key by which they are compared; pure.

The phone tells people of one name apart, so that a number written in two ways must never be two people.
"""

import re
import unicodedata
from contextlib import suppress

from revitalization.kit.words import N_, Words

_EXTENSION = re.compile(r"(?:转|轉|分机|ext\.?|x|#|×)[:： ]*(\d{1,6})$|[-—](\d{1,4})$", re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－─ー~～", "-"))
_SEVERAL = re.compile(r"[、，,;；/／|]|\d\s{2,}\d{7,}|或|和")
_NO_PHONE = Words(N_("This is not a telephone number. Write it as 0931-6422001 or 13909310001."))


class NoPhoneError(ValueError):
    """The text is no telephone number; `words` says why."""

    def __init__(self, words: Words) -> None:
        super().__init__(str(words))
        self.words = words


def clean_phone(text: str) -> str:
    """The number in its one form: 13909310001, 0931-6422001, 0931-6422001-8012, 6422001; "" for an empty text.

    Takes brackets, blanks, any dash, full width, +86 and an area code whose zero a sheet has dropped. Raises
    `NoPhoneError`.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    plain = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    if not plain:
        return ""
    if _SEVERAL.search(plain):
        raise NoPhoneError(Words(N_("One telephone number only.")))
    plain, extension = _without_extension(plain)
    if not re.fullmatch(r"\+?[\d() .-]+", plain):
        raise NoPhoneError(_NO_PHONE)
    abroad = plain.startswith(("+", "00"))
    number = _domestic(re.sub(r"\D", "", plain), abroad=abroad)
    return f"{number}-{extension}" if extension else number


def _without_extension(text: str) -> tuple[str, str]:
    found = _EXTENSION.search(text)
    # A dash begins an extension only where a whole number stands before it.
    if found is None or len(re.sub(r"\D", "", text[: found.start()])) < (7 if found[1] else 10):
        return text, ""
    return text[: found.start()].rstrip(), found[1] or found[2]


def _domestic(digits: str, *, abroad: bool) -> str:
    if abroad:
        digits = digits.removeprefix("00")
        if not digits.startswith("86"):
            if 7 <= len(digits) <= 15:
                return f"+{digits}"
            raise NoPhoneError(_NO_PHONE)
        digits = digits[2:]
    if re.fullmatch(r"1[3-9]\d{9}", digits) or re.fullmatch(r"[48]00\d{7}", digits):
        return digits
    if re.fullmatch(r"(?:10|[2-9]\d)\d{8,9}", digits):
        digits = f"0{digits}"  # the zero of the area code, dropped by the sheet or by +86
    if digits.startswith("0"):
        found = re.fullmatch(r"(010|02\d|0[3-9]\d\d)([1-9]\d{6,7})", digits)
        if found:
            return f"{found[1]}-{found[2]}"
    elif 5 <= len(digits) <= 8:
        return digits
    raise NoPhoneError(_NO_PHONE)


def phone_key(phone: str) -> str:
    """The number as it is compared, also one that was stored in another form: "" for none."""
    with suppress(NoPhoneError):
        phone = clean_phone(phone)
    return re.sub(r"\D", "", phone)


def may_be_same(one: str, other: str) -> bool:
    """Whether two different keys can be one telephone: with and without area code or extension."""
    if not one or not other or one == other:
        return False
    short, long = sorted((one, other), key=len)
    return len(short) >= 5 and (long.endswith(short) or long.startswith(short)) and not _is_mobile(long)


def _is_mobile(key: str) -> bool:
    return bool(re.fullmatch(r"1[3-9]\d{9}", key))


def masked(phone: str) -> str:
    """The number with its middle hidden; "" for none."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****" if phone else ""
