"""The register of numbered documents for programs."""

from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from responsibilities.numbers.queries import seen_by
from responsibilities.units.api import UNDER, span_of
from revitalization.kit.api.described import operation, page_of
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import text, whole


class NumberRow(serializers.Serializer):
    """One document that a unit issued under a number."""

    number = serializers.CharField(required=False)
    unit = serializers.CharField(required=False, help_text="Official code of the unit that issued it.")
    unit_name = serializers.CharField(required=False)
    kind = serializers.CharField(required=False, help_text="Kind of its subject, as in the feed of changes.")
    key = serializers.CharField(required=False, help_text="Key of the subject it was first issued for.")
    title = serializers.CharField(required=False)
    dated_on = serializers.DateField(required=False)


NUMBER = r"[^0-9〔]{1,30}〔[0-9]{4}〕[1-9][0-9]{0,5}号"
EXAMPLE = {
    "results": [
        {"number": "甘农领办〔2026〕12号", "unit": "620000000000", "kind": "cycle", "title": "关于报送年度报告的通知",
         "dated_on": "2026-11-14"}
    ],
    "next": None,
    "previous": None,
}  # fmt: skip


class Numbers(Listing):
    """Documents issued under a number, of the kinds and units the reader sees."""

    columns = {
        "number": "number",
        "unit": "unit__code",
        "unit_name": "unit__name",
        "kind": "kind",
        "key": "key",
        "title": "title",
        "dated_on": "dated_on",
    }
    orders = {"-dated_on": ("-dated_on", "-id"), "dated_on": ("dated_on", "id")}
    params = listing(
        UNDER,
        text(
            "number",
            "Only this number, written as the standard does.",
            NUMBER,
            example="甘农领办〔2026〕12号",
        ),
        whole("year", "Only numbers of this year.", 2000, 2100),
        columns=columns,
        orders=orders,
    )

    @operation(
        "numbers_list",
        "Documents issued under a number",
        about="Each is listed for whoever may open the paper itself.",
        params=params,
        answer=page_of(NumberRow),
        examples={"Chosen fields": EXAMPLE},
    )
    def get(self, request: Request) -> Response:
        rows, given = seen_by(self.actor), self.given
        if given["under"]:
            span = span_of(given["under"])
            rows = rows.filter(unit__lo__gte=span.lo, unit__lo__lte=span.hi)
        named = {name: given[name] for name in ("number", "year") if given[name]}
        return self.page(rows.filter(**named))


URLS = [path("numbers/", Numbers.as_view(), name="api_numbers")]
