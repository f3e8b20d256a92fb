"""What a program did is told apart from what the person did: on the entry, under its seal, on pages and in the feed."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from reporting.reports.models import Cycle
from responsibilities.record.actions import fold, seal
from responsibilities.record.models import Entry
from responsibilities.record.queries.verification import verify
from tests.api.conftest import Program
from tests.cast import Cast, town
from tests.reports import story
from tests.working import run_jobs

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def signed_in(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.user(username))
    return client


def test_the_entry_keeps_the_number_of_the_token_and_of_nothing_where_the_person_acts(
    program: Programs, cast: Cast, cycle: Cycle
) -> None:
    row = story.submitted(cast, cycle)
    assert set(Entry.objects.values_list("token", flat=True)) == {""}
    county = program("chenjing")
    done = county.post(f"reports/{row.public_id}/receive/", {}, match=row.version)
    assert done.status_code == 200
    entry = Entry.objects.get(verb="report.receive")
    assert county.token is not None
    assert (entry.actor_name, entry.via, entry.token) == ("陈静", "rest", county.token.key_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_context ->> 'token' FROM reports_obligationevent WHERE pgh_context_id = %s",
            [entry.context],
        )
        assert cursor.fetchone() == (county.token.key_id,)


def test_the_same_person_by_session_over_the_interface_is_no_program(
    program: Programs, cast: Cast, cycle: Cycle
) -> None:
    row = story.submitted(cast, cycle)
    by_session = Program(client=signed_in(cast, "chenjing"))
    answer = by_session.post(f"reports/{row.public_id}/receive/", {}, match=row.version)
    assert answer.status_code == 200
    assert Entry.objects.get(verb="report.receive").token == ""


def test_work_queued_by_a_program_stays_the_programs(
    program: Programs, cast: Cast, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.reports.api.bulk.AT_ONCE", 0)
    row = story.submitted(cast, cycle)
    county = program("chenjing")
    item = {"cycle": cycle.key, "code": town().code, "version": row.version}
    assert county.post("obligations/bulk/", {"act": "receive", "items": [item]}).status_code == 202
    assert run_jobs() == 1
    assert county.token is not None
    assert Entry.objects.get(verb="report.receive").token == county.token.key_id


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "由程序 {} 代办"), ("en", "by program {}")])
def test_pages_and_feed_say_that_it_was_a_program(
    program: Programs, cast: Cast, cycle: Cycle, language: str, words: str
) -> None:
    row = story.submitted(cast, cycle)
    county = program("chenjing")
    assert county.post(f"reports/{row.public_id}/receive/", {}, match=row.version).status_code == 200
    assert county.token is not None
    number = county.token.key_id
    reader = signed_in(cast, "fengbo")
    for address in (f"/reports/{row.public_id}/", "/record/", f"/units/{town().code}/?tab=record"):
        shown = reader.get(address, headers={"Accept-Language": language}).content.decode()
        assert shown.count(words.format(number)) == 1, address
    fold()
    feed = county.get("status/changes").json()["changes"]
    assert {(c["verb"], c["program"]) for c in feed if c["key"] == row.public_id} >= {
        ("report.receive", number),
        ("report.submit", ""),
    }


@pytest.mark.parametrize("to", ["''", "'other'"])
def test_the_number_of_the_token_is_under_seal(
    program: Programs, cast: Cast, cycle: Cycle, to: str, tmp_path: object, settings: object
) -> None:
    settings.ANCHOR_FILE = tmp_path / "anchor.txt"  # type: ignore[attr-defined, operator]
    row = story.submitted(cast, cycle)
    assert (
        program("chenjing").post(f"reports/{row.public_id}/receive/", {}, match=row.version).status_code
        == 200
    )
    seal()
    assert verify(None, lambda done, total: None).sound
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE record_entry DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE record_entry SET token = {to} WHERE verb = 'report.receive'")
        cursor.execute("ALTER TABLE record_entry ENABLE TRIGGER USER")
    assert not verify(None, lambda done, total: None).sound
