"""Lines of several kinds picked together: what fits which of them is said, and no pick is lost."""

import re
from collections.abc import Callable, Sequence

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports.models import Obligation
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.queries import actor_for
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.errors import Hidden
from revitalization.kit.inbox import BulkAct, InboxSource, Outcome, Picked, Todo, TodoAct, TodoKind
from revitalization.kit.mechanism import Mechanism
from revitalization.kit.registry import REGISTRY
from revitalization.kit.words import Words
from tests import world
from tests.cast import Cast, town
from tests.reports import story
from tests.site.test_bulk import part, picks, sends, signed_in, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(cast: Cast) -> tuple[Client, list[str], Obligation]:
    """The county's office, two reports of the town to decide, and its own signed report to be submitted."""
    for year in (2024, 2025):
        story.submitted(cast, story.running(cast, period=str(year), number=f"甘农领办〔2026〕{year}号"))
    security = actor_for(cast.user("anquan").pk, fresh=True)
    grant_role(actor=security, user=cast.user("chenjing"), unit=town(), role="filer")
    own = story.signed(cast, story.running(cast))
    county = signed_in(cast, "chenjing")
    return county, picks(county), own


def kept(page: str) -> list[str]:
    """The lines that the page would send on."""
    return re.findall(r'<input type="hidden" name="line" value="([^"]+)">', page)


def test_lines_of_two_kinds_keep_their_picks_and_are_offered_what_fits_them(
    cast: Cast, both: tuple[Client, list[str], Obligation]
) -> None:
    county, lines, own = both
    assert {line.partition(":")[0] for line in lines} == {"report-decide", "report-submit"}
    before = (Entry.objects.count(), states())
    page = sends(county, "report.receive", lines)
    assert "将要办理 2" in part(page, "bulk-done")
    others = part(page, "bulk-others-1")
    assert others.startswith("已签发，待报送 1")
    assert "“签收”不适用于这些事项" in others
    assert "报送" in others
    assert own.unit.name in others
    assert sorted(kept(page)) == sorted(lines), "each is sent on, by the form of its kind"
    assert (Entry.objects.count(), states()) == before
    mine = [line for line in lines if line.startswith("report-submit")]
    after = sends(county, "report.receive", lines, confirm="1")
    assert "完成 2" in part(after, "bulk-done")
    assert kept(after) == mine, "what was not done is still picked"
    assert "完成 1" in part(sends(county, "report.submit", kept(after), confirm="1"), "bulk-done")
    assert story.owed(own.cycle).status == "submitted"


@pytest.mark.parametrize("act", ["", "report.nonsense", "report.remind", "\x1f", "签收"])
def test_an_act_that_fits_none_of_the_lines_asks_which_one_does(
    cast: Cast, both: tuple[Client, list[str], Obligation], act: str
) -> None:
    county, lines, _own = both
    before = (Entry.objects.count(), states())
    page = sends(county, act, lines, confirm="1")
    assert "这些事项要怎样办理？" in page
    assert part(page, "bulk-done") == part(page, "bulk-refused") == ""
    assert sorted(kept(page)) == sorted(lines)
    assert sorted(re.findall(r'name="act" value="([^"]+)"', page)) == [
        "report.accept",
        "report.receive",
        "report.submit",
    ]
    assert (Entry.objects.count(), states()) == before


def test_the_buttons_say_which_kind_they_fit_where_several_can_be_picked(
    cast: Cast, both: tuple[Client, list[str], Obligation], buttons: Callable[[Client, str], list[str]]
) -> None:
    county, _lines, _own = both
    every = ["报送（已签发，待报送）", "签收并通过（待签收、待审定）", "签收（待签收、待审定）"]
    assert buttons(county, "/") == every
    assert buttons(county, "/?kind=report-decide") == ["签收", "签收并通过"]


@pytest.fixture
def buttons() -> Callable[[Client, str], list[str]]:
    """The words on the buttons for what was picked."""

    def words(client: Client, view: str) -> list[str]:
        bar = client.get(view).content.decode().partition("pick-bar")[2].partition("</form>")[0]
        found = re.findall(r'name="act" value="[^"]+"[^>]*>.*?<span data-word>(.*?)</span>', bar, re.S)
        return sorted(" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found)

    return words


def test_an_act_that_two_kinds_share_is_one_button_and_is_done_to_both(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def mark(_actor: object, picked: Sequence[Picked]) -> list[Outcome]:
        done.extend(one.key for one in picked)
        return [Outcome(f"地块{one.key}", "清理") for one in picked]

    kinds = [TodoKind(key, key.title(), lambda actor: True) for key in ("clear", "dig")]

    def lines(_actor: object, _asked: object) -> list[Todo]:
        return [
            Todo(f"{kind.key}:1", kind, Words("Field"), "地块", [TodoAct("Go", "/")],
                 order=(clock.today(), (1,)), subject=("field", f"{kind.key}/1"))
            for kind in kinds
        ]  # fmt: skip

    acts = [BulkAct("field.mark", "Mark", mark)]
    source = InboxSource(
        "fields", kinds, lines, lambda actor, today: [world.some(2)], {kind.key: acts for kind in kinds}
    )
    more = Mechanism(key="fields", inbox=[source])
    monkeypatch.setattr(REGISTRY, "mechanisms", [*REGISTRY.mechanisms, more])
    county = signed_in(cast, "chenjing")
    offered = [one.key for one in county.get("/").context["inbox"].bulk_acts]
    assert offered.count("field.mark") == 1
    page = sends(county, "field.mark", ["clear:clear/1@0", "dig:dig/1@0"], confirm="1")
    assert "完成 2" in part(page, "bulk-done")
    assert done == ["clear/1", "dig/1"]


@pytest.mark.parametrize("confirm", ["", "1"])
def test_a_kind_whose_lines_are_all_gone_keeps_no_other_kind_from_being_done(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, confirm: str
) -> None:
    def mark(_actor: object, picked: Sequence[Picked]) -> list[Outcome]:
        if picked[0].key.startswith("dig"):
            raise Hidden
        return [Outcome(f"地块{one.key}", "清理") for one in picked]

    kinds = [TodoKind(key, key.title(), lambda actor: True) for key in ("clear", "dig")]
    acts = [BulkAct("field.mark", "Mark", mark)]
    bulk = {kind.key: acts for kind in kinds}
    source = InboxSource("fields", kinds, lambda _actor, _asked: [], lambda actor, today: [], bulk)
    more = Mechanism(key="fields", inbox=[source])
    monkeypatch.setattr(REGISTRY, "mechanisms", [*REGISTRY.mechanisms, more])
    county = signed_in(cast, "chenjing")
    page = sends(county, "field.mark", ["dig:dig/1@0", "clear:clear/1@0"], confirm=confirm)
    assert "地块clear/1" in part(page, "bulk-done")
    assert "已不在" in part(page, "bulk-refused")
    alone = {"act": "field.mark", "line": ["dig:dig/1@0"], "confirm": confirm}
    assert county.post(reverse("inbox_bulk"), alone).status_code == 404


def test_lines_the_act_does_not_fit_stay_picked_though_those_it_fits_are_gone(
    cast: Cast, both: tuple[Client, list[str], Obligation]
) -> None:
    county, lines, _own = both
    mine = [line for line in lines if line.startswith("report-submit")]
    page = sends(county, "report.receive", ["report-decide:none-2020/000000000000@1", *mine], confirm="1")
    assert "已不在" in part(page, "bulk-refused")
    assert kept(page) == mine
