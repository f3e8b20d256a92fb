"""Parsing of uploads."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responsibilities.files.actions import max_bytes
from revitalization.kit.errors import FieldError, Invalid, TooLarge


@dataclass(frozen=True)
class Upload:
    """One uploaded file: the name as sent and its bytes."""

    name: str
    data: bytes


def read_upload(request: HttpRequest, field: str = "file") -> Upload:
    """The one file in `field`; its size is looked at before it is read. Raises `Invalid` or `TooLarge`."""
    files = request.FILES.getlist(field)
    if len(files) != 1:
        text = _("Choose one file.")
        raise Invalid(text, errors=[FieldError(field, text, "required")])
    sent = files[0]
    if sent.size is None or sent.size > max_bytes():
        text = _("The file is larger than %(size)s MB.") % {"size": max_bytes() // 1024**2}
        raise TooLarge(text, errors=[FieldError(field, text, "too_large")])
    return Upload(str(sent.name or ""), sent.read())


class EvidenceForm(forms.Form):
    """One file to be added; what is wrong with it is found by `read_upload` and the action."""

    file = forms.FileField(
        label=gettext_lazy("Add a file (PDF, picture, Word, Excel, OFD; at most 20 MB)"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.ofd"}),
        error_messages={"required": gettext_lazy("Choose one file.")},
    )
