"""Task file of the PDF child: HTML and named assets in, PDF out (see `revitalization.kit.sandbox`).

Imports neither Django nor the application. The one fetcher knows one scheme, `asset:`, and answers from
memory only; every other address is refused before anything is opened.
"""

import logging
import os
import tempfile
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

logging.disable(logging.CRITICAL)
_WARM = (
    "<p lang='zh' style='font-family: serif'>乡<b>村</b></p><p style='font-family: sans-serif'>振<b>兴</b>"
)


class AssetFetcher(URLFetcher):
    """Hands out the bytes given with the request under `asset:<name>`; never opens a file or a socket."""

    def __init__(self, assets: dict[str, bytes]) -> None:
        super().__init__(allowed_protocols={"asset"}, allow_redirects=False, fail_on_errors=False)
        self._assets = assets

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme != "asset" or name not in self._assets:
            raise ValueError("address refused")
        return URLFetcherResponse(url, self._assets[name], {"Content-Type": _type(name)})


def prepare() -> None:
    """Loads fonts and modules once, so that each fork starts warm."""
    run({"html": _WARM, "assets": {}})


def run(request: dict[str, Any]) -> bytes:
    """The PDF of `html`; links keep their words and lose their targets outside the document."""
    fetcher, asked = AssetFetcher(request["assets"]), request["html"]
    try:
        # One set of fonts for all: each would map the faces anew, and thirty papers would take all the memory.
        fonts, asked = Fonts(), [asked] if isinstance(asked, str) else asked
        made = [_laid_out(_read(html, fetcher), fonts) for html in asked]
        whole = made[0] if len(made) == 1 else made[0].copy([sheet for one in made for sheet in one.pages])
        data: bytes = whole.write_pdf(pdf_tags=len(made) == 1, pdf_identifier=b"baton")
    finally:
        for name in os.listdir(tempfile.gettempdir()):
            if name.startswith(f"font-{os.getpid()}-"):
                os.remove(Path(tempfile.gettempdir()) / name)
    return data


def _read(html: str, fetcher: AssetFetcher) -> weasyprint.HTML:
    """The page without a base address, so that a relative one can never become a file, and without links outside."""
    page = weasyprint.HTML(string=html, base_url=None, url_fetcher=fetcher, encoding="utf-8")
    page.base_url = None
    for element in page.etree_element.iter():
        for name in ("href", "{http://www.w3.org/1999/xlink}href"):
            if element.tag == "link" or (element.tag == "a" and not element.get(name, "#").startswith("#")):
                element.attrib.pop(name, None)
    return page


class Fonts(FontConfiguration):
    """Fonts of the system and those of the request, which lie in the scratch folder under this fork's number."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Scratch()

    def __del__(self) -> None:
        """Leaves the folder: it is not this fork's alone."""


class Scratch:
    """Names files as a folder would."""

    def __truediv__(self, name: str) -> Path:
        return Path(tempfile.gettempdir()) / f"font-{os.getpid()}-{name}"


def _laid_out(page: weasyprint.HTML, fonts: Fonts) -> weasyprint.Document:
    """The pages, with the lines closer where the signature (`id=signed`) would else stand alone on a page.

    What is marked `id=last class=even` stands at the foot of the last page, an even one: that on which the text
    (`id=end`) ends, when it is even and has room for it; else the next, without numbers when a page before it stays
    empty.
    """
    document = page.render(font_config=fonts)
    body, last = page.etree_element.find("body"), _found(page, "last")
    if body is not None and _page_of(document, "signed") > _page_of(document, "words"):
        body.set("class", f"{body.get('class', '')} tight")
        document = page.render(font_config=fonts)
    if last is None or "even" not in last.get("class", "").split():
        return document
    end = _page_of(document, "end")
    if end % 2 == 0 and len(document.pages) == end:
        return document
    last.set("class", "apart" if end % 2 == 0 else "next")
    return page.render(font_config=fonts)


def _found(page: weasyprint.HTML, name: str) -> Any:
    return next((element for element in page.etree_element.iter("div") if element.get("id") == name), None)


def _page_of(document: weasyprint.Document, name: str) -> int:
    """The number of the page on which the element stands; 0 when there is none."""
    return next((number for number, sheet in enumerate(document.pages, 1) if name in sheet.anchors), 0)


def _type(name: str) -> str:
    endings = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml", "css": "text/css"}
    return endings.get(name.rpartition(".")[2], "application/octet-stream")
