"""From the ledger back to what was found: for whoever may read it there, and for nobody else."""

import pytest
from django.test import Client

from assessments.inspections.actions import rectifying, sisters
from assessments.inspections.queries.findings import sisters_for
from tests.cast import Cast, sister
from tests.inspections import found
from tests.inspections.found import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "led"), [("wangfang", True), ("zhaogang", True), ("chenjing", True), ("lijun", False)]
)
def test_an_item_leads_back_to_its_finding_for_whoever_may_read_it(cast: Cast, who: str, led: bool) -> None:
    row = found.fed_back(cast, how_soon="now")
    rectifying.rectify()
    item = found.fresh(row).item
    assert item is not None
    finding = f"/inspections/findings/{row.key}/"
    client = Client()
    client.force_login(cast.user(who))
    page = client.get(f"/ledger/{item.matter.key}/{item.unit.code}/")
    assert page.status_code == 200
    assert (f'href="{finding}"' in page.content.decode()) is led
    assert client.get(finding).status_code == (200 if led else 404)


def test_a_sister_s_item_leads_back_to_the_offer(cast: Cast) -> None:
    row = found.fed_back(cast)
    sisters.offer(actor=people(cast)["duwei"], finding=row, codes=[sister().code])
    (offered,) = sisters_for(cast.sunli)
    item = sisters.take(actor=cast.sunli, sister=offered, reason="也有。").item
    assert item is not None
    client = Client()
    client.force_login(cast.user("sunli"))
    page = client.get(f"/ledger/{item.matter.key}/{item.unit.code}/").content.decode()
    address = f"/inspections/sisters/{row.key}/{sister().code}/"
    assert f'href="{address}"' in page
    assert row.number in page
    assert client.get(address).status_code == 200
