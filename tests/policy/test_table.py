"""The table is complete, and what holds for all of its rows at once."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.html import escape

from tests.policy.basics import MISSING
from tests.policy.brought import POLICIES, listed, merged
from tests.policy.people import EVERYBODY, TOWN
from tests.policy.rows import FORBIDDEN, HIDDEN, NEEDS, NO_METHOD, OK, SIGN_IN, Row
from tests.policy.table import ANY_METHOD, ANY_QUERY, CENTRAL, PUBLIC, TABLE
from tests.policy.test_official import key_of
from tests.policy.walker import Walker, fingerprint, outcome, undone

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")
READER = "linnan"
NAMES = sorted({row.name for row in TABLE})


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the product, however deep it is included."""
    for found in resolver.url_patterns:
        path = before + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from patterns(found, path)
        else:
            yield path, found


def first(name: str, method: str = "") -> Row:
    return next(row for row in TABLE if row.name == name and method in {"", row.method})


def test_every_address_has_a_name_and_every_name_one_address() -> None:
    found = [pattern.name for _path, pattern in patterns(get_resolver())]
    assert all(found), [path for path, pattern in patterns(get_resolver()) if not pattern.name]
    assert len(set(found)) == len(found)


def test_every_address_is_in_the_table_and_the_table_names_no_other() -> None:
    found = {pattern.name for _path, pattern in patterns(get_resolver())}
    assert found - set(NAMES) - (CENTRAL if settings.OIDC_ISSUER else set()) == set(), (
        "no row in tests/<slice>/policy.py"
    )
    assert set(NAMES) - found == set(), "gone from the product"


def test_without_a_sign_in_there_is_only_the_way_in_health_and_how_pages_look() -> None:
    assert {
        "health", "ready", "set_language", "set_text_size", "account_login", "api_nothing", "calendar_feed",
    } == PUBLIC  # fmt: skip


def test_each_row_names_only_people_of_the_cast_and_places_that_are_there() -> None:
    for row in TABLE:
        for place in row.at:
            for _outcome, who in row.may.items():
                people = who.get(place, frozenset()) if isinstance(who, dict) else who
                assert people <= EVERYBODY, (row.name, place)


DONE_BY_NOBODY = {
    "api_nothing": "there is nothing",
    "mfa_deactivate_totp": "closed: a second step is forgotten by two",
    "mfa_edit_webauthn": "no key of this number is anybody's",
    "mfa_reauthenticate": "leads to the product's own page",
    "mfa_reauthenticate_webauthn": "leads to the product's own page",
    "mfa_remove_webauthn": "no key of this number is anybody's",
    "acting": "nobody of the cast has two posts: tests/access/test_grants.py",
    "lookback_draw": "nothing was closed half a year ago: tests/inspections/test_finding_pages.py",
    "rosters": "takes a workbook: tests/posts/test_roster_files.py",
    "ledger_sent_sheets": "takes a workbook: tests/ledger/test_sheets.py",
}
"""Acts that the rows only see refused, and why: versions, doubles and the record ask those that are done."""


def test_every_act_of_the_table_is_done_by_somebody_somewhere() -> None:
    """An act that is only refused would be asked neither with a stale version, nor twice, nor for its entry."""
    acts = {key_of(row): row.name for row in TABLE if row.method != "GET"}
    ends = {OK, SIGN_IN}
    done = {
        key_of(row)
        for row in TABLE
        if row.method != "GET" and any(row.expected(p, place) in ends for place in row.at for p in EVERYBODY)
    }
    awaited = {name for policy in POLICIES.values() for name in policy.awaited}
    left = {key: name for key, name in acts.items() if key not in done and name not in awaited}
    assert set(left.values()) == set(DONE_BY_NOBODY), sorted(left)


@pytest.mark.django_db
def test_no_address_knows_a_method_the_table_does_not_name(walker: Walker) -> None:
    wrong = []
    for name in NAMES:
        row, known = first(name), {row.method for row in TABLE if row.name == name}
        person = next((p for p in row.people_with(OK, row.at[0])), READER)
        for method in METHODS:
            if method in known or (name, method) in ANY_METHOD:
                continue
            answer = walker.ask(row, row.at[0], person, method=method)
            # Programs are told first that a method other than GET takes no parameters.
            refused = {NO_METHOD, NEEDS} if name in {"api_status", "api_measure"} else {NO_METHOD}
            if outcome(answer) not in refused or answer.changed:
                wrong.append(f"{method} {name}: {answer.status_code} {answer.changed}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_head_is_answered_like_get(walker: Walker) -> None:
    for row in (row for row in TABLE if row.method == "GET" and row.stage == "drafted"):
        person = next(iter(row.people_with(OK, row.at[0])), READER)
        got, head = (walker.ask(row, row.at[0], person, method=method) for method in ("GET", "HEAD"))
        body = head.getvalue() if head.streaming else head.content
        assert outcome(head) == NO_METHOD or (outcome(head), body) == (outcome(got), b""), row.name
        assert not head.changed, row.name


@pytest.mark.django_db
def test_a_parameter_nobody_asked_for_is_refused_on_every_page_and_list(walker: Walker) -> None:
    wrong = []
    for row in (row for row in TABLE if row.method == "GET" and row.stage == "drafted"):
        person = next(iter(row.people_with(OK, row.at[0])), "")
        if not person or row.name in ANY_QUERY:
            continue
        answer = walker.ask(row, row.at[0], person, query="?no_such_parameter=1")
        if outcome(answer) != NEEDS:
            wrong.append(f"{row.name}{row.query}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def at_each_step(walker: Walker) -> Iterator[tuple[str, Row]]:
    """Every row, while the story stands where it asks."""
    for step in sorted({row.stage for row in TABLE}):
        with undone():
            if step != "drafted":
                walker.tell(step)
            yield from ((step, row) for row in TABLE if row.stage == step and row.name != "api_nothing")


@pytest.mark.django_db
def test_no_form_is_taken_without_its_token(walker: Walker) -> None:
    strict: dict[tuple[str, str], Client] = {}
    wrong, tried = [], Counter[str]()
    for step, row in at_each_step(walker):
        if row.method == "GET":
            continue
        person = next(iter(row.people_with(OK, row.at[0])), READER)
        if (step, person) not in strict:
            # A session of each step: the story goes back to its beginning after it.
            strict[step, person] = walker.signed_in(person, enforce_csrf_checks=True)
            walker.mark()
        client = strict[step, person]
        tried[step] += 1
        answer = walker.ask(row, row.at[0], person, client=client)
        if outcome(answer) != FORBIDDEN or answer.changed:
            wrong.append(f"{step} {row.name} {row.args}: {answer.status_code} {answer.changed}")
    assert len(tried) > 3, tried
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_no_page_and_no_form_is_opened_by_the_token_of_a_program(walker: Walker) -> None:
    wrong, tried = [], Counter[str]()
    for step, row in at_each_step(walker):
        place = row.at[0]
        person = next((one for one in row.people_with(OK, place) if one in walker.stage.texts), "")
        if row.name.startswith("api_") or not person:
            continue
        tried[step] += 1
        answer = walker.ask(row, place, person, token=True)
        if outcome(answer) != row.nobody or (answer.changed and row.nobody == SIGN_IN):
            wrong.append(f"{step} {row.method} {row.name} {row.args}: {answer.status_code} {answer.changed}")
    assert tried["drafted"] > 50, tried
    assert len(tried) > 3, tried
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_signing_in_and_choosing_a_language_take_no_form_without_its_token(db: None) -> None:
    for path in ("/sign-in/", "/language/", "/text-size/", "/sign-in/passkey/"):
        assert Client(enforce_csrf_checks=True).post(path, {}).status_code == 403, path


# What may differ between the answers for a hidden and for a missing subject: the address itself, the form's token and
# the number of the request.
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|csrfToken[^,]*|[0-9a-f]{32}')


def plain(answer: Any, url: str, query: str) -> str:
    """The page without what each answer has for itself: its address, its token, its number."""
    page = answer.content.decode().replace(url, "…").replace(answer["X-Request-Id"], "№")
    for said in (query, escape(query), quote(query)) if query else ():
        page = page.replace(said, "?")
    return TOKEN.sub("", page)


@pytest.mark.django_db
def test_hidden_and_missing_answer_alike(walker: Walker) -> None:
    wrong, tried = [], 0
    for row in (
        row for row in TABLE if row.stage == "drafted" and row.at[0] != "-" and row.name != "api_nothing"
    ):
        for place in row.at:
            person = next((p for p in ("maling", "sunli", "hexin") if row.expected(p, place) == HIDDEN), None)
            if person is None or place == "PLANNED" or ("unit" in row.name and "change" not in row.name):
                continue
            tried += 1
            hidden, missing = (walker.ask(row, where, person) for where in (place, MISSING))
            same = [
                plain(a, walker.stage.url(row.name, p, dict(row.args)), walker.stage.query(row, p))
                for a, p in ((hidden, place), (missing, MISSING))
            ]
            if (hidden.status_code, same[0]) != (missing.status_code, same[1]):
                wrong.append(
                    f"{row.method} {row.name} {row.args} at {place} by {person}: {hidden.status_code} {missing.status_code}"
                )
    assert not wrong, "\n".join(wrong)
    assert tried > 100


@pytest.mark.django_db
def test_whoever_has_a_one_time_code_gets_nothing_before_choosing_a_password(walker: Walker) -> None:
    user = walker.stage.cast.user("linnan")
    user.must_change_password = True
    user.save()
    # The stage is shared and was marked before.
    walker.mark()
    open_before = {
        "account_change_password",
        "account_logout",
        "set_language",
        "set_text_size",
        "health",
        "ready",
        "api_nothing",
    }
    for row in (row for row in TABLE if row.stage == "drafted" and row.name not in open_before):
        place = TOWN if TOWN in row.at else row.at[0]
        answer = walker.ask(row, place, "linnan")
        to_password = answer.status_code == 302 and answer["Location"].startswith("/account/password/")
        assert to_password or outcome(answer) == FORBIDDEN, (row.name, answer.status_code)
        assert not answer.changed, row.name


@pytest.mark.django_db
def test_the_walk_sees_a_change_and_takes_it_back(walker: Walker) -> None:
    row = first("unit_change")
    answer = walker.ask(row, TOWN, "chenjing")
    assert {"units_unit", "units_unitevent", "record_entry"} <= set(answer.changed)
    with undone():
        assert fingerprint() == walker.baseline


def test_what_a_slice_says_of_an_address_is_said_of_one_in_the_table() -> None:
    names = {row.name for row in TABLE}
    acts = {act.partition(" ")[0] for policy in POLICIES.values() for act in policy.versions}
    said = {*merged("unversioned"), *listed("fresh"), *(name for name, _place in listed("later")), *acts}
    assert said <= names, said - names
