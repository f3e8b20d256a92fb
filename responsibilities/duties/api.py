"""The categories of responsibility for programs; the same for everybody signed in."""

from typing import Any

from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from responsibilities.duties.queries import CategoryLine, categories_of
from responsibilities.duties.rules import FIRST_YEAR, LAST_YEAR, Side
from revitalization.kit import clock
from revitalization.kit.api.described import operation
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.parameters import choice, whole


class CategoryShape(serializers.Serializer):
    """One category as it reads in the year."""

    key = serializers.CharField(help_text="D01–D08 for departments, L01–L14 for localities.")
    side = serializers.CharField()
    title_zh = serializers.CharField()
    title_en = serializers.CharField()
    summary_zh = serializers.CharField()
    summary_en = serializers.CharField()
    primary = serializers.CharField(allow_blank=True, help_text="The revitalization it serves first.")
    tags = serializers.ListField(
        child=serializers.CharField(), help_text="I, T, C, E, O: the five revitalizations."
    )
    year_from = serializers.IntegerField()
    year_to = serializers.IntegerField(allow_null=True)
    article_ref = serializers.CharField()
    verified = serializers.BooleanField(help_text="The text of the article itself was seen.")


class CategoriesShape(serializers.Serializer):
    """All categories of a year."""

    year = serializers.IntegerField()
    results = CategoryShape(many=True)


NAMES = tuple(CategoryShape().fields)


class Categories(Endpoint):
    """The categories of a year, departmental and local, each with the article it stands in."""

    params = (
        whole("year", "The year; without it this one.", FIRST_YEAR, LAST_YEAR),
        choice("side", "Only those of departments or of localities.", [str(side) for side in Side]),
    )

    @operation("categories_list", "Categories of responsibility", params=params, answer=CategoriesShape)
    def get(self, request: Request) -> Response:
        year = self.given["year"] or clock.today().year
        found = categories_of(year, self.given["side"] or "")
        return self.answer({"year": year, "results": [_shape(line) for line in found]})


def _shape(line: CategoryLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in NAMES}


URLS = [path("categories/", Categories.as_view(), name="api_categories")]
