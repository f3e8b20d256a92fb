"""The ledger for programs: addresses."""

from django.urls import path, re_path

from responsibilities.ledger.actions import DO, DO_MATTER
from responsibilities.ledger.api import items, matters, scales
from responsibilities.ledger.api.shapes import ITEM_CODE, MATTER_KEY

_ITEM = rf"(?P<matter>{MATTER_KEY})/(?P<code>{ITEM_CODE})"
_MATTER = rf"(?P<matter>{MATTER_KEY})"
_ACT = "(?P<act>" + "|".join(DO) + ")"
_MATTER_ACT = "(?P<act>" + "|".join(DO_MATTER) + ")"

URLS = [
    path("ledger/", items.Items.as_view(), name="api_ledger"),
    re_path(rf"^ledger/{_ITEM}/$", items.OneItem.as_view(), name="api_ledger_item"),
    re_path(rf"^ledger/{_ITEM}/hand-down/$", matters.HandDown.as_view(), name="api_ledger_hand_down"),
    re_path(rf"^ledger/{_ITEM}/{_ACT}/$", items.ItemAct.as_view(), name="api_ledger_act"),
    re_path(
        rf"^ledger/scales/(?P<issuer>{scales.ISSUER})/(?P<kind>{scales.KIND})/$",
        scales.OneScale.as_view(),
        name="api_ledger_scale",
    ),
    path("matters/", matters.Matters.as_view(), name="api_matters"),
    re_path(rf"^matters/{_MATTER}/$", matters.OneMatter.as_view(), name="api_matter"),
    re_path(rf"^matters/{_MATTER}/{_MATTER_ACT}/$", matters.MatterAct.as_view(), name="api_matter_act"),
]
