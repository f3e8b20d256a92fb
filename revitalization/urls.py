"""Addresses: those of the site, then those every mechanism declares."""

from django.urls import include, path, re_path

from revitalization.kit.registry import REGISTRY
from revitalization.site import (
    api,
    board_api,
    board_pages,
    board_picks,
    bulk,
    calendar_pages,
    compare,
    finding,
    help,
    home,
    slots,
    views,
    walk,
)

for_programs = [
    path("me/", api.Me.as_view(), name="api_me"),
    path("schema/", api.Schema.as_view(), name="api_schema"),
    *board_api.URLS,
    *[pattern for mechanism in REGISTRY.mechanisms for pattern in mechanism.api_urls],
]

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("inbox/act/", bulk.inbox_bulk, name="inbox_bulk"),
    path("walk/", walk.walk, name="walk"),
    path("search/", finding.search, name="search"),
    path("begin/", finding.begin, name="begin"),
    path("home/", home.home, name="home"),
    path("units/own/", slots.own_unit, name="own_unit"),
    path("mine/", slots.mine, name="mine"),
    path("calendar/", calendar_pages.calendar, name="calendar"),
    path("calendar/file.ics", calendar_pages.calendar_download, name="calendar_file"),
    path("calendar/address/", calendar_pages.calendar_address, name="calendar_address"),
    path("calendar/address/end/", calendar_pages.calendar_address_end, name="calendar_address_end"),
    re_path(
        r"^calendar/feed/(?P<key>[a-z0-9]{12})/(?P<secret>[A-Za-z0-9_-]{43})\.ics$",
        calendar_pages.calendar_feed,
        name="calendar_feed",
    ),
    path("help/", help.guide, name="help"),
    path("board/", board_pages.board, name="board"),
    path("board/pick/", board_picks.board_pick, name="board_pick"),
    path("compare/", compare.compare, name="compare"),
    path("board/sheet/", board_pages.board_sheet, name="board_sheet"),
    path("map/", board_pages.old_map, name="map"),
    path("healthz", views.health, name="health"),
    path("readyz", views.ready, name="ready"),
    path("language/", views.set_language, name="set_language"),
    path("text-size/", views.set_text_size, name="set_text_size"),
    path("api/v1/", include(for_programs)),
    path("api/docs/", api.docs, name="api_docs"),
    *[pattern for mechanism in REGISTRY.mechanisms for pattern in mechanism.urls],
    re_path(r"^api/(?P<rest>.*)$", api.nothing, name="api_nothing"),
]

handler400 = "revitalization.site.views.bad_request"
handler403 = "revitalization.site.views.refused"
handler404 = "revitalization.site.views.not_found"
handler500 = "revitalization.site.views.broken"
