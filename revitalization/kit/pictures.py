"""Pictures from outside, drawn anew in a limited child so that nothing but the picture is left."""

from pathlib import Path

from django.utils.translation import gettext as _

from revitalization.kit.errors import FieldError, Invalid, TooLarge
from revitalization.kit.sandbox import InputRefusedError, Limits, SandboxError, ask

TASK = Path(__file__).with_name("image_child.py")


def clean_picture(data: bytes, kind: str, *, limits: Limits | None = None) -> bytes:
    """The PNG or JPEG (`kind`) drawn anew, without metadata; at most 40 million pixels.

    Raises `Invalid` when it is no such picture, `TooLarge` when it has too many pixels or costs too much.
    """
    try:
        return ask(TASK, {"data": data, "format": kind}, limits)
    except InputRefusedError as refusal:
        if refusal.facts["code"] == "too_many_pixels":
            raise TooLarge(_("The picture has too many pixels."), code="too_many_pixels") from refusal
        text = _("The picture is damaged.")
        raise Invalid(text, errors=[FieldError("file", text, "not_a_picture")]) from refusal
    except SandboxError as error:
        raise TooLarge(_("The picture takes more time or memory than allowed.")) from error
