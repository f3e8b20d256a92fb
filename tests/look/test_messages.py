"""The catalogues: everything that is said is found, kept in standard files and compiled the same way each time."""

import gettext
import os
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from revitalization.kit.catalogues import compile_catalogues
from tools import messages

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
from revitalization.kit.words import N_
# Translators: the button under the form
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
{# Translators: a thing that varies #}
{{ _("In a variable") }} {% when_empty _("In a tag") _("Twice") %}
{% trans "As a variable" as word %}{# Not this one: _("no") #}
"""
CHINESE = {
    "Save draft": "保存草稿",
    "%(n)s unit": "%(n)s 个单位",
    "May": "五月",
    "Two parts": "两部分",
    "Title here": "标题",
    "50%% done": "完成 50%%",
    "%(n)s report": "%(n)s 份报告",
    "In a variable": "变量",
    "In a tag": "标签",
    "Twice": "两次",
    "As a variable": "作变量",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in messages.SOURCES:
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "reporting/views.py").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "templates/page.html").write_text(TEMPLATE, encoding="utf-8")
    translate(messages.begin("zh_Hans", tmp_path), CHINESE)
    messages.update(tmp_path)
    return tmp_path


def translate(path: Path, words: dict[str, str]) -> None:
    """Fills in what a translator would: the empty `msgstr` after each text."""
    lines, last = path.read_text(encoding="utf-8").splitlines(), ""
    for number, line in enumerate(lines):
        if line.startswith("msgid "):
            last = line.removeprefix("msgid ").strip('"')
        elif line in {'msgstr ""', 'msgstr[0] ""'} and last in words:
            lines[number] = line.replace('""', f'"{words[last]}"')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def source(project: Path) -> Path:
    return project / "locale/zh_Hans/LC_MESSAGES/django.po"


def chinese(project: Path) -> gettext.GNUTranslations:
    with source(project).with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def add(project: Path, code: str) -> None:
    (project / "reporting/forms.py").write_text(code, encoding="utf-8")


def test_texts_of_python_and_templates_are_found_and_nothing_else(project):
    found = {(text.context, messages.forms(text.id)[0]) for text in messages.template(project) if text.id}
    assert found == {("month" if text == "May" else None, text) for text in CHINESE}


def test_a_complete_project_has_no_fault(project):
    assert messages.check(project) == []


def test_the_compiled_catalogue_answers_with_plurals_contexts_and_percent_signs(project):
    words = chinese(project)
    assert words.gettext("Save draft") == "保存草稿"
    assert words.ngettext("%(n)s report", "%(n)s reports", 1) == "%(n)s 份报告"
    assert words.ngettext("%(n)s report", "%(n)s reports", 7) == "%(n)s 份报告"
    assert words.pgettext("month", "May") == "五月"
    assert words.gettext("50%% done") == "完成 50%%"


def test_places_and_remarks_for_translators_travel_into_the_file(project):
    kept = source(project).read_text(encoding="utf-8")
    assert '#. Translators: the button under the form\n#: reporting/views.py\nmsgid "Save draft"' in kept
    assert '#. Translators: a thing that varies\n#: templates/page.html\nmsgid "In a variable"' in kept


def test_a_text_without_chinese_is_named_with_its_place_before_and_after_the_update(project):
    add(project, '_("Submit")\nngettext("%(n)s day", "%(n)s days", 2)')
    faults = [
        "locale/zh_Hans/LC_MESSAGES/django.po: no translation: 'Submit' (reporting/forms.py)",
        "locale/zh_Hans/LC_MESSAGES/django.po: no translation: '%(n)s day' (reporting/forms.py)",
    ]
    assert sorted(messages.check(project)) == sorted(faults)
    assert messages.update(project) == [source(project)]
    assert sorted(messages.check(project)) == sorted(faults)


def test_an_unused_a_fuzzy_and_a_wrongly_filled_text_are_named(project):
    path = source(project)
    kept = path.read_text(encoding="utf-8").replace('msgid "Twice"', '#, fuzzy\nmsgid "Twice"')
    kept = kept.replace("%(n)s 份报告", "%(m)s 份报告").replace('msgid "Two parts"', 'msgid "Gone"')
    path.write_text(kept, encoding="utf-8")
    head = "locale/zh_Hans/LC_MESSAGES/django.po: "
    assert sorted(messages.check(project)) == [
        f"{head}fuzzy, look at it and take the mark off: 'Twice'",
        f"{head}no translation: 'Two parts' (reporting/views.py)",
        f"{head}placeholders differ: '%(n)s report' = '%(m)s 份报告'",
        f"{head}unused: 'Gone'",
    ]


def test_an_update_keeps_what_is_translated_and_drops_what_is_no_longer_said(project):
    add(project, '_("Save draft")')
    (project / "templates/page.html").write_text("", encoding="utf-8")
    messages.update(project)
    kept = {
        messages.forms(m.id)[0]: messages.forms(m.string)[0] for m in messages.read(source(project)) if m.id
    }
    assert kept == {text: CHINESE[text] for text in ("Save draft", "%(n)s unit", "May", "Two parts")}
    assert "#: reporting/forms.py reporting/views.py\n" in source(project).read_text(encoding="utf-8")


def test_a_moved_text_makes_the_file_out_of_date_until_the_next_update(project):
    (project / "reporting/views.py").rename(project / "reporting/pages.py")
    assert [fault.partition(": ")[2] for fault in messages.check(project)] == [
        "places or order are out of date; run: python -m tools.messages"
    ]
    messages.update(project)
    assert messages.check(project) == []


def test_a_file_that_cannot_be_read_stops_the_update_and_stays_as_it_is(project):
    path = source(project)
    path.write_text(path.read_text(encoding="utf-8") + '\nmsgid "broken\n', encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(PoFileError):
        messages.update(project)
    assert path.read_bytes() == before


def test_fresh_catalogues_are_left_alone_and_a_changed_one_is_compiled(project):
    path = source(project)
    assert messages.update(project) == []
    assert compile_catalogues(project / "locale") == []
    path.write_text(path.read_text(encoding="utf-8").replace("保存草稿", "存为草稿"), encoding="utf-8")
    later = path.with_suffix(".mo").stat().st_mtime_ns + 1_000_000
    os.utime(path, ns=(later, later))
    assert compile_catalogues(project / "locale") == [path.with_suffix(".mo")]
    assert chinese(project).gettext("Save draft") == "存为草稿"


def test_another_language_begins_empty_and_is_checked_like_the_first(project):
    messages.begin("bo", project)
    faults = messages.check(project)
    assert len(faults) == len(CHINESE)
    assert all(fault.startswith("locale/bo/LC_MESSAGES/django.po: no translation: ") for fault in faults)
