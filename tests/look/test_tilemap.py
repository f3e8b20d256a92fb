"""The schematic map: every province once, thresholds exact, no data never guessed."""

import pytest
from django.template import Context, Template
from django.utils import translation

from revitalization.site import tilemap
from revitalization.site.tilemap import Figures

GANSU, NINGXIA = "620000000000", "640000000000"


def by_name(tiles, code):
    return next(tile for tile in tiles if tile.spot.code == code)


def test_every_province_the_corps_and_the_three_others_stand_once_on_a_place_of_their_own():
    codes = [spot.code for spot in tilemap.SPOTS]
    assert len(codes) == len(set(codes)) == 31 + 1 + 3
    places = {(spot.column, spot.row) for spot in tilemap.SPOTS}
    assert len(places) == len(codes)


@pytest.mark.parametrize(
    ("figures", "tone", "share"),
    [
        ((85, 100), "green", "85%"),
        ((8499, 10_000), "amber", "84%"),
        ((7, 10), "amber", "70%"),
        ((6_999, 10_000), "red", "69%"),
        ((0, 5), "red", "0%"),
        ((0, 0), "grey", "—"),
    ],
)
def test_the_tone_follows_the_exact_share_and_the_figure_never_contradicts_it(figures, tone, share):
    tile = by_name(tilemap.tiles({"62": Figures(figures[1], figures[1], *figures)}), GANSU)
    assert (tile.tone, tile.share) == (tone, share)


def test_hong_kong_macao_and_taiwan_carry_no_data_even_when_some_is_given():
    tiles = tilemap.tiles(dict.fromkeys(("71", "81", "82"), Figures(1, 1, 1, 1)))
    assert {tile.tone for tile in tiles} == {"grey"}


def test_only_tiles_with_data_are_links_and_say_their_figures():
    with translation.override("en"):
        tiles = tilemap.tiles({"620000": Figures(82, 70, 67, 82)}, url=lambda code: f"/units/{code}/")
        assert [tile.url for tile in tiles if tile.url] == [f"/units/{GANSU}/"]
        assert by_name(tiles, GANSU).sentence == "Gansu Province: 67 of 82 on time, 81%, warning"
        assert by_name(tiles, NINGXIA).sentence == "Ningxia Hui Autonomous Region: no data"


def test_the_map_is_also_a_table_on_screen_and_on_paper():
    with translation.override("zh-hans"):
        tiles = tilemap.tiles({"62": Figures(82, 70, 67, 82)}, url=lambda code: f"/units/{code}/")
        shown = Template("{% tile_map tiles %}").render(Context({"tiles": tiles}))
    assert shown.count('<th scope="row">甘肃省</th>') == 2
    assert "甘肃省：应报 82，按期 67，81%，预警" in shown
    assert all(
        f"{words}</span>" in shown
        for words in ("按期 ≥ 85%", "预警 70–84%", "滞后 < 70%".replace("<", "&lt;"))
    )
    assert "style=" not in shown


@pytest.mark.parametrize(("filed", "share"), [(22, "1%"), (0, "0%"), (1345, "100%")])
def test_until_the_deadline_a_tile_tells_its_progress_and_judges_nobody(filed, share):
    with translation.override("en"):
        tiles = tilemap.tiles({"62": Figures(1345, filed)})
        tile = by_name(tiles, GANSU)
        assert (tile.tone, tile.share, tile.on_time_share) == ("grey", share, "—")
        assert tile.sentence == f"Gansu Province: {filed} of 1345 filed, {share}, not due yet"
        shown = Template("{% tile_map tiles %}").render(Context({"tiles": tiles}))
    assert "≥ 85%" not in shown
