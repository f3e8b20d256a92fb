"""The handover sheet: what is open under somebody, for oneself and for whoever appoints there, for nobody else."""

import io
from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from reporting.reports.actions import filing
from responsibilities.jobs.models import Job
from responsibilities.posts.actions import appoint, note_vacancy, relieve
from responsibilities.posts.documents.handover import handover_paper
from responsibilities.posts.models import Person, Post, Tenure
from responsibilities.posts.queries import handover
from responsibilities.posts.queries.handover import Sheet, own_sheet, sheet_of
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents import Table, document_html, render_official
from revitalization.kit.handover import HandoverPart, OpenMatter
from revitalization.kit.inbox import Asked
from tests import world
from tests.cast import Cast, days
from tests.journeys.test_print import printed
from tests.needs import needs_pdf, needs_poppler
from tests.policy.basics import SYSTEM
from tests.reports import story
from tests.working import run_jobs

pytestmark = pytest.mark.django_db


def whole(cast: Cast) -> None:
    """A report that waits for the town's head to sign, and an authority she gave."""
    cycle = story.running(cast)
    row = story.drafted(cast, cycle)
    filing.send(actor=cast.wangfang, obligation=row)
    filing.approve(actor=cast.lijun, obligation=row)
    story.authorised(cast)


def matters(sheet: Sheet) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for line in sheet.lines:
        found.setdefault(line.key, []).append((line.matter.what, line.matter.unit))
    return found


def test_the_sheet_holds_work_posts_reports_authorities_roles_and_duties(cast: Cast) -> None:
    whole(cast)
    found = matters(own_sheet(cast.fresh("qianmei"), clock.today()))
    assert found["posts"] == [("镇长", "红城镇")]
    assert [unit for _what, unit in found["work"]] == ["红城镇"]
    assert "2026年度" in found["work"][0][0]
    assert [unit for _what, unit in found["reports"]] == ["红城镇"]
    assert found["delegations"] == [("钱梅委托赵刚签发（镇长）", "红城镇")]
    assert ("角色：第一责任人", "红城镇") in found["accounts"]
    assert found["duties"]


def test_of_the_receiving_office_the_running_cycles_and_of_a_vacant_seat_the_vacancy_are_handed_over(
    cast: Cast,
) -> None:
    cycle = story.running(cast)
    person = Person.objects.get(name="冯波")
    post = Post.objects.get(unit=world.unit(world.GANSU), key="party_secretary")
    if not Tenure.objects.on(clock.today()).filter(post=post).exists():
        appoint(
            actor=Actor.system("tests", via="command"),
            post=post,
            person=person,
            kind="concurrent",
            since=days(-30),
        )
    person = Tenure.objects.on(clock.today()).get(post=post).person
    assert person is not None
    reach = Actor.system("tests").reach(C.POST_APPOINT)
    found = matters(sheet_of(person, reach, clock.today()))
    assert found["cycles"] == [(cycle.title, "甘肃省")]
    assert all(unit for _what, unit in found.get("vacancies", [("", "x")]))


def test_after_the_last_day_the_posts_reports_are_still_on_the_sheet_and_later_no_more(cast: Cast) -> None:
    whole(cast)
    tenure = Tenure.objects.on(clock.today()).get(person__name="钱梅")
    relieve(actor=cast.fresh("hexin"), tenure=tenure, until=clock.today(), version=tenure.version)
    reach = cast.fresh("hexin").reach(C.POST_APPOINT)
    soon, late = (sheet_of(tenure.person, reach, day) for day in (days(1), days(90)))
    assert [unit for _what, unit in matters(soon)["reports"]] == ["红城镇"]
    assert "reports" not in matters(late)


def test_who_appoints_sees_nothing_of_the_persons_work_elsewhere(cast: Cast) -> None:
    story.running(cast)
    person = Person.objects.get(name="钱梅")
    gangu = Post.objects.get(unit=world.unit(world.GANGU), key="government_head")
    appoint(
        actor=Actor.system("tests", via="command"),
        post=gangu,
        person=person,
        kind="concurrent",
        since=days(-30),
    )
    everything = matters(own_sheet(cast.fresh("qianmei"), clock.today()))
    assert "甘谷县" in {unit for found in everything.values() for _what, unit in found}
    seen = matters(sheet_of(person, cast.fresh("hexin").reach(C.POST_APPOINT), clock.today()))
    assert "甘谷县" not in str(seen)
    assert seen["posts"] == [("镇长", "红城镇")]


def test_the_pages_are_for_oneself_and_for_whoever_appoints_and_hidden_from_all_others(cast: Cast) -> None:
    whole(cast)
    person = Person.objects.get(name="钱梅")
    answers = {}
    for name in ("hexin", "wumin", "chenjing", "qianmei", "maling"):
        client = Client()
        client.force_login(cast.user(name))
        answers[name] = [
            client.get(reverse(page, args=[person.public_id])).status_code
            for page in ("person_handover", "person_handover_sheet", "api_person_handover")
        ]
        assert client.get(reverse("handover")).status_code == 200
    assert answers.pop("hexin") == [200, 200, 200]
    assert set(map(tuple, answers.values())) == {(404, 404, 404)}


def test_anothers_page_leads_into_none_of_the_work(cast: Cast, client: Client) -> None:
    whole(cast)
    client.force_login(cast.user("hexin"))
    page = client.get(
        reverse("person_handover", args=[Person.objects.get(name="钱梅").public_id])
    ).content.decode()
    assert "2026年度" in page
    assert "/reports/" not in page.partition("<main")[2]


def test_the_workbook_holds_every_line(cast: Cast, client: Client) -> None:
    whole(cast)
    client.force_login(cast.user("qianmei"))
    book = load_workbook(io.BytesIO(client.get(reverse("handover_sheet")).content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) >= own_sheet(cast.fresh("qianmei"), clock.today()).count + 1


def test_the_paper_names_who_hands_over_who_takes_over_and_the_witness(cast: Cast) -> None:
    whole(cast)
    with translation.override("zh-hans"):
        paper = handover_paper(own_sheet(cast.fresh("qianmei"), clock.today()), "孙新任", "")
    html = document_html(paper)
    for word in (
        "工作交接单",
        "移交人",
        "钱梅",
        "红城镇镇长",
        "接收人",
        "孙新任",
        "监交人",
        "2026年11月24日",
    ):
        assert word in html
    assert paper.number == ""


@needs_pdf
def test_the_paper_is_made_by_a_job_with_what_was_typed(cast: Cast, client: Client) -> None:
    whole(cast)
    client.force_login(cast.user("hexin"))
    person = Person.objects.get(name="钱梅")
    client.post(
        reverse("person_handover_paper", args=[person.public_id]), {"receiver": "孙新任", "witness": "何欣"}
    )
    run_jobs()
    job = Job.objects.get()
    assert (job.state, job.params["receiver"], job.params["witness"]) == ("done", "孙新任", "何欣")


def test_registering_a_relief_leads_to_the_sheet(cast: Cast, client: Client) -> None:
    client.force_login(cast.user("hexin"))
    tenure = Tenure.objects.on(clock.today()).get(person__name="钱梅")
    answer = client.post(
        reverse("tenure_relieve", args=[tenure.public_id]),
        {"version": tenure.version, "until": date(2026, 11, 30).isoformat()},
        follow=True,
    )
    assert reverse("person_handover", args=[tenure.person.public_id]) in answer.content.decode()


def test_who_holds_no_post_hands_over_no_vacancy_of_others(cast: Cast) -> None:
    post = Post.objects.get(unit=world.unit(world.YUZHONG), key="government_head")
    note_vacancy(actor=SYSTEM, post=post, since=days(-20))
    assert Tenure.objects.filter(person__isnull=True).exists()
    for actor in (cast.wangfang, cast.xitong):
        sheet = own_sheet(actor, clock.today())
        assert "posts" not in {part.key for part, _matters in sheet.parts}, actor.name


def test_of_many_things_all_are_on_paper_and_in_the_workbook_and_the_page_says_how_many(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [OpenMatter(f"第{at}件事项", "红城镇") for at in range(1, 712)]
    monkeypatch.setattr(handover, "OWN", (HandoverPart("many", "To do", 1, lambda _of: many),))
    found = own_sheet(cast.fresh("qianmei"), clock.today())
    others = found.count - len(many)
    with translation.override("zh-hans"):
        paper = handover_paper(found, "", "")
    rows = [list(row) for block in paper.body if isinstance(block, Table) for row in block.rows]
    assert [row[1] for row in rows if row[1].startswith("第")] == [it.what for it in many]
    assert f"共{711 + others}项" in document_html(paper)
    client.force_login(cast.user("qianmei"))
    page = client.get(reverse("handover")).content.decode()
    assert "共 711 项，列出前 200 项" in page
    assert ("第200件事项" in page, "第201件事项" in page) == (True, False)
    book = load_workbook(io.BytesIO(client.get(reverse("handover_sheet")).content))
    told = [row[1] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert {it.what for it in many} <= set(told)


def test_no_kind_of_work_is_cut(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Asked] = []
    source = SimpleNamespace(lines=lambda _actor, one: asked.append(one) or [])
    monkeypatch.setattr(handover.REGISTRY, "inbox", lambda: [source])
    own_sheet(cast.fresh("qianmei"), clock.today())
    assert {one.limit for one in asked} == {handover.EVERYTHING}


@needs_poppler
@pytest.mark.parametrize("count", [3, 8, 13, 18, 23, 28])
def test_what_is_signed_stands_on_one_page_with_the_lines_to_sign_on(cast: Cast, count: int) -> None:
    part = HandoverPart("many", "To do", 1, list)
    many = [OpenMatter(f"第{at}件事项", "红城镇") for at in range(count)]
    with translation.override("zh-hans"):
        pdf = render_official(handover_paper(Sheet("钱梅", ["镇长"], clock.today(), [(part, many)]), "", ""))
    pages = [page for page in printed(pdf).split("\f") if page.strip()]
    at = [n for n, page in enumerate(pages) for word in ("交接确认", "接收人", "监交人") if word in page]
    assert at
    signed = [n for n, page in enumerate(pages) if "身份" in page or "当面交接" in page]
    assert len(set(signed)) == 1, pages


def test_a_party_secretary_is_named_with_the_unit_as_people_say_it(cast: Cast) -> None:
    with translation.override("zh-hans"):
        said = [
            own_sheet(cast.fresh(name), clock.today()).posts for name in ("zhaogang", "qianmei", "fengbo")
        ]
    assert said == [["红城镇党委书记"], ["红城镇镇长"], ["永登县委书记"]]
