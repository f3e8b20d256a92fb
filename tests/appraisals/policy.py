"""What appraisals bring to the walks: rows, subjects, whose lines are shown, what its fields are."""

from typing import Any

from assessments.appraisals.forms.parameters import PARAMETERS
from assessments.appraisals.queries.schemes import own_scheme_for
from responsibilities.roles import C
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Hidden
from tests import world
from tests.appraisals import policy_rows, story
from tests.appraisals.policy_rows import SEES
from tests.appraisals.policy_stage import OUT, Subjects, of_scheme
from tests.cast import Cast
from tests.policy.basics import MISSING, Policy, Shown, Trial
from tests.policy.people import SISTER, XIJI, YONGDENG
from tests.policy.rows import WHOLE

PAGED = ("order", "fields", "limit", "cursor", "count")
NAMED = (
    "assessment_scheme", "assessment_scheme_file", "assessment_scheme_settings", "assessment_scheme_act",
    "assessment_group_new", "assessment_group", "assessment_limiter_new", "assessment_limiter", "assessment_part_remove",
    "assessment_trial", "assessment_tree", "assessment_criterion", "assessment_scheme_paste", "assessment_scheme_paste_done", "assessment_scheme_sheet",
    "assessment_scheme_paper", "assessment_scheme_changes",
)  # fmt: skip
BY = "chenjing"
SEEN = (OUT, YONGDENG, XIJI)


def filled(cast: Cast) -> dict[str, str]:
    """A published scheme of the county."""
    row = story.published(cast)
    return {"scheme": row.key}


def _unit(field: str, row: str, place: str, sent: Any, inside: str, **more: Any) -> Trial:
    """A unit's name and code are everybody's."""
    return Trial(
        field, row, place, BY, lambda s: sent(s, place), lambda s: s.code(XIJI), lambda s: s.code(MISSING),
        lambda s: s.code(inside), public=True, **more,
    )  # fmt: skip


def own(stage: Any, actor: Actor) -> object:
    """On which schemes there is something to be done at all: not on those by which one is assessed."""
    found = []
    for place in sorted(stage.schemes):
        try:
            found.append((place, own_scheme_for(actor, stage.schemes[place].key).key))
        except Hidden:
            found.append((place, ""))
    return found


POLICY = Policy(
    filled=filled,
    questions=[own],
    lists={"assessment-schemes": ("assessment_schemes", BY)},
    rows=[*policy_rows.TABLE, *policy_rows.by_page(), *policy_rows.by_program()],
    named={
        **dict.fromkeys(NAMED, of_scheme),
        **dict.fromkeys(
            ("api_assessment_scheme", "api_assessment_scheme_act", "api_assessment_trial"),
            lambda s, p: {"scheme": of_scheme(s, p)["key"]},
        ),
    },
    subjects=Subjects,
    shown=[
        Shown("assessment_schemes", {place: SEES[place] for place in SEEN}, lambda s, p: s.schemes[p].key),
        Shown("api_assessment_schemes", {place: SEES[place] for place in SEEN}, lambda s, p: s.schemes[p].key),
    ],
    fields={
        "assessment_scheme": "version reason document_number content",
        "SchemeNewForm": "name title year file",
        "SchemeSettingsForm": (
            "title year cut_off base ceiling step places na missing_after ties_by grades quota_round quota_ties version"
        ),
        "SchemeGroupForm": "key title level version",
        "SchemeLimiterForm": "key title when named criterion bound total_at_most grade_at_most version",
        "_Version": "version",
        "SchemeBody": "content",
        "TrialForm": "inputs",
        "TrialBody": "inputs",
        "TreeForm": "version was do",
        "CriterionForm": "title points standard type source by fact values key do version",
        "PasteForm": "text file mode shown version",
        "POST": "as do key copy",
    },
    naming={
        **dict.fromkeys(("SchemeNewForm.issuer", "SchemeGroupForm.units"), "unit"),
        "SchemeNewForm.copy": "scheme",
    },
    parameters={
        "assessment_scheme_new": ("copy",), "api_assessment_schemes": ("year", "status", *PAGED),
    },
    witnesses={
        C.ASSESS_READ: [("assessment_scheme", "GET", {})],
        C.ASSESS_DESIGN: [("assessment_scheme_settings", "GET", {})],
        C.ASSESS_APPROVE: [("assessment_scheme_act", "POST", {"act": "approve"})],
    },
    trials=[
        _unit("SchemeNewForm.issuer", "assessment_scheme_new", WHOLE, policy_rows.begun, YONGDENG),
        _unit("SchemeGroupForm.units", "assessment_group_new", YONGDENG, policy_rows.group, SISTER),
        Trial(
            "SchemeNewForm.copy", "assessment_scheme_new", WHOLE, BY, lambda s: policy_rows.begun(s, WHOLE),
            lambda s: s.schemes[XIJI].key, lambda s: f"{world.XIJI}-nothing-v1", lambda s: s.schemes[YONGDENG].key,
        ),
    ],
    # A trial keeps nothing: it is made again, without an entry.
    unversioned={
        **dict.fromkeys(("assessment_scheme_new", "api_assessment_schemes"), "new"),
        **dict.fromkeys(("assessment_trial", "api_assessment_trial", "assessment_scheme_paper", "assessment_scheme_paste"), "again"),
    },
    unrecorded={name: set() for name in ("assessment_trial", "api_assessment_trial", "assessment_scheme_paste")},
    unguarded={
        "was": "what the page showed, by which what was typed on an old one is told apart",
        "key": "by which a criterion is found that was moved meanwhile",
        **dict.fromkeys(PARAMETERS, "kept out of sight for another way of scoring"),
    },
)  # fmt: skip
