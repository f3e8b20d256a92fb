"""A PDF opens no file and no socket, and costs at most what it may.

Each hostile page is laid out with the same child that lays out reports. A canary file holds a word that must not appear
in the PDF, and whose access time must not move; a listening socket must see no connection.
"""

import base64
import importlib.util
import logging
import os
import re
import socket
import threading
import time
import zlib
from importlib import import_module
from pathlib import Path

import pytest

from revitalization.kit.documents import (
    DocumentFailed,
    DocumentsUnavailable,
    DocumentTooLarge,
    Limits,
    check_available,
    render_pdf,
)
from revitalization.kit.documents import pdf as pdf_module
from revitalization.kit.sandbox import SandboxError, Worker
from tests.needs import NO_PDF
from tools.packages import PDF, missing

if missing(PDF):
    pytest.skip(NO_PDF, allow_module_level=True)
weasyprint = import_module("weasyprint")  # not above: without its libraries it cannot even be imported

CANARY = "CANARY7391"
SVG = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='9' height='9'>{}</svg>"


def data_uri(kind: str, body: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(body.encode()).decode()}"


HOSTILE = {
    "img file": "<img src='{file}'>",
    "img http": "<img src='{http}'>",
    "img plain path": "<img src='{path}'>",
    "img protocol-relative": "<img src='//{host}/x.png'>",
    "img ftp": "<img src='ftp://{host}/x.png'>",
    "img upper-case scheme": "<img src='FILE://{path}'>",
    "img scheme with tab": "<img src='fi\tle://{path}'>",
    "img data png": "<img src='data:image/png;base64,iVBORw0KGgo='>",
    "img data svg with file": '<img src="{svg_file}">',
    "img data svg with http": '<img src="{svg_http}">',
    "img asset traversal": "<img src='asset:../../..{path}'>",
    "img asset with authority": "<img src='asset://{host}{path}'>",
    "base to root": "<base href='file:///'><img src='{path}'>",
    "base to http": "<base href='http://{host}/'><img src='x.png'><link rel=stylesheet href='x.css'>",
    "link stylesheet file": "<link rel=stylesheet href='{file}'>",
    "link stylesheet http": "<link rel=stylesheet href='{http}'>",
    "link attachment file": "<link rel=attachment href='{file}'>",
    "link attachment http": "<link rel=attachment href='{http}'>",
    "link attachment path": "<link rel=attachment href='{path}'>",
    "a attachment": "<a rel=attachment href='{file}'>x</a>",
    "a attachment with base": "<base href='file:///'><a rel=attachment href='{path}'>x</a>",
    "style import file": "<style>@import '{file}';</style>",
    "style import http": "<style>@import url({http});</style>",
    "style import in data": '<style>@import url("{css_data}");</style>',
    "background file": "<div style=\"background:url('{file}');height:9px\">x</div>",
    "background http": "<div style=\"background:url('{http}');height:9px\">x</div>",
    "list-style": "<ul style=\"list-style-image:url('{http}')\"><li>x</ul>",
    "content url": "<style>p::before{{content:url('{file}')}}</style><p>x",
    "content url http": "<style>p::before{{content:url('{http}')}}</style><p>x",
    "border-image": "<div style=\"border:9px solid;border-image:url('{http}') 3\">x</div>",
    "font-face file": "<style>@font-face{{font-family:x;src:url('{file}')}}</style><p style='font-family:x'>x",
    "font-face http": "<style>@font-face{{font-family:x;src:url('{http}')}}</style><p style='font-family:x'>x",
    "page background": "<style>@page{{background:url('{http}')}}</style>x",
    "color profile": "<style>@color-profile device-cmyk{{src:url('{file}')}}</style><p style='color:device-cmyk(0 0 0 1)'>x",
    "object": "<object data='{file}' type='image/svg+xml'></object>",
    "embed": "<embed src='{http}' type='image/svg+xml'>",
    "iframe": "<iframe src='{file}'></iframe>",
    "srcset": "<img srcset='{http} 2x' src='{http}'>",
    "inline svg image": "<svg width=9 height=9><image href='{file}' width=9 height=9 /></svg>",
    "inline svg xlink": "<svg width=9 height=9><image xlink:href='{http}' width=9 height=9 /></svg>",
    "inline svg use": "<svg width=9 height=9><use href='{file}#a'/></svg>",
    "inline svg use http": "<svg width=9 height=9><use href='{http}#a'/></svg>",
    "inline svg style": "<svg width=9 height=9><style>@import '{http}';</style><rect fill=\"url('{file}#a')\" width=9 height=9 /></svg>",
    "inline svg filter": "<svg width=9 height=9><filter id=f><feImage href='{http}'/></filter><rect filter='url(#f)' width=9 height=9 /></svg>",
    "svg entity": '<img src="{svg_entity}">',
    "meta refresh": "<meta http-equiv=refresh content='0;url={http}'>x",
    "script": "<script src='{http}'></script><script>location='{http}'</script>x",
    "form and input": "<form action='{http}'><input type=image src='{http}'></form>",
    "target-text": "<style>p::after{{content:target-text(url('{file}#a'))}}</style><p>x",
    "attr url": "<style>p::before{{content:url(attr(data-x))}}</style><p data-x='{file}'>x",
    "html entity in address": "<img src='file&colon;&sol;&sol;{path}'>",
    "redirect": "<img src='{http}/redirect'>",
    "jar": "<img src='jar:{file}!/x'>",
    "unc": "<img src='\\\\{host}\\share\\x.png'>",
    "localhost file": "<img src='file://localhost{path}'>",
}


class Listener:
    """A server that counts who connects, and would redirect to the canary."""

    def __init__(self, target: str) -> None:
        self.hits = 0
        self.target = target
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.hits += 1
            with connection:
                connection.sendall(f"HTTP/1.0 302 x\r\nLocation: {self.target}\r\n\r\n".encode())

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(5)


@pytest.fixture(scope="module")
def canary(tmp_path_factory):
    path = tmp_path_factory.mktemp("canary") / "secret.txt"
    path.write_text(CANARY, encoding="utf-8")
    os.utime(path, (1_000_000_000, 1_500_000_000))
    return path


@pytest.fixture(scope="module")
def listener(canary):
    server = Listener(canary.as_uri())
    yield server
    server.close()


@pytest.fixture(scope="module")
def child():
    with Worker(pdf_module.TASK, Limits(wall_seconds=20, cpu_seconds=20)) as worker:
        yield worker


def filled(page: str, canary: Path, listener: Listener) -> str:
    file, http = canary.as_uri(), f"http://{listener.host}/x"
    return page.format(
        file=file,
        http=http,
        path=canary,
        host=listener.host,
        svg_file=data_uri("image/svg+xml", SVG.format(f"<image xlink:href='{file}' width='9' height='9'/>")),
        svg_http=data_uri("image/svg+xml", SVG.format(f"<image href='{http}' width='9' height='9'/>")),
        svg_entity=data_uri(
            "image/svg+xml",
            f"<!DOCTYPE s [<!ENTITY x SYSTEM '{file}'>]>" + SVG.format("<text y='9'>&x;</text>"),
        ),
        css_data=data_uri("text/css", f"@import '{file}'; p{{background:url({http})}}"),
    )


def everything_in(pdf: bytes) -> bytes:
    """The PDF with its compressed streams opened."""
    opened = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(opened)


def test_there_are_at_least_forty_hostile_pages():
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_opens_nothing(name, canary, listener, child):
    before = listener.hits
    try:
        pdf = child.ask({"html": filled(HOSTILE[name], canary, listener), "assets": {}})
    except SandboxError:  # a refusal is as good as an empty place
        pdf = b""
    assert listener.hits == before
    assert CANARY.encode() not in everything_in(pdf)
    assert b"/EmbeddedFile" not in pdf
    assert int(canary.stat().st_atime) == 1_000_000_000


def test_the_listener_would_notice(listener):
    before = listener.hits
    with socket.create_connection(listener.socket.getsockname()) as connection:
        connection.recv(10)
    assert listener.hits == before + 1


def test_the_fetcher_alone_refuses_every_page_also_without_the_childs_second_guard(canary, listener):
    spec = importlib.util.spec_from_file_location("render_child", pdf_module.TASK)
    task = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(task)
    before = listener.hits
    try:
        for page in HOSTILE.values():
            try:
                found = task.run({"html": filled(page, canary, listener), "assets": {}})
            except weasyprint.urls.URLFetchingError:
                continue
            assert CANARY.encode() not in everything_in(found)
    finally:
        logging.disable(logging.NOTSET)
    assert listener.hits == before
    assert int(canary.stat().st_atime) == 1_000_000_000


def test_without_our_fetcher_the_same_pages_would_call_home(canary, listener):
    before = listener.hits
    weasyprint.HTML(string=filled(HOSTILE["img http"], canary, listener)).write_pdf()
    assert listener.hits > before


def test_links_lose_their_outside_targets_and_keep_their_words(canary, listener, child):
    pdf = child.ask(
        {"html": "<a href='http://x.invalid/'>外面</a><a href='#b'>里面</a><p id=b>b", "assets": {}}
    )
    assert b"x.invalid" not in everything_in(pdf)


def test_a_named_asset_is_shown(child):
    svg = SVG.format("<rect width='9' height='9' fill='red'/>").encode()
    shown = child.ask({"html": "<img src='asset:mark.svg'>", "assets": {"mark.svg": svg}})
    missing = child.ask({"html": "<img src='asset:other.svg'>", "assets": {"mark.svg": svg}})
    assert b"1 0 0 rg" in everything_in(shown)
    assert b"1 0 0 rg" not in everything_in(missing)


def test_a_page_that_takes_too_long_is_ended(monkeypatch):
    page = "<table>" + "<td colspan=900 rowspan=900>x" * 60
    started = time.monotonic()
    with pytest.raises(DocumentTooLarge):
        render_pdf(page, limits=Limits(wall_seconds=3, cpu_seconds=2))
    assert time.monotonic() - started < 15


@pytest.mark.parametrize(
    "html", ["", "\x00", "\ud800", "<" * 5_000, "<div>" * 3_000, "<p style='font-size:1e30px'>x"]
)
def test_odd_input_is_a_pdf_or_a_named_problem(html):
    try:
        made = render_pdf(html)
    except (DocumentFailed, DocumentTooLarge):
        return
    assert made.startswith(b"%PDF")


def test_without_pango_the_missing_packages_are_named(tmp_path, monkeypatch):
    task = tmp_path / "task.py"
    task.write_text("raise OSError('cannot load library libpango-1.0-0')\n", encoding="utf-8")
    monkeypatch.setattr(pdf_module, "TASK", task)
    with pytest.raises(DocumentsUnavailable) as problem:
        render_pdf("<p>x")
    assert problem.value.status == 503
    assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in check_available()


def test_pdfs_can_be_made_here():
    assert check_available() == ""


def test_a_page_over_four_megabytes_is_refused_before_a_child_starts():
    with pytest.raises(DocumentTooLarge):
        render_pdf("x" * (4 * 1024**2 + 1))
