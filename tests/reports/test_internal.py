"""What happens inside a house before its report goes out: others read that it happened, never why."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports import rules
from reporting.reports.actions import filing
from reporting.reports.models import Cycle, Obligation
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.queries import actor_for
from responsibilities.files.actions import attach, detach
from responsibilities.record.actions import fold
from responsibilities.record.models import Entry
from responsibilities.record.queries import about, line, reason_for
from responsibilities.roles import C
from tests.cast import Cast, town
from tests.reports import story
from tests.reports.test_invariants import COUNTY
from tests.reports.test_invariants import TABLE as ACTS

pytestmark = pytest.mark.django_db

WHY = "产业一节夸大了引回人数"
HOUSE = ("wangfang", "lijun", "zhaogang", "qianmei")
ABOVE = ("chenjing", "guoping", "fengbo", "weiwei", "zhouqiang", "wumin", "linnan", "shenji")
"""The office that receives, readers, principals and offices farther above, the auditor."""


def send_back(cast: Cast, row: Obligation) -> None:
    filing.send(actor=cast.wangfang, obligation=row)
    filing.send_back(actor=cast.lijun, obligation=row, reason=WHY)


def decline(cast: Cast, row: Obligation) -> None:
    filing.send(actor=cast.wangfang, obligation=row)
    filing.approve(actor=cast.lijun, obligation=row)
    filing.decline(actor=cast.zhaogang, obligation=row, reason=WHY)


def withdraw(cast: Cast, row: Obligation) -> None:
    filing.withdraw(actor=cast.wangfang, obligation=story.submitted(cast, row.cycle), reason=WHY)


# act, how it comes about, whether those above read the reason
TABLE: tuple[tuple[str, Callable[[Cast, Obligation], None], bool], ...] = (
    ("send_back", send_back, False),
    ("decline", decline, False),
    ("withdraw", withdraw, True),
)
"""Taking back what was already submitted concerns the office that had it: its reason is read there."""


def doors(client: Client, row: Obligation) -> dict[str, Any]:
    """Every page that shows the record of the report."""
    report = client.get(reverse("report", args=[row.cycle.key, row.unit.code]))
    unit = client.get(reverse("unit", args=[row.unit.code]), {"tab": "record"})
    return {"report": report, "unit": unit, "record": client.get(reverse("record"))}


@pytest.mark.parametrize(("key", "happens", "told"), TABLE)
def test_why_is_read_within_the_unit_and_above_only_that_it_happened(
    cast: Cast, key: str, happens: Callable[[Cast, Obligation], None], told: bool
) -> None:
    happens(cast, story.drafted(cast, story.running(cast)))
    row = story.owed(Cycle.objects.get())
    for name in HOUSE + ABOVE:
        client = Client(headers={"Accept-Language": "zh-hans"})
        client.force_login(cast.user(name))
        for door, answer in doors(client, row).items():
            page = answer.content.decode()
            if answer.status_code != 200:
                assert (name, door) == ("shenji", "report")  # the auditor reads the record, no reports
                continue
            assert (WHY in page) is (name in HOUSE or told), (name, door)
    entry = Entry.objects.get(verb=f"report.{key}")
    assert entry.reason == WHY  # it is on the record, sealed with it
    above = line(entry, cast.chenjing)
    assert above.who in above.text
    assert (above.reason, WHY in above.text) == (WHY if told else "", False)


def test_programs_read_no_internal_reason(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    send_back(cast, row)
    fold()
    client = Client()
    client.force_login(cast.user("chenjing"))
    for address in (
        f"/api/v1/reports/{row.public_id}/",
        f"/api/v1/obligations/{row.public_id}/",
        "/api/v1/status/changes",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert WHY not in answer.content.decode(), address
    assert "report.send_back" in answer.content.decode()


def test_every_act_before_submission_is_declared_as_one_of_the_house() -> None:
    inside = {act.key for act in rules.WORKFLOW.acts if act.internal}
    # By hand in the table of acts: what the town itself does, and what of it the level above gets to see.
    towns = {act for act, (who, _steps) in ACTS.items() if COUNTY not in who} - {"write"} | {"start"}
    assert inside == towns - {"submit", "withdraw"}
    assert {"start", "send", "approve", "send_back", "sign", "decline"} <= inside
    assert all(act.capability in rules.READS_DRAFTS for act in rules.WORKFLOW.acts if act.internal)


def test_a_reader_in_the_town_itself_reads_neither_draft_nor_reasons(cast: Cast) -> None:
    """Whoever may not read the draft does not read what was wrong with it."""
    row = story.drafted(cast, story.running(cast))
    send_back(cast, row)
    security = actor_for(cast.user("anquan").pk, fresh=True)
    grant_role(actor=security, user=cast.user("hexin"), unit=town(), role="reader")
    assert cast.hexin.can(C.RECORD_READ, town())
    lines = about(cast.hexin, "report", row.public_id)
    assert lines
    assert not [found for found in lines if found.reason]
    assert reason_for(Entry.objects.get(verb="report.send_back"), cast.wangfang) == WHY


def test_the_name_of_a_file_that_was_not_sent_is_read_in_the_house_only(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    data = "引回大学生村干部名单".encode()
    kept = attach(
        actor=cast.wangfang, kind="report", key=row.public_id, lo=town().lo, name="名单.txt", data=data
    )
    detach(actor=cast.wangfang, file=kept)
    entries = Entry.objects.filter(verb__in=("file.attach", "file.detach"))
    assert entries.count() == 2
    for entry in entries:
        for name in HOUSE:
            assert "名单" in line(entry, getattr(cast, name)).text, name
        for name in ABOVE:
            found = line(entry, getattr(cast, name))
            assert "名单" not in found.text, name
            assert cast.wangfang.name in found.text, name
