"""The place of a fault: as the file names it for programs and files, in the words of the pages for whoever is there."""

import pytest
from django.utils import translation

from assessments.appraisals.forms.criterion import CriterionForm
from assessments.appraisals.forms.parameters import PARAMETERS
from assessments.appraisals.forms.schemes import SchemeGroupForm, SchemeLimiterForm, SchemeSettingsForm
from assessments.appraisals.rules import reading
from assessments.appraisals.rules.places import FIELDS, TABLES, place_words
from assessments.appraisals.rules.types import BESIDE_FIELDS, TYPES
from revitalization.kit.language import translated

SAID = {
    "[scheme] · base": "方案设置 · 基础分",
    "[scheme]": "方案设置",
    "[[criterion]] 1.1 · target": "考核指标“1.1” · 目标",
    "[[criterion]] 1.1": "考核指标“1.1”",
    "[[criterion]] 三级 · items": "考核指标“三级” · 事项",
    "[[criterion]]": "考核指标",
    "[[limiter]] grave · when · fact": "限定条款“grave” · 适用情形 · 本系统的数据",
    "[[grade]] 好 · from": "等次“好” · 起评总分",
    "[[group]] A · units": "组别“A” · 单位",
    "[[criterion]] 1 · tarjet": "考核指标“1” · tarjet",
    "[notes]": "[notes]",
    "[[criterion]] 100%(x)s · points": "考核指标“100%(x)s” · 分值",
    "[[criterion]] 1\n2": "考核指标“1\n2”",
    "": "",
}


@pytest.mark.parametrize("place", SAID)
def test_a_place_is_said_in_the_words_of_the_page(place: str) -> None:
    with translation.override("zh-hans"):
        assert translated(place_words(place)) == SAID[place]


def test_every_name_a_file_may_hold_has_its_words() -> None:
    known = {
        *reading._HEAD,
        *reading._ROUND,
        *reading._GROUP,
        *reading._NODE,
        *reading._SOURCE,
        *reading._LEAF,
    }
    known |= {
        *reading._LIMITER,
        *reading._GRADE,
        *BESIDE_FIELDS,
        *(name for one in TYPES.values() for name in one.fields),
    }
    assert known <= {*FIELDS}, known - {*FIELDS}
    assert {*TABLES} == {reading.SCHEME, reading.GROUP, reading.CRITERION, reading.LIMITER, reading.GRADE}


def test_the_words_are_those_of_the_labels_where_it_is_put_right() -> None:
    with translation.override("en"):
        said, labels = FIELDS, _labels()
    assert {name: said[name] for name in labels} == labels


def _labels() -> dict[str, str]:
    labels = {name: str(one.field(name).label) for name, one in PARAMETERS.items()}
    for form in (SchemeSettingsForm, SchemeGroupForm, SchemeLimiterForm, CriterionForm):
        # “Step” of the settings is the step of rounding, and “criterion” there is the one a limiter looks at.
        labels |= {
            name: str(field.label)
            for name, field in form.base_fields.items()
            if name in FIELDS
            and field.label is not None
            and not (form is SchemeSettingsForm and name == "step")
        }
    return labels
