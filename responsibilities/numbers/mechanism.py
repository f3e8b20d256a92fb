"""The register of numbered documents as a part of the product: slices above declare their kinds (`papers`)."""

from django.urls import re_path

from responsibilities.numbers import api, views
from responsibilities.numbers.models import Issued
from revitalization.kit.finding import SearchKind
from revitalization.kit.mechanism import Mechanism
from revitalization.kit.unit_page import UnitPart
from revitalization.kit.words import N_

MECHANISM = Mechanism(
    key="numbers",
    urls=[
        re_path(r"^units/(?P<code>\d{12}(?:-D\d{2,3})?)/numbers/$", views.unit_numbers, name="unit_numbers")
    ],
    api_urls=api.URLS,
    unit_parts=[
        UnitPart(
            "numbers",
            N_("Documents issued"),
            "archive",
            20,
            "numbers/tab.html",
            views.numbers_tab,
            views.sees_numbers,
            views.NUMBERS.names,
        )
    ],
    guide={"": "units"},
    search=[SearchKind("numbers", N_("Document numbers"), 30, views.found_numbers)],
    append_only=[Issued],
)
