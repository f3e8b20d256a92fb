"""The list of vacancies: whoever appoints does it from the row; others see the same rows without the act."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from responsibilities.posts.queries import vacancies
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.reach import Span
from tests.cast import Cast, sister
from tests.posts.sheets import as_

pytestmark = pytest.mark.django_db


def addresses(cast: Cast, username: str, place: Span) -> set[str]:
    """Where those vacancies of a place are filled that lie within this person's right to appoint."""
    rows = vacancies(getattr(cast, username).reach(C.POST_APPOINT), clock.today())
    found = rows.filter(lo__range=(place.lo, place.hi))
    return {reverse("post_appoint", args=[row["public_id"]]) for row in found}


def test_the_organization_department_appoints_from_the_row(cast: Cast) -> None:
    page = as_(cast, "hexin").get(reverse("vacancies"), {"unit": "中堡镇"}).content.decode()
    found = addresses(cast, "hexin", sister().span)
    assert len(found) > 2
    assert {address for address in found if f'href="{address}"' in page} == found
    assert page.count("/appoint/") == len(found)
    # No two buttons sound the same.
    assert 'href="' + sorted(found)[0] + '">任职<span class="sr-only"> ' in page


def test_who_only_reads_posts_sees_no_act_and_no_workbook_has_one(cast: Cast) -> None:
    county = as_(cast, "chenjing")
    assert "/appoint/" not in county.get(reverse("vacancies")).content.decode()
    sheets = [as_(cast, name).get(reverse("vacancy_sheet")) for name in ("chenjing", "hexin")]
    heads = [
        next(load_workbook(BytesIO(sheet.content)).active.iter_rows(values_only=True)) for sheet in sheets
    ]
    assert heads[0] == heads[1]


def test_no_two_filters_of_the_list_ask_for_the_same_and_the_unset_one_says_what_it_leaves_out(
    cast: Cast,
) -> None:
    for language, wanted in (
        ("zh-hans", ["单位（含下级）", "层级", "范围"]),
        ("en", ["Unit, with all below it", "Level", "Scope"]),
    ):
        client = as_(cast, "hexin")
        page = client.get(reverse("vacancies"), headers={"accept-language": language}).content.decode()
        assert re.findall(r'<label for="filter-\w+">([^<]+)</label>', page) == wanted
        form = page[page.index('id="filter-units"') :]
        assert (
            re.search(r'<option value="">([^<]+)<', form)[1]
            == {"zh-hans": "仅涉农单位", "en": "Units in scope only"}[language]
        )
