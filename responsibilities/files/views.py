"""Fetching a file, looking at a picture, taking a file off."""

from uuid import UUID

from django.http import FileResponse, HttpResponse

from responsibilities.files.actions import detach
from responsibilities.files.models import StoredFile
from responsibilities.files.queries import readable_file
from revitalization.kit.errors import Gone, Hidden
from revitalization.kit.views import SignedIn, go_on, page

# Even if a browser were made to show it: no script, no form, no frame, no origin of ours.
_CSP = "default-src 'none'; img-src 'self'; frame-ancestors 'none'; sandbox"


@page()
def file(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The file, always as a download under its own name."""
    return _answer(readable_file(request.actor, public_id), as_attachment=True)


@page()
def picture(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The picture, to be shown in a page; it was drawn anew when it came."""
    found = readable_file(request.actor, public_id)
    if not found.is_picture:
        raise Hidden
    return _answer(found, as_attachment=False)


@page(methods=("POST",))
def file_detach(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Takes the file off and goes back to `next`."""
    detach(actor=request.actor, file=readable_file(request.actor, public_id))
    return go_on(request)


def _answer(found: StoredFile, *, as_attachment: bool) -> HttpResponse:
    try:
        stream = found.path.open("rb")
    except FileNotFoundError as error:
        raise Gone from error
    # FileResponse writes the name as RFC 6266 wants it, so that Chinese names arrive whole.
    answer = FileResponse(stream, as_attachment=as_attachment, filename=found.name, content_type=found.mime)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = _CSP
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]
