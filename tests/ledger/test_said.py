"""What pages and the record say of a matter: its responsibilities in words, a link only where it opens."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from responsibilities.ledger.models import Item
from responsibilities.record.models import Entry
from responsibilities.record.queries import as_read
from tests.cast import Cast
from tests.ledger import story

pytestmark = pytest.mark.django_db


def test_what_a_task_is_about_is_said_in_words(cast: Cast) -> None:
    matter = story.issued(cast)
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(cast.user("chenjing"))
    row = Item.objects.select_related("unit", "matter").filter(matter=matter).first()
    assert row is not None
    for address in (
        reverse("ledger_item", args=[matter.key, row.unit.code]),
        reverse("matter", args=[matter.key]),
    ):
        page = browser.get(address).text.partition("<main")[2]
        assert "Responsibilities it is about" in page
        assert "L09" not in page
    options = browser.get(reverse("ledger")).text
    assert '<option value="L09">L09 ' in " ".join(options.split())


def test_the_record_names_a_draft_to_all_and_leads_to_it_only_whoever_may_open_it(cast: Cast) -> None:
    draft, issued = story.drafted(cast.chenjing), story.issued(cast, title="办好第二件事")
    rows = list(Entry.objects.filter(subject_kind="matter").order_by("pk"))
    assert {row.subject_key for row in rows} == {draft.key, issued.key}
    for who, opens in (
        ("chenjing", {draft.key, issued.key}),
        ("fengbo", {issued.key}),
        ("wumin", {issued.key}),
    ):
        with CaptureQueriesContext(connection) as queries:
            lines = as_read(rows, getattr(cast, who))
        assert len([it for it in queries if "ledger_matter" in it["sql"]]) == 1, who
        assert {line.url for line in lines} - {""} == {f"/ledger/matters/{key}/" for key in opens}, who
        assert all(draft.title in line.text for line in lines[:1])
