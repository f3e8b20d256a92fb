"""Evidence: only what it says it is, without hidden cargo, for those who may see its subject."""

import errno
import io
import os
import threading
import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from PIL import Image

from responsibilities.files import rules, views
from responsibilities.files.actions import attach, detach, hold, remove_orphans, remove_unsent
from responsibilities.files.models import StoredFile
from responsibilities.files.queries import files_of, readable_file
from responsibilities.record.actions import write
from responsibilities.record.models import Entry
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Forbidden, Gone, Hidden, Invalid, Refused, Unavailable
from revitalization.kit.mechanism import Mechanism
from revitalization.kit.perform import history
from revitalization.kit.registry import REGISTRY

CLERK = Actor(user_id=None, name="周干事", post="永登县农业农村局")
READER = Actor(user_id=None, name="王书记", post="兰州市委")
STRANGER = Actor(user_id=None, name="外县人", post="陇西县")
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
LO = 620_121_000_000_000


class Papers:
    """Owner of the tests' subjects: the clerk writes, the reader reads, the stranger does neither."""

    open = True

    def may_read(self, actor, key):
        return actor is not STRANGER

    def may_read_unsent(self, actor, key):
        return actor is not STRANGER

    def may_read_names(self, actor, places):
        return places if actor is not STRANGER else ()

    def may_attach(self, actor, key):
        return actor is CLERK and self.open


@pytest.fixture(autouse=True)
def house(tmp_path, settings, monkeypatch):
    settings.FILES_DIR = tmp_path / "files"
    papers = Papers()
    monkeypatch.setattr(REGISTRY, "mechanisms", [Mechanism(key="test", file_owners={"paper": papers})])
    monkeypatch.setattr(ports.PORTS, "record", write)
    return papers


def put(data=PDF, name="报告.pdf", actor=CLERK, key="1", **more):
    return attach(actor=actor, kind="paper", key=key, lo=LO, name=name, data=data, **more)


def said():
    """The record's entries about files, in order."""
    return Entry.objects.filter(subject_kind="file").order_by("id")


def picture(kind="JPEG", size=(40, 30), **save) -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(target, kind, **save)
    return target.getvalue()


@pytest.mark.usefixtures("db")
class TestAttaching:
    def test_a_clerk_attaches_a_report_and_the_record_says_so(self):
        row = put()
        assert row.path.read_bytes() == PDF
        assert (row.path.stat().st_mode & 0o777) == 0o600
        assert [f.name for f in files_of("paper", "1")] == ["报告.pdf"]
        entry = said().get()
        assert (entry.verb, entry.actor_name, entry.lo, entry.after["sha256"]) == (
            "file.attach",
            "周干事",
            LO,
            row.sha256,
        )

    def test_the_same_bytes_twice_are_one_file(self):
        assert put().pk == put(name="又一份.pdf").pk
        assert said().count() == 1
        assert len(list(StoredFile().path.parents[2].glob("??/??/*"))) == 1

    def test_the_eleventh_file_is_refused_and_leaves_nothing(self):
        for number in range(10):
            put(PDF + b"%d" % number)
        with pytest.raises(Refused):
            put(PDF + b"x")
        assert StoredFile.objects.count() == 10
        assert len(list(StoredFile().path.parents[2].glob("??/??/*"))) == 10
        put(PDF, key="2")

    def test_who_may_only_read_is_forbidden_and_who_may_not_see_finds_nothing(self):
        for actor, error in [(READER, Forbidden), (STRANGER, Hidden)]:
            with pytest.raises(error):
                put(actor=actor)
        with pytest.raises(Hidden):
            attach(actor=CLERK, kind="unknown", key="1", lo=LO, name="x.pdf", data=PDF)
        assert StoredFile.objects.count() == 0
        assert said().count() == 0

    def test_a_subject_submitted_meanwhile_takes_no_more_files(self, house):
        answers = iter([True, False])
        house.may_attach = lambda actor, key: next(answers)
        with pytest.raises(Forbidden):
            put()
        assert not list(StoredFile().path.parents[2].glob("??/??/*"))

    def test_a_failing_record_leaves_neither_row_nor_bytes(self, monkeypatch):
        def broken(entry):
            raise RuntimeError("record is down")

        monkeypatch.setattr(ports.PORTS, "record", broken)
        with pytest.raises(RuntimeError):
            put()
        assert StoredFile.objects.count() == 0
        assert not list(StoredFile().path.parents[2].glob("??/??/*"))

    def test_a_full_disk_is_said_and_leaves_nothing_half_written(self, monkeypatch):
        def full(_file):
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            with pytest.raises(Unavailable, match=r"磁盘空间已用尽|The disk has no room left"):
                put()
        assert StoredFile.objects.count() == 0
        assert [place for place in StoredFile().path.parents[2].rglob("*") if place.is_file()] == []
        assert put().path.read_bytes() == PDF

    def test_secrecy_is_one_of_two_words(self):
        assert put(secrecy="公开").secrecy == "公开"
        with pytest.raises(Invalid):
            put(key="2", secrecy="绝密")


@pytest.mark.usefixtures("db")
class TestTakingOff:
    def test_a_file_taken_off_is_gone_for_readers_and_kept_as_a_row(self):
        row = put()
        detach(actor=CLERK, file=row)
        assert files_of("paper", "1") == []
        with pytest.raises(Hidden):
            readable_file(READER, row.public_id)
        assert row.path.exists()
        assert list(said().values_list("verb", flat=True)) == [
            "file.attach",
            "file.detach",
        ]
        with pytest.raises(Conflict):
            detach(actor=CLERK, file=row)

    def test_a_file_of_a_submitted_version_can_still_be_fetched(self):
        row = put()
        with transaction.atomic(), history(CLERK, "paper.submit"):
            assert hold(actor=CLERK, kind="paper", key="1") == 1
        detach(actor=CLERK, file=row)
        assert readable_file(READER, row.public_id) == row

    def test_readers_cannot_take_off(self):
        row = put()
        with pytest.raises(Forbidden):
            detach(actor=READER, file=row)
        with pytest.raises(Hidden):
            detach(actor=STRANGER, file=row)
        assert StoredFile.objects.get().is_attached

    def test_the_database_itself_keeps_rows_and_their_digest(self):
        row = put()
        for change in (
            lambda: StoredFile.objects.filter(pk=row.pk).delete(),
            lambda: StoredFile.objects.filter(pk=row.pk).update(sha256="0" * 64),
            lambda: StoredFile.objects.filter(pk=row.pk).update(name="x"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), history(CLERK, "test"):
                change()
        row.refresh_from_db()
        assert row.name == "报告.pdf"


def test_twenty_uploads_at_once_never_make_more_than_ten_files(committed):
    outcomes = []

    def one(number):
        try:
            put(PDF + b"%d" % number)
            outcomes.append("ok")
        except Refused:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["full"] * 10 + ["ok"] * 10
    assert StoredFile.objects.count() == 10


@pytest.mark.usefixtures("db")
class TestFetching:
    def fetch(self, view, row, actor=READER):
        request = RequestFactory().get("/")
        request.actor = actor
        return view(request, public_id=row.public_id)

    def test_a_download_keeps_its_chinese_name_and_cannot_run(self):
        row = put(name="㳇滩村 整改报告（终稿）.pdf")
        answer = self.fetch(views.file, row)
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(row.name)}"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Cache-Control"] == "private, no-store"
        answer.file_to_stream.close()  # the answer's own close would end the test's connection

    def test_only_pictures_are_shown_in_place(self):
        row = put(picture("PNG"), "现场.png")
        answer = self.fetch(views.picture, row)
        assert answer["Content-Disposition"].startswith("inline")
        assert answer["Content-Type"] == "image/png"
        answer.file_to_stream.close()  # the answer's own close would end the test's connection
        with pytest.raises(Hidden):
            self.fetch(views.picture, put())

    def test_out_of_reach_and_missing_look_alike(self):
        row = put()
        with pytest.raises(Hidden):
            self.fetch(views.file, row, STRANGER)
        with pytest.raises(Hidden):
            self.fetch(views.file, StoredFile(public_id=uuid.uuid4()))

    def test_lost_bytes_are_said_plainly(self):
        row = put()
        row.path.unlink()
        with pytest.raises(Gone):
            self.fetch(views.file, row)

    def test_taking_off_needs_a_post(self):
        row = put()
        assert self.fetch(views.file_detach, row, CLERK).status_code == 405
        request = RequestFactory().post("/", {"next": "//evil.example/"})
        request.actor = CLERK
        answer = views.file_detach(request, public_id=row.public_id)
        assert answer["Location"] == "/"
        assert not StoredFile.objects.get().is_attached


@pytest.mark.usefixtures("db")
def test_bytes_without_a_row_are_swept_a_day_later(tmp_path):
    row = put()
    stray = row.path.parent / str(uuid.uuid4())
    young = row.path.parent / str(uuid.uuid4())
    for path in (stray, young):
        path.write_bytes(b"x")
    for path in (row.path, stray):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    now = clock.now().timestamp()
    os.utime(young, (now, now))
    assert remove_orphans() == 1
    assert row.path.exists()
    assert young.exists()
    assert not stray.exists()
    assert remove_orphans() == 0


@pytest.mark.usefixtures("db")
def test_what_was_taken_off_unsent_leaves_the_disk_after_a_week_and_keeps_its_row():
    sent = put(PDF + b"sent")
    with transaction.atomic(), history(CLERK, "test"):
        hold(actor=CLERK, kind="paper", key="1")
    kept, off = put(PDF + b"kept"), put(PDF + b"off")
    detach(actor=CLERK, file=sent)
    detach(actor=CLERK, file=off)
    assert remove_unsent() == 0
    with clock.moved_to(clock.now() + rules.UNSENT_KEPT + timedelta(hours=1)):
        assert remove_unsent() == 1
        assert remove_unsent() == 0
    assert [row.path.exists() for row in (sent, kept, off)] == [True, True, False]
    assert StoredFile.objects.filter(pk=off.pk).exists()


@pytest.mark.usefixtures("db")
def test_attaching_and_taking_off_again_ends_at_an_allowance_with_its_day():
    for at in range(rules.MAX_KEPT):
        detach(actor=CLERK, file=put(PDF + b"%d" % at))
    with pytest.raises(Refused) as refused:
        put(PDF + b"one more")
    day = clock.local(clock.now() + rules.UNSENT_KEPT).date().isoformat()
    assert refused.value.code == "allowance"
    assert day in str(refused.value.detail)
    assert StoredFile.objects.count() == rules.MAX_KEPT
    with clock.moved_to(clock.now() + rules.UNSENT_KEPT + timedelta(hours=1)):
        assert put(PDF + b"one more").is_attached
