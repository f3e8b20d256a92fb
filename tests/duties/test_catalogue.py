"""The shipped catalogue of categories and duties, and what happens to a broken one."""

from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from responsibilities.duties.actions import FILE, load_catalogue
from responsibilities.duties.models import Category, CategoryVersion, DutyRequirement
from responsibilities.duties.queries import (
    CategoryLine,
    categories_of,
    category_choices,
    duties_of,
    said_categories,
)
from responsibilities.record.models import Entry
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden, Invalid
from revitalization.kit.perform import history
from tests.cast import Cast

CLERK = Actor.system("tests", via="command")


def category_of(key: str, year: int) -> CategoryLine:
    """One national category as it reads in the year."""
    return next(line for line in categories_of(year) if line.key == key)


@pytest.fixture(autouse=True)
def _loaded(db: None) -> None:
    load_catalogue(actor=CLERK)


def changed(tmp_path: Path, *pairs: tuple[str, str]) -> Path:
    """The shipped file with texts replaced; each must be there."""
    text = FILE.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "duties.toml"
    path.write_text(text, encoding="utf-8")
    return path


def stored() -> tuple[object, ...]:
    tables = (Category, CategoryVersion, DutyRequirement)
    return *(list(table.objects.order_by("pk").values()) for table in tables), Entry.objects.count()


def test_there_are_8_departmental_and_14_local_categories_in_every_year() -> None:
    for year in (2022, 2023, 2025, 2026, 2027):
        assert Counter(line.side for line in categories_of(year)) == {"department": 8, "local": 14}
    assert categories_of(2021) == []


def test_both_languages_are_there() -> None:
    with translation.override("zh-hans"):
        assert category_of("L06", 2026).title == "乡村人才振兴"
    with translation.override("en"):
        assert category_of("L06", 2026).title == "Bring in and grow talent"


@pytest.mark.parametrize("key", ["D04", "L04"])
def test_the_wording_changes_when_the_transition_period_is_over(key: str) -> None:
    before, after = category_of(key, 2025), category_of(key, 2026)
    assert "常态化精准帮扶" not in before.title_zh
    assert "常态化精准帮扶" in after.title_zh
    assert (before.year_to, after.year_from) == (2025, 2026)


def test_only_what_was_wholly_seen_is_called_verified() -> None:
    assert [line.key for line in categories_of(2026) if line.verified] == ["D01", "D02"]


def test_a_category_serves_some_of_the_five_and_one_of_them_first_or_none() -> None:
    lines = {line.key: (line.primary, line.tags) for line in categories_of(2026)}
    assert lines["L08"] == ("E", ("E",))
    assert lines["L03"] == ("I", ("I", "E"))
    assert lines["D01"] == ("", ("I", "T", "C", "E", "O"))


def test_duties_are_there_for_all_five_levels_with_what_is_counted() -> None:
    assert {duty.level for duty in duties_of(2026)} == {"province", "city", "county", "township", "village"}
    duties = {duty.key: duty for duty in duties_of(2026)}
    visits = duties["county.visits"]
    assert (visits.counted, visits.minimum, visits.window, visits.coverage) == (
        "visit",
        None,
        "term",
        "villages",
    )
    disclosure = duties["village.disclosure"]
    assert (disclosure.minimum, disclosure.window, disclosure.verified) == (1, "quarter", True)


def test_loading_twice_changes_nothing() -> None:
    before = stored()
    done = load_catalogue(actor=CLERK)
    assert (done.added, done.changed) == (0, 0)
    assert stored() == before


def test_a_checked_wording_is_changed_in_place_and_kept_in_the_history(tmp_path: Path) -> None:
    path = changed(tmp_path, ('title_en = "Rural ecology"', 'title_en = "Ecology of the countryside"'))
    done = load_catalogue(actor=CLERK, path=path)
    assert (done.added, done.changed) == (0, 1)
    assert CategoryVersion.objects.get(category__key="L08").title_en == "Ecology of the countryside"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_context->>'verb', title_en FROM duties_categoryversionevent")
        assert cursor.fetchall() == [("catalogue.load", "Ecology of the countryside")]


def test_a_new_wording_takes_over_with_its_year(tmp_path: Path) -> None:
    old = 'year_from = 2022\ntitle_zh = "乡村生态振兴"'
    block = FILE.read_text(encoding="utf-8").split('key = "L08"')[1].split("[[category]]")[0]
    version = block.split("[[category.version]]")[1]
    ended = version.replace("year_from = 2022\n", "year_from = 2022\nyear_to = 2027\n")
    begun = version.replace("year_from = 2022", "year_from = 2028").replace("乡村生态振兴", "美丽乡村")
    assert old in version
    path = changed(tmp_path, (version, f"{ended}[[category.version]]{begun}"))
    load_catalogue(actor=CLERK, path=path)
    assert category_of("L08", 2027).title_zh == "乡村生态振兴"
    assert category_of("L08", 2028).title_zh == "美丽乡村"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('primary = "E"', 'primary = "X"', "L08"),
        ('tags = ["C"]', 'tags = ["Z"]', "L07"),
        ('key = "L14"', 'key = "L13"', "L13"),
        ('key = "D08"\nside = "department"', 'key = "D08"\nside = "local"', "D08"),
        ("year_from = 2026", "year_from = 2025", "D04"),
        ('window = "term"', 'window = "lifetime"', "county.visits"),
        ('coverage = "villages"', 'coverage = "houses"', "county.visits"),
        ('title_zh = "深化农村改革"', 'title_zh = ""', "D06"),
    ],
)
def test_a_broken_file_is_refused_with_key_and_reason_and_loads_nothing(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    before = stored()
    path = changed(tmp_path, (old, new), ('title_en = "Rural ecology"', 'title_en = "Other"'))
    with pytest.raises(Invalid) as refused:
        load_catalogue(actor=CLERK, path=path)
    assert [error.field for error in refused.value.errors] == [key]
    assert all(str(error.message) for error in refused.value.errors)
    assert stored() == before


def test_the_command_names_the_faulty_key(tmp_path: Path) -> None:
    path = changed(tmp_path, ('primary = "E"', 'primary = "X"'))
    with pytest.raises(CommandError, match="L08"):
        call_command("load_catalogue", file=path, verbosity=0)
    path.write_text("key = ", encoding="utf-8")
    with pytest.raises(CommandError, match=r"duties\.toml"):
        call_command("load_catalogue", file=path, verbosity=0)


@pytest.mark.database
@pytest.mark.parametrize("table", ["duties_category", "duties_categoryversion", "duties_dutyrequirement"])
def test_no_national_category_or_duty_is_ever_deleted(table: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


@pytest.mark.database
def test_two_wordings_of_one_year_are_refused() -> None:
    row = CategoryVersion.objects.filter(category__key="L08").values().get()
    with pytest.raises(IntegrityError, match="category_one_wording_a_year"), transaction.atomic():
        CategoryVersion.objects.create(**{**row, "id": None, "year_from": 2024})


@pytest.mark.database
def test_a_wording_changed_without_saying_who_and_why_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CategoryVersion.objects.filter(category__key="L08").update(title_zh="别的")
    with history(CLERK, "test"):
        assert CategoryVersion.objects.filter(category__key="L08").update(title_zh="别的") == 1


def test_only_those_who_run_the_system_load_a_catalogue(cast: Cast) -> None:
    before = stored()
    with pytest.raises(Forbidden):
        load_catalogue(actor=cast.hexin)
    assert stored() == before


def test_categories_are_said_by_the_titles_of_their_year_in_the_readers_language() -> None:
    assert (
        said_categories(["L09", "L03"], 2026)
        == f"{category_of('L03', 2026).title}、{category_of('L09', 2026).title}"
    )
    assert said_categories([], 2026) == ""
    assert said_categories(["L77"], 2026) == "L77"
    with translation.override("en"):
        assert said_categories(["L09"], 2026) == category_of("L09", 2026).title_en
        assert ("L09", f"L09 {category_of('L09', 2026).title_en}") in category_choices()
    assert len(category_choices()) == Category.objects.filter(owner_unit=None).count()
