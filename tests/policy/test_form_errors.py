"""Every form of the product, sent empty and sent wrong: what is wrong stands above it, linked, and nothing typed is lost.

The forms are taken from the pages, as a browser has them; a new page brings its forms along.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
from django.urls import resolve

from tests.policy.rows import OK, WHOLE, Row
from tests.policy.table import TABLE
from tests.policy.walker import Walker, undone

pytestmark = pytest.mark.django_db

TYPED = "写在这里的字"
KEPT_BY_NOBODY = {"password", "file"}
"""Kinds of field that a browser never gets back filled."""
UNTYPED = {"hidden", "submit", "image", "button", "reset"}


TOLD_APART = {"inbox"}
"""Pages of everybody on which each finds forms of the own."""
BY_THE_BROWSER = {"mfa_add_webauthn": "未能创建通行密钥"}
"""Forms whose only error is about what no person types."""


@dataclass(frozen=True)
class Field:
    """One field that people fill: its name, its kind, the values it offers."""

    name: str
    kind: str
    offered: tuple[str, ...] = ()

    def wrong(self) -> Any:
        """What no such field takes, or else some words."""
        return {"date": "2026-13-45", "number": "many", "checkbox": "x", "radio": "x", "select": "x"}.get(
            self.kind, TYPED
        )


@dataclass(frozen=True)
class Form:
    """A form as a page shows it: where it is sent, what it carries unseen, what is filled in."""

    url: str
    hidden: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]

    @property
    def name(self) -> str:
        """The name of the address it is sent to, and what tells it from others sent there."""
        match = resolve(self.url.partition("?")[0])
        more = match.kwargs.get("key") if match.url_name == "report_act" else match.kwargs.get("what")
        return f"{match.url_name}{f' {more}' if more else ''}"

    def sent(self, how: str) -> dict[str, Any]:
        """What is sent with nothing filled in, or with what no field takes."""
        typed = {
            field.name: "" if how == "empty" else field.wrong()
            for field in self.fields
            if not (field.kind in {"file", "checkbox", "radio"} and how == "empty") and field.kind != "file"
        }
        return dict(self.hidden) | typed


def root(answer: Any) -> Element:
    return tinyhtml5.parse(answer.content.decode(), namespace_html_elements=False)


def forms_on(url: str, page: Element) -> Iterator[Form]:
    """The forms of a page's main part that somebody fills in."""
    main = page.find(".//main")
    for form in page.iter("form") if main is None else main.iter("form"):
        if form.get("method", "get").lower() != "post":
            continue
        ident, within = form.get("id"), set(form.iter())
        own = [
            one
            for one in page.iter()
            if one.tag in {"input", "select", "textarea"}
            and one.get("name")
            and (one.get("form") == ident if one.get("form") else one in within)
        ]
        hidden = [(one.get("name"), one.get("value", "")) for one in own if one.get("type") == "hidden"]
        shown = {one.get("name"): _field(one) for one in own if one.get("type", "text") not in UNTYPED}
        whole = urlsplit(urljoin(f"http://testserver{url}", form.get("action") or url))
        if shown and whole.netloc == "testserver":
            yield Form(
                whole.path + (f"?{whole.query}" if whole.query else ""), tuple(hidden), tuple(shown.values())
            )


def _field(one: Element) -> Field:
    kind = one.get("type", "text") if one.tag == "input" else one.tag
    return Field(one.get("name", ""), kind, tuple(o.get("value", "") for o in one.iter("option")))


HANDS = (
    *("wangfang", "lijun", "zhaogang", "qianmei", "chenjing", "wumin"),
    *("hexin", "anquan", "anlan", "shenji", "xitong"),
)
"""Somebody of every role, at town, county and province."""


def shown(walker: Walker, rows: list[Row]) -> dict[str, tuple[str, Form]]:
    """Every form that the pages of these rows show to somebody, each once with who was shown it."""
    found: dict[str, tuple[str, Form]] = {}
    for row in rows:
        for place in row.at[:2]:
            able = row.people_with(OK, place)
            alike = place == WHOLE and len(able) > 20
            hands = (
                able[:1] if alike and row.name not in TOLD_APART else [one for one in HANDS if one in able]
            )
            for person in ["", *hands] if row.nobody == OK else hands or able[:1]:
                answer = walker.ask(row, place, person)
                if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                    continue
                if 'method="post"' not in answer.content.decode().partition("<main")[2]:
                    continue
                url = walker.stage.url(row.name, place, dict(row.args)) + row.query
                for form in forms_on(url, root(answer)):
                    found.setdefault(form.name, (person, form))
    return found


def faults(page: Element, form: Form, sent: dict[str, Any], how: str) -> Iterator[str]:
    """What the page lacks that came back for a form that was refused."""
    by_id = {one.get("id"): one for one in page.iter() if one.get("id")}
    summary = by_id.get("error-summary")
    if summary is None:
        yield "no summary of the errors"
        return
    title = (page.findtext(".//title") or "").strip()
    if not title.startswith("错误："):
        yield f"the title is {title!r}"
    linked = [link.get("href", "")[1:] for link in summary.iter("a")]
    words = "".join(summary.itertext())
    if not linked and BY_THE_BROWSER.get(form.name, "\0") not in words:
        yield f"no error is linked: {words.split()}"
    if len(set(linked)) < len(linked):
        yield "two errors lead to one field"
    if sum(one.get("id") is not None for one in page.iter()) > len(by_id):
        yield "two things have one id"
    above = {child: parent for parent in page.iter() for child in parent}
    for target in linked:
        field = by_id.get(target)
        if field is None:
            yield f"#{target} is not there"
            continue
        if field.tag not in {"input", "select", "textarea"} or field.get("aria-invalid") != "true":
            yield f"#{target} is not marked as wrong"
        described = field.get("aria-describedby", "")
        while field is not None:
            described += " " + field.get("aria-describedby", "") if field.tag == "fieldset" else ""
            field = above.get(field)
        leads = [one for one in described.split() if one.endswith("_error") and one in by_id]
        if not leads:
            yield f"#{target} does not lead to its error"
    again = "".join(
        one.get("value") or "".join(one.itertext()) for one in page.iter() if one.tag in {"input", "textarea"}
    )
    typed = [
        field for field in form.fields if sent.get(field.name) == TYPED and field.kind not in KEPT_BY_NOBODY
    ]
    if typed and again.count(TYPED) < len(typed):
        yield f"{len(typed)} fields were typed in, {again.count(TYPED)} came back"


STEPS = sorted(
    {row.stage for row in TABLE if row.method == "GET"}, key=lambda step: (step != "drafted", step)
)
TAKES_ANYTHING = {
    *("report_edit", "report_act accept", "handover_paper", "person_handover_paper"),
    *("inbox_bulk", "board_pick", "view_save"),
}
"""A draft is kept as it is; what is remarked on acceptance is free, and so are names that may be written by hand on the
paper. Who picked no line or named no view is led back to the list, which says so."""


def tried(walker: Walker, rows: list[Row]) -> tuple[dict[str, tuple[str, Form]], set[str], list[str]]:
    """The forms of these pages, the names of those that were refused, and what is wrong with a refusal."""
    refused, wrong, found = set(), [], shown(walker, rows)
    for name, (person, form) in found.items():
        for how in ("empty", "wrong"):
            sent = form.sent(how)
            answer = walker.knock(person, "POST", form.url, sent, headers={"Accept-Language": "zh-CN"})
            # Sent on, done, or refused as no page of ours would send it: a code of an account, a line that is not there.
            if answer.status_code in {302, 303, 404} or (answer.status_code == 200 and answer.changed):
                continue
            refused.add(name)
            said = f"{name}, {how}, by {person or 'nobody'}"
            if answer.status_code >= 500 or not answer["Content-Type"].startswith("text/html"):
                wrong.append(f"{said}: {answer.status_code}")
                continue
            wrong += [f"{said}: {fault}" for fault in faults(root(answer), form, sent, how)]
    return found, refused, wrong


@pytest.mark.parametrize("step", STEPS)
def test_whatever_is_wrong_in_a_form_is_said_above_it_and_at_the_field(walker: Walker, step: str) -> None:
    rows = [
        row for row in TABLE if row.method == "GET" and row.stage == step and not row.name.startswith("api_")
    ]
    with undone():
        if step != "drafted":
            walker.tell(step)
        found, refused, wrong = tried(walker, rows)
    assert not wrong, "\n".join(wrong)
    assert set(found) - refused <= TAKES_ANYTHING
    if step == "drafted":
        assert set(found) >= {
            *("account_login", "account_new", "account_grant", "cycle_new", "person", "post_appoint"),
            *("report_attach", "report_edit", "rosters", "token_new", "unit_change scope"),
        }
