"""How the numbered papers of the reports come into the register of their unit."""

import pgtrigger

from reporting.reports.rules import NOTICES
from responsibilities.numbers.models import entered


def notice_entered(kind: str, when: str = "TRUE") -> pgtrigger.Trigger:
    """Enters the notice behind a cycle or a recurring notice; one notice may ask for several kinds of report."""
    return entered(
        kind,
        unit="NEW.scope_id",
        number="NEW.notice_number",
        title="NEW.notice_title",
        dated="NEW.issued_on",
        key="NEW.key",
        when=when,
        joins=NOTICES,
    )


def paper_entered(kind: str, unit: str) -> pgtrigger.Trigger:
    """Enters a paper about one report, under the key of that report; `unit` is the column of who issues it."""
    return entered(
        kind,
        unit=f"NEW.{unit}",
        number="NEW.number",
        title="NEW.title",
        dated="NEW.dated_on",
        key="""(
        SELECT c.key || '/' || u.code FROM reports_obligation o JOIN reports_cycle c ON c.id = o.cycle_id
        JOIN units_unit u ON u.id = o.unit_id WHERE o.id = NEW.obligation_id
    )""",
    )


REPORT_ENTERED = paper_entered("report", "unit_id")
"""Enters the number under which a report was registered."""
