"""Roster workbooks as people send them."""

from datetime import date
from io import BytesIO

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from responsibilities.access.models import Grant, User
from responsibilities.posts.models import Roster
from revitalization.kit.actor import Actor
from revitalization.kit.cleaning import CellError, Formula
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry
from revitalization.kit.workbooks import Column, Sheet, workbook_bytes
from tests import world
from tests.cast import Cast
from tests.working import run_jobs

HEADINGS = ("单位代码", "单位名称", "职务", "姓名", "任职方式", "任职日期", "办公电话", "角色")
GOOD = ("620123101", "夏官营镇", "镇长", "周敏", "任", "2026-11-01", "13909310001", "")
BAD = ("640121100", "杨和镇", "镇长", "马某", "任", "2026-11-01", "", "")
FILER = ("620123101", "夏官营镇", "", "钱会计", "", "2026-11-24", "13909310004", "填报员")


def roster(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    """A workbook with these rows."""
    data = workbook_bytes([Sheet("名册", [Column(h) for h in HEADINGS], rows)])  # type: ignore[arg-type]
    return SimpleUploadedFile("名册.xlsx", data)


def changed_cells(data: bytes, **cells: object) -> bytes:
    """The workbook with other cells: a formula or an error of the sheet where one is given, else the value."""
    book = load_workbook(BytesIO(data))
    for place, value in cells.items():
        cell = book.active[place]
        if isinstance(value, Formula | CellError):
            cell.value, cell.data_type = value.text, "f" if isinstance(value, Formula) else "e"
        else:
            cell.value = value
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def lines(answer: HttpResponse, above: int = 0) -> list[tuple[object, ...]]:
    """The rows of a workbook that came back, without its headings and the lines `above` them."""
    data = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    return list(load_workbook(BytesIO(data)).active.iter_rows(min_row=2 + above, values_only=True))


def as_(cast: Cast, username: str) -> Client:
    """A browser of one of the cast that reads Chinese."""
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(cast.user(username))
    return client


def sent(client: Client, *rows: tuple[object, ...]) -> str:
    """Sends the rows in; the address of the roster's page."""
    answer = client.post(reverse("rosters"), {"file": roster(*rows)})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def checked(client: Client, *rows: tuple[object, ...]) -> str:
    url = sent(client, *rows)
    assert run_jobs() == 1
    return url


def carried_out(client: Client, *rows: tuple[object, ...]) -> str:
    url = checked(client, *rows)
    assert client.post(url + "confirm/", shown_plan()).status_code == 302
    assert run_jobs() == 1
    return url


def narrowed(cast: Cast, code: str) -> None:
    """From now on Lanzhou's organization department is responsible for one county only."""
    held = Grant.objects.select_related("user").get(user=cast.user("hexin"), until__isnull=True)
    with recorded(Entry("role.end", Actor.system("tests"), ("grant", ""), "何欣", 1)):
        Grant.objects.filter(pk=held.pk).update(until=date(2026, 11, 23))
        Grant.objects.create(
            user=held.user, role=held.role, permission=held.permission, content_object=world.unit(code),
            since=date(2026, 11, 24),
        )  # fmt: skip


def role_elsewhere(username: str) -> None:
    """The account is filer of a town in Ningxia, too."""
    user = User.objects.get(username=username)
    right = Permission.objects.get(content_type__app_label="units", codename="hold")
    with recorded(Entry("role.grant", Actor.system("tests"), ("grant", ""), user.name, 1)):
        Grant.objects.create(
            user=user, role="filer", permission=right, content_object=world.unit("640121100"),
            since=date(2026, 11, 24),
        )  # fmt: skip


def seen_codes() -> dict[str, str]:
    """What the page of the newest roster carries: when codes were made last."""
    return {"seen": Roster.objects.latest("pk").codes_mark}


def shown_plan() -> dict[str, str]:
    """What the page of the newest roster carries: the digest of the list of changes that it shows."""
    result = Roster.objects.latest("pk").check_job.result or {}
    return {"plan": str(result.get("plan", ""))}
