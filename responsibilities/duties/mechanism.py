"""Categories and duties as a part of the product."""

from django.urls import path

from responsibilities.duties import api, views
from responsibilities.duties.actions import load_catalogue
from responsibilities.duties.models import Category, CategoryVersion, DutyRequirement
from responsibilities.duties.queries import to_hand_over
from revitalization.kit.handover import HandoverPart
from revitalization.kit.mechanism import Mechanism, NavItem
from revitalization.kit.words import N_

MECHANISM = Mechanism(
    key="duties",
    urls=[
        path("categories/", views.categories, name="categories"),
        path("duties/", views.duties, name="duties"),
    ],
    api_urls=api.URLS,
    navigation=[
        NavItem(
            "categories",
            N_("Categories"),
            "categories",
            "flag",
            "base",
            30,
            under=("/duties/",),
            place="menu",
        )
    ],
    guide={"": "duties"},
    handover=[HandoverPart("duties", N_("Duties of the posts"), 40, to_hand_over)],
    changeable=[Category, CategoryVersion, DutyRequirement],
    catalogue=load_catalogue,
)
