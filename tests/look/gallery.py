"""Pages that show every part of the face with the words of a real county; drawn for the eye and for axe."""

import re
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace as Thing
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpRequest, QueryDict
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext as _

from revitalization.kit.columns import Breakdown, Part
from revitalization.kit.measures import Figure, Measure, Segment
from revitalization.kit.tables import Badge, Column, Filter, Lamp, Order, Place, Share, Table, TablePage
from revitalization.kit.templatetags import ui
from revitalization.site import tilemap
from revitalization.site.boards import Row

HERE = Path(__file__).parent / "templates" / "gallery"
SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 24)
TOWNS = [
    "剑池街道",
    "龙渊街道",
    "西街街道",
    "塔石街道",
    "八都镇",
    "上垟镇",
    "小梅镇",
    "查田镇",
    "安仁镇",
    "锦溪镇",
]
SHARES = {
    "11": (80, 100), "12": (75, 100), "13": (93, 100), "14": (90, 100), "15": (88, 100), "21": (74, 100), "22": (70, 100),
    "23": (61, 100), "31": (69, 100), "32": (84, 100), "33": (79, 100), "34": (82, 100), "35": (91, 100), "36": (95, 100),
    "37": (77, 100), "41": (89, 100), "42": (86, 100), "43": (92, 100), "44": (66, 100), "45": (52, 100), "46": (60, 100),
    "50": (87, 100), "51": (64, 100), "52": (58, 100), "53": (72, 100), "54": (71, 100), "61": (67, 100), "62": (55, 100),
    "63": (49, 100), "64": (94, 100), "65": (63, 100), "66": (100, 100),
}  # fmt: skip
PLOTS = Measure(
    "plots", "Plots", part="sown", whole="plots", capability="unit.read", source=Thing(),
    segments=(Segment("sown", "done", "Sown", done=True), Segment("bare", "blank", "Bare")),
    figure=lambda raw: raw, about="", source_note="", thresholds=(Fraction(85, 100), Fraction(70, 100)),
)  # fmt: skip
PROVINCES = [
    Row(PLOTS, at, code.ljust(12, "0"), code, "", at, at, Figure({"sown": n, "bare": of - n}, of, n))
    for at, (code, (n, of)) in enumerate(SHARES.items())
]


class Drawn(TablePage):
    """A table page over rows that are already there: what is drawn is tested here, not how it is fetched."""

    def _fetch(self):
        self.has_next, self.has_previous = True, True
        return list(self.filtered)


class ReportForm(forms.Form):
    summary = forms.CharField(
        label="一、落实第一责任人职责情况",
        max_length=2000,
        help_text="写清做了什么、谁负责、有何结果。",
        widget=forms.Textarea,
    )
    problem = forms.CharField(
        label="二、存在的主要问题", max_length=1000, widget=forms.Textarea, required=False
    )
    due = forms.DateField(label="三、整改期限", widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(label="密级", choices=[("public", "公开"), ("internal", "内部")])
    sides = forms.MultipleChoiceField(
        label="涉及的振兴", choices=[("1", "产业振兴"), ("2", "人才振兴"), ("3", "文化振兴")],
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    sure = forms.BooleanField(label="我确认内容真实，不含涉密信息")


def request_as(user: str = "李明", path: str = "/", **cookies: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    request.user = Thing(is_authenticated=bool(user), pk=7, __str__=lambda: user)
    return request


def frame() -> dict:
    """What the base template reads."""
    entries = [("Inbox", "inbox", 3), ("Units", "tree", 0), ("Cycles", "calendar", 0), ("Reviews", "check", 12),
               ("Duties", "list", 0), ("National board", "map", 0), ("Vacancies", "people", 0), ("Record", "record", 0)]  # fmt: skip
    chinese = ["待办", "单位", "报送周期", "审核", "责任清单", "全国看板", "岗位空缺", "留痕"]
    labels = chinese if translation.get_language() == "zh-hans" else [label for label, _icon, _n in entries]
    return {
        "navigation": [
            Thing(
                label=label,
                url=f"#{icon}",
                icon=icon,
                count=count,
                current=place == 0,
                heading={0: _("Work"), 1: _("Base data")}.get(place, ""),
            )
            for place, (label, (_label, icon, count)) in enumerate(zip(labels, entries, strict=True))
        ],
        "slots": [
            Thing(label=labels[n], url=f"#slot{n}", icon=icon, count=3 if n == 0 else 0, current=n == 0)
            for n, icon in enumerate(("inbox", "home", "plus", "map", "person"))
        ],
        "bells": [Thing(label=_("Notices"), url="#bell", icon="bell", count=3, current=False)],
        "acting": Thing(label="龙泉市委农办 · 主任", change_url="#posts"),
        "account_name": "李明",
        "account_links": [Thing(label=_("Password"), url="#password", icon="key")],
    }


def measured(n: int) -> Breakdown:
    """A bar of parts with a long fraction."""
    parts = [Part("done", "已通过", 100 * n), Part("blank", "未开始", 1204 - 100 * n)]
    return Breakdown(100 * n, 1204, parts, f"1204 份中已报送 {100 * n} 份")


def table() -> Drawn:
    rows = [
        {"id": n, "name": name, "path": "浙江省 丽水市 龙泉市", "due_on": TODAY + timedelta(n - 2), "n": n,
         "tone": ["red", "amber", "green", "grey"][n % 4]} for n, name in enumerate(TOWNS)
    ]  # fmt: skip
    words = {"red": "逾期", "amber": "临近", "green": "按期", "grey": "未开始"}
    declared = Table(
        name="gallery",
        columns=(
            Column("name", "单位", "unit", value=lambda r: Place(r["name"], r["path"]), url=lambda r: f"#{r['id']}", order="name"),
            Column("lamp", "灯号", "lamp", value=lambda r: Lamp(r["tone"], words[r["tone"]])),
            Column("status", "状态", "badge", value=lambda r: Badge("in_review", "审核中", "blue")),
            Column("due_on", "期限", "date", order="due"),
            Column("share", "按期率", "share", value=lambda r: Share(19 - r["n"], 24), hide_on_phone=True),
            Column("below", _("Progress below: filed / owed"), "share", value=lambda r: measured(r["n"])),
            Column("n", "件数", "number", total=lambda rows: sum(r["n"] for r in rows)),
        ),
        filters=(
            Filter("level", "层级", lambda rows, value: rows, choices=[("town", "乡级"), ("village", "村级")]),
            Filter("name", "名称", lambda rows, value: rows),
            Filter("before", "期限早于", lambda rows, value: rows, kind="date"),
        ),
        orders=(Order("due", ("due_on", "id")), Order("name", ("name", "id"))),
    )  # fmt: skip
    return Drawn(declared, rows, QueryDict("level=town"), export_url="/export/")


def timeline() -> list[ui.TimelineEntry]:
    at = datetime(2026, 11, 24, 10, 42, tzinfo=SHANGHAI)
    return [
        ui.TimelineEntry(
            at,
            "龙泉市委农办 退回 八都镇 2026 年度报告",
            "第二部分缺少高标准农田数据，请补充后于 11 月 30 日前重新报送。",
            "#",
            "amber",
        ),
        ui.TimelineEntry(at - timedelta(days=1), "八都镇 报送 2026 年度报告（王　伟 签发）"),
        ui.TimelineEntry(at - timedelta(days=9), "龙泉市委农办 开启 2026 年度报告", tone="grey"),
    ]


def context(page: str) -> dict:
    form = (
        ReportForm({"summary": "今年以来，镇党委书记、镇长带队走访 14 个行政村。" * 8})
        if page == "form"
        else None
    )
    return frame() | {
        "today": TODAY, "soon": TODAY + timedelta(days=3), "late": TODAY - timedelta(days=2), "far": TODAY + timedelta(days=13),
        "page": table(), "form": form, "entries": timeline(),
        "tiles": tilemap.tiles(PROVINCES, {one.code: f"#{one.code[:2]}" for one in PROVINCES}, nation=True),
        "crumbs": [ui.Crumb("浙江省", "#33"), ui.Crumb("丽水市", "#3311"), ui.Crumb("龙泉市", "#331181"), ui.Crumb("八都镇")],
        "tabs": [ui.Tab("duties", "责任", "#d"), ui.Tab("reports", "报告", "#r", 2), ui.Tab("record", "留痕", "#l")],
        "names": TOWNS,
    }  # fmt: skip


def draw(page: str, language: str, *, user: str = "李明", **cookies: str) -> str:
    """The HTML of one gallery page in one language."""
    with translation.override(language):
        template = engines["django"].from_string((HERE / f"{page}.html").read_text(encoding="utf-8"))
        # Announcements are read from the database, which the gallery has none of.
        return template.render(context(page) | {"announced": ()}, request_as(user, **cookies))


def re_icons(root: Path) -> set[str]:
    """Names of icons written out in templates and in the navigation of the slices."""
    found: set[str] = set()
    for path in (root / "templates").rglob("*.html"):
        found |= set(re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8")))
    for path in root.glob("*/*/mechanism.py"):
        found |= set(re.findall(r'icon="([\w-]+)"', path.read_text(encoding="utf-8")))
    return found


def policy_breaks(folder: Path) -> list[str]:
    """Templates with inline styles, inline scripts, event attributes or text marked safe; PDF sheets are another matter."""
    rules = re.compile(
        r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*src=)|\|safe\b|hx-on|javascript:|{% autoescape off"
    )
    return [
        f"{path.relative_to(folder)}: {found.group(0).strip()}"
        for path in sorted(folder.rglob("*.html"))
        if "documents" not in path.parts
        for found in rules.finditer(path.read_text(encoding="utf-8"))
    ]


def static_file(name: str) -> Path:
    """A static file as the product finds it."""
    return Path(finders.find(name))
