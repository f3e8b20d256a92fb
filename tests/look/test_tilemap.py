"""Schematic maps: every province once, the units of any level in the order of the tree, no data never guessed."""

from fractions import Fraction

import pytest
from django.template import Context, Template
from django.utils import translation

from revitalization.kit.columns import Lamp
from revitalization.kit.measures import Figure, Measure, Segment
from revitalization.site import tilemap
from revitalization.site.boards import Row

GANSU, NINGXIA = "620000000000", "640000000000"


class Nothing:
    """A source that is not asked."""


MEASURE = Measure(
    "plots", "Plots", part="sown", whole="plots", capability="unit.read", source=Nothing(),  # type: ignore[arg-type]
    segments=(Segment("sown", "done", "Sown", done=True), Segment("bare", "blank", "Bare")),
    figure=lambda raw: raw, about="", source_note="", thresholds=(Fraction(85, 100), Fraction(70, 100)),
)  # fmt: skip


def row(code: str, name: str, good: int, judged: int, whole: int | None = None) -> Row:
    whole = judged if whole is None else whole
    return Row(
        MEASURE, 1, code, name, name, 0, 10, Figure({"sown": good, "bare": whole - good}, judged, good)
    )


def by_name(tiles, name):
    return next(tile for tile in tiles if tile.full_name == name)


def drawn(tiles) -> str:
    return Template("{% tile_map tiles %}").render(Context({"tiles": tiles}))


def test_every_province_the_corps_and_the_three_others_stand_once_on_a_place_of_their_own():
    codes = [spot.code for spot in tilemap.SPOTS]
    assert len(codes) == len(set(codes)) == 31 + 1 + 3
    places = {(spot.column, spot.row) for spot in tilemap.SPOTS}
    assert len(places) == len(codes)


@pytest.mark.parametrize(
    ("figures", "level", "share"),
    [
        ((85, 100), "green", "85%"),
        ((8499, 10_000), "amber", "84%"),
        ((7, 10), "amber", "70%"),
        ((6_999, 10_000), "red", "69%"),
        ((0, 5), "red", "0%"),
        ((0, 0), "grey", "—"),
    ],
)
def test_the_tone_follows_the_exact_share_and_the_figure_never_contradicts_it(figures, level, share):
    (tile,) = tilemap.tiles([row(GANSU, "甘肃省", *figures)], {})
    assert (tile.level, tile.share) == (level, share)


def test_hong_kong_macao_and_taiwan_carry_no_data_even_when_some_is_given():
    given = [row(code.ljust(12, "0"), code, 1, 1) for code in ("71", "81", "82")]
    assert {tile.level for tile in tilemap.tiles(given, {}, nation=True)} == {"grey"}


def test_only_tiles_with_data_are_links_and_say_their_figures():
    with translation.override("en"):
        tiles = tilemap.tiles(
            [row(GANSU, "甘肃省", 67, 82)], {GANSU: "/there/", NINGXIA: "/no/"}, nation=True
        )
        assert [tile.url for tile in tiles if tile.url] == ["/there/"]
        assert by_name(tiles, "Gansu Province").sentence == "甘肃省: 67 sown of 82 plots, warning"
        assert (
            by_name(tiles, "Ningxia Hui Autonomous Region").sentence
            == "Ningxia Hui Autonomous Region: no data"
        )


@pytest.mark.parametrize(("done", "share"), [(22, "1%"), (0, "0%"), (1345, "100%")])
def test_until_the_deadline_a_tile_tells_its_progress_and_judges_nobody(done, share):
    figure = Figure({"sown": done, "bare": 1345 - done})
    (tile,) = tilemap.tiles([Row(MEASURE, 1, GANSU, "甘肃省", "", 0, 10, figure)], {})
    assert (tile.level, tile.mark, tile.share) == ("grey", "ring", share)
    with translation.override("en"):
        assert tile.sentence == f"甘肃省: {done:,} sown of 1,345 plots, not due yet"


def test_units_below_a_province_stand_nine_in_a_row_in_the_order_of_the_tree():
    rows = [row(f"6201{at:08}", f"第{at}县", at, 20) for at in range(20)]
    tiles = tilemap.tiles(rows, {})
    assert [(tile.column, tile.row) for tile in tiles] == [(at % 9, at // 9) for at in range(20)]
    assert [tile.full_name for tile in tiles] == [one.name for one in rows]
    assert tilemap.tiles([rows[0]] * 361, {}) == []


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("永登县", ["永登县"]),
        ("七里河区", ["七里河区"]),
        ("肃北自治县", ["肃北自", "治县"]),
        ("阿克塞哈萨克族自治县", ["阿克塞哈萨", "克族自治县"]),
        ("积石山保安族东乡族撒拉族自治县", ["积石山保安", "族东乡族…"]),
    ],
)
def test_a_long_name_is_broken_into_two_lines_and_read_whole(name, lines):
    (tile,) = tilemap.tiles([row("622927000000", name, 1, 1)], {})
    assert [text for text, _y in tile.lines] == lines
    assert name in drawn([tile])


class Hostile:
    """What a tile shows, with a name that is markup."""

    code, name, state, sentence = "1", "<b>x", "red", "<script>"
    lamp = Lamp("red", "behind")
    percent = 3


def test_what_stands_on_a_tile_is_text():
    shown = drawn(tilemap.tiles([Hostile()], {"1": "/there/"}))
    assert "<script>" not in shown
    assert "<b>" not in shown
    assert "style=" not in shown
