"""The product as `make run` serves it: what goes over the wire, and what it writes into its logs."""

import gzip
import re
import socket
from pathlib import Path
from urllib.parse import urljoin

import brotli
import pytest
import requests

from responsibilities.jobs.models import Job
from tests.cast import PASSWORD, Cast, town
from tests.infra.product import Product, let_in, started, until
from tests.reports import story

MOST = 100_000
ASSET = re.compile(r'(?:src|href)="(/static/[^"#]+)')
PHONE, TOKEN, CODE = "13893107742", "baton_abcdefgh2345_Zx9-secretsecret", "abcd-efgh-jkmn-pqrs"
QUERY, BODY, HEADER = "in-the-query-Q7", "in-the-body-B8", "in-the-header-H9"


def on_the_wire(browser: requests.Session, url: str) -> tuple[int, str]:
    """Bytes of head and body as they are sent, and the text."""
    answer = browser.get(url, headers={"Accept-Encoding": "br, gzip"}, timeout=20, stream=True)
    assert answer.status_code == 200, url
    body = answer.raw.read(decode_content=False)
    head = sum(len(name) + len(value) + 4 for name, value in answer.raw.headers.items())
    answer._content = decoded(answer.headers.get("Content-Encoding", ""), body)
    return head + len(body), answer.text


def decoded(coding: str, body: bytes) -> bytes:
    if coding == "gzip":
        return gzip.decompress(body)
    return brotli.decompress(body) if coding == "br" else body


def first_load(product: Product, browser: requests.Session, path: str) -> dict[str, int]:
    """Every file of the first load and its bytes."""
    size, page = on_the_wire(browser, product.address + path)
    files = {path: size}
    for asset in sorted(set(ASSET.findall(page))):
        files[asset] = on_the_wire(browser, urljoin(product.address, asset))[0]
    return files


def test_the_first_load_of_inbox_and_report_form_is_under_100_kilobytes(
    committed: str, cast: Cast, tmp_path: Path
) -> None:
    obligation = story.drafted(cast, story.running(cast))
    form = f"/reports/{obligation.cycle.key}/{obligation.unit.code}/edit/"
    let_in("wangfang")
    with started(committed, tmp_path / "var", "web") as product:
        browser = product.signed_in("wangfang")
        for path in ("/", form):
            files = first_load(product, browser, path)
            assert sum(files.values()) < MOST, files
            named = [name for name in files if name.startswith("/static/")]
            assert {name.rpartition(".")[2] for name in named} >= {"css", "js", "svg"}
            assert all(re.search(r"\.[0-9a-f]{12}\.", name) for name in named)


def raw(port: int, *lines: str) -> None:
    """A request that no client would send."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.sendall("\r\n".join([*lines, "", ""]).encode())
        wire.recv(1000)


@pytest.mark.queue
def test_no_secret_of_a_request_or_of_failing_work_stands_in_any_log(
    committed: str, cast: Cast, tmp_path: Path
) -> None:
    let_in("wangfang")
    about = {"cycle": f"{PHONE} {TOKEN} password={QUERY} {CODE}", "code": PHONE, "number": 1}
    job = Job.objects.create(
        kind="reports.pdf", lo=town().lo, params=about, asked_by_id=cast.wangfang.user_id
    )
    broken = Job.objects.create(kind=f"none of {PHONE} {TOKEN}", lo=town().lo, params={}, asked_by=None)
    with started(
        committed, tmp_path / "var", "web", "worker", "clock", GUNICORN_CMD_ARGS="--access-logfile -"
    ) as product:
        browser = product.signed_in("wangfang")
        for path in (
            f"/units/{PHONE}/",
            f"/tokens/{TOKEN}/",
            f"/x/{CODE}/",
            f"/units/?q={QUERY}&token={QUERY}",
        ):
            browser.get(
                product.address + path, headers={"Referer": f"{product.address}/?code={QUERY}"}, timeout=20
            )
        browser.get(
            f"{product.address}/api/v1/units/", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20
        )
        requests.get(f"{product.address}/api/v1/me/", headers={"Cookie": f"sessionid={HEADER}"}, timeout=20)
        product.submit(requests.Session(), "/sign-in/", login=PHONE, password=BODY)
        product.submit(browser, "/account/password/", oldpassword=BODY, password1=BODY, password2=BODY + "x")
        raw(product.port, f"GET /{TOKEN}?password={QUERY} HTTP/9.9", f"Authorization: Bearer {TOKEN}")
        raw(product.port, f"GET /?phone={PHONE}&code={CODE} {QUERY} HTTP/1.1")
        raw(product.port, f"G=T /{PHONE} HTTP/1.1", f"Authorization {TOKEN}")
        session = browser.cookies["sessionid"]
        over = Job.objects.exclude(state__in=("queued", "running")).filter(pk__in=[job.pk, broken.pk])
        assert until(lambda: over.count() == 2)
        assert until(lambda: "failed" in product.written())
        written = product.written()
    assert "GET /units/138****7742/ HTTP/1.1" in written, "the access log was on"
    assert "Traceback" in written, "failing work was written down"
    secrets = (PHONE, "secretsecret", CODE, QUERY, BODY, HEADER, PASSWORD, session)
    found = [secret for secret in secrets if secret in written]
    assert found == [], [line for line in written.splitlines() if any(one in line for one in found)][:9]
