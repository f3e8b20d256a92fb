"""The course of a scheme: drafted, sent, approved by another, published under its number, replaced; who sees it when."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from assessments.appraisals.actions import schemes, writing
from assessments.appraisals.actions.beginning import begin_from_file
from assessments.appraisals.models import BannedKind, Scheme, SchemeInvolvement, SchemePaper
from assessments.appraisals.queries.inbox import to_approve
from assessments.appraisals.queries.schemes import own_scheme_for, scheme_for, schemes_for
from assessments.appraisals.queries.units import designing_units
from assessments.appraisals.rules.content import frozen
from assessments.appraisals.rules.toml_text import scheme_toml
from responsibilities.access.actions.grants import grant_role
from responsibilities.numbers.models import Issued
from revitalization.kit.errors import Conflict, Forbidden, Hidden, Invalid, Refused, Stale
from revitalization.kit.perform import history
from tests.appraisals import story
from tests.appraisals.examples import NAMES, path
from tests.appraisals.places import OFFICES, lay_out
from tests.cast import Cast

pytestmark = pytest.mark.django_db
KEY = "620121000000-by-source-2026-v1"
NEXT = "永农领〔2027〕3号"


def test_a_scheme_is_sent_approved_by_another_published_and_replaced_by_its_next_edition(cast: Cast) -> None:
    row = story.published(cast)
    assert (row.key, row.status, row.number, row.edition) == (KEY, "published", story.NUMBER, 1)
    assert row.approved_by_id == cast.fengbo.user_id
    paper = Issued.objects.get(kind="assessment_scheme")
    assert (paper.number, paper.key, paper.title) == (story.NUMBER, KEY, row.title)
    new = schemes.revise(actor=cast.chenjing, scheme=row, reason="调整权重。")
    assert (new.status, new.edition, new.before, new.reason) == ("drafted", 2, row, "调整权重。")
    assert "document" not in new.content["scheme"]
    with pytest.raises(Refused):
        schemes.revise(actor=cast.chenjing, scheme=story.again(row), reason="再来一次。")
    done = story.published(cast, new, NEXT)
    assert (done.status, done.content["scheme"]["document"]) == ("published", NEXT)
    assert story.again(row).status == "superseded"
    assert list(SchemePaper.objects.order_by("pk").values_list("number", flat=True)) == [story.NUMBER, NEXT]
    with pytest.raises(Conflict):
        schemes.revise(actor=cast.chenjing, scheme=story.again(row), reason="旧版。")


def test_an_incomplete_scheme_is_not_sent_and_the_first_fault_is_named(cast: Cast) -> None:
    row = story.drafted(cast, story.DATA.replace(b'base = "100"', b'base = "90"'))
    with pytest.raises(Refused, match="方案设置 · 基础分"):
        schemes.submit(actor=cast.chenjing, scheme=row)
    assert story.again(row).status == "drafted"


@pytest.mark.parametrize(
    "title", ["全年召开乡村振兴专题会议次数", "工作照片上传佐证", "APP登录率", "领导批示次数"]
)
def test_what_was_banned_after_it_was_written_is_not_sent_with_the_rule_named(cast: Cast, title: str) -> None:
    # What is banned already comes into no draft; see `test_banned`.
    BannedKind.objects.filter(current=True).exclude(key="diaries").update(current=False)
    row = story.drafted(cast, story.DATA.replace("重点任务完成率（%）".encode(), title.encode()))
    BannedKind.objects.update(current=True)
    with pytest.raises(Refused, match=r"整治形式主义|国办函"):
        schemes.submit(actor=cast.chenjing, scheme=row)


def test_without_the_list_of_what_is_banned_nothing_is_written_and_nothing_sent(cast: Cast) -> None:
    row = story.drafted(cast)
    BannedKind.objects.update(current=False)
    with pytest.raises(Refused, match="尚未载入"):
        schemes.submit(actor=cast.chenjing, scheme=row)
    with pytest.raises(Refused, match="尚未载入"):
        story.drafted(cast, story.DATA.replace(b"by-source-2026", b"another-2026", 1))
    assert (story.again(row).status, Scheme.objects.count()) == ("drafted", 1)


def test_units_that_are_not_there_or_not_below_keep_it_from_being_sent(cast: Cast) -> None:
    for code in (b"620121999000", b"620122000000", b"620000000000"):
        row = story.drafted(cast, story.DATA.replace(b"620121102000", code))
        with pytest.raises(Refused, match=code.decode()[:6] if code != b"620000000000" else "T"):
            schemes.submit(actor=cast.chenjing, scheme=row)
        schemes.discard(actor=cast.chenjing, scheme=story.again(row), reason="重来。")


def both_rights(cast: Cast) -> None:
    """Xu Hui, the leader in charge, works in the office as well."""
    security = cast.fresh("anquan")
    grant_role(actor=security, user=cast.user("xuhui"), unit=story.county(), role="receiver")


def test_who_wrote_or_sent_it_does_not_approve_it(cast: Cast) -> None:
    both_rights(cast)
    row = story.drafted(cast)
    text = story.DATA.decode().replace('points = "40"', 'points = "40" ', 1)
    row = writing.write(actor=cast.xuhui, scheme=row, change=lambda it: {**it, "grade": it["grade"][:-1]})
    row = writing.replace(actor=cast.chenjing, scheme=story.again(row), content=text)
    sent = story.sent(cast, row)
    with pytest.raises(Refused):
        schemes.approve(actor=cast.xuhui, scheme=sent)
    assert sent not in to_approve(cast.xuhui)
    assert sent in to_approve(cast.fengbo)
    for username in ("chenjing", "wangfang", "wumin", "maling"):
        with pytest.raises((Forbidden, Hidden)):
            schemes.approve(actor=getattr(cast, username), scheme=sent)
    with refused(cast, "xuhui"):
        Scheme.objects.filter(pk=sent.pk).update(status="approved", approved_by=cast.user("xuhui"))
    # Nor under another's name.
    with refused(cast, "xuhui"):
        Scheme.objects.filter(pk=sent.pk).update(status="approved", approved_by=cast.user("fengbo"))
    assert story.again(row).status == "submitted"
    with transaction.atomic(), history(cast.fengbo, "assessment_scheme.approve"):
        Scheme.objects.filter(pk=sent.pk).update(status="approved", approved_by=cast.user("fengbo"))


class refused:  # noqa: N801 - reads as a sentence
    """What is done inside by raw SQL on behalf of the person is refused by the database."""

    def __init__(self, cast: Cast, username: str) -> None:
        self.actor = getattr(cast, username)

    def __enter__(self) -> None:
        self.raises = pytest.raises(IntegrityError)
        self.raises.__enter__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.history = history(self.actor, "assessment_scheme.edit")
        self.history.__enter__()

    def __exit__(self, *error: Any) -> bool | None:
        for one in (self.history, self.atomic):
            one.__exit__(*error)
        return self.raises.__exit__(*error)


def test_what_was_sent_stays_as_it_is_even_for_raw_sql(cast: Cast) -> None:
    row = story.sent(cast)
    kept = story.again(row).content
    for step in ("submitted", "approved", "published"):
        if step == "approved":
            schemes.approve(actor=cast.fengbo, scheme=story.again(row))
        if step == "published":
            schemes.publish(
                actor=cast.fresh("chenjing"), scheme=story.again(row), document_number=story.NUMBER
            )
        assert story.again(row).status == step
        with pytest.raises(Conflict):
            writing.replace(actor=cast.chenjing, scheme=story.again(row), content=story.DATA.decode())
        for change in (
            {"content": {**kept, "grade": []}},
            {"title": "别的"},
            {"year": 2030},
            {"content": {**kept, "scheme": {**kept["scheme"], "document": "别的〔2026〕1号"}}},
        ):
            with refused(cast, "chenjing"):
                Scheme.objects.filter(pk=row.pk).update(**change)
    assert story.again(row).content == kept


def test_a_status_is_changed_by_its_acts_only_and_the_key_never(cast: Cast) -> None:
    row = story.drafted(cast)
    for sql in ("status = 'published'", "status = 'approved'", "key = 'x'", "edition = 7", "name = 'x'"):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            history(cast.chenjing, "assessment_scheme.edit"),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE appraisals_scheme SET {sql} WHERE id = %s", [row.pk])
    with pytest.raises(DatabaseError), transaction.atomic():
        SchemeInvolvement.objects.filter(subject=row).delete()
    assert story.again(row).status == "drafted"


def test_who_sends_it_back_has_written_nothing_and_may_approve_it_when_it_comes_again(cast: Cast) -> None:
    row = story.drafted(cast)
    for _n in range(2):
        sent = story.sent(cast, row)
        schemes.send_back(actor=cast.fengbo, scheme=sent, reason="权重再议。")
    sent = story.sent(cast, row)
    assert schemes.approve(actor=cast.fengbo, scheme=sent).status == "approved"


def test_it_is_published_under_a_free_number_and_the_one_it_names(cast: Cast) -> None:
    row = story.approved(cast)
    for number in ("永农领〔2026〕10号", "九号", ""):
        with pytest.raises((Invalid, Refused)):
            schemes.publish(actor=cast.fresh("chenjing"), scheme=story.again(row), document_number=number)
    assert story.again(row).status == "approved"
    done = schemes.publish(
        actor=cast.fresh("chenjing"), scheme=story.again(row), document_number="永农领〔2026〕9号"
    )
    new = story.approved(cast, schemes.revise(actor=cast.chenjing, scheme=done, reason="调整。"))
    with pytest.raises(Invalid):
        schemes.publish(actor=cast.fresh("chenjing"), scheme=story.again(new), document_number=story.NUMBER)
    assert story.again(done).status == "published"


def test_a_stale_version_changes_nothing_and_another_s_scheme_is_not_put_in_its_place(cast: Cast) -> None:
    row = story.drafted(cast)
    with pytest.raises(Stale):
        writing.replace(actor=cast.chenjing, scheme=row, content=story.DATA.decode(), version=row.version + 1)
    for old, new in ((b'"by-source-2026"', b'"another"'), (b'issuer = "620121', b'issuer = "620122')):
        with pytest.raises(Invalid):
            writing.replace(actor=cast.chenjing, scheme=row, content=story.DATA.replace(old, new, 1).decode())
    with pytest.raises(Invalid):
        story.drafted(cast)
    assert story.again(row).version == row.version


def test_a_discarded_name_is_free_again(cast: Cast) -> None:
    row = story.drafted(cast)
    schemes.discard(actor=cast.chenjing, scheme=row, reason="另起炉灶。")
    again = story.drafted(cast)
    assert (again.status, again.key) == ("drafted", KEY[:-1] + "2")
    assert story.published(cast, again).status == "published"


READERS = {
    "draft": {"chenjing", "fengbo", "weiwei", "xuhui", "guoping", "dingwei", "zhouqiang", "wumin", "linnan"},
    "published": {
        "chenjing", "fengbo", "weiwei", "xuhui", "guoping", "dingwei", "luyan", "wangfang", "lijun", "sunli", "zhaogang",
        "qianmei", "zhouqiang", "wumin", "linnan",
    } - {"luyan"},
}  # fmt: skip
EVERYBODY = READERS["published"] | {"maling", "zhenghua", "hexin", "xitong", "luyan"}


def test_who_reads_the_draft_and_who_the_published_scheme(cast: Cast) -> None:
    row = story.drafted(cast)

    def readers() -> set[str]:
        return {name for name in EVERYBODY if schemes_for(getattr(cast, name)).filter(pk=row.pk).exists()}

    assert readers() == READERS["draft"]
    story.approved(cast, row)
    assert readers() == READERS["draft"]
    schemes.publish(actor=cast.fresh("chenjing"), scheme=story.again(row), document_number=story.NUMBER)
    assert readers() == READERS["published"]
    with pytest.raises(Hidden):
        scheme_for(cast.maling, row.key)
    with pytest.raises(Hidden):
        own_scheme_for(cast.wangfang, row.key)
    new = schemes.revise(actor=cast.chenjing, scheme=story.again(row), reason="调整。")
    with pytest.raises(Hidden):
        scheme_for(cast.wangfang, new.key)
    story.published(cast, new, NEXT)
    assert readers() == READERS["published"], "the replaced edition is read as before"


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_exported_as_it_was_imported_and_after_a_change_reads_the_same(
    cast: Cast, tmp_path: Path, name: str
) -> None:
    lay_out(cast, tmp_path)
    actor, data = getattr(cast, OFFICES[name]), path(name, "scheme").read_bytes()
    row = begin_from_file(actor=actor, issuers=designing_units(actor), data=data)
    client = Client()
    client.force_login(cast.user(OFFICES[name]))
    address = f"/assessment/schemes/{row.key}/file/"
    assert client.get(address).content == data
    writing.write(actor=actor, scheme=row, change=lambda it: it)
    assert client.get(address).content == data, "nothing was changed"
    row = writing.write(
        actor=actor, scheme=story.again(row), change=lambda it: {**it, "grade": it["grade"][:-1]}
    )
    changed = client.get(address).content
    assert changed != data
    assert frozen(tomllib.loads(changed.decode())) == story.again(row).content


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
DAYS = st.one_of(
    st.dates().map(lambda it: it.isoformat()), st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True)
)
VALUE = st.recursive(
    st.one_of(TEXT, st.booleans(), st.integers()),
    lambda it: st.one_of(st.lists(it, max_size=3), st.dictionaries(TEXT, it, max_size=3)),
    max_leaves=6,
)
TABLE = st.dictionaries(TEXT.filter(lambda it: it != "cut_off"), VALUE, max_size=5)


@given(
    st.builds(lambda table, day: {**table, "cut_off": day}, TABLE, DAYS),
    st.fixed_dictionaries(
        {name: st.lists(TABLE, min_size=1, max_size=3) for name in ("group", "criterion", "limiter", "grade")}
    ),
)
def test_whatever_is_written_as_a_file_is_read_back_the_same(head: Any, tables: Any) -> None:
    content = {"scheme": head, **tables}
    assert frozen(tomllib.loads(scheme_toml(content))) == content
