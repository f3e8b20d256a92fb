"""A browser at the form of a draft: what it shows, and what it sends with and without scripts."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

from reporting.reports.models import Obligation
from tests.cast import Cast

SCRIPT = {"X-Baton-Autosave": "1", "Accept": "application/json"}


class _Fields(HTMLParser):
    """What a browser without scripts sends of the draft's form."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.inside = ""
        self.form = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if tag == "form":
            self.form = "data-autosave-url" in about
        if self.form and tag == "input" and about.get("name"):
            self.found[about["name"] or ""] = about.get("value") or ""
        if self.form and tag == "textarea":
            self.inside = about["name"] or ""
            self.found[self.inside] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.found[self.inside] = self.found[self.inside].removeprefix("\n")
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[self.inside] += data


class Device:
    """One browser at the form: what it shows, and what it sends."""

    def __init__(self, cast: Cast, row: Obligation, who: str) -> None:
        self.client, self.row = Client(headers={"Accept-Language": "zh-hans"}), row
        self.client.force_login(cast.user(who))
        self.open()

    def address(self, name: str) -> str:
        return reverse(name, args=[self.row.cycle.key, self.row.unit.code])

    def open(self) -> None:
        self.read(self.client.get(self.address("report_edit")))

    def read(self, page: Any) -> None:
        parser = _Fields()
        parser.feed(page.content.decode())
        self.fields = parser.found

    def presses(self, then: str = "stay", **typed: str) -> Any:
        """The whole form, as without scripts."""
        self.fields.update({f"text-{key}": text for key, text in typed.items()})
        return self.client.post(self.address("report_edit"), {**self.fields, "then": then})

    def saves(self, **typed: str) -> Any:
        """What the script sends: the changed sections and the marks of all."""
        data = {name: value for name, value in self.fields.items() if not name.startswith("text-")}
        data |= {f"text-{key}": text for key, text in typed.items()}
        page = f"http://testserver{self.address('report_edit')}"
        return self.client.post(self.address("report_autosave"), data, headers={**SCRIPT, "Referer": page})
