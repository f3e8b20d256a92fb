"""The catalogues: everything that is said is found, compared and made the same way each time."""

import gettext
from pathlib import Path

import pytest

from tools import messages

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
from revitalization.kit.words import N_
A = _("Save draft")
B = ngettext("%(n)s unit", "%(n)s units", 2)
C = pgettext("month", "May")
D = N_("Two "
       "parts")
E = _(f"never {A}")
"""
TEMPLATE = """{% load i18n %}
  <p title="{% trans 'Title here' %}">{% translate "50% done" %}</p>
    {% blocktranslate count n=n trimmed %}
      {{ n }} report
    {% plural %}
      {{ n }} reports
    {% endblocktranslate %}
{{ _("In a variable") }} {% empty _("In a tag") _("Twice") %}
{% trans "As a variable" as word %}{# Not this one: _("no") #}
"""
PAIRS = """
"Save draft" = "保存草稿"
"%(n)s unit" = "%(n)s 个单位"
"month|May" = "五月"
"Two parts" = "两部分"
"Title here" = "标题"
"50% done" = "完成 50%"
"%(n)s report" = "%(n)s 份报告"
"In a variable" = "变量"
"In a tag" = "标签"
"Twice" = "两次"
"As a variable" = "作变量"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in (*messages.SOURCES, messages.PAIRS):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "reporting/views.py").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "templates/page.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "locale/zh/some.toml").write_text(PAIRS, encoding="utf-8")
    return tmp_path


def catalogue(project: Path, language: str) -> gettext.GNUTranslations:
    with (project / f"locale/{language}/LC_MESSAGES/django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def add(project: Path, line: str) -> None:
    with (project / "locale/zh/some.toml").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def test_texts_of_python_and_templates_are_found_and_nothing_else(project):
    assert set(messages.collect(project)) == {
        "Save draft", "%(n)s unit", "month|May", "Two parts", "Title here", "50%% done", "%(n)s report",
        "In a variable", "In a tag", "Twice", "As a variable",
    }  # fmt: skip


def test_a_complete_project_has_no_fault(project):
    assert messages.check(messages.read(project)) == []


def test_the_compiled_catalogues_answer_in_both_languages(project):
    assert messages.compile_all(project) is True
    chinese, english = catalogue(project, "zh_Hans"), catalogue(project, "en")
    assert chinese.gettext("Save draft") == "保存草稿"
    assert chinese.ngettext("%(n)s report", "%(n)s reports", 1) == "%(n)s 份报告"
    assert chinese.ngettext("%(n)s report", "%(n)s reports", 7) == "%(n)s 份报告"
    assert chinese.pgettext("month", "May") == "五月"
    assert chinese.gettext("50%% done") == "完成 50%%"
    assert english.ngettext("%(n)s report", "%(n)s reports", 1) == "%(n)s report"
    assert english.ngettext("%(n)s report", "%(n)s reports", 7) == "%(n)s reports"


def test_a_text_without_chinese_an_unused_pair_and_a_wrong_placeholder_are_named(project):
    (project / "reporting/forms.py").write_text('_("Submit")\n_("By %(who)s on {day}")', encoding="utf-8")
    add(project, '"Gone" = "没了"')
    add(project, '"By %(who)s on {day}" = "%(whom)s 于 {day}"')
    faults = messages.check(messages.read(project))
    assert faults == [
        "no Chinese: 'Submit' (reporting/forms.py)",
        "unused in some.toml: 'Gone'",
        "placeholders differ in some.toml: 'By %(who)s on {day}' = '%(whom)s 于 {day}'",
    ]


def test_two_parts_that_disagree_are_named_and_two_that_agree_are_not(project):
    (project / "locale/zh/third.toml").write_text(
        '"Save draft" = "存草稿"\n"Twice" = "两次"', encoding="utf-8"
    )
    assert messages.read(project).faults == [
        "third.toml: 'Save draft' is '存草稿' here and '保存草稿' in some.toml"
    ]


def test_a_pair_file_that_cannot_be_read_is_named_and_the_others_still_count(project):
    (project / "locale/zh/broken.toml").write_text('"x" = ', encoding="utf-8")
    words = messages.read(project)
    assert len(words.faults) == 1
    assert words.faults[0].startswith("broken.toml: cannot be read")
    assert words.chinese["Save draft"] == "保存草稿"


def test_the_same_words_give_the_same_bytes_and_fresh_catalogues_are_left_alone(project):
    messages.compile_all(project)
    files = sorted((project / "locale").rglob("django.*o"))
    before = [path.read_bytes() for path in files]
    assert len(files) == 4
    assert messages.compile_all(project, force=True) is True
    assert [path.read_bytes() for path in files] == before
    assert messages.compile_all(project) is False
    assert messages.stale(project) == []


def test_a_changed_pair_makes_the_catalogue_stale_and_the_next_call_writes_it(project):
    messages.compile_all(project)
    path = project / "locale/zh/some.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("保存草稿", "存为草稿"), encoding="utf-8")
    assert sorted(messages.stale(project)) == [
        "stale: locale/zh_Hans/LC_MESSAGES/django.mo",
        "stale: locale/zh_Hans/LC_MESSAGES/django.po",
    ]
    assert messages.compile_all(project) is True
    assert catalogue(project, "zh_Hans").gettext("Save draft") == "存为草稿"
