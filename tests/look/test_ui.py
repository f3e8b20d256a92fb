"""The component tags: what they say, what they refuse, and that nothing a person typed becomes markup."""

import re
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from revitalization.kit.templatetags import ui
from tests.look import gallery

EVIL = '"><script>alert(1)</script>'
ROOT = Path(__file__).resolve().parents[2]


def render(source: str, **context: object) -> str:
    """What a template gives, without the whitespace at the edges of elements, which no browser shows."""
    told = Template(source).render(Context(context))
    return re.sub(r">\s+|\s+<", lambda edge: edge[0].strip(), re.sub(r"\s*\n\s*", " ", told)).strip()


class Form(forms.Form):
    name = forms.CharField(label="单位", help_text="全称")
    text = forms.CharField(label="内容", max_length=20, widget=forms.Textarea, required=False)


def test_a_lamp_is_a_colour_a_shape_and_a_word():
    assert (
        render('{% lamp "red" word %}', word="逾期")
        == '<span class="lamp red"><i aria-hidden="true"></i>逾期</span>'
    )


def test_a_lamp_of_an_unknown_colour_is_an_error_in_the_template():
    with pytest.raises(TemplateSyntaxError, match="lamp level"):
        render('{% lamp "purple" "x" %}')


@pytest.mark.parametrize(
    "source",
    [
        '{% lamp "red" evil %}',
        '{% status_badge evil evil "red" %}',
        '{% kpi evil evil "" evil %}',
        "{% when_empty evil evil evil evil %}",
        '{% act_button evil evil "post" "" evil version=evil %}',
        "{% progress 1 2 evil %}",
        "{% icon evil %}",
    ],
)
def test_what_a_person_typed_never_becomes_markup(source):
    assert "<script>" not in render(source, evil=EVIL)


def test_paths_tabs_and_timelines_escape_too():
    crumbs, tabs = [ui.Crumb(EVIL, EVIL)], [ui.Tab("a", EVIL, EVIL)]
    entries = [ui.TimelineEntry(gallery.datetime(2026, 11, 24, tzinfo=gallery.SHANGHAI), EVIL, EVIL, EVIL)]
    shown = render('{% unit_path c %}{% tabs t "a" %}{% timeline e %}', c=crumbs, t=tabs, e=entries)
    assert "<script>" not in shown
    assert shown.count("&lt;script&gt;") == 7


def test_a_field_joins_label_help_error_and_control_by_ids():
    form = Form({"name": "", "text": "一二三"})
    form.is_valid()
    shown = render("{% field form.name %}", form=form)
    assert '<label for="id_name">单位</label>' in shown
    assert 'id="id_name_helptext">全称' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert shown.count('id="id_name_error"') == 1


def test_a_long_text_has_a_counter_that_counts_characters():
    shown = render("{% field form.text %}", form=Form({"name": "x", "text": "剑池街道𠮷"}))
    assert 'data-counter-for="id_text" data-max="20">5 / 20<' in shown
    assert 'aria-describedby="id_text_counter"' in shown


def test_the_error_summary_links_to_each_control_and_is_announced():
    form = Form({"text": "x" * 21})
    with translation.override("en"):
        shown = render("{% error_summary form %}", form=form)
    assert 'role="alert"' in shown
    assert 'href="#id_name"' in shown
    assert 'href="#id_text"' in shown
    assert "Fix 2 problems" in shown


def test_without_errors_there_is_no_summary():
    assert render("{% error_summary form %}", form=Form()).strip() == ""
    assert render("{% error_summary form %}", form=Form({"name": "x"})).strip() == ""


def test_an_act_is_a_form_with_the_token_and_its_hidden_fields():
    shown = render('{% act_button "退回" "/r/1/return/" "post" "danger" version=3 %}', csrf_token="TOKEN")
    assert 'method="post" action="/r/1/return/"' in shown
    assert 'name="csrfmiddlewaretoken" value="TOKEN"' in shown
    assert '<input type="hidden" name="version" value="3">' in shown
    assert "btn-danger" in shown


def test_an_act_that_asks_once_more_hides_the_form_in_a_fold():
    shown = render('{% act_button "退回" "/x/" "post" "danger" "确定？" %}', csrf_token="T")
    assert shown.index("<details") < shown.index("确定？") < shown.index("<form")


def test_dates_are_written_as_the_reader_writes_them():
    for language, words in (("zh-hans", "2026年11月24日"), ("en", "24 Nov 2026")):
        with translation.override(language):
            assert words in render("{% date_cn d %}", d=date(2026, 11, 24))
    assert "—" in render("{% date_cn d %}", d=None)


@pytest.mark.parametrize(
    ("share", "percent"), [((199, 200), "99%"), ((0, 7), "0%"), ((7, 7), "100%"), ((2, 3), "66%")]
)
def test_a_share_is_cut_and_never_rounded_up(share, percent):
    assert f"<b>{percent}</b>" in render("{% bar a b %}", a=share[0], b=share[1])


def test_a_share_of_nothing_says_so():
    with translation.override("en"):
        assert "no data" in render("{% bar a b %}", a=0, b=0)


def test_every_icon_named_anywhere_is_in_the_sprite():
    sprite = (ROOT / "static/img/icons.svg").read_text(encoding="utf-8")
    used = gallery.re_icons(ROOT)
    assert used
    assert [name for name in sorted(used) if f'id="{name}"' not in sprite] == []


def test_no_template_or_style_needs_an_exception_from_the_content_policy():
    bad = gallery.policy_breaks(ROOT / "templates")
    assert bad == []
