"""The catalogue of report kinds: loaded by who runs the system, once, and on the record."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reporting.reports.actions.catalogue import FILE, load_report_kinds
from reporting.reports.models import ReportKind
from responsibilities.record.models import Entry
from responsibilities.units.rules import NATION_LO
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden, Invalid
from tests.cast import Cast
from tests.reports import story

pytestmark = pytest.mark.django_db
CLERK = Actor.system("tests", via="command")


def stored() -> list[dict[str, object]]:
    return list(ReportKind.objects.order_by("key", "number").values())


def loads() -> list[tuple[str, str, int, dict[str, object]]]:
    found = Entry.objects.filter(verb="catalogue.load", subject_key="report_kinds").order_by("id")
    return [(entry.actor_name, entry.label, entry.count, entry.after) for entry in found]


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "report_kinds.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_preparation_left_one_entry_for_all_kinds(db: None) -> None:
    """Before the first test the product's own preparation loaded the shipped file."""
    kinds = ReportKind.objects.count()
    assert [(count, after) for _who, _label, count, after in loads()] == [
        (kinds, {"added": kinds, "changed": 0})
    ]
    assert Entry.objects.get(subject_key="report_kinds").lo == NATION_LO


def test_loading_twice_changes_nothing_and_leaves_no_second_entry(db: None) -> None:
    before = stored(), loads()
    assert load_report_kinds(actor=CLERK) == 0
    assert (stored(), loads()) == before


def test_a_corrected_title_is_on_the_record_with_who_and_how_much(cast: Cast, tmp_path: Path) -> None:
    path = changed(tmp_path, 'title_en = "', 'title_en = "The new ')
    assert load_report_kinds(actor=cast.xitong, file=path) == 1
    assert loads()[-1] == (cast.xitong.name, "report_kinds.toml", 1, {"added": 0, "changed": 1})
    assert ReportKind.objects.filter(title_en__startswith="The new ").count() == 1


def test_only_those_who_run_the_nation_s_system_load_kinds(cast: Cast, tmp_path: Path) -> None:
    before = stored(), loads()
    path = changed(tmp_path, 'title_en = "', 'title_en = "The new ')
    for actor in (cast.hexin, cast.wumin, cast.anquan):
        with pytest.raises(Forbidden):
            load_report_kinds(actor=actor, file=path)
    assert (stored(), loads()) == before


def test_a_kind_in_use_is_named_and_nothing_is_loaded_or_recorded(cast: Cast, tmp_path: Path) -> None:
    kind = story.running(cast).kind
    text = FILE.read_text(encoding="utf-8")
    path = tmp_path / "report_kinds.toml"
    path.write_text(text.replace('title = "', 'title = "新的'), encoding="utf-8")
    before = stored(), loads()
    with pytest.raises(Invalid, match=kind.key):
        load_report_kinds(actor=CLERK, file=path)
    assert (stored(), loads()) == before


def test_a_version_that_the_file_gives_up_makes_room_for_the_one_before(db: None) -> None:
    first = ReportKind.objects.filter(key="special", current=True).get()
    first.pk, first.number = None, 2
    ReportKind.objects.filter(key="special").update(current=False)
    first.save()
    assert load_report_kinds(actor=CLERK) == 1
    rows = ReportKind.objects.filter(key="special").order_by("number").values_list("number", "current")
    assert list(rows) == [(1, True), (2, False)]


def test_the_command_names_the_fault(tmp_path: Path, db: None) -> None:
    path = changed(tmp_path, 'periodicity = "', 'periodicity = "now and then, ')
    with pytest.raises(CommandError, match="periodicity"):
        call_command("load_report_kinds", file=path, verbosity=0)
