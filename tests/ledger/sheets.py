"""Offices' own workbooks as people send them."""

from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from responsibilities.ledger.models import SentSheet
from tests.cast import Cast
from tests.working import run_jobs

PROBLEM = ("序号", "问题编号", "问题来源", "反馈日期", "责任事项", "具体问题", "涉及单位", "共性/个性", "整改目标", "整改措施",
           "责任单位", "配合单位", "整改类型", "完成时限", "整改进展（最新一条）", "整改状态", "备注")  # fmt: skip
TASK = ("序号", "重点任务", "上级工作措施", "上级牵头单位", "本级工作措施", "牵头单位", "责任单位", "配合单位", "责任科室",
        "联系人", "年度目标", "完成时限", "进展", "状态", "编号")  # fmt: skip
DUE = date(2026, 12, 25)
LEAKS = {"问题来源": "省级督查", "反馈日期": date(2026, 11, 2), "具体问题": "宁朔村蓄水池渗漏，三户断水。", "涉及单位": "红城镇宁朔村",
         "共性/个性": "个性", "整改目标": "蓄水池修复，恢复供水。", "整改措施": "更换防渗层。", "责任单位": "红城镇",
         "整改类型": "限期整改", "完成时限": DUE}  # fmt: skip
WALLS = {"重点任务": "整治闲置畜棚四十座", "本级工作措施": "逐棚登记，分类处置。", "责任单位": "红城镇、中堡镇", "年度目标": "四十座全部处置。",
         "完成时限": "2026年12月20日"}  # fmt: skip
SAID = {
    "issuer": "620121000000", "kind": "task", "year": "2026", "document_number": "永农领办〔2026〕31号",
    "document_title": "关于印发整改台账的通知", "issued_on": "2026-11-20", "start_on": "2026-11-20",
    "basis": "履职事项清单第7项", "approval": "",
}  # fmt: skip


def table(
    book: Workbook, name: str, headings: tuple[str, ...], *rows: dict[str, Any], above: tuple[str, ...] = ()
) -> Any:
    """A sheet with the headings below some lines, and the rows by heading."""
    page = book.create_sheet(name)
    for line in above:
        page.append([line])
    page.append(list(headings))
    for row in rows:
        page.append([row.get(heading) for heading in headings])
    return page


def workbook(*, problems: tuple[dict[str, Any], ...] = (), tasks: tuple[dict[str, Any], ...] = ()) -> bytes:
    """Both sheets as an office keeps them, a title above each."""
    book = Workbook()
    book.remove(book.active)
    if problems:
        table(book, "整改台账", PROBLEM, *problems, above=("永登县问题整改台账",))
    if tasks:
        table(book, "任务分解", TASK, *tasks, above=("永登县重点任务分解表", "截至11月24日"))
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def as_(cast: Cast, username: str) -> Client:
    """A browser of one of the cast that reads Chinese."""
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(cast.user(username))
    return client


def post(client: Client, data: bytes, said: dict[str, Any] | None = None, name: str = "台账.xlsx") -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("ledger_sent_sheets"), {**(SAID if said is None else said), "file": file})


def checked(client: Client, data: bytes, said: dict[str, Any] | None = None) -> str:
    """Sends the workbook in and has it checked; the address of its page."""
    answer = post(client, data, said)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert run_jobs() == 1
    return answer["Location"]


def plan() -> dict[str, str]:
    """What the page of the newest sheet carries: the digest of the list it shows."""
    return {"plan": str((SentSheet.objects.latest("pk").check_job.result or {}).get("plan", ""))}


def carried_out(client: Client, data: bytes, said: dict[str, Any] | None = None) -> str:
    url = checked(client, data, said)
    answer = client.post(url + "confirm/", plan())
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert run_jobs() == 1
    return url


def result() -> dict[str, Any]:
    """What the last job found or did."""
    last = SentSheet.objects.select_related("check_job", "import_job").latest("pk")
    return dict((last.import_job or last.check_job).result)


def reasons() -> list[tuple[str, int, str, str]]:
    """Sheet, row, column and reason of each refusal of the newest sheet, in Chinese."""
    return [(it["sheet"], it["row"], it["column"], it["message"]) for it in result()["errors"]]


def book_of(answer: Any) -> Any:
    data = b"".join(answer) if answer.streaming else answer.content
    return load_workbook(BytesIO(data))
