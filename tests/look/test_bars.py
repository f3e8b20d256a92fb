"""The bar of a page's acts is one component, and its buttons say what they act on."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template

TEMPLATES = Path(__file__).parents[2] / "templates"
BAR = re.compile(r"\{% act_bar\b.*?\{% endact_bar %\}", re.DOTALL)
MAIN_ACT = re.compile(r"<button[^>]*btn-primary[^>]*>|\{% press (?:(?!%\}).)*%\}", re.DOTALL)
NOT_IN_A_BAR = {
    "access/acting.html": "a choice among posts, of which the present one is marked",
    "account/login.html": "the way in is a card in the middle, without frame and navigation",
    "mfa/authenticate.html": "the way in is a card in the middle, without frame and navigation",
    "partials/idle.html": "a dialog over the page",
    "reports/_desk_act.html": "stands in the bar of the walk",
    "reports/_walk_plain.html": "stands in the bar of the walk",
    "site/search.html": "the button of a search stands beside its box",
    "socialaccount/login.html": "the way in is a card in the middle, without frame and navigation",
}


def strays(text: str) -> list[str]:
    """Main acts of a template that stand outside the bar."""
    return MAIN_ACT.findall(BAR.sub("", text))


def drawn(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_every_main_act_of_a_form_stands_in_the_one_bar() -> None:
    names = [path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")]
    found = {name: strays((TEMPLATES / name).read_text(encoding="utf-8")) for name in names}
    assert {name for name, outside in found.items() if outside} == set(NOT_IN_A_BAR)
    assert not [name for name in names if "submit-bar" in (TEMPLATES / name).read_text(encoding="utf-8")]


@pytest.mark.parametrize(
    "outside",
    [
        '<button class="btn btn-primary" type="submit">',
        '<button class="btn\n btn-primary">',
        '{% press _("Save") %}',
    ],
)
def test_a_main_act_beside_the_bar_is_noticed(outside: str) -> None:
    assert strays("{% act_bar unit.name %}" + outside + "{% endact_bar %}") == []
    assert strays("{% act_bar %}{% endact_bar %}" + outside) == [outside]


def test_a_page_with_a_bar_keeps_room_for_it_below_what_has_the_focus() -> None:
    """What is included says nothing of the page: `tests/journeys` walk those that bring a bar in."""
    pages = [(path, path.read_text(encoding="utf-8")) for path in TEMPLATES.rglob("*.html")]
    without = [
        path.name for path, text in pages if "{% act_bar" in text and "{% extends" in text
        if not re.search(r"block page_class %\}.*(writing|with-bar)", text)
        if "base_reauthenticate" not in text
    ]  # fmt: skip
    assert without == []


def test_the_buttons_of_a_bar_say_what_they_act_on() -> None:
    bar = drawn(
        '{% act_bar unit "2026 <annual>" nothing %}{% press "Send" name="then" value="send" key="a" %}'
        '{% act_button "Withdraw" "/x/" %}{% endact_bar %}{% act_button "Print" "/y/" %}',
        unit="红城镇",
    )
    about = '<span class="sr-only"> 红城镇 2026 &lt;annual&gt;</span>'
    assert bar.startswith(
        '<div class="act-bar" data-act-bar role="group" aria-label="红城镇 2026 &lt;annual&gt;">'
    )
    assert (
        '<button class="btn btn-primary" type="submit" name="then" value="send" data-key="a">'
        f"<span data-word>Send</span>{about}</button>"
    ) in bar
    assert f"<span data-word>Withdraw</span>{about}" in bar
    assert bar.count(about) == 2


def test_a_bar_without_a_subject_is_no_group_and_its_shape_is_its_first_word() -> None:
    assert drawn("{% act_bar %}x{% endact_bar %}") == '<div class="act-bar" data-act-bar>x</div>'
    assert 'class="act-bar beside stack"' in drawn("{% act_bar beside %}{% endact_bar %}")
    assert 'class="act-bar pick-bar no-print" data-act-bar role="group" aria-label="a"' in drawn(
        '{% act_bar pick "a" %}{% endact_bar %}'
    )
