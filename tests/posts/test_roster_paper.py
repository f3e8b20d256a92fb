"""The printed list of first responsible persons: of a unit and those directly below, on the day, in Chinese."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from responsibilities.jobs.models import Job
from responsibilities.posts.documents import roster_paper
from responsibilities.posts.queries import holders_of
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.documents import Paragraph, Table, document_html
from tests import world
from tests.cast import Cast, town
from tests.needs import needs_poppler
from tests.working import run_jobs

pytestmark = pytest.mark.django_db


def test_it_names_unit_post_holder_and_since_when_and_says_what_is_vacant(cast: Cast) -> None:
    county, day = world.unit("620121000000"), clock.today()
    below = list(Unit.objects.live().children_of(county))
    held = holders_of([county.pk, *(one.pk for one in below)], day)
    with override("en"):
        paper = roster_paper(county, below, held, day)
    rows = next(block for block in paper.body if isinstance(block, Table)).rows
    assert ["红城镇", "镇党委书记", "赵刚", "任"] in [list(row[:4]) for row in rows]
    vacant = [row for row in rows if row[2] == "空缺"]
    said = next(block.text for block in paper.body if isinstance(block, Paragraph))
    assert f"共有第一责任人岗位{len(rows)}个" in said
    assert ("其中空缺" in said) is bool(vacant)
    assert paper.title == "永登县乡村振兴第一责任人名册"
    assert "Vacant" not in document_html(paper)


@needs_poppler
def test_it_is_asked_for_on_the_page_of_the_unit_and_made_by_a_job(cast: Cast, client: Client) -> None:
    client.force_login(cast.user("wangfang"))
    page = client.get(reverse("unit", args=[town().code]), {"tab": "posts"}).content.decode()
    address = reverse("unit_roster", args=[town().code])
    assert f'action="{address}"' in page
    client.post(address)
    run_jobs()
    job = Job.objects.latest("id")
    assert (job.state, job.file_name) == ("done", "红城镇名册.pdf")


def test_what_is_out_of_reach_is_not_found(cast: Cast, client: Client) -> None:
    client.force_login(cast.user("maling"))
    assert client.post(reverse("unit_roster", args=[town().code])).status_code == 404
    assert not Job.objects.exists()
