"""Units as a part of the product."""

from django.urls import re_path

from responsibilities.record.queries.listing import TABLE as RECORD
from responsibilities.units import api, views
from responsibilities.units.actions import DO_UNIT
from responsibilities.units.models import Unit, UnitYear
from responsibilities.units.rules.acts import UNIT, VERBS
from revitalization.kit.finding import SearchKind
from revitalization.kit.mechanism import Mechanism, NavItem, Presenter
from revitalization.kit.unit_page import UnitPart
from revitalization.kit.words import N_

CODE = r"(?P<code>\d{12}(?:-D\d{2,3})?)"

MECHANISM = Mechanism(
    key="units",
    urls=[
        re_path(r"^units/$", views.tree, name="unit_tree"),
        re_path(rf"^units/{CODE}/$", views.unit, name="unit"),
        re_path(rf"^units/{CODE}/children/$", views.children, name="unit_children"),
        re_path(rf"^units/{CODE}/(?P<what>{'|'.join(DO_UNIT)})/$", views.change, name="unit_change"),
    ],
    api_urls=api.URLS,
    navigation=[NavItem("units", N_("Units"), "unit_tree", "list", "base", 10)],
    guide={"": "units"},
    unit_parts=[
        UnitPart("facts", N_("Facts"), "overview", 20, "units/facts.html", views.facts_tab, views.sees_facts),
        UnitPart(
            "children",
            N_("Units under it"),
            "below",
            10,
            "units/below.html",
            views.below_tab,
            views.sees_facts,
        ),
        UnitPart(
            "record",
            N_("Record"),
            "archive",
            10,
            "units/record.html",
            views.record_tab,
            views.sees_record,
            RECORD.names,
        ),
    ],
    search=[SearchKind("units", N_("Units"), 10, views.found)],
    changeable=[Unit, UnitYear],
    presenters=[
        Presenter(
            "unit",
            {
                "unit.load": N_("%(who)s loaded %(count)s units of the registry: %(what)s"),
                "unit.load_bodies": N_(
                    "%(who)s attached %(count)s departments and offices to their units: %(what)s"
                ),
                **{verb: UNIT.act(key).done for key, verb in VERBS.items()},
            },
            views.unit_url,
            feed=True,
            shown={"year", "in_scope", "unit_class", "short_name"},
            label=N_("Unit"),
        )
    ],
)
