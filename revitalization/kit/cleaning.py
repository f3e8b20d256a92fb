"""Cleaning of what people type or paste, so that one thing has one identity.

Full-width digits, spaces, zero-width characters and numbers that a sheet kept as 460105.0 all become one
spelling. Everything here raises `Invalid` with one `FieldError`; the caller adds row and column (`at`).
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from revitalization.kit.errors import FieldError, Invalid


@dataclass(frozen=True)
class Formula:
    """A cell that holds a formula; its text is kept for the message and never computed."""

    text: str


@dataclass(frozen=True)
class CellError:
    """A cell that shows an error such as #N/A."""

    text: str


CellValue = str | int | bool | Decimal | date | datetime | Formula | CellError | None

_EXPONENT = re.compile(r"(\d+)\.?(\d*)[eE]\+?(\d{1,2})")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_./-]{0,63}")


def clean_value(value: CellValue) -> str:
    """The cell as the text a person meant: full-width folded, invisible characters and outer spaces gone.

    Numbers that a sheet kept as 460105.0 are written out whole; dates as 2026-03-05. Raises `Invalid` for a formula
    and for an error of the sheet: their text is nothing that anybody meant.
    """
    if isinstance(value, Formula | CellError):
        raise _no_value(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | Decimal):
        return _plain_number(Decimal(value))
    if isinstance(value, date):
        return value.isoformat()
    return clean_line(value)


def clean_line(text: str) -> str:
    """One line of text: NFKC without touching letters' case, no invisible characters, single spaces, none outside."""
    folded = "".join(_fold(c) for c in text)
    kept = "".join(" " if c.isspace() else c for c in folded if c.isspace() or _visible(c))
    return unicodedata.normalize("NFC", re.sub(" +", " ", kept)).strip()


def clean_code(value: CellValue) -> str:
    """The one spelling of a code, whatever way it was typed: `４６０１０５ `, `460105.0`, `46\u200b0105` are `460105`.

    Raises `Invalid` when it is no code (empty, a formula, other characters), or one whose last digits a sheet has cut
    off: `6.20121E+11` says that there were twelve and keeps six.
    """
    text = "" if isinstance(value, bool) else re.sub(r"\s", "", clean_value(value))
    if not text:
        raise Invalid(
            errors=[
                FieldError("", _("The code is missing. In merged cells only the first one counts."), "code")
            ]
        )
    if isinstance(value, str) and (exponent := _EXPONENT.fullmatch(text)):
        if len((exponent[1] + exponent[2]).lstrip("0")) <= int(exponent[3]):
            raise _lost_digits(text)
        text = _plain_number(_decimal(text))
    elif re.fullmatch(r"\d+\.0+", text):
        text = _plain_number(_decimal(text))
    if not _CODE.fullmatch(text) or (text.count(".") and text.replace(".", "").isdigit()):
        raise _no_code()
    return text.upper()


def clean_number(value: CellValue, *, places: int | None = None) -> Decimal:
    """The exact number, also from `１，２３４.５` or a text; `places` refuses what has more decimals.

    Raises `Invalid`.
    """
    if isinstance(value, Formula | CellError):
        raise _no_value(value)
    if isinstance(value, bool | date) or value is None:
        raise _no_number()
    found = Decimal(value) if isinstance(value, int | Decimal) else _decimal(_ungrouped(clean_line(value)))
    if not found.is_finite() or abs(found) >= Decimal(10) ** 18:
        raise _no_number()
    if places is not None and found != found.quantize(Decimal(1).scaleb(-places)):
        raise Invalid(
            errors=[FieldError("", _("At most %(count)s decimals.") % {"count": places}, "decimals")]
        )
    return found


def clean_date(value: CellValue) -> date:
    """The day, from a date cell or a text like 2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日, 20260305,
    二〇二六年三月五日, also with a midnight behind it. Raises `Invalid`.
    """
    if isinstance(value, Formula | CellError):
        raise _no_value(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _day_of(value)
    if found is not None:
        return found
    serial = _serial(value)
    if serial is not None:
        words = _(
            "%(number)s is the sheet's serial number for %(day)s. Format the cell as a date, "
            "or write the date like that."
        )
        raise Invalid(
            errors=[FieldError("", words % {"number": serial[0], "day": serial[1].isoformat()}, "date")]
        )
    raise Invalid(errors=[FieldError("", _("Write a date like 2026-03-05."), "date")])


_DAY = re.compile(
    r"(\d{4})([-/.年、])(\d{1,2})[-/.月、](\d{1,2})[日号]?(?:[T ]?0{1,2}[:时]0{1,2}分?(?::?0{1,2}秒?(?:\.0+)?)?)?"
)
_DIGITS = {**{char: str(n) for n, char in enumerate("〇一二三四五六七八九")}, "零": "0", "○": "0", "Ｏ": "0"}
_WRITTEN = re.compile(
    rf"([{''.join(_DIGITS)}]{{4}})年([一二三四五六七八九十]{{1,3}})月([一二三四五六七八九十]{{1,3}})[日号]?"
)


def _day_of(value: CellValue) -> date | None:
    """The day of a text or of eight digits, None when it is none."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str):
        return None
    text = re.sub("[—–−―－]+", "-", clean_line(text).replace("/ ", "/"))
    written = _WRITTEN.fullmatch(text.replace(" ", ""))
    if written:
        year = "".join(_DIGITS[char] for char in written[1])
        return _date(year, _tens(written[2]), _tens(written[3]))
    if re.fullmatch(r"(?:19|20)\d{6}", text):
        return _date(text[:4], text[4:6], text[6:])
    found = _DAY.fullmatch(re.sub(r" ?([-/.年月、日号]) ?", r"\1", text))
    return _date(found[1], found[3], found[4]) if found else None


def _tens(text: str) -> str:
    """一 to 九十九 in digits."""
    before, ten, after = text.rpartition("十")
    tens = int(_DIGITS.get(before, "1")) if ten else 0
    return str(tens * 10 + int(_DIGITS.get(after, "0"))) if len(before) < 2 and len(after) < 2 else "0"


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _serial(value: CellValue) -> tuple[str, date] | None:
    """The number by which a sheet counts a day of 1950 to 2100, with that day."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    text = clean_line(text) if isinstance(text, str) else ""
    if not re.fullmatch(r"[1-7]\d{4}", text) or not 18_264 <= int(text) <= 73_415:
        return None
    return text, date(1899, 12, 30) + timedelta(days=int(text))


@contextmanager
def at(found: list[FieldError], row: int, column: str) -> Iterator[None]:
    """Collects what the block refuses into `found`, each with its row and column; the block's rest is skipped."""
    try:
        yield
    except Invalid as problem:
        given = problem.errors or (FieldError(column, problem.detail, problem.code),)
        found.extend(replace(error, field=column, row=row) for error in given)


def _fold(character: str) -> str:
    # Full-width Latin, digits and signs to their plain twins; CJK punctuation stays as typed.
    if "\uff01" <= character <= "\uff5e" and character not in "，；：！？（）":
        return chr(ord(character) - 0xFEE0)
    return " " if character == "\u3000" else character


def _visible(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} and not (
        "\ufe00" <= character <= "\ufe0f"
    )


def _plain_number(number: Decimal) -> str:
    if not number.is_finite() or abs(number.adjusted()) > 40:
        raise _no_number()
    return f"{number.to_integral_value():f}" if number == number.to_integral_value() else f"{number:f}"


def _ungrouped(text: str) -> str:
    plain = text.replace("，", ",")
    return plain.replace(",", "") if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", plain) else plain


def _decimal(text: str) -> Decimal:
    try:
        if len(text) > 40 or not re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,2})?", text):
            raise _no_number()
        return Decimal(text)
    except InvalidOperation as error:
        raise _no_number() from error


def _no_value(value: Formula | CellError) -> Invalid:
    if isinstance(value, Formula):
        text = _("This cell contains a formula. Copy it and paste it as a value.")
        return Invalid(errors=[FieldError("", text, "formula")])
    text = _("This cell shows the error %(error)s.") % {"error": value.text}
    return Invalid(errors=[FieldError("", text, "cell_error")])


def _lost_digits(text: str) -> Invalid:
    words = _(
        "The sheet has turned the code into %(text)s; its last digits are lost."
        " Format the column as text and type the code again."
    )
    return Invalid(errors=[FieldError("", words % {"text": text[:30]}, "lost_digits")])


def _no_code() -> Invalid:
    return Invalid(errors=[FieldError("", _("This is not a code."), "code")])


def _no_number() -> Invalid:
    return Invalid(errors=[FieldError("", _("This is not a number."), "number")])
