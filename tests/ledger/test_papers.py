"""Papers of the ledger: the task-splitting table of a matter, the slip and the closing form of one item."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from responsibilities.files.actions import attach
from responsibilities.jobs.models import Job
from responsibilities.ledger import work
from responsibilities.ledger.actions import drawing, issuing, judging, working
from responsibilities.ledger.documents.closing import NOT_ASKED, closing_paper
from responsibilities.ledger.documents.slip import slip_paper
from responsibilities.ledger.documents.splitting import COLUMNS, SAME, splitting_paper
from responsibilities.ledger.models import Item, Matter
from responsibilities.ledger.queries.told import Told, told
from revitalization.kit import clock
from revitalization.kit.documents import OfficialDocument, Table, document_html
from revitalization.kit.documents.blocks import flat
from revitalization.kit.errors import Refused
from tests import world
from tests.cast import Cast, days
from tests.ledger import story
from tests.needs import needs_poppler
from tests.policy.basics import picture
from tests.working import run_jobs

pytestmark = pytest.mark.django_db


def _told(row: Item) -> Told:
    (found,) = told(Item.objects.filter(pk=row.pk), clock.today())
    return found


def _cells(paper: OfficialDocument, at: int = 0) -> dict[str, list[str]]:
    """The rows of a table of the paper by their first cell."""
    tables = [block for block in flat(paper.body) if isinstance(block, Table)]
    return {row[0]: list(row[1:]) for row in tables[at].rows}


def _handed_down(cast: Cast) -> Matter:
    """The city's task as the county hands it down, with a measure and a lead department of its own."""
    matter = story.drafted(
        cast.zhouqiang, world.LANZHOU, levels=["county"], basis="", document_number="兰农领办〔2026〕5号",
        document_title="关于下达2026年重点任务的通知", measure="市水务局按县建账。",
    )  # fmt: skip
    issuing.issue(actor=cast.zhouqiang, matter=matter)
    from_city = story.item(matter, world.unit(world.YONGDENG))
    drawn = story.drawn(
        lead=world.named("永登县水务局"), measure="县水务局逐村落实施工图。", due_on=from_city.due_on
    )
    below = drawing.hand_down(actor=cast.chenjing, item=from_city, drawn=drawn)
    issuing.issue(actor=cast.chenjing, matter=below)
    return Matter.objects.select_related("issuer", "lead", "parent__matter__lead").get(pk=below.pk)


def test_the_table_names_both_levels_measures_and_says_what_is_claimed(cast: Cast) -> None:
    matter = _handed_down(cast)
    story.reported(cast, story.item(matter), "40", days(-3))
    rows = told(Item.objects.filter(matter=matter), clock.today())
    paper = splitting_paper(matter, rows, clock.today())
    (table,) = [block for block in paper.annexes[0].body if isinstance(block, Table)]
    assert (tuple(table.columns), table.turned) == (COLUMNS, True)
    first, second, _third = [dict(zip(COLUMNS, row, strict=True)) for row in table.rows]
    assert first["上级工作措施"] == "市水务局按县建账。"
    assert (first["本级工作措施"], first["牵头单位"]) == ("县水务局逐村落实施工图。", "永登县水务局")
    assert second["责任单位"] == "红城镇"
    assert second["责任人"] == "镇党委书记赵刚、镇长钱梅"
    assert second["进展"] == "申报40%，未核实：管网铺设按月推进。（2026年11月21日）"
    assert second["状态"].startswith("推进中；红灯（落后序时进度")
    assert second["重点任务"] == SAME
    assert paper.number == "永农领办〔2026〕7号"
    assert "兰农领办〔2026〕5号" in paper.lead
    assert paper.addressee == "各乡镇（街道）"
    assert "履职事项清单第23项" in document_html(paper)


def test_what_is_not_issued_yet_is_printed_plain_without_a_number(cast: Cast) -> None:
    matter = story.drafted(cast.chenjing)
    paper = splitting_paper(matter, [], clock.today())
    assert paper.number == ""
    assert document_html(paper).count("文件") == 0


def test_the_slip_says_what_is_asked_by_when_and_on_whose_word(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast), "70")
    paper = slip_paper(_told(row), clock.today(), days(7))
    cells = _cells(paper)
    assert cells["交办依据"] == ["《关于下达2026年乡村振兴重点任务的通知》（永农领办〔2026〕7号）"]
    assert cells["最新进展"][0].startswith("申报70%，未核实：")
    assert cells["办理状态"][0].startswith("推进中；黄灯（落后序时进度")
    assert "2026年12月1日前" in document_html(paper)
    assert paper.addressee == "中共永登县红城镇委员会、永登县红城镇人民政府"
    with clock.moved_to(clock.now() + timedelta(days=30)):
        late = slip_paper(_told(row), clock.today(), days(7))
    assert "已超期6天" in late.lead
    assert "超期原因" in document_html(late)


def test_a_slip_for_what_was_extended_names_both_deadlines(cast: Cast) -> None:
    row = story.underway(cast)
    working.ask_extension(actor=cast.wangfang, item=row, reason="雨季停工。", new_due_on=days(60))
    asked = _cells(slip_paper(_told(row), clock.today(), days(7)))
    assert asked["延期情况"] == ["已申请延至2027年1月23日，未批复"]
    judging.extend(
        actor=cast.chenjing,
        item=story.item(row.matter),
        new_due_on=days(40),
        document_number="永农领办〔2026〕30号",
    )
    granted = _cells(slip_paper(_told(row), clock.today(), days(7)))
    assert granted["延期情况"] == ["由2026年12月18日改为2027年1月3日（永农领办〔2026〕30号）"]


def test_the_form_is_empty_where_a_step_has_not_happened_and_filled_where_it_has(cast: Cast) -> None:
    row = story.checked(cast, key="project")
    paper = closing_paper(_told(row), ["验收单.pdf"], clock.today())
    about, steps = _cells(paper), _cells(paper, 1)
    assert about["措施完成情况"] == [story.WORDS["words"]]
    assert about["成效"] == [story.WORDS["effect"]]
    assert about["佐证目录"] == ["1. 验收单.pdf"]
    assert steps["自查意见（主要负责人签字、盖章）"] == ["申请销号", "红城镇 镇党委书记 赵刚，2026年11月24日"]
    assert steps["牵头部门验收意见（验收人、时间）"] == ["现场抽查三个村，均已通水。", "陈静，2026年11月24日"]
    assert steps["公示情况（起止、有无异议）"] == ["", ""]
    assert steps["主要负责人签字（公示后）"] == [NOT_ASKED, ""]
    assert steps["上级复核意见、销号日期"] == ["", ""]
    assert "申报100%，未核实" in document_html(paper)


def test_the_notice_is_said_with_its_days_and_what_came_of_an_objection(cast: Cast) -> None:
    row = story.checked(cast, key="project")
    judging.publicize(actor=cast.wangfang, item=row, place="村务公开栏", on_day=clock.today())

    def said() -> str:
        return _cells(closing_paper(_told(row), [], clock.today()), 1)["公示情况（起止、有无异议）"][0]

    assert said() == "2026年11月24日至2026年12月1日，村务公开栏。公示中"
    judging.object_to(actor=cast.wangfang, item=story.item(row.matter), reason="资产没有移交。")
    assert said().endswith("有异议：资产没有移交。")
    judging.settle_objection(actor=cast.chenjing, item=story.item(row.matter), reason="已核实移交手续。")
    assert said().endswith("有异议，经核不成立：已核实移交手续。")
    with clock.moved_to(clock.now() + timedelta(days=14)):
        judging.verify(actor=cast.chenjing, item=story.item(row.matter), words="同意销号。")
    paper = closing_paper(_told(row), [], clock.today())
    closing = _cells(paper, 1)["上级复核意见、销号日期"]
    assert closing == ["同意销号。（2026年12月8日销号）", "陈静，2026年12月8日"]
    assert "100%，已核实" in document_html(paper)
    assert "申报100%" not in document_html(paper)


def test_steps_of_an_earlier_round_do_not_stand_on_the_form(cast: Cast) -> None:
    row = story.checked(cast)
    judging.return_item(actor=cast.chenjing, item=row, reason="缺压力试验记录。", new_due_on=days(20))
    steps = _cells(closing_paper(_told(row), [], clock.today()), 1)
    assert {tuple(cells) for name, cells in steps.items() if "公示" not in name} == {("", "")}


@needs_poppler
@pytest.mark.parametrize(("address", "words"), [("ledger_slip", "督办单"), ("ledger_paper", "销号申请表")])
def test_a_paper_of_an_item_is_asked_for_and_made_by_a_job(
    cast: Cast, client: Client, tmp_path: Path, address: str, words: str
) -> None:
    row = story.reported(cast, story.underway(cast), "60")
    client.force_login(cast.user("chenjing"))
    client.post(reverse(address, args=[row.matter.key, row.unit.code]))
    run_jobs()
    job = Job.objects.latest("id")
    assert (job.state, job.file_name) == ("done", f"{words}-红城镇-2026重001-2.pdf")
    assert "三十一公里" in _read(client, job, tmp_path)


@needs_poppler
def test_the_table_of_a_matter_is_made_by_a_job_and_lies_on_its_side(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    matter = _handed_down(cast)
    client.force_login(cast.user("chenjing"))
    client.post(reverse("matter_paper", args=[matter.key]))
    run_jobs()
    job = Job.objects.latest("id")
    assert (job.state, job.file_name) == ("done", "任务分解表-永登县-2026重001.pdf")
    read = "".join(_read(client, job, tmp_path).split())
    for word in ("永农领办〔2026〕7号", "附件任务分解表", "任务分解表", "红城镇", "城关镇", "中堡镇"):
        assert word in read, word


def _read(client: Client, job: Job, folder: Path) -> str:
    answer = client.get(reverse("job_file", args=[job.public_id]))
    file = folder / "paper.pdf"
    file.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    return subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize(
    ("who", "paper", "answer"),
    [
        ("chenjing", "slip", 302), ("zhouqiang", "slip", 403), ("wangfang", "slip", 403), ("guoping", "slip", 403),
        ("sunli", "slip", 404), ("maling", "paper", 404), ("wangfang", "paper", 302), ("guoping", "paper", 302),
    ],
)  # fmt: skip
def test_who_gets_which_paper_of_an_item(
    cast: Cast, client: Client, who: str, paper: str, answer: int
) -> None:
    row = story.underway(cast)
    client.force_login(cast.user(who))
    address = reverse(f"ledger_{paper}", args=[row.matter.key, row.unit.code])
    assert client.post(address).status_code == answer
    assert Job.objects.count() == (answer == 302)


@pytest.mark.parametrize(
    ("who", "answer"), [("chenjing", 302), ("guoping", 302), ("wangfang", 403), ("maling", 404)]
)
def test_the_table_is_for_whoever_sees_all_of_the_matter(
    cast: Cast, client: Client, who: str, answer: int
) -> None:
    matter = story.issued(cast)
    client.force_login(cast.user(who))
    assert client.post(reverse("matter_paper", args=[matter.key])).status_code == answer
    assert Job.objects.count() == (answer == 302)


def test_nothing_is_pressed_for_that_does_not_lie_with_the_unit(cast: Cast, client: Client) -> None:
    row = story.declared(cast)
    client.force_login(cast.user("chenjing"))
    address = reverse("ledger_slip", args=[row.matter.key, row.unit.code])
    assert client.post(address).status_code == 409
    assert not Job.objects.exists()


def test_a_matter_of_too_many_units_is_not_put_on_paper_but_on_a_sheet(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = story.issued(cast)
    monkeypatch.setattr(work, "MOST_UNITS", 2)
    client.force_login(cast.user("chenjing"))
    assert client.post(reverse("matter_paper", args=[matter.key])).status_code == 409
    assert not Job.objects.exists()
    with pytest.raises(Refused):
        told(Item.objects.filter(matter=matter), clock.today(), most=2)


@needs_poppler
def test_evidence_stands_on_the_form_by_name(cast: Cast, client: Client, tmp_path: Path) -> None:
    row = story.underway(cast)
    attach(
        actor=cast.wangfang, kind="ledger", key=row.public_id, lo=row.lo, name="管沟回填.png", data=picture()
    )
    client.force_login(cast.user("wangfang"))
    client.post(reverse("ledger_paper", args=[row.matter.key, row.unit.code]))
    run_jobs()
    assert "1. 管沟回填.png" in _read(client, Job.objects.latest("id"), tmp_path)


@pytest.mark.parametrize(("who", "slip"), [("chenjing", True), ("wangfang", False), ("guoping", False)])
def test_the_page_of_an_item_offers_the_papers_that_are_given(
    cast: Cast, client: Client, who: str, slip: bool
) -> None:
    row = story.underway(cast)
    client.force_login(cast.user(who))
    page = client.get(reverse("ledger_item", args=[row.matter.key, row.unit.code])).content.decode()
    assert reverse("ledger_paper", args=[row.matter.key, row.unit.code]) in page
    assert (reverse("ledger_slip", args=[row.matter.key, row.unit.code]) in page) is slip


@pytest.mark.parametrize(("who", "given"), [("chenjing", True), ("wangfang", False)])
def test_the_page_of_a_matter_offers_its_table_to_whoever_sees_all_of_it(
    cast: Cast, client: Client, who: str, given: bool
) -> None:
    matter = story.issued(cast)
    client.force_login(cast.user(who))
    page = client.get(reverse("matter", args=[matter.key])).content.decode()
    assert (f'action="{reverse("matter_paper", args=[matter.key])}"' in page) is given


def test_the_list_leads_to_the_officials_sheet_narrowed_as_it_is(cast: Cast, client: Client) -> None:
    story.issued(cast)
    client.force_login(cast.user("chenjing"))
    address = reverse("ledger_officials_sheet")
    assert f'href="{address}"' in client.get(reverse("ledger")).content.decode()
    page = client.get(reverse("ledger"), {"kind": "task", "lamp": "red"}).content.decode()
    assert f'href="{address}?kind=task&amp;lamp=red"' in page
