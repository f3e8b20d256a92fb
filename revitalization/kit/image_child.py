"""Task file of the picture child: takes a PNG or JPEG, gives the same picture drawn anew, without any metadata.

Position, camera, comments, colour profile and whatever was hung behind the picture are gone; the turn that
the camera noted is applied. Imports neither Django nor the application.
"""

import io
import warnings
from typing import Any

from PIL import Image, ImageOps

MAX_PIXELS = 40_000_000
_FORMATS = ("PNG", "JPEG")
_MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}}

# A picture between one and two times the limit only warns by default; here it is an error too.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


class Refused(Exception):  # noqa: N818 - the protocol looks at `facts`, not at the name
    """The bytes are no such picture, or too large a one."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.facts = {"code": code}


def prepare() -> None:
    """Loads the readers and writers before the limits are set."""
    Image.init()
    for kind in _FORMATS:
        target = io.BytesIO()
        Image.new("RGB", (2, 2)).save(target, kind)
        run({"data": target.getvalue(), "format": kind})


def run(request: dict[str, Any]) -> bytes:
    """Job of the child: the picture drawn anew in its own format, as bytes; what was hidden in the file is left
    behind.

    `request` holds `format` (the one it must be in) and `data`. Raises `Refused`: "too_many_pixels" or
    "not_a_picture".
    """
    kind = request["format"]
    try:
        with Image.open(io.BytesIO(request["data"]), formats=[kind]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused("too_many_pixels")
            picture.load()
            return _drawn_anew(picture, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too_many_pixels") from error
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused("not_a_picture") from error


def _drawn_anew(picture: Image.Image, kind: str) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in _MODES[kind]:
        upright = upright.convert("RGBA" if kind == "PNG" and "A" in upright.mode else "RGB")
    bare = Image.new(upright.mode, upright.size)
    if upright.mode == "P":
        bare.putpalette(upright.getpalette() or [])
    bare.paste(upright)
    target = io.BytesIO()
    extra: dict[str, Any] = {"quality": 88, "optimize": True} if kind == "JPEG" else {"optimize": False}
    transparent = upright.info.get("transparency") if kind == "PNG" else None
    if transparent is not None:
        extra["transparency"] = transparent
    bare.save(target, kind, **extra)
    return target.getvalue()
