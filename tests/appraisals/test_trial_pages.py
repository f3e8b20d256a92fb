"""A trial of a scheme in the product: the digits of the examples by page, program and command; nothing is stored."""

import json
import tomllib
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from assessments.appraisals.actions import schemes
from assessments.appraisals.actions.beginning import begin_from_file
from assessments.appraisals.models import Scheme
from assessments.appraisals.queries.units import designing_units
from responsibilities.units.models import Unit
from tests.api.conftest import Program
from tests.api.conftest import program as program  # a fixture
from tests.appraisals import story
from tests.appraisals.examples import NAMES, path, tables
from tests.appraisals.places import OFFICES, lay_out
from tests.cast import Cast
from tests.policy.walker import fingerprint

Programs = Callable[..., Program]
pytestmark = pytest.mark.django_db


@pytest.fixture
def laid_out(cast: Cast, tmp_path: Path) -> Cast:
    lay_out(cast, tmp_path)
    return cast


def imported(cast: Cast, name: str) -> Scheme:
    actor = getattr(cast, OFFICES[name])
    return begin_from_file(
        actor=actor, issuers=designing_units(actor), data=path(name, "scheme").read_bytes()
    )


def browser(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.user(username))
    return client


def address(row: Scheme) -> str:
    return f"/assessment/schemes/{row.key}/trial/"


def sent(client: Client, row: Scheme, data: bytes, **more: str) -> Any:
    file = SimpleUploadedFile("数据.inputs.toml", data)
    return client.post(address(row), {"inputs": file, **more}, headers={"Accept-Language": "en"})


@pytest.mark.parametrize("name", NAMES)
def test_an_example_gives_its_digits_by_page_program_and_command(
    laid_out: Cast, program: Programs, tmp_path: Path, name: str
) -> None:
    row, data = imported(laid_out, name), path(name, "inputs").read_bytes()
    expected = tables(name, "expected")["result"]
    by_program = program(OFFICES[name]).post(
        f"assessment-schemes/{row.key}/trial/", {"inputs": data.decode()}, key=""
    )
    assert by_program.status_code == 200, by_program.content
    assert by_program.json()["result"] == expected
    client = browser(laid_out, OFFICES[name])
    file = tmp_path / "exported.scheme.toml"
    file.write_bytes(client.get(f"/assessment/schemes/{row.key}/file/").content)
    out = StringIO()
    call_command("assess", "--json", scheme=file, inputs=path(name, "inputs"), stdout=out)
    assert json.loads(out.getvalue())["result"] == expected
    page = sent(client, row, data)
    assert page.status_code == 200
    names = dict(Unit.objects.live().values_list("code", "name"))
    for one in expected:
        assert one["unit"] in page.text
        assert names[one["unit"]] in page.text
        assert one.get("total", "") in page.text
    assert _places(page.context["groups"]) == _expected_places(expected)


def _places(groups: Any) -> dict[str, tuple[str, ...]]:
    """What the tables of places show: by unit its place, total and grade."""
    found = {}
    with translation.override("en"):
        for group in groups:
            for line in group.places.lines():
                place, unit, total, grade, *_rest = [str(cell.value) for cell in line.cells]
                found[unit.split()[-1]] = (place, total, grade)
    return found


def _expected_places(expected: Any) -> dict[str, tuple[str, ...]]:
    return {
        one["unit"]: (str(one.get("place", "none")), one.get("total", "no data"), one.get("grade", ""))
        for one in expected
    }


def test_nothing_of_a_trial_is_stored(laid_out: Cast, program: Programs) -> None:
    row, data = imported(laid_out, "county-100"), path("county-100", "inputs").read_bytes()
    client, token = browser(laid_out, "wumin"), program("wumin")
    client.get(address(row))
    token.get("me/")
    before = fingerprint()
    assert sent(client, row, data).status_code == 200
    assert sent(client, row, data, **{"as": "workbook"}).status_code == 200
    assert sent(client, row, b"[[value]]").status_code == 400
    answer = token.post(f"assessment-schemes/{row.key}/trial/", {"inputs": data.decode()})
    assert answer.status_code == 200
    assert fingerprint() == before


def test_every_unit_leads_to_every_point_in_sentences(laid_out: Cast) -> None:
    row = imported(laid_out, "county-100")
    page = sent(browser(laid_out, "wumin"), row, path("county-100", "inputs").read_bytes())
    assert 'href="#unit-621123000000"' in page.text
    assert 'id="unit-621123000000"' in page.text
    assert "58.1 reaches the mean of the group, 57.4667…: in full. 1 × 8 points." in page.text
    assert "provisional, not ranked" in page.text
    assert "These criteria separate nobody: 4.3 完成村庄规划编制审批" in page.text


def test_the_workbook_says_what_it_is_on_every_sheet(laid_out: Cast) -> None:
    row = imported(laid_out, "by-source")
    answer = sent(
        browser(laid_out, "chenjing"), row, path("by-source", "inputs").read_bytes(), **{"as": "workbook"}
    )
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["试算名次", "等次分布", "指标区分度"]
    for sheet in book:
        head = [sheet.cell(line, 1).value for line in (1, 2, 3)]
        assert "试算" in head[0]
        assert "数据.inputs.toml" in head[1]
        assert head[2] == "截至2026年11月24日"
    rows = {line[3]: line for line in book["试算名次"].iter_rows(min_row=5, values_only=True)}
    for one in tables("by-source", "expected")["result"]:
        assert (rows[one["unit"]][4] or "") == one.get("total", "")
        assert (rows[one["unit"]][5] or "") == one.get("grade", "")


def test_the_faults_of_the_inputs_are_named_and_what_was_chosen_stays_said(cast: Cast) -> None:
    row = story.drafted(cast)
    wrong = b'[[value]]\nunit = "620121100000"\ncriterion = "9.9"\nvalue = "1"\n[[veto]]\nunit = "620121100000"\nkey = "none"\n'
    page = sent(browser(cast, "chenjing"), row, wrong)
    assert page.status_code == 400
    assert "[[value]] 1 (620121100000, 9.9) · criterion" in page.text
    assert "[[veto]] 1 (620121100000, none)" in page.text
    assert "数据.inputs.toml" in page.text
    empty = browser(cast, "chenjing").post(address(row), {})
    assert empty.status_code == 400
    big = sent(browser(cast, "chenjing"), row, b"#" * 5_000_001)
    assert big.status_code == 400
    assert "larger than 5 MB" in big.text


@pytest.mark.parametrize("name", NAMES)
def test_the_page_shows_what_the_file_looks_like_for_its_scheme_and_takes_it(
    laid_out: Cast, name: str
) -> None:
    row, client = imported(laid_out, name), browser(laid_out, OFFICES[name])
    shown = client.get(address(row))
    assert "docs/" not in shown.text
    example = shown.context["example"]
    given = tomllib.loads(example)
    types = {one["type"] for one in row.content["criterion"] if "type" in one}
    by_key = {one["key"]: one for one in row.content["criterion"]}
    assert {by_key[one["criterion"]]["type"] for one in given["value"]} == types
    assert [one["na"] for one in given["value"] if "na" in one] == [True]
    wanted = {
        part for one in row.content.get("limiter", ()) for part in ("fact", "veto") if part in one["when"]
    }
    assert {"value", "last_year", *wanted} == set(given)
    assert sent(client, row, example.encode()).status_code == 200


def test_a_scheme_with_faults_is_not_tried_and_the_page_names_them(cast: Cast) -> None:
    row = story.drafted(cast, story.DATA.replace(b'base = "100"', b'base = "90"'))
    client = browser(cast, "chenjing")
    for answer, status in ((client.get(address(row)), 200), (sent(client, row, b""), 409)):
        assert answer.status_code == status
        assert "方案设置 · 基础分" in answer.text or "Settings of the scheme · Base" in answer.text
        assert "[scheme]" not in answer.text
        assert 'type="file"' not in answer.text


def test_who_moves_against_the_published_edition_stands_on_the_page(cast: Cast) -> None:
    published = story.published(cast)
    schemes.revise(actor=cast.chenjing, scheme=published, reason="调整权重。")
    draft = Scheme.objects.select_related("issuer").get(status="drafted")
    entries = b"".join(_value(unit, key, said) for unit, key, said in _ENTRIES)
    page = sent(browser(cast, "chenjing"), draft, entries)
    assert page.status_code == 200
    assert published.key in page.text
    assert "3 units keep place and grade." in page.text

    def halved(content: Any) -> None:
        for one in content["criterion"]:
            one["points"] = {"1.1": "5", "1.2": "35"}.get(one["key"], one.get("points"))
            if one["points"] is None:
                del one["points"]

    draft = story.written(cast, draft, halved)
    moved = sent(browser(cast, "chenjing"), draft, entries)
    comparison = moved.context["trial"].comparison
    assert comparison.key == published.key
    assert len(comparison.moved) + comparison.unmoved == 3


_ENTRIES = [("620121100000", "1.1", "100"), ("620121101000", "1.1", "90"), ("620121102000", "1.1", "80")]


def _value(unit: str, key: str, said: str) -> bytes:
    return f'[[value]]\nunit = "{unit}"\ncriterion = "{key}"\nvalue = "{said}"\n'.encode()


def test_readers_without_the_right_are_refused_and_others_see_nothing(cast: Cast) -> None:
    draft = story.drafted(cast)
    for username in ("wangfang", "maling"):
        assert browser(cast, username).get(address(draft)).status_code == 404, username
    for username in ("wumin", "guoping", "fengbo"):
        assert browser(cast, username).get(address(draft)).status_code == 403, username
    row = story.published(cast, draft)
    for username in ("wangfang", "wumin", "guoping", "fengbo"):
        assert browser(cast, username).get(address(row)).status_code == 403, username
    assert browser(cast, "maling").get(address(row)).status_code == 404
    office = browser(cast, "chenjing").get(f"/assessment/schemes/{row.key}/")
    assert address(row) in office.text
    assert address(row) not in browser(cast, "wangfang").get(f"/assessment/schemes/{row.key}/").text


def test_a_trial_asks_the_same_of_few_units_and_of_many(laid_out: Cast) -> None:
    few, client = story.drafted(laid_out), browser(laid_out, "chenjing")

    def asked(row: Scheme) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert sent(client, row, b"".join(_value(*one) for one in _ENTRIES)).status_code == 200
        return len(queries)

    asked(few)
    first = asked(few)
    data = story.FILE.read_bytes().replace(b'"by-source-2026"', b'"by-source-all"')
    many = begin_from_file(actor=laid_out.chenjing, issuers=designing_units(laid_out.chenjing), data=data)
    assert asked(many) == first
