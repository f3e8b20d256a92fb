"""Pages of long work: what I asked for, how far it is, what came of it."""

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from responsibilities.jobs import actions
from responsibilities.jobs.models import Job
from responsibilities.jobs.queries import jobs_of, own_page, shown
from revitalization.kit import keyset
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Hidden
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.views import SignedIn, page, see

PAGE = 30
MARK = "jobs"


@page(params=("after",))
def jobs(request: SignedIn) -> HttpResponse:
    """The reader's own jobs, newest first."""
    rows = jobs_of(request.actor)
    last = keyset.last_seen(request.GET.get("after"), MARK)
    if last is not None:
        rows = rows.filter(pk__lt=last)
    found = list(rows[: PAGE + 1])
    more = keyset.seal([found[PAGE - 1].pk], MARK) if len(found) > PAGE else ""
    return render(request, "jobs/jobs.html", {"jobs": [shown(job) for job in found[:PAGE]], "more": more})


@page()
def job(request: SignedIn, public_id: str) -> HttpResponse:
    """How far one job is; looks again by itself where scripts run."""
    found = _own(request.actor, public_id)
    url = own_page(found)
    return HttpResponseRedirect(url) if url else render(request, "jobs/job.html", {"job": shown(found)})


@page()
def progress(request: SignedIn, public_id: str) -> HttpResponse:
    """The part of the page that changes; a page of the work's own is loaded anew when the work is over."""
    found = _own(request.actor, public_id)
    answer = render(request, "jobs/_progress.html", {"job": shown(found)})
    if not found.is_open and own_page(found):
        answer["HX-Refresh"] = "true"
    return answer


@page()
def file(request: SignedIn, public_id: str) -> HttpResponse:
    """The file that came of it; the right to it is asked again each time."""
    found = _own(request.actor, public_id)
    if not found.file:
        raise Hidden
    try:
        opened = found.file.open("rb")
    except FileNotFoundError as error:  # removed while the page was read, or with a sweep that was cut off
        raise Hidden from error
    return FileResponse(opened, as_attachment=True, filename=found.file_name)  # type: ignore[return-value]


@page(methods=("POST",))
def cancel(request: SignedIn, public_id: str) -> HttpResponse:
    """Takes a waiting job of one's own back; `Conflict` when it has begun, `Hidden` for one of somebody else."""
    actions.cancel(actor=request.actor, job=_own(request.actor, public_id))
    return see("job", public_id)


def _own(actor: Actor, public_id: str) -> Job:
    return get_or_hidden(jobs_of(actor), public_id=public_id)
