"""A scheme as an official document: its annexes, its formulas in words, a draft without number, who may have it."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from assessments.appraisals.documents.said import how
from assessments.appraisals.documents.scheme import scheme_paper
from assessments.appraisals.models import Scheme
from assessments.appraisals.queries.units import units_in
from assessments.appraisals.rules.content import digest
from responsibilities.jobs.models import Job
from revitalization.kit.documents import OfficialDocument, Paragraph, Table, document_html
from tests.appraisals import story
from tests.cast import Cast
from tests.needs import needs_poppler
from tests.working import run_jobs

pytestmark = pytest.mark.django_db


def paper(row: Scheme) -> OfficialDocument:
    row = story.again(row)
    return scheme_paper(row, units_in(row.content))


def lines(document: OfficialDocument, annex: int) -> list[list[str]]:
    return [
        list(row) for block in document.annexes[annex].body if isinstance(block, Table) for row in block.rows
    ]


def said(document: OfficialDocument) -> str:
    return "\n".join(block.text for block in document.body if isinstance(block, Paragraph))


def test_a_draft_has_no_number_and_says_what_it_is(cast: Cast) -> None:
    row = story.drafted(cast)
    found = paper(row)
    assert (found.number, found.dated_on) == ("", None)
    assert found.title == "2026年度乡镇推进乡村振兴战略实绩考核办法（送审稿）"
    assert digest(row.content)[:16] in found.footer
    assert "第1版" in found.footer


def test_a_published_one_bears_its_number_and_day(cast: Cast) -> None:
    row = story.published(cast)
    found = paper(row)
    assert found.number == story.NUMBER
    assert "送审稿" not in found.title
    assert found.dated_on == story.again(row).published_on
    assert [annex.title for annex in found.annexes] == [
        "考核对象分组", "指标表", "评分办法", "加分扣分和限定条款",
    ]  # fmt: skip


def test_the_annexes_hold_groups_criteria_methods_and_limiters(cast: Cast) -> None:
    found = paper(story.drafted(cast))
    groups = lines(found, 0)
    assert len(groups) == 3
    assert groups[0][2] == "620121100000"
    assert groups[0][1]
    table = lines(found, 1)
    assert table[0] == ["1 平时考核", "", "40", ""]
    assert table[1] == ["", "1.1 重点任务完成率（%）", "25", "考核办"]
    assert table[-1] == ["合计", "", "100", ""]
    methods = lines(found, 2)
    assert [row[0].split()[0] for row in methods] == ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2"]
    beside = lines(found, 3)
    assert beside[0][:2] == ["加分", "典型经验推广"]
    assert beside[1] == ["发生较大以上安全责任事故", "经认定存在该情形", "等次最高为“合格”"]


def test_the_body_says_bounds_rounding_missing_ties_and_quota(cast: Cast) -> None:
    text = said(paper(story.drafted(cast)))
    for words in (
        "四舍五入，保留2位小数", "按零分计", "按本组该项指标得分率的平均值计分", "优秀：90分以上，且不超过本组参加排名单位数的25%",
        "以上均含本数", "并列单位均评为该等次", "“实地核查（两组背靠背）”（2.1）", "2027年1月20日", "书面答复",
    ):  # fmt: skip
        assert words in text, words


def test_formulas_are_chinese_for_every_reader(cast: Cast) -> None:
    row = story.drafted(cast)
    leaves = [one for one in row.content["criterion"] if one.get("type")]
    with override("en"):
        english = [how(one) for one in leaves]
        document = paper(row)
    assert english == [how(one) for one in leaves]
    assert all(english)
    methods = [row[2] for row in lines(document, 2)]
    assert not [words for words in methods if "points" in words or "included" in words]


def test_an_unfinished_draft_prints_too(cast: Cast) -> None:
    row = story.drafted(cast)

    def change(content: dict[str, Any]) -> dict[str, Any]:
        bare = {"key": "1", "title": "粮食", "points": ""}
        return {**content, "group": [], "limiter": [], "grade": [], "criterion": [bare]}

    story.written(cast, row, change)
    found = paper(row)
    assert lines(found, 2) == [["1 粮食", "", "评分办法待定。"]]
    assert "不设限定条款" in document_html(found)


@needs_poppler
def test_the_paper_is_asked_for_and_made_by_a_job(cast: Cast, tmp_path: Path) -> None:
    row = story.published(cast)
    client = Client()
    client.force_login(cast.user("wangfang"))
    asked = client.post(reverse("assessment_scheme_paper", args=[row.key]))
    assert asked.status_code == 302
    run_jobs()
    job = Job.objects.latest("id")
    assert (job.state, job.file_name) == ("done", "考核方案-永登县-by-source-2026-第1版.pdf")
    answer = client.get(reverse("job_file", args=[job.public_id]))
    file = tmp_path / "paper.pdf"
    file.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    told = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    read = "".join(told.split())
    for words in (story.NUMBER, "附件1", "附件4", "红城镇", digest(story.again(row).content)[:16]):
        assert words in read, words


def test_who_does_not_read_the_scheme_gets_no_paper(cast: Cast) -> None:
    row = story.drafted(cast)
    for who, status in (("wangfang", 404), ("zhenghua", 404), ("chenjing", 302), ("fengbo", 302)):
        client = Client()
        client.force_login(cast.user(who))
        assert client.post(reverse("assessment_scheme_paper", args=[row.key])).status_code == status, who
    assert Job.objects.count() == 2
