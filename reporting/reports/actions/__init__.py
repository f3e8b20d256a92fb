"""Verbs of the reports: opening cycles, filing, deciding, and what the clock does.

`DO`, `DO_CYCLE` and `DO_SERIES` say which action does each act and what it takes; forms, bodies and addresses are made
from them.
"""

from datetime import date

from reporting.reports import rules
from reporting.reports.actions import cycles, deciding, filing, series
from revitalization.kit.doing import Doing, Doings, Take, reason
from revitalization.kit.words import N_

REASON = reason("Needed to send back, decline, withdraw, return, exempt.")
DRAFT_VERSION = Take(
    "draft_version",
    int,
    "`draft.version` of the text that was read; needed to send.",
    asked=N_("Say which text you read: draft.version of the report."),
)
NEW_DUE_ON = Take("new_due_on", date, "The new deadline; only to return.", N_("New deadline"))
ON_BEHALF_OF = Take(
    "on_behalf_of", str, "Post key of the principal signed for; only to sign.", most=32, own="own"
)
ONCE_SIGNED = Take(
    "once_signed",
    str,
    "What follows the last signature: `submit`, or `keep` for the filer; only to pass on for signing and to sign.",
    N_("Once all have signed"),
    choices=(
        ("", N_("as chosen before; else the filer submits")),
        ("submit", N_("submitted at once")),
        ("keep", N_("the filer submits")),
    ),
)
DOCUMENT_NUMBER = Take(
    "document_number",
    str,
    "The unit's own number of the paper; only to submit, may be left out.",
    N_("Document number"),
    N_("From your office's register, such as 红党发〔2026〕45号. Leave it empty if there is none yet."),
    most=80,
)

DO = Doings(
    rules.WORKFLOW,
    "obligation",
    {
        "send": Doing(filing.send, DRAFT_VERSION),
        "approve": Doing(filing.approve, ONCE_SIGNED),
        "send_back": Doing(filing.send_back, REASON),
        "recall": Doing(filing.recall),
        "sign": Doing(filing.sign, ON_BEHALF_OF, ONCE_SIGNED),
        "decline": Doing(filing.decline, REASON),
        "submit": Doing(filing.submit, DOCUMENT_NUMBER),
        "withdraw": Doing(filing.withdraw, REASON),
        "receive": Doing(deciding.receive),
        "accept": Doing(deciding.accept, REASON),
        "return": Doing(deciding.return_report, REASON, NEW_DUE_ON),
        "exempt": Doing(deciding.exempt, REASON),
    },
    # The first save starts the report.
    inner=frozenset({"start"}),
)
DO_CYCLE = Doings(
    rules.CYCLE,
    "cycle",
    {"open": Doing(cycles.open_cycle), "close": Doing(cycles.close_cycle, reason("Why it is closed."))},
)
DO_SERIES = Doings(
    rules.SERIES,
    "series",
    {"start": Doing(series.start_series), "stop": Doing(series.stop_series, reason("Why it is stopped."))},
)
