"""Every list that leaves the product as a workbook says above its headings what it is, of which day, and of what part.

All addresses of the table are walked; a new workbook comes along by itself.
"""

import io
import re

import pytest
from openpyxl import load_workbook

from tests.policy.rows import OK, Row
from tests.policy.table import TABLE
from tests.policy.walker import Walker, undone

pytestmark = pytest.mark.django_db

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ_IN_AGAIN = {"roster_sheet", "roster_template", "roster_reasons", "ledger_sheet_template"}
"""What is filled in and comes back begins with its headings."""
DAY = re.compile(r"截至20\d\d年\d{1,2}月\d{1,2}日")
STEPS = sorted({row.stage for row in TABLE if row.method == "GET"})


def first_lines(data: bytes) -> list[str]:
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return [str(line[0] or "") for line in sheet.iter_rows(min_row=1, max_row=6, values_only=True)]


def workbooks(walker: Walker, step: str) -> dict[str, list[str]]:
    """The first column of each workbook at its top, by address."""
    found = {}
    for row in (
        row for row in TABLE if row.method == "GET" and row.stage == step and not row.name.startswith("api_")
    ):
        person = next(iter(row.people_with(OK, row.at[0])), None)
        if person is None or not _may_be_one(row):
            continue
        answer = walker.ask(row, row.at[0], person)
        if answer.status_code == 200 and answer["Content-Type"].startswith(XLSX):
            found[f"{row.name}{row.query}"] = first_lines(answer.content)
    return found


def _may_be_one(row: Row) -> bool:
    return row.name not in READ_IN_AGAIN and not row.name.startswith(("calendar", "inbox"))


@pytest.mark.parametrize("step", STEPS)
def test_a_workbook_says_above_its_headings_what_it_is_and_of_which_day(walker: Walker, step: str) -> None:
    with undone():
        if step != "drafted":
            walker.tell(step)
        found = workbooks(walker, step)
    bare = {
        address: lines for address, lines in found.items() if not any(DAY.match(line) for line in lines[1:])
    }
    assert not bare
    assert len(found) >= (6 if step == "drafted" else 0), sorted(found)
    for lines in found.values():
        assert lines[0]
