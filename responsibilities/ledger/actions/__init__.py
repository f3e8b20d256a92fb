"""Verbs of the ledger: issuing and handing down, the work of units, what those above decide, what the clock does.

`DO` and `DO_MATTER` say which action does each act and what it takes; forms, bodies and addresses are made from them.
"""

from datetime import date

from responsibilities.ledger import rules
from responsibilities.ledger.actions import drawing, funds, issuing, judging, milestones, working
from responsibilities.ledger.rules.funds import LONGEST, MEASURED, SOURCES
from revitalization.kit.doing import Doing, Doings, Take, reason
from revitalization.kit.words import N_

# What bears one name for programs is described once, whichever act takes it.
_REASON = (
    "Needed to send a plan back, ask for time or refuse it, object, return, reopen, cancel, to claim less, to set"
    " other milestones, and to correct an entry of funds."
)
_WORDS = (
    "What was done, in a line of at most 300 characters for progress; what was found at a check or a review; which"
    " fund, or what was paid for."
)
_DAY = (
    "The day of progress (today when left out), of the check, or on which funds were planned, allotted or paid; the"
    " first day of a public notice."
)
_NUMBER = (
    "Number of the document that grants or approves it, or that plans or allots funds; of a payment that of its"
    " voucher."
)
_PLACE = "Where the public notice hangs; the number of the new finding when reopened."
_DUE = "The new deadline; of a plan, until when it is done (the item's deadline when left out)."
REASON = reason(_REASON)
PERCENT = Take(
    "percent",
    str,
    "How far it is, 0 to 100 with one decimal at most; only to report progress.",
    N_("Per cent done"),
    most=5,
)
LINE = Take("words", str, _WORDS, N_("Progress in a line"), most=300)
ON_DAY = Take("on_day", date, _DAY, N_("As of"))
LESS = Take(
    "reason",
    str,
    _REASON,
    N_("Why it is less than before"),
    N_("Only when the number has gone down."),
)
MEASURES = Take("measures", str, "What the unit means to do.", N_("Measures"), most=2000, long=True)
PERSON = Take("person", str, "Who answers for it.", N_("Who answers for it"), most=60)
PLAN_UNTIL = Take("new_due_on", date, _DUE, N_("To be done by"))
DONE = Take("words", str, _WORDS, N_("What was done"), most=2000, long=True)
EFFECT = Take("effect", str, "What it brought.", N_("What it brought"), most=2000, long=True)
FOUND = Take("words", str, _WORDS, N_("Result of the check"), most=2000, long=True)
REVIEWED = Take("words", str, _WORDS, N_("Result of the review"), most=2000, long=True)
CHECKED_ON = Take("on_day", date, _DAY, N_("Day of the check"))
WHERE = Take("place", str, _PLACE, N_("Where the notice is"), most=200)
FROM = Take("on_day", date, _DAY, N_("From"))
UNTIL = Take(
    "until",
    date,
    "Last day; five working days later when left out.",
    N_("Until"),
    N_("Five working days if left empty."),
)
NEW_DUE_ON = Take("new_due_on", date, _DUE, N_("New deadline"))
FINDING = Take("place", str, _PLACE, N_("The new finding"), most=200)
NUMBER = Take(
    "document_number",
    str,
    _NUMBER,
    N_("Document number"),
    most=80,
)
AMOUNT = Take(
    "amount",
    str,
    "Digits, with a point: 120.5. In wan six decimals at most, in yuan two; nothing is rounded.",
    N_("Amount"),
    N_("Six decimals at most in ten thousand yuan, two in yuan."),
    most=LONGEST + 8,
)
AMOUNT_IN = Take(
    "measured",
    str,
    "What the amount is counted in: wan (ten thousand yuan) or yuan.",
    N_("Counted in"),
    choices=tuple(MEASURED.items()),
)
FUND = Take(
    "fund",
    str,
    "Whose funds they are: " + ", ".join(SOURCES) + ". Left out in a correction: those of the entry.",
    N_("Source of the funds"),
    N_("Needed for a new entry."),
    choices=(("", N_("choose; a correction keeps its own")), *SOURCES.items()),
)
FUNDED_ON = Take("on_day", date, _DAY, N_("Day"))
PLANNED_BY = Take("document_number", str, _NUMBER, N_("Document number"), most=80)
VOUCHER = Take("document_number", str, _NUMBER, N_("Voucher number"), most=80)
APPROVAL = Take(
    "approval",
    str,
    "The document that allows more to be allotted than is planned.",
    N_("Document that allows more than planned"),
    N_("Only when more is allotted than planned."),
    most=80,
)
FUND_NAME = Take("words", str, _WORDS, N_("Name of the fund"), most=300)
PAID_FOR = Take("words", str, _WORDS, N_("What was paid for"), most=300)
CORRECTS = Take(
    "corrects",
    int,
    "Number of the entry that this one replaces; its amount is then what it should have been, 0 to take it back.",
    N_("Corrects entry number"),
    N_("Only for a correction: write the amount as it should have been, 0 to take it back."),
)
CORRECTED = Take("reason", str, _REASON, N_("Reason of the correction"), most=300)
ENTRY = (AMOUNT, AMOUNT_IN, FUND, FUNDED_ON)
MILESTONES = Take(
    "milestones",
    str,
    "One a line: day and per cent, such as 2026-06-30 40; none: progress runs straight.",
    N_("Milestones"),
    N_("One a line: day and per cent, such as 2026-06-30 40. Without them progress runs straight."),
    long=True,
)

DO = Doings(
    rules.WORKFLOW,
    "item",
    {
        "accept": Doing(working.accept),
        "send_plan": Doing(working.send_plan, MEASURES, PERSON, PLAN_UNTIL),
        "agree_plan": Doing(judging.agree_plan),
        "refuse_plan": Doing(judging.refuse_plan, REASON),
        "progress": Doing(working.report_progress, PERCENT, LINE, ON_DAY, LESS),
        "plan_funds": Doing(funds.plan_funds, *ENTRY, PLANNED_BY, APPROVAL, FUND_NAME, CORRECTS, CORRECTED),
        "allot": Doing(funds.allot, *ENTRY, PLANNED_BY, APPROVAL, FUND_NAME, CORRECTS, CORRECTED),
        "pay": Doing(funds.pay, *ENTRY, VOUCHER, PAID_FOR, CORRECTS, CORRECTED),
        "announce": Doing(funds.announce, WHERE, FROM, UNTIL),
        "prepare": Doing(working.prepare, DONE, EFFECT),
        "declare": Doing(working.declare, DONE, EFFECT),
        "check": Doing(judging.check, FOUND, CHECKED_ON),
        "publicize": Doing(judging.publicize, WHERE, FROM, UNTIL),
        "object": Doing(judging.object_to, REASON),
        "settle_objection": Doing(judging.settle_objection, REASON),
        "sign": Doing(working.sign),
        "verify": Doing(judging.verify, REVIEWED),
        "return": Doing(judging.return_item, REASON, NEW_DUE_ON),
        "ask_extension": Doing(working.ask_extension, REASON, NEW_DUE_ON),
        "extend": Doing(judging.extend, NEW_DUE_ON, NUMBER, REASON),
        "refuse_extension": Doing(judging.refuse_extension, REASON),
        "set_milestones": Doing(milestones.set_milestones, MILESTONES, REASON),
        "reopen": Doing(judging.reopen, REASON, NEW_DUE_ON, FINDING),
        "cancel": Doing(judging.cancel, REASON, NUMBER),
    },
)
TITLE = Take("title", str, "New title; empty: as it is.", N_("What is to be done"), most=300)
TARGET = Take("target", str, "New target; empty: as it is.", N_("Target"), most=1000, long=True)
MEASURE = Take("measure", str, "New measures; empty: as they are.", N_("Measures"), most=2000, long=True)
DO_MATTER = Doings(
    rules.MATTER,
    "matter",
    {
        "issue": Doing(issuing.issue),
        "revise": Doing(drawing.revise, TITLE, TARGET, MEASURE, reason("Why the words change.")),
        "adopt": Doing(drawing.adopt),
        "discard": Doing(issuing.discard),
    },
)
