"""Help in place: the guide inside the product, the words of the field, and the way to them from a page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import translation

from revitalization.kit.registry import REGISTRY
from revitalization.site.guide import GUIDE, PARTS, parts, terms
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def reading(cast: Cast, username: str, language: str = "zh-CN") -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    client.force_login(cast.user(username))
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_whole_guide_is_read_in_both_languages(language: str) -> None:
    kept = GUIDE.read_text(encoding="utf-8")
    with translation.override(language):
        found = parts()
        assert [part.key for part in found] == list(PARTS)
        for part in found:
            assert part.blocks, part.title
            for block in part.blocks:
                assert "*" not in block.plain
                assert not block.plain.startswith(("- ", "1."))
        words = "".join(block.plain for part in found for block in part.blocks).replace(" ", "")
        begin, end = ("## 中文", "## English") if language == "zh-hans" else ("## English", "\0")
        half = kept.partition(begin)[2].partition(end)[0]
        for line in half.splitlines():
            said = line.strip().lstrip("-0123456789. ").replace("*", "").replace(" ", "")
            if (
                said
                and not line.startswith("#")
                and not said.startswith("严禁上传")
                and "Nostatesecrets" not in said
            ):
                assert said in words, line


def test_the_guide_stands_in_the_product_as_text_and_never_as_markup(cast: Cast, monkeypatch) -> None:
    page = reading(cast, "wangfang").get("/help/").content.decode()
    assert "在手机上填报" in page
    assert "<b>没有网络</b>" in page
    assert "Filing on a phone" in reading(cast, "wangfang", "en").get("/help/").content.decode()
    assert "<script>alert" not in page


def test_a_term_is_underlined_once_a_part_and_leads_to_its_definition_with_source(cast: Cast) -> None:
    page = reading(cast, "wangfang").get("/help/").content.decode()
    for key in ("receive", "return", "first-responsible"):
        assert f'href="#term-{key}"' in page, key
        assert page.count(f'id="term-{key}"') == 1
    with translation.override("zh-hans"):
        for term in terms():
            assert term.says in page
            assert term.source in page
    for part in parts():
        marked = [
            span.term.key for block in part.blocks for line in block.lines for span in line if span.term
        ]
        assert len(marked) == len(set(marked)), part.title


def test_every_page_leads_to_its_part_of_the_guide(cast: Cast) -> None:
    client = reading(cast, "chenjing")
    for path, part in (
        ("/", "#inbox"),
        ("/cycles/", "#above"),
        ("/account/", "#also"),
        ("/units/", "#units"),
        ("/vacancies/", "#posts"),
        ("/board/", "#boards"),
        ("/jobs/", "#exports"),
    ):
        assert f'href="/help/{part}"' in client.get(path).content.decode().split("<main")[0], path


def pages(patterns: Any = None) -> Iterator[str]:
    """The names of all addresses that people see, as the product answers them."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns)
        elif pattern.name and not pattern.name.startswith("api_"):
            yield pattern.name


NOBODY_READS_THEM = {"health", "ready", "set_language", "set_text_size"}
"""Addresses that answer machines, or only send back to the page one came from."""


def test_no_page_is_without_a_part_of_the_guide_and_no_part_without_a_page() -> None:
    told = REGISTRY.guide()
    there = set(pages()) - NOBODY_READS_THEM
    assert len(there) > 100
    assert sorted(page for page in there if not told.get(page)) == []
    assert sorted(set(told) - there) == [], "a page that is no longer there"
    # Drafts are kept on the pages of filing, which lead to the part before it.
    assert set(told.values()) == set(PARTS) - {"drafts", "signing"}


def test_no_slice_knows_where_the_guide_stands_but_names_its_part() -> None:
    things = [(m.key, thing) for m in REGISTRY.mechanisms for thing in m.welcome]
    assert [key for key, thing in things if thing.url_name == "help"] == []
    told = {key: thing.guide for key, thing in things if thing.guide}
    assert set(told) == {"posts", "access", "operations", "reports", "inspections"}
    assert set(told.values()) <= set(PARTS)
    assert all(bool(thing.guide) != bool(thing.url_name) for _key, thing in things)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_part_tells_what_to_do_and_stays_short(language: str) -> None:
    with translation.override(language):
        for part in parts():
            words = "".join(block.plain for block in part.blocks)
            lines = [line for block in part.blocks for line in block.lines]
            assert 2 <= len(lines) <= 8, part.title
            assert len(words) <= (450 if language == "zh-hans" else 1500), (part.title, len(words))
            assert re.search(r"[一-鿿]", words) if language == "zh-hans" else not re.search("[。，；]", words)


def test_the_search_finds_words_of_the_field_and_parts_of_the_guide(cast: Cast) -> None:
    help_of = next(kind for kind in REGISTRY.search() if kind.key == "help")
    with translation.override("zh-hans"):
        assert help_of.find(cast.wangfang, "签收", 3)[0].url == "/help/#term-receive"
        assert help_of.find(cast.wangfang, "手机", 3)[0].url == "/help/#filing"
        assert help_of.find(cast.wangfang, "快捷键", 3)[0].url == "/help/#above"
        assert help_of.find(cast.wangfang, "没有这个词", 3) == []
    with translation.override("en"):
        assert help_of.find(cast.wangfang, "working day", 3)[0].title == "working day"


ROOT = GUIDE.parent.parent


def labels() -> list[tuple[str, str]]:
    """The terms that templates name, each with its template."""
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        found += [
            (key, path.name) for key in re.findall(r'{% term "([^"]+)"', path.read_text(encoding="utf-8"))
        ]
    return found


def test_terms_that_pages_name_are_in_the_glossary_with_their_source() -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known = {term.key: term for term in terms()}
            assert len(known) >= 20
            assert all(term.says and term.source and term.word for term in known.values())
            assert len({term.word for term in known.values()}) == len(known)
    assert len(labels()) >= 8
    assert [(key, name) for key, name in labels() if key not in known] == []


def test_a_term_stands_once_on_a_page_with_its_definition_beside_it(cast: Cast) -> None:
    for path, key in (("/record/", "record"), ("/vacancies/", "vacant"), ("/board/", "filing")):
        page = reading(cast, "chenjing").get(path).content.decode()
        assert page.count(f'href="/help/#term-{key}"') == 1, path
        assert page.count(f'id="says-{key}" hidden') == page.count(f'aria-describedby="says-{key}"') == 1


def test_the_second_mention_and_an_unknown_word_are_the_label_alone(rf) -> None:
    page = Template('{% term "receive" label %}|{% term "receive" "签收" %}|{% term "no-such" label %}')
    with translation.override("zh-hans"):
        first, second, unknown = page.render(Context({"request": rf.get("/"), "label": "<签收>"})).split("|")
    assert "&lt;签收&gt;</a>" in first
    assert "上级单位确认收到报告" in first
    assert second == "签收"
    assert unknown == "&lt;签收&gt;"
