"""Nothing that somebody signed in has read stays in the browser of a shared desk."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Cast
from tests.needs import needs_pdf
from tests.reports import story
from tests.working import run_jobs

pytestmark = pytest.mark.django_db


def test_no_page_of_somebody_signed_in_is_kept(browser: Callable[[str], Client], cast: Cast) -> None:
    row = story.submitted(cast, story.running(cast))
    client = browser("wangfang")
    paths = [
        "/",
        "/cycles/",
        "/notices/",
        "/units/",
        "/account/",
        f"/reports/{row.public_id}/",
        "/nothing/",
        "/?x=1",
    ]
    paths += ["/units/620000000000/children/", "/jobs/", "/search/?q=红城"]
    for path in paths:
        assert "no-store" in client.get(path)["Cache-Control"], path


@needs_pdf
def test_no_download_is_kept(browser: Callable[[str], Client], cast: Cast) -> None:
    row = story.submitted(cast, story.running(cast))
    client = browser("wangfang")
    answer = client.post(f"/reports/{row.public_id}/pdf/", {"number": 1})
    assert answer.status_code == 302, answer.content
    assert run_jobs() == 1
    page = client.get(answer["Location"]).content.decode()
    address = page.split('/file/"')[0].rpartition('"')[2] + "/file/"
    download = client.get(address)
    assert (download.status_code, "attachment" in download["Content-Disposition"]) == (200, True)
    assert "no-store" in download["Cache-Control"]


def test_a_page_that_keeps_what_was_typed_is_not_kept_itself(
    browser: Callable[[str], Client], cast: Cast
) -> None:
    row = story.owed(story.running(cast))
    client = browser("wangfang")
    answer = client.post(f"/reports/{row.public_id}/edit/?x=1", {"text-overall": "一" * 50})
    assert answer.status_code == 400
    assert answer["Cache-Control"] == "no-store"


def test_what_everybody_may_see_may_be_kept() -> None:
    assert "no-store" not in Client().get("/static/css/baton.css").headers.get("Cache-Control", "")
