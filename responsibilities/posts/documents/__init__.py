"""The printed list of who answers for what; workbooks: the roster to fill in and with reasons, one-time codes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from responsibilities.posts.actions.sign_ins import NewSignIn
from responsibilities.posts.queries import Holder, RosterLine
from responsibilities.posts.rules import KIND_CHINESE, KIND_LABELS, TenureKind
from responsibilities.posts.rules.roster_changes import KIND_WORDS, kind_words
from responsibilities.posts.rules.roster_words import MOST_ROWS, STAFF_ROLES
from responsibilities.posts.rules.roster_words import heading as heading_in
from responsibilities.units.models import Unit
from responsibilities.units.queries import office_of
from revitalization.kit.change_pages import ChangeColumn, ChangeForm, change_sheet
from revitalization.kit.changes import Change
from revitalization.kit.documents import Layout, OfficialDocument, Paragraph, tables
from revitalization.kit.errors import FieldError
from revitalization.kit.headings import LOOKED_AT
from revitalization.kit.imports import ReadLimits, annotate_workbook
from revitalization.kit.language import reads_english
from revitalization.kit.periods import chinese_date
from revitalization.kit.sandbox import Limits
from revitalization.kit.words import N_
from revitalization.kit.workbooks import Column, Sheet, Template, workbook_bytes

SPARE_ROWS = 200


def heading(column: str) -> str:
    """The heading of a roster's column in the reader's language."""
    return heading_in(column, get_language() or "")


def kind_word(kind: str) -> str:
    """How a way of holding a post is written in a cell."""
    chosen = TenureKind(kind)
    return _(KIND_LABELS[chosen]) if reads_english() else KIND_CHINESE[chosen]


def roster_template(lines: Iterable[RosterLine]) -> bytes:
    """The roster to fill in: one row for each post with its present holder, and open rows for staff."""
    roles = [words[1] if reads_english() else words[0] for words in STAFF_ROLES.values()]
    columns = [
        Column(heading("code"), "code", 16, required=True),
        Column(heading("unit"), "text", 24),
        Column(heading("post"), "text", 18),
        Column(heading("name"), "text", 12, note=_("Family name first, in one field.")),
        Column(heading("kind"), "text", 12, choices=[kind_word(kind) for kind in TenureKind]),
        Column(heading("since"), "date", 14, note=_("For example 2026-03-05.")),
        Column(heading("phone"), "text", 16, note=_("Leave empty to keep it as it is.")),
        Column(heading("role"), "text", 12, choices=roles, note=_("Only for staff without such a post.")),
    ]
    rows = [
        (it.code, it.unit, it.title, it.person, kind_word(it.kind) if it.kind else "", it.since, "", "")
        for it in lines
    ]
    sheet = Sheet(_("Roster"), columns, rows, spare_rows=SPARE_ROWS)
    return workbook_bytes([sheet], template=Template("posts.roster", 1))


def _said_kind(kind: str) -> str:
    chinese, english = kind_words(kind)
    return _(english) if reads_english() else chinese


def _said_person(name: str) -> str:
    return _(KIND_LABELS[TenureKind.VACANT]) if name == TenureKind.VACANT else name


def _said_account(words: str) -> str:
    done, _line, same = words.partition("\n")
    said = "、".join(_(ACCOUNT_WORDS[word]) for word in done.split())
    return ("; " if reads_english() else "；").join(filter(None, (said, _said_namesake(same))))


def _said_namesake(words: str) -> str:
    if not words:
        return ""
    apart, _space, office = words.partition(" ")
    who = _("the holder of the post %(post)s") % {"post": office} if office else _("somebody already entered")
    if apart == "phone":
        return _("same name as %(who)s but another phone: will be entered as a new person") % {"who": who}
    return _("same name as %(who)s: will be entered as a new person") % {"who": who}


ACCOUNT_WORDS = {"new": N_("To be opened"), "phone": N_("Phone is entered")}

CHANGES = ChangeForm(
    columns=(
        ChangeColumn("unit", N_("Unit")),
        ChangeColumn("post", N_("Post")),
        ChangeColumn("before", N_("Holder until now"), say=_said_person),
        ChangeColumn("last_day", N_("Last day in office"), "date"),
        ChangeColumn("after", N_("After the change"), say=_said_person),
        ChangeColumn("since", N_("First day"), "date"),
        ChangeColumn("kind", N_("Held or role"), say=_said_kind),
        ChangeColumn("sign_in", N_("Sign-in account"), say=_said_account),
    ),
    kinds={kind.value: words for kind, words in KIND_WORDS.items()},
    link=lambda code: f"{reverse('unit', kwargs={'code': code})}?tab=posts",
)
"""The list of what a roster changes."""


def roster_changes(changes: Sequence[Change]) -> bytes:
    """The whole list as a workbook."""
    return workbook_bytes([change_sheet(CHANGES, changes, _("Changes"))])


def roster_with_reasons(
    data: bytes, errors: Sequence[FieldError], sheet: str, top: int, cost: Limits | None = None
) -> bytes:
    """The same workbook with a reason on each bad row of its sheet, whose headings stand in row `top`; `TooLarge` when
    that costs more than `cost`.
    """
    reasons: dict[int, str] = {}
    for error in errors:
        if error.row is not None:
            text = f"{heading(error.field)}: {error.message}"
            reasons[error.row] = f"{reasons[error.row]}\n{text}" if error.row in reasons else text
    bounds = ReadLimits(rows=MOST_ROWS + LOOKED_AT, cost=cost or Limits())
    return annotate_workbook(data, reasons, limits=bounds, sheet=sheet, top=top)


def codes_sheet(sign_ins: Sequence[NewSignIn], day: date) -> bytes:
    """The new sign-ins with their one-time codes, to be handed out on paper."""
    columns = [
        Column(heading("unit"), "text", 24),
        Column(heading("name"), "text", 12),
        Column(_("Sign-in name"), "text", 20),
        Column(
            _("One-time code"), "text", 24, note=_("Valid for 7 days; must be changed at the first sign-in.")
        ),
        Column(_("Created on"), "date", 14),
    ]
    rows = [(it.unit, it.person, it.username, it.code, day) for it in sign_ins]
    # Cut into slips and handed out, or read by a program: headings first.
    return workbook_bytes([Sheet(_("Sign-ins"), columns, rows)])


ROSTER_COLUMNS = ("单位", "职务", "姓名", "任职方式", "任职日期")


def roster_paper(
    unit: Unit, below: Sequence[Unit], held: Mapping[int, Sequence[Holder]], day: date
) -> OfficialDocument:
    """The first responsible persons of the unit and of those directly below on the day; Chinese for every reader."""
    rows = [
        [at.name, holder.title, holder.person or "空缺", KIND_CHINESE[TenureKind(holder.kind)],
         chinese_date(holder.since) if holder.since else ""]
        for at in (unit, *below) for holder in held[at.pk] if holder.post.is_first_responsible
    ]  # fmt: skip
    vacant = sum(row[2] == "空缺" for row in rows)
    said = f"截至{chinese_date(day)}，{unit.name}及直接下级共有第一责任人岗位{len(rows)}个"
    return OfficialDocument(
        issuers=office_of(unit),
        layout=Layout.PLAIN,
        title=f"{unit.name}乡村振兴第一责任人名册",
        title_names_issuers=False,
        body=[
            Paragraph(said + (f"，其中空缺{vacant}个。" if vacant else "。")),
            *tables(ROSTER_COLUMNS, rows),
        ],
        dated_on=day,
        sealed=False,
    )
