"""The categories and duties of a year."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from responsibilities.duties.models import CategoryVersion, DutyRequirement
from responsibilities.duties.rules import TAG_LABELS, TAG_TONES, Tag
from revitalization.kit.handover import HandingOver, OpenMatter
from revitalization.kit.language import reads_english


@dataclass(frozen=True)
class TagWord:
    """One of the five revitalizations as it is shown; `primary` when the category serves it first."""

    key: str
    label: str
    tone: str
    primary: bool


@dataclass(frozen=True)
class CategoryLine:
    """One category as it reads in a year, in the reader's language and in both."""

    key: str
    side: str
    title: str
    summary: str
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    primary: str
    tags: tuple[str, ...]
    tag_words: tuple[TagWord, ...]
    year_from: int
    year_to: int | None
    article_ref: str
    source: str
    verified: bool

    @property
    def basis(self) -> str:
        """The article it rests on, in words."""
        return basis_of(self.article_ref)


def basis_of(article_ref: str) -> str:
    """The article of the catalogue's `article_ref` (`5(1)`, `Village Committees Law 30`) in the reader's language."""
    law, _space, number = article_ref.rpartition(" ")
    article = number if reads_english() else _chinese_article(number)
    if law:
        return _("Village Committees Law, article %(article)s") % {"article": article}
    return _("Implementation Measures, article %(article)s") % {"article": article}


_DIGITS = "零一二三四五六七八九十"


def _chinese_number(number: int) -> str:
    """1 to 99 as laws count their articles: 九, 十, 十四, 三十."""
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _chinese_article(number: str) -> str:
    """`5(1)` as laws are cited: 第五条第（一）项."""
    article, _mark, item = number.rstrip(")").partition("(")
    cited = f"第{_chinese_number(int(article))}条"
    return f"{cited}第（{_chinese_number(int(item))}）项" if item else cited


def categories_of(year: int, side: str = "") -> list[CategoryLine]:
    """The national categories of the year by key; of one side (`department`, `local`) or of both."""
    rows = CategoryVersion.objects.in_year(year).filter(category__owner_unit=None)
    if side:
        rows = rows.filter(category__side=side)
    return [_line(row) for row in rows.select_related("category").order_by("category__key")]


def category_titles(year: int | None = None) -> dict[str, str]:
    """The titles of the national categories by key, in the reader's language: of the year, else each its latest."""
    rows = CategoryVersion.objects.all() if year is None else CategoryVersion.objects.in_year(year)
    rows = rows.filter(category__owner_unit=None).order_by("category__key", "year_from")
    return dict(rows.values_list("category__key", "title_en" if reads_english() else "title_zh"))


def category_choices(year: int | None = None) -> list[tuple[str, str]]:
    """The same to choose from: key, and key with title."""
    return [(key, f"{key} {title}") for key, title in category_titles(year).items()]


def said_categories(keys: Collection[str], year: int) -> str:
    """The titles of these national categories as the year words them, in the order of their keys.

    A key without a title in that year stands as it is; one question, none without keys.
    """
    if not keys:
        return ""
    titles = category_titles(year)
    return ("; " if reads_english() else "、").join(titles.get(key, key) for key in sorted(keys))


def _line(row: CategoryVersion) -> CategoryLine:
    return CategoryLine(
        key=row.category.key,
        side=row.category.side,
        title=row.title,
        summary=row.summary,
        title_zh=row.title_zh,
        title_en=row.title_en,
        summary_zh=row.summary_zh,
        summary_en=row.summary_en,
        primary=row.primary,
        tags=tuple(row.tags),
        tag_words=tuple(
            TagWord(tag.value, _(TAG_LABELS[tag]), TAG_TONES[tag], tag == row.primary)
            for tag in Tag
            if tag in row.tags
        ),
        year_from=row.year_from,
        year_to=row.year_to,
        article_ref=row.article_ref,
        source=row.source,
        verified=row.verified,
    )


def duties_of(year: int, level: str = "") -> Sequence[DutyRequirement]:
    """The duty requirements of the year in the catalogue's order; of one level or of all five."""
    rows = DutyRequirement.objects.in_year(year)
    return list(rows.filter(level=level) if level else rows)


def to_hand_over(of: HandingOver) -> Iterable[OpenMatter]:
    """What the first responsible persons of the person's units must do in the year, and how often at least.

    What of it was done is written down nowhere yet, so that nothing is said of it.
    """
    by_level: dict[str, list[str]] = {}
    for unit in of.units:
        if not unit.is_body:
            by_level.setdefault(unit.level, []).append(unit.name)
    rows = DutyRequirement.objects.in_year(of.today.year).filter(level__in=by_level)
    return [OpenMatter(duty.action, "、".join(by_level[duty.level]), _at_least(duty)) for duty in rows]


def _at_least(duty: DutyRequirement) -> str:
    window = str(duty.get_window_display())
    if duty.minimum is None:
        return window
    return _("at least %(n)s, %(window)s") % {"n": duty.minimum, "window": window}


def years() -> list[int]:
    """The years in which a wording begins, ascending."""
    found = CategoryVersion.objects.filter(category__owner_unit=None).order_by("year_from")
    return list(found.values_list("year_from", flat=True).distinct())
