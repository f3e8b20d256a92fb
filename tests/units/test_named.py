"""Units named in a form: by name or code, below the unit that asks; what is unclear is refused with what to write."""

from typing import Any

from django.db.models import Count

from responsibilities.units.forms import UnitsField, UnitsForm
from responsibilities.units.models import Unit
from tests import world
from tests.cast import Cast, sister, town


class Asked(UnitsForm):
    units = UnitsField(label="units", required=False)

    def __init__(self, typed: str, above: Unit | None) -> None:
        super().__init__({"units": typed})
        self.place = above

    def above(self) -> Unit | None:
        return self.place


def asked(typed: str, above: str = world.YONGDENG) -> Asked:
    return Asked(typed, world.unit(above))


def refused(form: Asked) -> Any:
    assert not form.is_valid()
    return form.errors["units"]


def test_names_and_codes_are_given_as_codes_in_their_order_each_once(cast: Cast) -> None:
    form = asked(f"{sister().name}、{town().code}\n{town().name}，{sister().code}")
    assert form.is_valid()
    assert form.cleaned_data["units"] == [sister().code, town().code]


def test_a_short_name_does_where_one_place_alone_is_called_so(cast: Cast) -> None:
    village = Unit.objects.children_of(town())[0]
    short = village.short_name
    assert short != village.name
    below = Unit.objects.live().under(world.unit(world.YONGDENG)).filter(short_name=short)
    assert below.count() == 1
    form = asked(short)
    assert form.is_valid()
    assert form.cleaned_data["units"] == [village.code]


def test_a_place_that_is_not_below_is_named_in_the_refusal(cast: Cast) -> None:
    other = Unit.objects.children_of(world.unit(world.GANGU))[0]
    said = refused(asked(f"{town().name} {other.name}"))
    assert len(said) == 1
    assert other.name in said[0]
    assert world.unit(world.YONGDENG).name in said[0]


def test_of_two_places_of_one_name_both_are_told_with_their_codes(cast: Cast) -> None:
    nation = world.unit(world.NATION)
    twice = Unit.objects.live().under(nation).values("name").annotate(n=Count("pk")).filter(n=2)
    name = twice.order_by("name")[0]["name"]
    said = refused(asked(name, world.NATION))
    for unit in Unit.objects.live().filter(name=name):
        assert unit.code in said[0]
        assert unit.path in said[0]


def test_what_looks_like_a_code_is_left_to_the_action(cast: Cast) -> None:
    form = asked("999999999999")
    assert form.is_valid()
    assert form.cleaned_data["units"] == ["999999999999"]


def test_nothing_is_looked_up_before_the_unit_that_asks_is_known(cast: Cast) -> None:
    form = Asked(town().name, None)
    assert form.is_valid()
    assert form.cleaned_data["units"] == [town().name]
