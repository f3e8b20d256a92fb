"""What a program never does, whatever its token names."""

from collections.abc import Callable

import pytest

from reporting.reports.actions import filing
from reporting.reports.models import Cycle
from responsibilities.access.actions import tokens
from responsibilities.record.models import Entry
from revitalization.kit.errors import Invalid
from tests.api.conftest import Program
from tests.cast import Cast, town
from tests.reports import story

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def report(cycle: Cycle, *parts: str) -> str:
    return "/".join(["reports", cycle.key, town().code, *parts]) + "/"


@pytest.mark.parametrize(
    ("act", "who", "told", "body"),
    [
        ("approve", "lijun", "sent", {}),
        ("send_back", "lijun", "sent", {"reason": "数字不符"}),
        ("accept", "chenjing", "received", {}),
        ("return", "chenjing", "received", {"reason": "缺少来源", "new_due_on": "2026-12-20"}),
        ("exempt", "chenjing", "drafted", {"reason": "撤并"}),
    ],
)
def test_what_others_wrote_is_judged_in_person_and_never_by_a_token(
    program: Programs, cast: Cast, cycle: Cycle, act: str, who: str, told: str, body: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if told == "sent":
        filing.send(actor=cast.wangfang, obligation=story.drafted(cast, cycle))
    else:
        getattr(story, told)(cast, cycle)
    before, entries = story.owed(cycle), Entry.objects.count()
    right = "report.review" if who == "lijun" else "report.decide"
    with pytest.raises(Invalid):
        program(who, [right])
    # A token of before still names the right; it does not have it any more.
    with monkeypatch.context() as earlier:
        earlier.setattr(tokens, "IN_PERSON", frozenset())
        issued = program(who, [right, "report.read"])
    seen = issued.get(report(cycle))
    assert act not in seen.json()["acts"]
    refused = issued.post(report(cycle, act), body, match=seen["ETag"])
    assert (refused.status_code, refused.json()["detail"]) == (403, "此事项须本人办理，不能使用令牌。")
    after = story.owed(cycle)
    assert (after.status, after.version, Entry.objects.count() - entries) == (
        before.status,
        before.version,
        1,
    )


def test_a_signature_is_given_in_person_and_never_by_a_token(
    program: Programs, cast: Cast, cycle: Cycle
) -> None:
    row = story.drafted(cast, cycle)
    filing.send(actor=cast.wangfang, obligation=row)
    filing.approve(actor=cast.lijun, obligation=row)
    secretary = program("zhaogang")
    seen = secretary.get(report(cycle))
    assert "sign" not in seen.json()["acts"]
    assert secretary.post(report(cycle, "sign"), match=seen["ETag"]).status_code == 403
    with pytest.raises(Invalid):
        program("zhaogang", ["report.sign"])
    assert story.owed(cycle).status == "signing"
