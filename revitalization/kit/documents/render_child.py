"""Task file of the PDF child: HTML and named assets in, PDF out (see `revitalization.kit.sandbox`).

Imports neither Django nor the application. The one fetcher knows one scheme, `asset:`, and answers from
memory only; every other address is refused before anything is opened.
"""

import logging
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
    fetcher = AssetFetcher(request["assets"])
    # No base address: a relative one can then never become a file.
    page = weasyprint.HTML(string=request["html"], base_url=None, url_fetcher=fetcher, encoding="utf-8")
    page.base_url = None
    for element in page.etree_element.iter():
        for name in ("href", "{http://www.w3.org/1999/xlink}href"):
            if element.tag == "link" or (element.tag == "a" and not element.get(name, "#").startswith("#")):
                element.attrib.pop(name, None)
    data: bytes = page.write_pdf(font_config=FontConfiguration(), pdf_tags=True, pdf_identifier=b"baton")
    return data


def _type(name: str) -> str:
    endings = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml", "css": "text/css"}
    return endings.get(name.rpartition(".")[2], "application/octet-stream")
