"""Drafts that several people write: merged section by section, so that nobody overwrites another unseen.

A slice makes its draft a `DraftRow`, its form a `SectionsForm`, and saves what the form gives with `merge`. A page says
of each section which text it showed (`seen`), so that only what was changed on it counts as written; what others
wrote meanwhile into other sections stays. Where two wrote the same section, a `Clash` holds both texts. The contract
of the addresses that scripts save to is in docs/interface.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, Generic, Protocol, TypeVar

from django import forms
from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict
from revitalization.kit.kept import kept_form

TEXT, SEEN = "text-", "seen-text-"
"""What the names of a section's fields begin with: its text, and the mark of the text the page showed."""


def mark_of(text: str) -> str:
    """A short digest by which a page says which text it showed."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()


@dataclass(frozen=True)
class Written:
    """What a page sends: texts by section, the draft's `version` it rests on, and by section the mark it showed.

    Sections left out keep their text. A page that carries no mark at all rests on its version: any other than the
    stored one means that the text was not seen. Where it carries marks, a changed section without its own is unseen.
    """

    texts: Mapping[str, str]
    version: int
    seen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Clash:
    """A section that somebody else saved in the meantime: both texts, and who saved the stored one."""

    key: str
    mine: str
    theirs: str
    author: str


@dataclass(frozen=True)
class Merged:
    """What comes of it, by section: what changes, what clashes, and what the page shows in an older form."""

    changed: Mapping[str, str]
    clashes: Sequence[Clash]
    others: Mapping[str, str]


class DraftRow(models.Model):
    """The text being written, one draft a subject.

    `version` rises with every save; `marks` says of each section at which version and by whom it was last changed:
    `{section: {"version": 3, "by": "王芳"}}`. Sections without a mark were last changed before there were marks.
    """

    texts = models.JSONField(default=dict)
    marks = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(db_default=clock.Now())
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def merge(self, written: Written) -> Merged:
        """Holds what a page sends against what is stored; changes nothing yet.

        Equal text is no conflict, whoever wrote it: an answer that was lost on the way is no reason to ask.
        """
        changed, clashes, others = {}, [], {}
        for key in {**written.texts, **written.seen}:
            now, seen = self.texts.get(key, ""), written.seen.get(key)
            text = written.texts.get(key)
            if text == now:
                continue
            if text is None or seen == mark_of(text):
                if seen and seen != mark_of(now):
                    others[key] = now
            elif seen == mark_of(now) or (not written.seen and written.version == self.version):
                changed[key] = text
            else:
                clashes.append(Clash(key, text, now, self.author_of(key)))
        return Merged(changed, clashes, others)

    def author_of(self, key: str) -> str:
        """Who last changed the section."""
        marked = self.marks.get(key)
        return str(marked["by"]) if marked else self.saved_by.name if self.saved_by_id else ""

    def take(self, changed: Mapping[str, str], actor: Actor, at: datetime) -> None:
        """Saves these sections as the next version; the row is locked by the caller."""
        known = {key: {"version": self.version, "by": self.author_of(key)} for key in self.texts}
        self.version += 1
        marks = {key: {"version": self.version, "by": actor.name} for key in changed}
        self.marks = {**known, **self.marks, **marks}
        self.texts = {**self.texts, **changed}
        self.saved_at, self.saved_by_id = at, actor.user_id or self.saved_by_id or 0
        self.save()


Draft = TypeVar("Draft", bound=DraftRow)


@dataclass(frozen=True)
class Saved(Generic[Draft]):
    """What stands now, and what of the page could not be taken over or is out of date on it."""

    draft: Draft
    clashes: Sequence[Clash] = ()
    others: Mapping[str, str] = field(default_factory=dict)


# ---------------------------------------------------------------- the form


class Writable(Protocol):
    """One section as a form needs it, in the reader's language.

    `key` is the name under which the `text` written so far is stored and sent; `title` its heading and `hint` what
    belongs into it (empty where nothing needs to be said); it may not stay empty where `required`, and takes
    `max_length` characters at most.
    """

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def max_length(self) -> int: ...


class SectionField(forms.CharField):
    """A section's text: whether it is wanted is shown, but an empty draft can be saved; sending asks for it."""

    def validate(self, value: str) -> None:
        """Nothing is refused while drafting."""


class _Unseen(forms.HiddenInput):
    """Not brought back by the browser on its own: it belongs to the page as it was sent."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off"})


class SectionsForm(forms.Form):
    """One text area a section; over the limit is a warning while writing, never a loss.

    Beside each text goes the mark of what the page showed, and for whom the page was opened.
    """

    use_required_attribute = False
    version = forms.IntegerField(widget=_Unseen, min_value=0, max_value=2**31 - 1)
    writer = forms.CharField(widget=_Unseen, required=False, max_length=64)
    writer_name = forms.CharField(widget=_Unseen, required=False, max_length=200)

    def __init__(self, sections: Sequence[Writable], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in sections:
            box = forms.Textarea(attrs={"rows": 8, "data-max": section.max_length})
            self.fields[TEXT + section.key] = SectionField(
                label=section.title, help_text=section.hint, required=section.required, strip=False,
                initial=section.text, widget=box,
            )  # fmt: skip
            self.fields[SEEN + section.key] = forms.CharField(
                widget=_Unseen, required=False, max_length=64, initial=mark_of(section.text)
            )

    @classmethod
    def opened(cls, sections: Sequence[Writable], version: int, request: HttpRequest) -> "SectionsForm":
        """The form as it is first shown, for whoever is signed in."""
        return cls(sections, initial={"version": version, **_whom(request)})

    def written(self) -> Written:
        """What was sent, once it is valid."""
        data = self.cleaned_data
        sent = [
            name.removeprefix(TEXT) for name in self.fields if name.startswith(TEXT) and name in self.data
        ]
        seen = {
            name.removeprefix(SEEN): value
            for name, value in data.items()
            if name.startswith(SEEN) and name in self.data
        }
        return Written({key: data[TEXT + key] for key in sent}, data["version"], seen)

    def section(self, key: str) -> forms.BoundField:
        """The field of a section's text."""
        return self[TEXT + key]

    def shown_to(self, sections: Sequence[Writable], request: HttpRequest) -> "SectionsForm":
        """The same form again for whoever is signed in, when it did not say for whom it was opened."""
        data = {name: self.data[name] for name in self.data} | _whom(request)
        return type(self)(sections, data).shown_again(sections)

    def shown_again(self, sections: Sequence[Writable], saved: Saved[Any] | None = None) -> "SectionsForm":
        """The same form after a refusal: what was typed, over the draft as it stands now (`sections`).

        Sections whose text is not the stored one are marked as unsaved, so that no script takes them for saved. After
        a save that met clashes the rest rests on the present texts, and each clash on the other's.
        """
        data = {name: value for name, value in self.data.items() if name in self.fields}
        for section in sections:
            data.setdefault(TEXT + section.key, section.text)
            if saved is not None:
                data[SEEN + section.key] = mark_of(section.text)
                if section.key in saved.others:
                    data[TEXT + section.key] = section.text
        if saved is not None:
            data["version"] = saved.draft.version
        again = type(self)(sections, data)
        again.is_valid()
        theirs = {clash.key: clash for clash in saved.clashes} if saved else {}
        for section in sections:
            again._note(section, theirs.get(section.key))
        return again

    def _note(self, section: Writable, clash: Clash | None) -> None:
        attrs = self.fields[TEXT + section.key].widget.attrs
        if str(self.data[TEXT + section.key]).replace("\r\n", "\n") != section.text:
            attrs["data-unsaved"] = "1"
        if clash:
            attrs.update({"data-theirs": clash.theirs, "data-author": clash.author})


def _whom(request: HttpRequest) -> dict[str, str]:
    user: Any = request.user
    return {"writer": str(user.public_id), "writer_name": user.name}


# ---------------------------------------------------------------- answers


def answer(form: SectionsForm, saved: Saved[Any]) -> JsonResponse:
    """What a script is told: version and time, the marks of what it sent, what others wrote, and what clashes."""
    draft = saved.draft
    clashing = {clash.key for clash in saved.clashes}
    written = form.written()
    body: dict[str, Any] = {"version": draft.version, "saved_at": _saved_at(draft)}
    sent = [key for key in written.texts if key not in clashing and key not in saved.others]
    if written.seen:
        body["seen"] = {SEEN + key: mark_of(draft.texts.get(key, "")) for key in sent}
    if saved.others:
        body["others"] = {
            TEXT + key: {"text": text, "seen": mark_of(text), "author": draft.author_of(key)}
            for key, text in saved.others.items()
        }
    if not saved.clashes:
        return JsonResponse(body)
    told = {
        "theirs": {TEXT + clash.key: clash.theirs for clash in saved.clashes},
        "authors": {TEXT + clash.key: clash.author for clash in saved.clashes},
        "author": saved.clashes[0].author,
        "saved": [TEXT + key for key in sent],
    }
    marks = {SEEN + clash.key: mark_of(clash.theirs) for clash in saved.clashes}
    return JsonResponse(body | told | {"seen": {**body.get("seen", {}), **marks}}, status=409)


def _saved_at(draft: DraftRow) -> str:
    """The time of the last save in the reader's day; "" for a draft that was never saved."""
    return f"{clock.local(draft.saved_at):%H:%M}" if draft.version else ""


def another_writer(request: HttpRequest) -> Conflict | None:
    """The refusal when the page was opened for another account than the one that is signed in now; it names both."""
    user: Any = request.user
    writer = request.POST.get("writer", "")
    if not writer or writer == str(user.public_id):
        return None
    said = _("This page was opened for %(opened_for)s; now %(signed_in)s is signed in. Nothing was saved.")
    names = {"opened_for": request.POST.get("writer_name", "")[:200], "signed_in": user.name}
    return Conflict(said % names, code="another_writer", **names)


def no_writer(request: HttpRequest) -> Conflict | None:
    """The refusal when what was sent does not say for which account its page was opened: nobody knows whose it is."""
    if request.POST.get("writer"):
        return None
    said = _(
        "It is not known for whom this page was opened. Nothing was saved. Check the text, then save again."
    )
    return Conflict(said, code="no_writer")


def keep_for(request: HttpRequest, problem: Conflict) -> HttpResponse:
    """The page without scripts that refuses another account and keeps the text for whoever wrote it."""
    context = {"problem": problem, "kept": kept_form(request, checked=True)}
    return render(request, "errors/another_writer.html", context, status=problem.status)


def as_answer(problem: Conflict) -> JsonResponse:
    """A refusal for a script, whatever it says it accepts."""
    body = {"code": problem.code, "title": str(problem.title), "detail": str(problem.detail), **problem.extra}
    return JsonResponse(body, status=problem.status)
