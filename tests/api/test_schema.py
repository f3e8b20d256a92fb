"""The description: committed, complete, and true to what is answered."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as product
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import booleans
from rest_framework.settings import api_settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from reporting.reports.actions.series import Recurring, plan_series
from reporting.reports.actions.slips import give_slip
from reporting.reports.models import Obligation, ReportKind
from reporting.reports.work import BULK_JOB
from responsibilities.jobs.actions.running import queue
from revitalization.kit.periods import Rhythm
from revitalization.site.api import document
from tests import world
from tests.api.conftest import Program
from tests.cast import Cast, days, sister
from tests.policy.brought import POLICIES
from tests.reports import story

FILE = Path(__file__).parents[2] / "docs" / "openapi.json"
Programs = Callable[..., Program]


def test_the_committed_document_is_the_one_the_code_makes() -> None:
    """After a change: `manage.py spectacular --format openapi-json --file docs/openapi.json`."""
    document.cache_clear()
    GENERATOR_STATS.reset()
    made = document()
    validate_schema(made)
    assert not GENERATOR_STATS, "the generator had to guess"
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(made, default=str))


BEGINNINGS = {
    "/api/v1/cycles/", "/api/v1/series/", "/api/v1/matters/", "/api/v1/ledger/{matter}/{code}/hand-down/",
    "/api/v1/inspections/", "/api/v1/inspections/{inspection}/findings/",
    "/api/v1/inspections/{inspection}/rectification/reports/",
    "/api/v1/assessment-schemes/", "/api/v1/assessment-schemes/{scheme}/trial/",
}  # fmt: skip
"""Planning, drawing up, recording: there is no version yet. A trial of a scheme changes nothing."""


def test_every_operation_names_its_problems_and_its_tag() -> None:
    for path, item in document()["paths"].items():
        for method, operation in item.items():
            answers = operation["responses"]
            assert "application/problem+json" in answers["401"]["content"], (path, method)
            if method in {"put", "post"} and "bulk" not in path and path not in BEGINNINGS:
                assert {"412", "428"} <= set(answers), path
            if method == "get" and "application/pdf" not in answers["200"]["content"]:
                assert "304" in answers, path


@pytest.mark.django_db
def test_the_description_is_served_and_its_page_runs_without_inline_code(
    program: Programs, cast: Cast
) -> None:
    served = program("guoping").get("schema/")
    assert served.json() == json.loads(FILE.read_text(encoding="utf-8"))
    browser = Client()
    browser.force_login(cast.user("guoping"))
    page = browser.get("/api/docs/").content.decode()
    assert "<style" not in page
    assert "style=" not in page
    assert all(" src=" in tag for tag in page.split("<script")[1:])
    assert Client().get("/api/docs/").status_code in {302, 401}


REAL = {
    "key": "annual-2026-620000000000",
    "cycle": "annual-2026-620000000000",
    "code": "620121101000",
    "measure": "filing",
}
NOT_FOR_THE_PROVINCE = {"/api/v1/people/{person}/handover/", "/api/v1/slips/{slip}/paper/"}
"""Whoever receives reports appoints nobody: `tests/posts/test_handover.py` asks as the organization department. The
paper of a slip is for the office that gave it: `tests/api/test_slips.py`."""
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
FEW = settings(
    derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate], max_examples=10,
)  # fmt: skip


def a_series(cast: Cast) -> None:
    """A recurring notice under the same key as the cycle, not in force."""
    rhythm = Rhythm("2026", "2028", date(2026, 12, 31), "working", 20)
    notice = Recurring("甘农领办〔2026〕31号", "年度报告", date(2026, 11, 24), ["city"], rhythm)
    kind = ReportKind.objects.get(key="annual", current=True)
    plan_series(actor=cast.wumin, kind=kind, scope=world.unit(world.GANSU), notice=notice)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_request_made_from_the_description_breaks_anything(
    committed: str, cast: Cast, program: Programs, mode: GenerationMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every operation with right and with wrong input; every answer is one that the description names."""
    # One program asks for everything, in a minute that does not pass.
    monkeypatch.setattr(product, "API_RATE", 1_000_000)
    a_series(cast)
    row = story.submitted(cast, story.running(cast))
    known = dict(REAL)
    for policy in POLICIES.values():
        known |= policy.filled(cast) if policy.filled is not None else {}
    late = Obligation.objects.full().get(cycle=row.cycle, unit=sister())
    slip = give_slip(actor=cast.chenjing, obligation=late, document_number="永农领办〔2026〕41号", by=days(3))
    county = program("wumin")
    asked = {"cycle": row.cycle.key, "code": row.unit.code, "version": row.version, "reason": ""}
    job = queue(
        actor=cast.wumin,
        kind=BULK_JOB.key,
        params={"act": "receive", "dry_run": True, "items": [asked]},
        lo=row.lo,
        capability="report.receive",
    )
    known |= {"public_id": str(job.public_id), "slip": str(slip.public_id)}
    connection.close_at = None  # the clock of this connection stands at noon
    schema = schemathesis.openapi.from_dict(document())
    schema.app = get_wsgi_application()
    for found in schema.get_all_operations():
        operation = found.ok()
        statuses = _try(operation, county.headers, mode, known)
        right = mode == GenerationMode.POSITIVE and operation.method.upper() == "GET"
        if right and operation.path not in NOT_FOR_THE_PROVINCE:
            assert 200 in statuses, (operation.path, statuses)


def _try(operation: Any, headers: dict[str, str], mode: GenerationMode, known: dict[str, str]) -> set[int]:
    right, statuses = mode == GenerationMode.POSITIVE, set()

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode), real=booleans())
    def one(case: Any, real: bool) -> None:
        if real and right:
            _make_real(case, known)
        answer = case.call(headers=headers)
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS if right else CHECKS[:1])

    one()
    return statuses


def _make_real(case: Any, known: dict[str, str]) -> None:
    """Names of the world instead of invented ones, so that what is there is reached too."""
    case.path_parameters = {
        name: known.get(name, value) for name, value in (case.path_parameters or {}).items()
    }
    real = {"cycle": REAL["cycle"], "under": world.GANSU, "area": world.GANSU, "period": REAL["cycle"]}
    kept = {name: value for name, value in (case.query or {}).items() if name not in {"cursor", "after"}}
    case.query = {name: real.get(name, value) for name, value in kept.items()}


def test_the_settings_of_the_interface_are_in_force() -> None:
    """They live in a module of their own: an import that is tidied away would open other doors."""
    assert [found.__name__ for found in api_settings.DEFAULT_AUTHENTICATION_CLASSES] == [
        "TokenAuthentication",
        "SessionAuthentication",
    ]
    assert [found.__name__ for found in api_settings.DEFAULT_PERMISSION_CLASSES] == ["IsAuthenticated"]
    assert [found.__name__ for found in api_settings.DEFAULT_THROTTLE_CLASSES] == ["TokenThrottle"]
