"""Whose house a file belongs to is said by its owner, not by the place that it is about."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from responsibilities.files.actions import attach, detach
from responsibilities.record.models import Entry
from responsibilities.record.queries import as_read, entries, line
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.mechanism import Mechanism
from revitalization.kit.registry import REGISTRY
from tests import world
from tests.cast import Cast, sister, town
from tests.reports import story

pytestmark = pytest.mark.django_db
LETTER = "约谈红城镇党委书记的函.pdf"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


class Interviews:
    """Files of the talks that an office holds about a unit below it: `<office>/<number>`; the office's own papers."""

    def may_read(self, actor: Actor, key: str) -> bool:
        return self._works_there(actor, key)

    may_read_unsent = may_attach = may_read

    def may_read_names(self, actor: Actor, places: Mapping[str, int]) -> Collection[str]:
        offices = dict(
            Unit.objects.filter(code__in={key.partition("/")[0] for key in places}).values_list("code", "lo")
        )
        mine = {h.place.lo for h in actor.holdings if C.REPORT_RECEIVE in h.below}
        return {key for key in places if offices.get(key.partition("/")[0]) in mine}

    def _works_there(self, actor: Actor, key: str) -> bool:
        return bool(self.may_read_names(actor, {key: 0}))


@pytest.fixture(autouse=True)
def _interviews(tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_DIR = tmp_path / "files"  # type: ignore[attr-defined]
    held = Mechanism(key="interviews", file_owners={"interview": Interviews()})
    monkeypatch.setattr(REGISTRY, "mechanisms", [*REGISTRY.mechanisms, held])


def letter(cast: Cast, about: Unit | None = None, name: str = LETTER) -> object:
    key = f"{world.YONGDENG}/2026-{Entry.objects.count()}"
    data = PDF + f"% {key}".encode()
    unit = about or town()
    return attach(actor=cast.chenjing, kind="interview", key=key, lo=unit.lo, name=name, data=data)


def test_the_office_that_attached_reads_the_name_the_town_does_not(cast: Cast) -> None:
    detach(actor=cast.chenjing, file=letter(cast))  # type: ignore[arg-type]
    for entry in Entry.objects.filter(subject_kind="file"):
        assert LETTER in line(entry, cast.chenjing).text
        for stranger in (cast.wangfang, cast.lijun, cast.zhaogang, cast.zhouqiang, cast.wumin, cast.shenji):
            shown = line(entry, stranger)
            assert LETTER not in shown.text, stranger.name
            assert cast.chenjing.name in shown.text


def test_on_the_pages_too(cast: Cast) -> None:
    letter(cast)
    for username, reads in (("chenjing", True), ("wangfang", False), ("wumin", False)):
        client = Client()
        client.force_login(cast.user(username))
        for address in (reverse("record"), f"{reverse('unit', kwargs={'code': town().code})}?tab=record"):
            page = client.get(address)
            assert page.status_code == 200
            assert (LETTER in page.content.decode()) is reads, (username, address)


def test_a_draft_s_file_still_belongs_to_the_town(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    attach(actor=cast.wangfang, kind="report", key=row.public_id, lo=row.lo, name="民情台账.pdf", data=PDF)
    entry = Entry.objects.get(subject_kind="file")
    assert "民情台账" in line(entry, cast.wangfang).text
    assert "民情台账" in line(entry, cast.lijun).text
    for stranger in (cast.chenjing, cast.sunli, cast.shenji):
        assert "民情台账" not in line(entry, stranger).text


def test_a_file_of_nobody_keeps_its_name_to_itself(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    letter(cast)
    entry = Entry.objects.get(subject_kind="file")
    others = [m for m in REGISTRY.mechanisms if m.key != "interviews"]
    monkeypatch.setattr(REGISTRY, "mechanisms", others)
    for reader in (cast.chenjing, cast.wangfang):
        assert LETTER not in line(entry, reader).text


def test_a_page_of_names_asks_as_often_as_one_name(cast: Cast) -> None:
    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            shown = as_read(list(entries(cast.chenjing.reach(C.RECORD_READ))), cast.chenjing)
        return len(seen), sum(bool(re.search(r"函\d*\.pdf", it.text)) for it in shown)

    letter(cast)
    few, one = asked()
    for number in range(8):
        letter(cast, sister() if number % 2 else None, name=f"函{number}.pdf")
    many, nine = asked()
    assert (one, nine) == (1, 9)
    assert few == many
