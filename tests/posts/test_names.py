"""What passes as the name of a person, and when two telephone numbers are one."""

import pytest

from responsibilities.posts.rules import refuse_name
from responsibilities.posts.rules.phones import NoPhoneError, clean_phone, may_be_same, phone_key
from revitalization.site.demo.words import people


@pytest.mark.parametrize(
    "name",
    ["王伟", "王　伟", "欧阳 娜娜", "司马 相如", "买买提·艾力", "买买提 · 艾力", "古丽 娜尔", "李和平", "武〇", "㳇滩\ue08b", "任明",
     "尚小云", "John Smith", "O'Brien", "張三", "赵某某", "\U00020000\U000249db"],
)  # fmt: skip
def test_names_of_every_kind_pass(name: str) -> None:
    assert refuse_name(name) is None


@pytest.mark.parametrize(
    "name",
    [
        # formulas and errors as text
        "=VLOOKUP(A2,人员!A:B,2,0)", "＝A1", "+SUM(A1)", "@SUM(1)", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!",
        # digits
        "13931102233", "12345", "０９３１", "王伟1", "王伟②", "Ⅲ", "2026-03-01",
        # words of vacancy
        "空缺", "待定", "无", "缺", "暂缺", "暂无", "空", "空 缺", "待补充", "尚未任命", "未定", "岗位空缺", "没有", "缺员", "不详", "未知",
        "—", "-", "/", "N/A", "none", "Vacant", "TBD", "同上", "〃",
        # several
        "张三、李四", "张三，李四", "张三/李四", "张三;李四", "张三 李四", "张三\n李四", "张三和李四", "张三&李四", "Li Si and Wang Wu",
        # other than a name
        "张三（女）", "张书记", "镇长", "王", "张三?", "TRUE", "王伟<b>",
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused_with_a_reason(name: str) -> None:
    refusal = refuse_name(name)
    assert refusal is not None
    assert str(refusal)


@pytest.mark.parametrize("word", ["空缺", "暂缺", "待定", "无"])
def test_a_word_of_vacancy_is_told_how_a_vacancy_is_noted(word: str) -> None:
    assert "空缺 (vacant)" in str(refuse_name(word))


def test_every_name_of_the_demonstration_passes() -> None:
    names = people(62)
    assert [name for _number, name in zip(range(3_000), names, strict=False) if refuse_name(name)] == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        *((it, "0931-6422001") for it in (
            "0931-6422001", "0931 6422001", "09316422001", "(0931)6422001", "（0931）6422001", "０９３１－６４２２００１",
            "0931—6422001", "+86 931 6422001", "0086-931-6422001", "9316422001", " 0931－642 2001 ", "0931\u200b6422001",
        )),
        *((it, "13909310001") for it in ("13909310001", "139 0931 0001", "139-0931-0001", "+86 13909310001", "１３９０９３１０００１")),
        ("010-82345678", "010-82345678"), ("01082345678", "010-82345678"), ("6422001", "6422001"), ("642-2001", "6422001"),
        ("0931-6422001-8012", "0931-6422001-8012"), ("0931-6422001转8012", "0931-6422001-8012"),
        ("400-123-4567", "4001234567"), ("+852 2123 4567", "+85221234567"), ("", ""),
    ],
)  # fmt: skip
def test_a_telephone_number_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert clean_phone(typed) == stored
    assert clean_phone(stored) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "电话",
        "0931-64220",
        "1390931000",
        "13909310001/13909310002",
        "13909310001、0931-6422001",
        "12",
        "#N/A",
        "2026年",
    ],
)
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(NoPhoneError):
        clean_phone(typed)


def test_numbers_are_compared_by_their_digits_and_doubted_without_the_area_code() -> None:
    assert phone_key("(0931) 6422-001") == phone_key("09316422001")
    assert may_be_same(phone_key("6422001"), phone_key("0931-6422001"))
    assert may_be_same(phone_key("0931-6422001"), phone_key("0931-6422001-8012"))
    assert not may_be_same(phone_key("0931-6422001"), phone_key("0931-6422002"))
    assert not may_be_same(phone_key("13909310001"), phone_key("13909310002"))
    assert not may_be_same("", phone_key("6422001"))
