"""One report from the inbox to its acceptance, by people at their own windows: both widths, both languages, and once
without any script."""

import io
import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from reporting.reports import rules
from reporting.reports.models import Cycle
from responsibilities.access.actions.tokens import issue_token
from responsibilities.access.queries import actor_for
from responsibilities.files.models import StoredFile
from responsibilities.roles import C
from revitalization.kit import clock
from tests import world
from tests.cast import Cast, days, town
from tests.journeys.visitor import Visitor
from tests.reports import story
from tests.working import run_jobs

Visit = Callable[..., Visitor]
REASON = "产业振兴部分缺少数据来源，请注明统计口径。"
ADDED = "数据来源：镇统计站2026年三季度报表。"


def photo() -> bytes:
    """A picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (36.0, 23.0, 30.0), 3: "E", 4: (103.0, 15.0, 0.0)}
    exif[0x010F] = "ACME"
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


def scan() -> bytes:
    """A PDF with one page."""
    out = io.BytesIO()
    Image.new("RGB", (80, 120), "white").save(out, "PDF")
    return out.getvalue()


def act(key: str) -> str:
    """The word on the act's button, English."""
    return str(rules.WORKFLOW.act(key).label)


def from_inbox(who: Visitor, address: str) -> None:
    """From the landing page to the report by its link."""
    who.go("/")
    link = who.page.locator(f".todo a[href='{address}']").first
    who.shot(f"inbox-{who.username}")
    link.click()


def walked(report: str) -> str:
    """The line of a report to be decided, on the walk through the list."""
    _reports, cycle, code = report.strip("/").split("/")
    return f"/walk/?at=report-decide%3A{cycle}%2F{code}"


def does(who: Visitor, report: str, key: str, shot: str = "") -> None:
    """Opens the report from the inbox and presses the act's button."""
    from_inbox(who, report)
    if shot:
        who.shot(shot)
    who.press(act(key))
    who.sees(who.say("Done: %(act)s.", act=who.say(act(key))))


def writes(filer: Visitor, scripts: bool) -> None:
    """Fills all sections; typing saves itself, or the button does, and after a reload the text stands there."""
    for key, text in story.TEXTS.items():
        filer.page.fill(f"#id_text-{key}", text)
    if scripts:
        expect(filer.page.locator("[data-saved]")).to_have_text(filer.say("Saved {}").replace("{}", "12:00"))
    else:
        filer.press("Save draft")
        filer.sees(filer.say("Draft saved."))
    filer.page.reload()
    for key, text in story.TEXTS.items():
        expect(filer.page.locator(f"#id_text-{key}")).to_have_value(text)
    filer.shot("edit")


def attaches(filer: Visitor) -> None:
    """A picture and a PDF; what is stored no longer says where the picture was taken."""
    for name, kind, data in (("田间.jpg", "image/jpeg", photo()), ("统计表.pdf", "application/pdf", scan())):
        filer.page.set_input_files("#id_file", {"name": name, "mimeType": kind, "buffer": data})
        filer.press("Upload")
        filer.sees(filer.say("The file was added."))
        filer.sees(name)
    assert Image.open(io.BytesIO(photo())).getexif().get_ifd(0x8825)
    kept = StoredFile.objects.get(name="田间.jpg")
    shown = filer.page.request.get(f"{filer.site}/files/{kept.public_id}/").body()
    assert b"Exif" not in shown
    assert not Image.open(io.BytesIO(shown)).getexif()


def returns(county: Visitor, report: str) -> None:
    """Receives on the walk through the list, and returns with the reason and a new deadline."""
    from_inbox(county, walked(report))
    county.shot("desk-submitted")
    county.press(act("receive"))
    county.sees(county.say("Done: %(act)s.", act=county.say(act("receive"))))
    county.page.fill("#id_reason", REASON)
    county.page.fill("#id_new_due_on", days(15).isoformat())
    county.shot("desk-received")
    county.press(act("return"))
    county.sees(county.say("Nothing is left to do here"))
    county.shot("desk-empty")


def mends(filer: Visitor, report: str, scripts: bool) -> None:
    """Sees the reason, adds what was missing, sends again."""
    filer.go("/")
    filer.shot("inbox-returned")
    filer.page.locator(f".todo a[href='{report}edit/']").first.click()
    filer.sees(REASON)
    filer.page.fill("#id_text-industry", story.TEXTS["industry"] + ADDED)
    filer.shot("edit-returned")
    filer.press("Send for review")
    filer.sees(filer.say("Sent for review."))


def accepts(county: Visitor, report: str) -> None:
    from_inbox(county, walked(report))
    county.press(act("receive"))
    county.sees(ADDED)
    county.press(act("accept"))
    county.sees(county.say("Nothing is left to do here"))


def is_accepted_everywhere(county: Visitor, cast: Cast, cycle: Cycle, report: str) -> None:
    """Board, unit page, report page, PDF and REST say the same."""
    code, word = town().code, county.say("Accepted")
    county.go(f"/cycles/{cycle.key}/{world.YONGDENG}/")
    county.shot("board-accepted")
    row = county.page.get_by_role("row").filter(has=county.page.locator(f"a[href='{report}']"))
    expect(row.get_by_text(word, exact=True)).to_be_visible()
    county.go(f"/units/{code}/?tab=reports")
    county.shot("unit-reports")
    expect(county.page.get_by_role("row").filter(has_text=word)).to_be_visible()
    county.go(report)
    county.shot("report-accepted")
    county.sees(REASON)
    county.press("PDF in official layout")
    county.shot("job-queued")
    assert run_jobs() == 1
    county.page.reload()
    county.shot("job-done")
    with county.page.expect_download() as fetched:
        county.page.locator("a.btn-primary").click()
    text = words_of(Path(fetched.value.path()))
    assert "高原夏菜种植扩大到八千亩" in text
    assert ADDED in text
    answer = ask_program(county, cast, f"/api/v1/obligations/{cycle.key}/{code}/")
    assert answer["status"] == "accepted"


def words_of(pdf: Path) -> str:
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout
    return "".join(told.decode().split())


def ask_program(who: Visitor, cast: Cast, path: str) -> dict:
    """The answer of the interface for programs to a token of this person."""
    _token, text = issue_token(
        actor=actor_for(cast.user("anquan").pk, fresh=True),
        user=cast.user(who.username),
        label="县平台",
        capabilities=[str(C.REPORT_READ), str(C.CYCLE_READ)],
        unit=world.unit(world.NATION),
        expires_at=clock.now() + timedelta(days=30),
    )
    answer = who.page.request.get(who.site + path, headers={"Authorization": f"Bearer {text}"})
    assert answer.status == 200, answer.text()
    found: dict = json.loads(answer.text())
    return found


@pytest.mark.parametrize(
    ("language", "width", "scripts"),
    [("zh-hans", 1280, True), ("en", 390, True), ("zh-hans", 390, False)],
    ids=["Chinese on a desk", "English on a phone", "without scripts"],
)
def test_a_report_goes_all_the_way(
    visit: Visit, cast: Cast, cycle: Cycle, language: str, width: int, scripts: bool
) -> None:
    report = f"/reports/{cycle.key}/{town().code}/"
    how = {"language": language, "width": width, "scripts": scripts}
    filer = visit("wangfang", **how).sign_in()
    from_inbox(filer, f"{report}edit/")
    writes(filer, scripts)
    attaches(filer)
    filer.press("Send for review")
    filer.sees(filer.say("Sent for review."))

    reviewer = visit("lijun", **how).sign_in()
    principals = [visit(name, **how).sign_in() for name in ("zhaogang", "qianmei")]
    county = visit("chenjing", **how).sign_in()
    does(reviewer, report, "approve", "report-in-review")
    for principal in principals:
        does(principal, report, "sign", "report-to-sign")
    does(filer, report, "submit", "report-signed")
    returns(county, report)
    mends(filer, report, scripts)
    does(reviewer, report, "approve")
    for principal in principals:
        does(principal, report, "sign")
    does(filer, report, "submit")
    accepts(county, report)
    is_accepted_everywhere(county, cast, cycle, report)
