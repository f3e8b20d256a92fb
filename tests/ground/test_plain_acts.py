"""Acts on what has no states, in the one map: several fields taken as one, no version, a fresh sign-in for some."""

from typing import Any

import pytest
from django import forms

from revitalization.kit.actor import Actor
from revitalization.kit.api.bodies import body_of
from revitalization.kit.doing import Doing, Doings, Take
from revitalization.kit.forms import ActForm, forms_of
from revitalization.kit.workflow import Act, Acts, plain_act

SOMEBODY = Actor(user_id=1, name="某人")


def run(**values: Any) -> dict[str, Any]:
    return values


def _plain(key: str, **more: Any) -> Act:
    return plain_act(key, key, "toy.do", "%(who)s", **more)


class SizeForm(ActForm):
    """A size in two fields."""

    wide = forms.IntegerField()
    high = forms.IntegerField()

    def given(self) -> dict[str, Any]:
        given = super().given()
        return given | {"size": (given.pop("wide"), given.pop("high"), self.actor, self.subject)}


SIZE = Take("size", tuple, "How big it is.")
SHADE = Take("shade", str, "Light or dark.", "Shade", choices=(("light", "Light"), ("dark", "Dark")))
PLAIN = Doings(
    Acts("box", (_plain("make", needs=("size",)), _plain("paint", needs=("shade",)))),
    "box",
    {"make": Doing(run, SHADE, SIZE, versioned=False), "paint": Doing(run, SHADE)},
)


def test_an_act_on_what_has_no_states_takes_several_fields_as_one_and_no_version() -> None:
    found = forms_of(PLAIN, {"size": SizeForm})
    assert list(found["make"]().fields) == ["shade", "wide", "high"]
    assert list(found["paint"]().fields) == ["version", "shade"]
    form = found["make"]({"wide": "2", "high": "3"}, actor=SOMEBODY, subject="it")
    assert form.is_valid(), form.errors
    called = PLAIN.do("make", actor=SOMEBODY, subject="it", version=None, given=form.given())
    assert called == {"actor": SOMEBODY, "box": "it", "shade": "", "size": (2, 3, SOMEBODY, "it")}
    assert sorted(found["paint"]({"version": 1, "shade": "pink"}).errors) == ["shade"]
    assert sorted(found["paint"]({"version": 1}).errors) == ["shade"]


def test_what_nobody_says_how_to_ask_for_is_refused_when_the_forms_are_made() -> None:
    with pytest.raises(ValueError, match="size"):
        forms_of(PLAIN)
    with pytest.raises(ValueError, match="size"):
        body_of("BoxBody", "What a box takes.", PLAIN)


@pytest.mark.parametrize(
    "acts",
    [
        (Act("shut", "Shut", frozenset({"open"}), None, "toy.do", "%(who)s"),),
        (Act("shut", "Shut", frozenset(), "open", "toy.do", "%(who)s"),),
        (_plain("shut", guard=lambda _row, _facts: None),),
        (_plain("shut"), _plain("shut")),
    ],
)
def test_a_table_without_states_refuses_what_nobody_would_ask(acts: tuple[Act, ...]) -> None:
    with pytest.raises(ValueError, match="box"):
        Acts("box", acts)


def test_a_fresh_sign_in_is_asked_always_never_or_for_some_subjects() -> None:
    asks = _plain("open", fresh=lambda box: box == "safe")
    assert [asks.asks_fresh(box) for box in ("safe", "carton")] == [True, False]
    assert [_plain("open", fresh=fresh).asks_fresh("carton") for fresh in (True, False)] == [True, False]
