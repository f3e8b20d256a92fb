"""The same number given twice at the same moment stands on one paper."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connections

from reporting.reports.models import Obligation, Slip
from responsibilities.jobs.models import Job
from responsibilities.numbers.models import Issued
from responsibilities.record.models import Entry
from revitalization.kit import clock
from tests.cast import Cast, sister, town
from tests.conftest import NOON, as_application
from tests.numbers.test_hostile import browser, slip_page
from tests.reports.test_reminder_slips import late

pytestmark = pytest.mark.database


def test_two_officials_who_give_one_number_at_once_give_one_slip(committed: str, cast: Cast) -> None:
    row = late(cast)
    other = Obligation.objects.full().get(cycle=row.cycle, unit=sister())
    assert {row.unit, other.unit} == {town(), sister()}
    pages = [slip_page(row), slip_page(other)]
    clients = [browser(cast, "chenjing") for _page in pages]
    gate, answers = threading.Barrier(2), [0, 0]

    def press(n: int) -> None:
        form = {"document_number": "永农领办〔2026〕41号", "by": "2026-11-30"}
        try:
            with clock.moved_to(NOON), as_application(), connections["default"].execute_wrapper(held(gate)):
                answers[n] = clients[n].post(pages[n], form).status_code
        finally:
            gate.abort()
            connections.close_all()

    threads = [threading.Thread(target=press, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) in ([302, 400], [302, 409])
    assert Slip.objects.count() == Issued.objects.filter(kind="slip").count() == 1
    assert Job.objects.count() == Entry.objects.filter(verb="report.slip").count() == 1
    assert Slip.objects.get().by == date(2026, 11, 30)


def held(gate: threading.Barrier) -> Any:
    """Lets both come as far as the slip itself, which is after each has looked whether the number is free."""

    def wait(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "reports_slip"'):
            try:
                gate.wait(20)
            except threading.BrokenBarrierError:
                """The other has ended before it came so far."""
        return execute(sql, *rest)

    return wait
