"""What a page offers: its links, its forms with what a browser would send, and what scripts fetch."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

GETS = {"href", "src", "hx-get", "data-schema", "data-idle-stay"}
SENDS = {
    "hx-post": "POST", "hx-put": "PUT", "hx-delete": "DELETE", "data-autosave-url": "POST", "formaction": "POST",
}  # fmt: skip
KNOWN = GETS | set(SENDS) | {"action", "data-kept-of"}
"""Attributes that hold an address. An address of ours in any other attribute fails the walk.

`data-kept-of` names a text that the browser keeps; nothing is asked there.
"""

ELSEWHERE = ("/static/",)
Values = dict[str, list[str]]


@dataclass(frozen=True)
class Door:
    """One thing a page offers: method, address, and what a browser would send as the page stands.

    `hidden` names the fields nobody sees, `written` those for longer texts.
    """

    method: str
    url: str
    sent: tuple[tuple[str, tuple[str, ...]], ...] = ()
    hidden: tuple[str, ...] = ()
    written: tuple[str, ...] = ()

    @property
    def body(self) -> Values:
        return {name: list(values) for name, values in self.sent}


@dataclass
class _Form:
    method: str
    action: str
    values: Values = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def doors(self) -> Iterator[Door]:
        for action, name, value in self.buttons or [("", "", "")]:
            values = self.values | ({name: [value]} if name else {})
            sent = tuple((n, tuple(v)) for n, v in sorted(values.items()))
            unseen = tuple(sorted(self.hidden)), tuple(sorted(self.written))
            yield Door(self.method, action or self.action, sent, *unseen)


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.doors: list[Door] = []
        self.strange: list[str] = []
        self.forms: dict[str, _Form] = {}
        self.form: _Form | None = None
        self.select: tuple[_Form, str, bool] | None = None
        self.area: tuple[_Form, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        for name, value in had.items():
            self._address(tag, name, value)
        read = getattr(self, f"_{tag}", None)
        if read:
            read(had)

    def _address(self, tag: str, name: str, value: str) -> None:
        if name in GETS:
            self.doors.append(Door("GET", value))
        elif name in SENDS and name != "formaction":
            self.doors.append(Door(SENDS[name], value))
        elif name not in KNOWN | {"value"} and value.startswith("/"):
            self.strange.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            values = self.area[0].values[self.area[1]]
            values[-1] = values[-1].removeprefix("\n")
        if tag in {"form", "select", "textarea"}:
            setattr(self, {"textarea": "area"}.get(tag, tag), None)

    def handle_data(self, data: str) -> None:
        if self.area:
            form, name = self.area
            form.values[name][-1] += data

    def _form(self, had: dict[str, str]) -> None:
        self.form = _Form(had.get("method", "get").upper(), had.get("action", ""))
        self.forms[had.get("id", f" {len(self.forms)}")] = self.form

    def _of(self, had: dict[str, str]) -> _Form | None:
        return self.forms.get(had["form"]) if "form" in had else self.form

    def _input(self, had: dict[str, str]) -> None:
        form, kind = self._of(had), had.get("type", "text")
        if form is None or kind == "file" or not had.get("name"):
            return
        if kind == "hidden":
            form.hidden.add(had["name"])
        if kind in {"radio", "checkbox"}:
            if "checked" in had:
                form.values.setdefault(had["name"], []).append(had.get("value", "on"))
        elif kind in {"submit", "image"}:
            form.buttons.append(("", had["name"], had.get("value", "")))
        else:
            form.values.setdefault(had["name"], []).append(had.get("value", ""))

    def _button(self, had: dict[str, str]) -> None:
        form = self._of(had)
        if form is not None and had.get("type", "submit") == "submit":
            form.buttons.append((had.get("formaction", ""), had.get("name", ""), had.get("value", "")))

    def _select(self, had: dict[str, str]) -> None:
        form = self._of(had)
        if form is not None and had.get("name"):
            form.values[had["name"]] = []
            self.select = (form, had["name"], "multiple" in had)

    def _option(self, had: dict[str, str]) -> None:
        if self.select:
            form, name, several = self.select
            if "selected" in had:
                form.values[name] = (
                    [*form.values[name], had.get("value", "")] if several else [had.get("value", "")]
                )
            elif not several and not form.values[name]:
                form.values[name] = [had.get("value", "")]

    def _textarea(self, had: dict[str, str]) -> None:
        form = self._of(had)
        if form is not None and had.get("name"):
            form.values[had["name"]] = [""]
            form.written.add(had["name"])
            self.area = (form, had["name"])


def doors(url: str, page: Any) -> tuple[set[Door], list[str]]:
    """What the page at the address offers of ours, addresses made whole, each once; and strange attributes."""
    reader = _Reader(url)
    reader.feed(page.content.decode())
    reader.close()
    found = set(reader.doors) | {door for form in reader.forms.values() for door in form.doors()}
    return {whole for door in found if (whole := _ours(url, door))}, reader.strange


def _ours(url: str, door: Door) -> Door | None:
    whole = urlsplit(urljoin(f"http://testserver{url}", door.url.partition("#")[0]))
    if whole.netloc != "testserver" or whole.path.startswith(ELSEWHERE):
        return None
    query = f"?{whole.query}" if whole.query else ""
    if door.method == "GET" and door.sent:
        pairs = "&".join(f"{name}={value}" for name, values in door.sent for value in values)
        return Door(door.method, whole.path + (f"?{pairs}" if pairs else ""))
    if door.url.startswith("#"):
        return None
    return replace(door, url=whole.path + query)
