"""Verbs of inspections: rules, the yearly plan and its lines, the course of an inspection, teams, marks.

`DO`, `DO_PLAN` and `DO_LINE` say which action does each act and what it takes; forms, bodies and addresses are made
from them.
"""

from datetime import date

from assessments.inspections.actions import feedback, inspections, lines, placing, plans, teams
from assessments.inspections.rules import INSPECTION, LINE, PLAN
from assessments.inspections.rules.inspections import PART_WORDS, PARTS
from revitalization.kit.doing import Doing, Doings, Take, reason
from revitalization.kit.words import N_

_NUMBER = "Number of the document: of the plan, the notice, the feedback, or of an approval."
_REASON = "Needed to send back, leave out, move, merge, postpone, set new days, cancel and to stand aside."
_UNIT = "Code of the unit that is inspected."
_DAY = "First day of the visit."
REASON = reason(_REASON)
NUMBER = Take("document_number", str, _NUMBER, N_("Document number"), most=80)
APPROVAL = Take(
    "document_number",
    str,
    _NUMBER,
    N_("Number of an approval"),
    N_("Only where it is to be made in spite of a clash."),
    most=80,
)
CANCELLING = Take("document_number", str, _NUMBER, N_("Number of the approval"), most=80)
UNIT = Take("unit", str, _UNIT, N_("Unit (code)"), most=20)
FIRST = Take("on_day", date, _DAY, N_("First day on site"))
OTHER_LINE = Take("other", int, "Number of the line that takes it over.", N_("Number of the other line"))
OTHER = Take(
    "other",
    str,
    "Key of the inspection that takes it over.",
    N_("The other inspection (key)"),
    N_("As in its address, such as 620000000000-2027-i3."),
    most=40,
)
TITLE = Take("title", str, "New title; empty: as it is.", N_("Title of the inspection"), most=200)
FROM = Take("from_on", date, "First day of the line's time; left out: as it is.", N_("From"))
TO = Take("to_on", date, "Last day of the line's time; left out: as it is.", N_("Until"))
ORGAN = Take(
    "organ",
    str,
    "Code of the body that inspects: the issuer or a department of it; empty: as it is.",
    N_("Who inspects (code)"),
    N_("The unit itself or a department of it; empty: as it is."),
    most=20,
)
GROUPS = Take("groups", int, "How many groups the team has.", N_("Number of groups"))
SIZE = Take("size", int, "How many people are in a group at most.", N_("People in a group"))
SEED = Take(
    "seed",
    str,
    "Seed of the lot, where it was thrown in public; left out, one is made.",
    N_("Number of the lot"),
    N_("Only where it was thrown in public; else one is made and kept."),
    most=32,
)
MEMBER = Take("member", str, "Sign-in name of the member.", N_("Member (sign-in name)"), most=60)
SCHEME = tuple(
    Take(
        name, str, f"Part of the scheme: {PART_WORDS[name].lower()}.", PART_WORDS[name], most=2000, long=True
    )
    for name in PARTS
)

_ASKED = N_("This is required here.")
LETTER = (
    Take(
        "overall",
        str,
        "Part of the feedback letter: the whole, with what is good.",
        N_("Overall"),
        most=2000,
        long=True,
        asked=_ASKED,
    ),
    Take(
        "causes", str, "Part of the feedback letter: why.", N_("Causes"), most=2000, long=True, asked=_ASKED
    ),
    Take(
        "demands",
        str,
        "Part of the feedback letter: what is asked.",
        N_("Demands"),
        N_("That plans are sent within fifteen working days, and until when one may object, is added."),
        most=2000,
        long=True,
        asked=_ASKED,
    ),
)
CONTACT = Take("contact", str, "Whom the units may ask.", N_("Contact"), most=120)

DO_PLAN = Doings(
    PLAN,
    "plan",
    {
        "fill": Doing(plans.fill),
        "submit": Doing(plans.submit),
        "approve": Doing(plans.approve),
        "send_back": Doing(plans.send_back, REASON),
        "publish": Doing(plans.publish, NUMBER),
    },
)
DO_LINE = Doings(
    LINE,
    "line",
    {
        "edit": Doing(lines.edit, TITLE, FROM, TO, ORGAN),
        "visit": Doing(lines.visit, UNIT, FIRST, APPROVAL),
        "spare": Doing(lines.spare, UNIT),
        "merge": Doing(lines.merge, OTHER_LINE),
        "drop": Doing(lines.drop, REASON),
        "restore": Doing(lines.restore),
    },
)
DO = Doings(
    INSPECTION,
    "inspection",
    {
        "write_scheme": Doing(inspections.write_scheme, *SCHEME),
        "approve_scheme": Doing(inspections.approve_scheme),
        "refuse_scheme": Doing(inspections.refuse_scheme, REASON),
        "draw_team": Doing(teams.draw_team, GROUPS, SIZE, SEED),
        "lead": Doing(teams.lead, MEMBER),
        "stand_aside": Doing(teams.stand_aside, REASON),
        "notice": Doing(inspections.notice, NUMBER),
        "begin": Doing(inspections.begin),
        "feed_back": Doing(feedback.feed_back, NUMBER, *LETTER, CONTACT),
        "close": Doing(inspections.close),
        "move": Doing(placing.move, UNIT, FIRST, REASON, APPROVAL),
        "merge": Doing(placing.merge, OTHER, REASON),
        "postpone": Doing(placing.postpone, REASON),
        "resume": Doing(placing.resume, FIRST, REASON, APPROVAL),
        "cancel": Doing(placing.cancel, REASON, CANCELLING),
    },
)
