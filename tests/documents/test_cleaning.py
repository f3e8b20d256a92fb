"""One thing has one identity, however it was typed."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.imports import (
    CellError,
    Formula,
    at,
    clean_code,
    clean_date,
    clean_line,
    clean_number,
    clean_value,
)


# ---------------------------------------------------------------- one identity
@pytest.mark.parametrize(
    "typed",
    ["460105000000", "４６０１０５００００００ ", " 460105000000\u3000", "460105\u200b000000", "\ufeff460105000000",
     "460105000000.0", "4.60105000000E+11", "4.60105000000e11", 460105000000, Decimal("460105000000.0"), Decimal("4.60105E+11"),
     "460105 000000", "\u202d460105000000\u202c", "46\u00ad0105000000", "460105\u2060000000"],
)  # fmt: skip
def test_one_unit_has_one_identity_however_its_code_was_typed(typed):
    assert clean_code(typed) == "460105000000"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        None,
        "四六零",
        Formula("=1"),
        CellError("#N/A"),
        True,
        "4601.5",
        "x" * 65,
        "46'0105",
        Decimal("1.5"),
    ],
)
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(Invalid):
        clean_code(typed)


@pytest.mark.parametrize(
    "typed", ["4.60105E+11", "4.60105e11", "6.20121102E+11", "６.２Ｅ+11", "6E+8", "6.20121 E+11"]
)
def test_a_code_whose_last_digits_the_sheet_has_cut_off_is_refused_and_never_filled_with_zeros(typed):
    with pytest.raises(Invalid) as refused:
        clean_code(typed)
    assert [error.code for error in refused.value.errors] == ["lost_digits"]


@pytest.mark.parametrize("clean", [clean_value, clean_code, clean_number, clean_date])
@pytest.mark.parametrize(
    ("cell", "code"), [(Formula("=VLOOKUP(A2,B:C,2,0)"), "formula"), (CellError("#N/A"), "cell_error")]
)
def test_a_formula_and_an_error_are_refused_as_such_in_whatever_column(clean, cell, code):
    with pytest.raises(Invalid) as refused:
        clean(cell)
    assert [error.code for error in refused.value.errors] == [code]


@given(st.text(alphabet="0123456789", min_size=1, max_size=15), st.data())
def test_noise_never_changes_a_code(code, data):
    noise = st.sampled_from(["", "", " ", "\u200b", "\u3000", "\ufeff", "\u00a0", "\t"])
    typed = "".join(
        data.draw(noise) + (chr(ord(c) + 0xFEE0) if data.draw(st.booleans()) else c) for c in code
    )
    assert clean_code(typed) == code


@given(st.one_of(st.text(), st.integers(), st.decimals(), st.booleans(), st.none()))
def test_cleaning_never_breaks(value):
    for clean in (clean_code, clean_number, clean_date):
        with suppress(Invalid):
            clean(value)
    if isinstance(value, str):
        assert clean_line(clean_line(value)) == clean_line(value)
    assert (
        isinstance(clean_value("" if isinstance(value, Decimal) and not value.is_finite() else value), str)
        or value
    )


def test_names_keep_their_own_punctuation_and_rare_characters():
    assert clean_line("  买买提·艾力\u200b （代）  ") == "买买提·艾力 （代）"
    assert clean_line("㳇滩村\ue08b𡐓") == "㳇滩村\ue08b𡐓"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("１，２３４.５０", "1234.50"),
        ("1,234", "1234"),
        (7, "7"),
        ("-0.5", "-0.5"),
        (Decimal("89.995"), "89.995"),
        ("1e3", "1E+3"),
    ],
)
def test_numbers_are_exact(typed, number):
    assert clean_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["1,23", "NaN", "inf", "1e99", 10**18, "十", "", None, True, Formula("=1"), "1_000", "٣x"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Invalid):
        clean_number(typed)


def test_a_number_with_too_many_decimals_is_refused_not_rounded():
    assert clean_number("89.99", places=2) == Decimal("89.99")
    with pytest.raises(Invalid):
        clean_number("89.995", places=2)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-05",
        "2026/3/5",
        "２０２６.3.5",
        "2026年3月5日",
        "2026年3月5号",
        "2026、3、5",
        "2026—3—5",
        "2026 年 3 月 5 日",
        "2026-03-05 00:00:00",
        "2026/3/5 0:00:00",
        "2026-03-05T00:00:00",
        "20260305",
        "２０２６０３０５",
        "二〇二六年三月五日",
        20260305,
        date(2026, 3, 5),
        datetime(2026, 3, 5, 8),  # noqa: DTZ001
    ],
)
def test_dates_are_read_in_the_usual_ways(typed):
    assert clean_date(typed) == date(2026, 3, 5)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-02-30",
        "05/03/2026",
        "明天",
        "",
        None,
        5,
        True,
        46_000,
        "46000",
        "2026-03-05 08:30",
        "20261301",
        "二〇二六年十三月一日",
    ],
)
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(Invalid):
        clean_date(typed)


@pytest.mark.parametrize("number", [46_086, "46086"])
def test_a_day_as_the_sheet_counts_it_is_named_and_not_guessed(number):
    with pytest.raises(Invalid) as refused:
        clean_date(number)
    assert "2026-03-05" in str(refused.value.errors[0].message)


def test_errors_name_row_and_column():
    found: list[FieldError] = []
    with at(found, 7, "单位代码"):
        clean_code("不是代码")
    with at(found, 8, "金额"):
        clean_number("5")
    assert [(error.row, error.field, error.code) for error in found] == [(7, "单位代码", "code")]
