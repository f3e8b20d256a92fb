"""What the ledger brings to the walks: rows, subjects, whose lines are shown, what its fields are."""

from tests.ledger import policy_api, policy_beside, policy_lines, policy_pages
from tests.ledger.policy_stage import Subjects, of_item, of_matter
from tests.policy.basics import Policy

POLICY = Policy(
    rows=[*policy_api.TABLE, *policy_pages.TABLE, *policy_lines.ROWS],
    named={
        **dict.fromkeys(
            (
                "ledger_item", "ledger_act", "ledger_attach", "ledger_hand_down",
                "api_ledger_item", "api_ledger_act", "api_ledger_hand_down",
            ),
            of_item,
        ),
        **dict.fromkeys(("matter", "matter_act", "api_matter", "api_matter_act"), of_matter),
    },
    subjects=Subjects,
    shown=policy_lines.LINES,
    questions=policy_beside.QUESTIONS,
)  # fmt: skip
