"""Funds for programs: fen read, payments sent once, bodies that do not fit refused at their field."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from responsibilities.ledger.models import Purse
from revitalization.kit import clock
from tests.api.conftest import Program
from tests.cast import Cast, days, sister
from tests.ledger import story
from tests.ledger.asking import kept, pointers
from tests.ledger.test_funds_seen import half_paid

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def test_a_program_reads_fen_and_pays_and_sends_nothing_twice(program: Programs, cast: Cast) -> None:
    row = story.project(cast)
    filer = program("wangfang")
    path = f"ledger/{row.public_id}/"
    seen = filer.get(path)
    sent = {
        "amount": "333333.33",
        "measured": "yuan",
        "fund": "province",
        "on_day": "2026-11-20",
        "words": "进度款",
    }
    first = filer.post(f"{path}pay/", sent, match=seen["ETag"], key="one")
    assert first.status_code == 200, first.content
    assert filer.post(f"{path}pay/", sent, match=seen["ETag"], key="one").json() == first.json()
    assert filer.post(f"{path}pay/", sent, match=seen["ETag"], key="two").status_code == 412
    told_row = filer.get("ledger/", payment_lamp="red").json()["results"]
    assert [
        (it["planned_fen"], it["allotted_fen"], it["paid_fen"], it["payment_lamp"]) for it in told_row
    ] == [(120_000_000, 100_000_000, 33_333_333, "red")]
    one = filer.get(path).json()
    assert one["funds"]["paid_percent"] == "33.3%"
    assert one["funds"]["standing"]["n"] == "58.2"
    assert one["funds"]["notice_until"] == "2026-03-12"
    assert one["funds"]["sources"] == [
        {
            "source": "province",
            "planned_fen": 120_000_000,
            "allotted_fen": 100_000_000,
            "paid_fen": 33_333_333,
        }
    ]
    assert [(it["number"], it["what"], it["amount_fen"], it["in_force"]) for it in one["funds"]["entries"]] == [
        (3, "paid", 33_333_333, True), (2, "allotted", 100_000_000, True), (1, "planned", 120_000_000, True),
    ]  # fmt: skip
    assert "pay" in one["acts"]
    assert "allot" not in one["acts"]


def test_a_task_has_no_funds_for_programs_either(program: Programs, cast: Cast) -> None:
    row = story.underway(cast)
    filer = program("wangfang")
    assert filer.get(f"ledger/{row.public_id}/").json()["funds"] is None
    listed = filer.get("ledger/").json()["results"][0]
    assert [listed[name] for name in ("payment_lamp", "planned_fen", "allotted_fen", "paid_fen")] == [
        None
    ] * 4


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"amount": "100.000001"}, "/amount"),
        ({"amount": "1e3"}, "/amount"),
        ({"amount": 5}, "/amount"),
        ({"measured": "fen"}, "/measured"),
        ({"fund": "world"}, "/fund"),
        ({"on_day": "2026-11-25"}, "/on_day"),
        ({"corrects": 2, "reason": "记错"}, "/corrects"),
        ({"approval": "甘财农〔2026〕9号"}, "/approval"),
    ],
)
def test_a_body_that_does_not_fit_is_refused_at_its_field(
    program: Programs, cast: Cast, body: dict[str, Any], pointer: str
) -> None:
    row = story.project(cast)
    before = kept(), Purse.objects.values_list().get(pk=row.pk)
    sent = {"amount": "1", "measured": "wan", "fund": "province", "on_day": "2026-11-20", **body}
    answer = program("wangfang").post(f"ledger/{row.public_id}/pay/", sent, match=row.version)
    assert answer.status_code in (400, 422), answer.content
    assert pointer in pointers(answer)
    assert (kept(), Purse.objects.values_list().get(pk=row.pk)) == before


def test_what_is_allotted_is_entered_in_person(program: Programs, cast: Cast) -> None:
    row = story.project(cast)
    sent = {"amount": "1", "measured": "wan", "fund": "province", "on_day": "2026-11-20",
            "document_number": "永财农〔2026〕42号"}  # fmt: skip
    answer = program("chenjing").post(f"ledger/{row.public_id}/allot/", sent, match=row.version)
    assert answer.status_code == 403
    assert Purse.objects.get(pk=row.pk).allotted == 100_000_000


def test_a_turned_payment_lamp_is_among_what_changed(program: Programs, cast: Cast) -> None:
    row = half_paid(cast)
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()
    listed = (
        program("chenjing").get("ledger/", updated_since=tomorrow, matter=row.matter.key).json()["results"]
    )
    assert listed == []
    Purse.objects.filter(item__unit=sister()).update(lamp="yellow", lamp_on=days(2))
    listed = (
        program("chenjing").get("ledger/", updated_since=tomorrow, matter=row.matter.key).json()["results"]
    )
    assert [it["unit"] for it in listed] == [sister().code]
