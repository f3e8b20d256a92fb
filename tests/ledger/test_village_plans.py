"""One village, one plan (一村一策): written by the township, answered for by the village secretary, closed above."""

from datetime import date
from typing import Any

import pytest

from responsibilities.access.queries import actor_for
from responsibilities.ledger.actions import drawing, issuing, judging, working
from responsibilities.ledger.models import Item, Matter
from responsibilities.ledger.queries.inbox import todo_lines
from responsibilities.posts.actions import NewPerson, appoint, open_sign_in
from responsibilities.posts.models import Post
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden, Hidden, Invalid, Refused
from revitalization.kit.inbox import Asked
from tests import world
from tests.cast import SINCE, Cast, town
from tests.ledger import story

pytestmark = pytest.mark.django_db
APPROVAL = "永登县委农村工作领导小组会议纪要〔2026〕3期"


def villages() -> list[Unit]:
    return list(Unit.objects.children_of(town()).filter(level="village", is_body=False).order_by("lo")[:2])


def secretary(cast: Cast, village: Unit, name: str = "石晓东") -> Actor:
    """The village's party secretary, with a sign-in of their own; nobody else of the village has one."""
    post = Post.objects.filter(unit=village).order_by("rank").first()
    assert post is not None
    system = Actor.system("tests", via="command")
    tenure = appoint(actor=system, post=post, person=NewPerson(name), since=SINCE)
    assert tenure.person is not None
    user, _code = open_sign_in(actor=system, person=tenure.person)
    return actor_for(user.pk, via="html")


def office(cast: Cast) -> Actor:
    """Somebody of the town's office who draws up, issues, checks and closes; the filer of the town is another person."""
    return story.second(cast, "office1", unit=town().code)


def plan(cast: Cast, village: Unit, **more: Any) -> Matter:
    values = {
        "title": f"{village.name}一村一策年度事项", "target": "入户46户，入冬前通水。", "document_number": "红政发〔2026〕19号",
        "levels": [], "codes": [village.code], "basis": "", "approval": APPROVAL,
    }  # fmt: skip
    return drawing.draw_up(
        actor=office(cast),
        kind=story.kind("village"),
        issuer=town(),
        year=2026,
        drawn=story.drawn(**(values | more)),
    )


def given(cast: Cast, village: Unit) -> Item:
    matter = plan(cast, village)
    assert issuing.issue(actor=office(cast), matter=matter) == 1
    return story.item(matter, village)


def test_each_village_has_words_of_its_own(cast: Cast) -> None:
    first, second = villages()
    items = [given(cast, first), given(cast, second)]
    assert [it.matter.title for it in items] == [
        f"{first.name}一村一策年度事项",
        f"{second.name}一村一策年度事项",
    ]
    assert {it.matter.number for it in items} == {"2026村001", "2026村002"}


def test_the_townships_filer_works_for_a_village_without_an_account_and_its_secretary_answers(
    cast: Cast,
) -> None:
    village = villages()[0]
    head, row = secretary(cast, village), given(cast, village)
    with pytest.raises(Hidden):
        working.report_progress(actor=cast.wangfang, item=row, percent="40", words="入户16户。")
    # Granted at the village, by name and on the record; the town's own role gives nothing there.
    story.grant(cast, "wangfang", village.code, "filer")
    filer = cast.fresh("wangfang")
    working.report_progress(actor=filer, item=row, percent="100", words="46户全部通水。")
    working.prepare(actor=filer, item=story.item(row.matter, village), **story.WORDS)
    for nobody in (filer, cast.zhaogang, office(cast)):
        with pytest.raises(Forbidden):
            working.declare(actor=nobody, item=story.item(row.matter, village), **story.WORDS)
    working.declare(actor=head, item=story.item(row.matter, village), **story.WORDS)
    found = story.item(row.matter, village)
    assert (found.status, found.declared_on) == ("declared", clock.today())
    judging.check(actor=office(cast), item=found, words="入户核实。", on_day=clock.today())
    judging.verify(actor=office(cast), item=story.item(row.matter, village), words="同意销号。")
    assert story.item(row.matter, village).verified


def test_who_worked_for_the_village_does_not_close_from_the_townships_office(cast: Cast) -> None:
    village = villages()[0]
    head, row = secretary(cast, village), given(cast, village)
    story.grant(cast, "wangfang", village.code, "filer")
    story.grant(cast, "wangfang", town().code, "receiver")
    both = cast.fresh("wangfang")
    working.report_progress(actor=both, item=row, percent="100", words="46户全部通水。")
    working.declare(actor=head, item=story.item(row.matter, village), **story.WORDS)
    with pytest.raises(Refused):
        judging.check(actor=both, item=story.item(row.matter, village), words="属实。", on_day=clock.today())
    assert story.item(row.matter, village).status == "declared"


@pytest.mark.parametrize(
    ("issuer", "more", "field"),
    [
        ("county", {}, "issuer"),
        ("town", {"approval": ""}, "approval"),
        ("county", {"levels": ["township"], "codes": [], "basis": "履职事项清单第23项"}, "levels"),
    ],
)
def test_only_a_township_writes_village_plans_only_for_villages_and_with_approval(
    cast: Cast, issuer: str, more: dict[str, Any], field: str
) -> None:
    place = town() if issuer == "town" else world.unit(world.YONGDENG)
    actor = office(cast) if issuer == "town" else cast.chenjing
    values: dict[str, Any] = {
        "levels": [], "codes": [villages()[0].code], "basis": "", "approval": APPROVAL, "due_on": date(2026, 12, 18),
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        drawing.draw_up(
            actor=actor,
            kind=story.kind("village"),
            issuer=place,
            year=2026,
            drawn=story.drawn(**(values | more)),
        )
    assert field in {error.field for error in refused.value.errors}
    assert not Matter.objects.exists()


def test_the_secretary_finds_the_plan_and_the_application_in_the_inbox(cast: Cast) -> None:
    village = villages()[0]
    head, row = secretary(cast, village), given(cast, village)
    story.grant(cast, "wangfang", village.code, "filer")
    working.report_progress(actor=cast.fresh("wangfang"), item=row, percent="100", words="46户全部通水。")
    working.prepare(actor=cast.fresh("wangfang"), item=story.item(row.matter, village), **story.WORDS)
    (line,) = [it for it in todo_lines(head, Asked(clock.today())) if it.kind.key == "ledger-sign"]
    assert (line.subject, line.unit) == (("ledger", row.public_id), village.name)
    assert [act.url for act in line.acts] == [f"/ledger/{row.public_id}/declare/"]
