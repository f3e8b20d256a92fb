"""Recurring notices for programs."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from reporting.reports.actions.series import open_due
from reporting.reports.api.series import EXAMPLE, PLAN
from reporting.reports.models import Series
from revitalization.kit import clock
from tests.api.conftest import Program
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def test_a_program_plans_puts_in_force_reads_and_stops(program: Programs, cast: Cast) -> None:
    province, county = program("wumin"), program("chenjing")
    planned = province.post("series/", PLAN)
    assert planned.status_code == 201
    assert planned["Location"] == f"/api/v1/series/{EXAMPLE}/"
    assert county.get(f"series/{EXAMPLE}/").status_code == 404
    started = province.post(f"series/{EXAMPLE}/start/", {}, match=planned["ETag"])
    assert (started.status_code, started.json()["status"]) == (200, "standing")
    with clock.moved_to(datetime(2026, 12, 31, 1, tzinfo=UTC)):
        open_due()
    seen = county.get(f"series/{EXAMPLE}/").json()
    assert [(p["period"], p["state"], p["provisional"]) for p in seen["periods"]] == [
        ("2026H2", "opened", False),
        ("2027H1", "coming", True),
        ("2027H2", "coming", True),
        ("2028H1", "coming", True),
    ]
    assert seen["acts"] == []
    cycle = county.get(f"cycles/{seen['periods'][0]['cycle']}/").json()
    assert (cycle["series"], cycle["status"]) == (EXAMPLE, "running")
    assert [row["next_on"] for row in county.get("series/").json()["results"]] == ["2027-06-30"]
    tag = province.get(f"series/{EXAMPLE}/")["ETag"]
    stopped = province.post(f"series/{EXAMPLE}/stop/", {"reason": "并入年度报告"}, match=tag)
    assert {p["state"] for p in stopped.json()["periods"]} == {"opened", "stopped"}


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"last_period": "2099H1"}, "/last_period"),
        ({"first_period": "2026"}, "/first_period"),
        ({"due_on": "2027-01-31"}, "/due_on"),
        ({"due_kind": "day"}, "/due_on"),
        ({"kind": "special"}, "/kind"),
        ({"notice_number": " "}, "/notice_number"),
    ],
)
def test_what_is_wrong_is_named_as_the_body_names_it(
    program: Programs, wrong: dict[str, Any], pointer: str
) -> None:
    refused = program("wumin").post("series/", PLAN | wrong)
    assert refused.status_code == 400
    assert pointer in {error["pointer"] for error in refused.json()["errors"]}
    assert not Series.objects.exists()
