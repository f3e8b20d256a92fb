"""Numbers as official documents write them: document numbers, numbers of headings, days."""

import re
import unicodedata

from django.utils.translation import gettext

from revitalization.kit.errors import FieldError, Invalid

_NUMBER = re.compile(
    r"(?P<agency>[^0-9]{1,30}?)?[〔\[［(（](?P<year>(?:19|20)[0-9]{2})[〕\]］)）](?:第)?0*(?P<number>[1-9][0-9]{0,5})号?"
)


def official_number(text: str) -> str:
    """The document number as the standard writes it: agency, year in 〔〕, no 第, no leading zero, 号.

    `official_number("琼振发[2026]012")` is `琼振发〔2026〕12号`. Raises `Invalid`, also
    for digits of other scripts and for a year that no paper has.
    """
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text.strip()).replace(" ", ""))
    if found is None:
        raise Invalid(
            errors=[FieldError("number", gettext("Write the number like 〔2026〕12号."), "number_form")]
        )
    return f"{found['agency'] or ''}〔{found['year']}〕{found['number']}号"


def full_number(text: str, field: str = "number") -> str:
    """`official_number` with the agency's word, as every numbered paper of an organ has it; `Invalid` at the field."""
    try:
        found = official_number(text)
    except Invalid:
        found = ""
    if not found.partition("〔")[0].isalpha():
        said = gettext("Enter the number with agency, year and number, such as 甘农领办〔2026〕12号.")
        raise Invalid(errors=[FieldError(field, said, "number_form" if text.strip() else "required")])
    return found


def heading_number(level: int, count: int) -> str:
    """The number of a heading: 一、 （一） 1. （1）."""
    words = {
        1: f"{chinese_numeral(count)}、",
        2: f"（{chinese_numeral(count)}）",
        3: f"{count}.",
        4: f"（{count}）",
    }
    return words[level]


def chinese_numeral(number: int) -> str:
    """1–99 in Chinese numerals; larger numbers in Arabic ones."""
    digits = "零一二三四五六七八九"
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones else "")
