"""Whoever plans a notice is offered the levels below the own unit: nobody asks a level of its own or above."""

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports.models import Cycle
from tests.cast import Cast
from tests.reports import policy_rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "levels"),
    [
        ("chenjing", ["township", "village"]),
        ("zhouqiang", ["county", "township", "village"]),
        ("wumin", ["city", "county", "township", "village"]),
        ("linnan", ["province", "city", "county", "township", "village"]),
    ],
)
def test_each_office_is_offered_what_lies_below_it(cast: Cast, who: str, levels: list[str]) -> None:
    client = Client()
    client.force_login(cast.user(who))
    form = client.get(reverse("cycle_new")).context["form"]
    assert [level for level, _words in form.fields["levels"].choices] == levels


def test_a_level_above_is_refused_at_its_field_and_plans_nothing(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.user("chenjing"))
    sent = {**policy_rows.a_plan(None, ""), "scope": "620121000000", "levels": ["city"]}
    answer = client.post(reverse("cycle_new"), sent)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"levels"}
    assert not Cycle.objects.exists()
