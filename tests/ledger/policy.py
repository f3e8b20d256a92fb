"""What the ledger brings to the walks: rows, subjects, whose lines are shown, what its fields are."""

from typing import Any

from responsibilities.ledger.actions import drawing, working
from responsibilities.roles import C
from tests import world
from tests.cast import Cast
from tests.ledger import (
    policy_acts,
    policy_api,
    policy_beside,
    policy_lines,
    policy_pages,
    policy_papers,
    policy_scales,
    policy_sheets,
    policy_trials,
    story,
)
from tests.ledger.policy_stage import DRAFTED, STEP, Subjects, of_item, of_matter
from tests.policy.basics import ASKED, Policy, Shown, only
from tests.policy.people import GANSU, NINGXIA, READS, TOWN, YONGDENG

PAGED = ("order", "fields", "limit", "cursor", "count")
DRAWING = "measure supporting document_number document_title issued_on start_on due_on milestones levels basis approval"
DRAWN = ("LevelBody", "DrawUpBody", "HandDownBody", "HandDownForm", "MatterForm")
FIELDS = {
    # What the acts of each workflow take, on pages and by programs.
    "ledger": "version reason percent words on_day measures person new_due_on effect place until document_number"
    " amount measured fund approval corrects milestones",
    "matter": "version reason title target measure",
    "HandDownBody": f"{DRAWING} counts weight",
    "LevelBody": DRAWING,
    "DrawUpBody": f"{DRAWING} kind year title target source categories how_soon severity extent",
    "MilestoneBody": "on percent",
    "HandDownForm": f"{DRAWING} form_key counts weight",
    "ScaleForm": "yellow red unstarted near basis version",
    "ScaleBody": "yellow red unstarted near basis",
    "SheetForm": "kind year document_number document_title issued_on start_on basis approval",
    "MatterForm": f"{DRAWING} form_key kind year title target source categories how_soon severity extent",
}


def filled(cast: Cast) -> dict[str, str]:
    """A task of the county in the hands of its townships; the province's thresholds of tasks."""
    return {"matter": story.issued(cast).key, "issuer": world.GANSU, "kind": "task"}


def hostile(cast: Cast, stage: Any, text: str) -> None:
    """Progress and all words of a matter."""
    stage.tell(STEP)
    row = stage.item(TOWN)
    working.report_progress(actor=cast.wangfang, item=row, percent="30", words=text, reason=text)
    words = dict.fromkeys(("title", "target", "measure"), text)
    drawing.revise(actor=cast.chenjing, matter=row.matter, reason=text, **words)


def sealing(cast: Cast) -> None:
    """A plan, progress, steps of closing and funds."""
    story.project(cast)
    item = story.underway(cast, key="rectification")
    working.send_plan(actor=cast.wangfang, item=item, measures="逐户排查。")
    story.reported(cast, story.item(item.matter), "40")


POLICY = Policy(
    filled=filled,
    hostile=hostile,
    hostile_on=("ledger", "ledger_item", "matter", "matters"),
    sealing=sealing,
    # Issued again to nobody new.
    unrecorded={"api_matter_act issue": {"jobs_idempotencykey"}},
    lists={
        "ledger": ("ledger", "chenjing"), "matters": ("matters", "chenjing"),
        "matter-items": (f"/ledger/matters/{world.YONGDENG}-2026-t1/", "chenjing"),
        "unit-ledger": (f"/units/{world.YONGDENG}/?tab=ledger", "chenjing"),
    },
    rows=[*policy_api.TABLE, *policy_pages.TABLE, *policy_lines.ROWS, *policy_papers.TABLE, *policy_sheets.TABLE,
          *policy_scales.TABLE],
    named={
        **dict.fromkeys(
            (
                "ledger_item", "ledger_act", "ledger_attach", "ledger_hand_down", "ledger_paper", "ledger_slip",
                "api_ledger_item", "api_ledger_act", "api_ledger_hand_down",
            ),
            of_item,
        ),
        **dict.fromkeys(("matter", "matter_act", "matter_paper"), of_matter),
        **dict.fromkeys(
            ("ledger_sent_sheet", "ledger_sheet_changes", "ledger_sheet_confirm"), policy_sheets.of_sheet
        ),
        "ledger_scale": lambda s, p: {"code": s.code(p), "kind": "task"},
        "api_ledger_scale": lambda s, p: {"issuer": s.code(p), "kind": "task"},
        **dict.fromkeys(("api_matter", "api_matter_act"), lambda s, p: {"matter": of_matter(s, p)["key"]}),
    },
    subjects=Subjects,
    questions=policy_beside.QUESTIONS,
    twice=policy_beside.TWICE,
    shown=[
        *policy_lines.LINES,
        Shown("api_ledger", only(READS, *ASKED), lambda s, p: f'"unit":"{s.code(p)}"'),
        *(
            Shown("api_matters", {place: policy_acts.KNOWS[place]}, lambda s, p: f'"key":"{s.matters[p].key}"')
            for place in (YONGDENG, GANSU, NINGXIA, DRAFTED)
        ),
    ],
    fields=FIELDS,
    naming={
        "DrawUpBody.issuer": "unit",
        "MatterForm.issuer": "unit",
        "SheetForm.issuer": "unit",
        "SheetForm.file": "roster",
        **dict.fromkeys((f"{form}.{field}" for form in DRAWN for field in ("lead", "codes")), "unit"),
    },
    parameters={
        "api_ledger": (
            "matter", "kind", "year", "under", "level", "status", "lamp", "payment_lamp", "origin", "source", "person", "overdue", "due_before", "updated_since", *PAGED,
        ),
        "api_matters": ("kind", "year", "under", "status", *PAGED),
        "ledger_sent_sheet": ("kind", "from"),
        "ledger_sheet_template": ("issuer",),
    },
    witnesses={
        C.LEDGER_READ: [("api_ledger_item", "GET", {})],
        C.LEDGER_ISSUE: [("api_ledger_hand_down", "POST", {})],
        **{
            right: [("api_ledger_act", "POST", {"act": act})]
            for right, act in (
                (C.LEDGER_WORK, "progress"),
                (C.LEDGER_SIGN, "declare"),
                (C.LEDGER_PUBLICIZE, "object"),
                (C.LEDGER_CHECK, "check"),
                (C.LEDGER_CLOSE, "cancel"),
            )
        },
    },
    trials=policy_trials.TRIALS,
    tried={
        **dict.fromkeys(("LevelBody.lead", "LevelBody.codes"), "the bodies of matters are made of it"),
        **dict.fromkeys(("SheetForm.issuer", "SheetForm.file"), "tests/ledger/test_sheets.py"),
    },
    # What is new has no version yet; a paper is made again.
    unversioned=dict.fromkeys(
        ("api_matters", "api_ledger_hand_down", "matter_new", "ledger_hand_down", "ledger_attach"), "new")
    | dict.fromkeys(("ledger_paper", "ledger_slip", "matter_paper"), "again"),
    awaited={"ledger_sheet_confirm": policy_sheets.good},
)  # fmt: skip
