"""The audit administrator's console: the record narrowed and taken away, security events, the record verified."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from responsibilities.access.models import Grant, SecurityEvent
from responsibilities.jobs.models import Job
from responsibilities.record.actions import seal
from responsibilities.record.models import Entry
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from tests import world
from tests.cast import Cast, sister, town
from tests.working import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ANCHOR_FILE = tmp_path / "anchor.txt"


def at(cast: Cast, username: str = "shenji") -> Client:
    client = Client()
    client.force_login(cast.user(username))
    return client


def read(cast: Cast, address: str, username: str = "shenji") -> str:
    answer = at(cast, username).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def note(label: str, unit: Any, who: str = "王芳") -> None:
    actor = Actor.system(who, via="command")
    with recorded(ports.Entry("unit.note", actor, ("unit", unit.code), label, unit.lo, reason=f"={label}")):
        pass


def sheet_of(job: Job) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(job.file.read()))
    return [tuple(cell.value for cell in row) for row in book.worksheets[0].iter_rows()]


def kinds_of(job: Job) -> list[list[str]]:
    """What the cells hold: "f" would be a formula."""
    with job.file.open("rb") as file:
        book = load_workbook(io.BytesIO(file.read()))
    return [[cell.data_type for cell in row] for row in book.worksheets[0].iter_rows()]


def damage(sql: str) -> None:
    """As whoever owns the database could: past rights and triggers."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE record_entry DISABLE TRIGGER USER")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE record_entry ENABLE TRIGGER USER")
        cursor.execute("SET ROLE baton_app")


# ------------------------------------------------------------------ the record


def test_a_line_of_the_record_names_its_unit(cast: Cast) -> None:
    note("甲件", town())
    note("乙件", sister())
    text = re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", read(cast, "/record/?kind=unit").split('class="days"')[1])
    )
    assert text.index("中堡镇") < text.index("乙件") < text.index("红城镇") < text.index("甲件")


@pytest.mark.parametrize(
    ("unit", "found"), [("红城镇", ["甲件"]), ("永登县", ["甲件", "乙件"]), ("西吉县", []), ("无此县", [])]
)
def test_the_record_is_narrowed_to_a_unit_and_what_lies_below(
    cast: Cast, unit: str, found: list[str]
) -> None:
    note("甲件", town())
    note("乙件", sister())
    text = read(cast, f"/record/?kind=unit&unit={unit}")
    assert [label for label in ("甲件", "乙件") if label in text] == found


def test_the_record_asks_the_same_questions_for_one_line_and_for_forty(cast: Cast) -> None:
    client, asked = at(cast), []
    client.get("/record/")
    for n in (1, 40):
        for number in range(n):
            note(f"第{number}件", town() if number % 2 else sister())
        with CaptureQueriesContext(connection) as queries:
            client.get("/record/?unit=永登县")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_what_is_filtered_is_exported_and_that_is_on_the_record(cast: Cast) -> None:
    note("甲件", town())
    note("乙件", sister())
    answer = at(cast).post("/record/export/?kind=unit&unit=红城镇")
    assert answer.status_code == 302
    job = Job.objects.get(kind="record.export")
    assert answer["Location"] == f"/jobs/{job.public_id}/"
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"rows": 1})
    rows = sheet_of(job)
    assert "红城镇" in rows[-1]
    assert "甲件" in str(rows)
    assert "乙件" not in str(rows)
    assert {kind for row in kinds_of(job) for kind in row} <= {"s", "n", "d"}
    entry = Entry.objects.get(verb="record.export")
    assert (entry.actor_name, entry.count) == ("审计员", 1)
    assert entry.after["filters"] == {"kind": "unit", "unit": "红城镇"}
    assert "审计员导出" in read(cast, "/record/?kind=audit")


def test_a_city_s_audit_administrator_exports_only_the_city(cast: Cast) -> None:
    note("甲件", town())
    note("外省件", world.unit(world.XIJI))
    with recorded(ports.Entry("grant.move", Actor.system("tests"), ("grant", "1"), "shenji", 0)):
        Grant.objects.filter(user__username="shenji").update(until=clock.today() - timedelta(days=1))
        old = Grant.objects.filter(user__username="shenji").get()
        Grant.objects.create(
            user=old.user, role=old.role, content_object=world.unit(world.LANZHOU),
            permission=old.permission, since=clock.today(),
        )  # fmt: skip
    at(cast).post("/record/export/")
    run_jobs()
    rows = str(sheet_of(Job.objects.get(kind="record.export")))
    assert "甲件" in rows
    assert "外省件" not in rows
    assert at(cast).get("/verification/").status_code == 403
    assert at(cast).post("/verification/now/").status_code == 403
    assert not Job.objects.filter(kind="record.verify").exists()


@pytest.mark.parametrize("username", ["wangfang", "chenjing", "anquan", "xitong"])
def test_nobody_else_exports_or_verifies(cast: Cast, username: str) -> None:
    client = at(cast, username)
    for address in ("/record/export/", "/security-events/export/", "/verification/now/"):
        assert client.post(address).status_code == 403, address
    assert client.get("/verification/").status_code == 403
    assert not Job.objects.exists()
    if username in ("wangfang", "chenjing"):
        assert "/record/export/" not in read(cast, "/record/", username)


def test_an_unknown_filter_is_refused_and_nothing_is_queued(cast: Cast) -> None:
    assert at(cast).post("/record/export/?whom=王芳").status_code == 400
    assert not Job.objects.exists()


# ------------------------------------------------------------------ security events


def test_security_events_are_narrowed_by_first_day_and_unit_and_exported(cast: Cast) -> None:
    early = clock.now() - timedelta(days=5)
    for who, when, address in (
        ("wangfang", early, "10.0.0.1"), ("wangfang", clock.now(), "10.0.0.2"), ("maling", clock.now(), "10.0.0.3"),
    ):  # fmt: skip
        SecurityEvent.objects.create(
            at=when, kind="failed", user=cast.user(who), username=who, address=address, detail="=1+1"
        )
    query = f"?kind=failed&from={clock.today()}&unit=永登县"
    text = read(cast, f"/security-events/{query}")
    assert [address for address in ("10.0.0.1", "10.0.0.2", "10.0.0.3") if address in text] == ["10.0.0.2"]
    at(cast).post(f"/security-events/export/{query}")
    run_jobs()
    job = Job.objects.get(kind="events.export")
    rows = str(sheet_of(job))
    assert (job.result, "10.0.0.2" in rows, "10.0.0.1" in rows) == ({"rows": 1}, True, False)
    assert Entry.objects.get(verb="events.export").after["filters"]["unit"] == "永登县"


# ------------------------------------------------------------------ verification


def test_a_sound_record_is_said_to_be_sound_with_what_was_looked_at(cast: Cast) -> None:
    note("甲件", town())
    seal()
    n = Entry.objects.count()
    answer = at(cast).post("/verification/now/")
    assert (answer.status_code, answer["Location"]) == (302, "/verification/")
    assert 'hx-get="/jobs/' in read(cast, "/verification/")
    run_jobs()
    job = Job.objects.get(kind="record.verify")
    assert (job.state, job.result["sound"], job.result["entries"], job.result["faults"]) == (
        "done",
        True,
        n,
        [],
    )
    text = read(cast, "/verification/")
    assert "留痕完好" in text
    assert f">{n}<" in re.sub(r"\s+", "", text)
    entry = Entry.objects.get(verb="record.verify")
    assert (entry.actor_name, entry.count, entry.after) == ("审计员", n, {"sound": True, "faults": 0})


def test_an_altered_entry_is_named_on_the_page(cast: Cast) -> None:
    note("甲件", town())
    seal()
    wrong = Entry.objects.get(label="甲件")
    damage(f"UPDATE record_entry SET actor_name = '别人' WHERE id = {wrong.pk}")
    at(cast).post("/verification/now/")
    run_jobs()
    text = read(cast, "/verification/")
    assert f"entry {wrong.pk} " in text
    assert "留痕不完好" in text
    assert Entry.objects.get(verb="record.verify").after["sound"] is False


def test_an_anchor_file_that_cannot_be_read_is_said_and_is_no_sound_record(cast: Cast, settings: Any) -> None:
    settings.ANCHOR_FILE.write_text("not a seal\n")
    at(cast).post("/verification/now/")
    run_jobs()
    job = Job.objects.get(kind="record.verify")
    assert job.state == "failed"
    assert "anchor" in job.reasons[0]["message"] or "留存文件" in job.reasons[0]["message"]
    assert "留痕完好" not in read(cast, "/verification/")


def test_pressing_twice_queues_one_verification(cast: Cast) -> None:
    for _time in range(2):
        at(cast).post("/verification/now/")
    assert Job.objects.filter(kind="record.verify").count() == 1


def test_security_events_are_narrowed_to_an_address_or_a_network(cast: Cast) -> None:
    for number, address in enumerate(("10.1.0.9", "10.1.200.7", "10.2.0.1", "2001:db8::7")):
        SecurityEvent.objects.create(
            kind="sign_in", username=f"jia{number}", address=address, user=cast.user("wangfang")
        )
    for asked, shown in (
        ("10.1.0.9", {0}), ("10.1.0.0/16", {0, 1}), ("10.1.0.9/16", {0, 1}), ("2001:db8::/32", {3}), ("10.9.9.9", set()),
    ):  # fmt: skip
        text = read(cast, f"/security-events/?address={asked}")
        assert {number for number in range(4) if f">jia{number}<" in text} == shown, asked
    for broken in ("10.1.0", "10.1.0.0/99", "红城镇", "10.1.0.9'"):
        answer = at(cast).get("/security-events/", {"address": broken})
        assert answer.status_code == 400
        assert "10.1.0.0/16" in answer.content.decode()
