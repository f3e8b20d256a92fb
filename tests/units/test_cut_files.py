"""A registry file cut at the end of a line reads as a whole one; what is there already tells the two apart."""

from datetime import date

import pytest
from django.core.management import call_command

from responsibilities.record.models import Entry
from responsibilities.units.actions.registry import load_registry
from responsibilities.units.models import Unit
from revitalization.kit.errors import Invalid
from revitalization.kit.perform import history
from tests import world
from tests.units.test_loading import ACTOR, everything, written

pytestmark = pytest.mark.django_db


def whole() -> list[str]:
    return world.WORLD.read_text(encoding="utf-8").splitlines()[1:]


@pytest.mark.parametrize("kept", [-1, -2, 0.5, 0.1])
def test_a_file_cut_at_the_end_of_a_line_is_refused_unless_it_is_said_to_have_fewer(tmp_path, kept):
    before, entries, lines = everything(), Entry.objects.count(), whole()
    path = written(tmp_path, *lines[: kept if kept < 0 else int(len(lines) * kept)])
    with pytest.raises(Invalid, match="not copied completely") as refusal:
        load_registry(actor=ACTOR, path=path)
    assert "--fewer" in str(refusal.value.detail)
    assert everything() == before
    assert Entry.objects.count() == entries
    assert load_registry(actor=ACTOR, path=path, fewer=True).missing > 0
    assert everything() == before


def test_a_cut_is_seen_in_the_province_that_is_asked_for(tmp_path):
    gansu = [line for line in whole() if line.startswith("62")]
    with pytest.raises(Invalid, match=gansu[-1].split(",")[0]):
        load_registry(actor=ACTOR, path=written(tmp_path, *gansu[:-1]), provinces=["62"])
    assert load_registry(actor=ACTOR, path=written(tmp_path, *gansu), provinces=["62"]).missing == 0


def test_a_gap_in_the_middle_counts_by_its_share(tmp_path, monkeypatch, capsys):
    lines = whole()
    at = next(at for at, line in enumerate(lines) if len(line.split(",")[0]) == 12)
    path = written(tmp_path, *lines[:at], *lines[at + 1 :])
    monkeypatch.setattr("responsibilities.units.actions.missing.SMALL_SHARE", 0)
    with pytest.raises(Invalid, match=r"1 of the .* 0 of them after its last line"):
        load_registry(actor=ACTOR, path=path)
    monkeypatch.setattr("responsibilities.units.actions.missing.SMALL_SHARE", 2 / len(lines))
    call_command("load_registry", "--file", str(path))
    assert "1 units that are here are not in the file; they stay" in capsys.readouterr().out


def test_units_that_ended_or_came_after_the_day_of_the_file_are_not_missed(tmp_path):
    last = whole()[-1].split(",")[0].ljust(12, "0")
    with history(ACTOR, "unit.close"):
        Unit.objects.filter(code=last).update(valid_to=date(2023, 6, 1), valid_from=date(2020, 1, 1))
    path = written(tmp_path, *whole()[:-1])
    assert load_registry(actor=ACTOR, path=path).missing == 0
    with history(ACTOR, "unit.found"):
        Unit.objects.filter(code=last).update(valid_to=None, valid_from=date(2024, 1, 1))
    assert load_registry(actor=ACTOR, path=path).missing == 0


def test_a_file_may_say_how_many_units_it_has(tmp_path):
    path = written(tmp_path, "63,青海省", "6301,西宁市", "count,2")
    assert load_registry(actor=ACTOR, path=path, provinces=["63"]).added == 2
