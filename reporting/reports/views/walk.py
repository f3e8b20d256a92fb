"""A report on the desk of the walk through the inbox: its text, what can be done in place, last year's beside."""

from reporting.reports.queries.coming_back import why_back
from reporting.reports.queries.reports import (
    Part,
    ReportView,
    files_shown,
    last_year_texts,
    parts_of,
    view_of,
)
from reporting.reports.views.common import obligation_for
from reporting.reports.views.filing import PAGES
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import Desk


def on_desk(actor: Actor, key: str) -> Desk:
    """The report of the key `<cycle>/<code>`; `Hidden` outside of the reach."""
    cycle, _slash, code = key.partition("/")
    obligation = obligation_for(actor, cycle, code)
    found = view_of(obligation, actor)
    last = _last_year(found)
    context = {
        "view": found,
        "obligation": obligation,
        "files": files_shown(found),
        "came_back": why_back(obligation, actor, found.submissions),
        "may_write": found.may_edit and actor.can(C.REPORT_DRAFT, obligation),
        "forms": [(act, PAGES.form(act.key, obligation)) for act in found.acts if act.key in PAGES.forms],
        "late": obligation.timely is False,
        "last": last,
        "today": clock.today(),
    }
    beside = "reports/_walk_last.html" if last else ""
    return Desk("reports/_walk_subject.html", "reports/_walk_decision.html", context, beside)


def _last_year(found: ReportView) -> list[tuple[Part, Part]]:
    """Each section now and as it was accepted last; nothing without an earlier report."""
    texts = last_year_texts(found.obligation)
    then = parts_of(found.obligation.cycle.kind.parts(), texts)
    return list(zip(found.parts, then, strict=True)) if any(part.text for part in then) else []
