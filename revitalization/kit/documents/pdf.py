"""HTML to PDF in a limited child process."""

import os
import queue
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from revitalization.kit.errors import Problem, TooLarge, Unavailable
from revitalization.kit.sandbox import Limits, SandboxError, Worker

TASK = Path(__file__).with_name("render_child.py")
MAX_HTML = 4 * 1024**2
"""Bytes of one text, and below of several together."""
MAX_TOGETHER = 16 * 1024**2
MAX_ASSETS = 16 * 1024**2
PACKAGES = (
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-wqy-microhei",
    "fonts-noto-cjk",
)


class DocumentTooLarge(TooLarge):
    """A field, table or the whole document is over its limit, or took more time or memory than allowed."""

    code = "document_too_large"
    title = _("The document is too large")


class DocumentFailed(Problem):
    """The document could not be laid out; nothing was changed."""

    status = 422
    code = "document_failed"
    title = _("The document could not be made")


class DocumentsUnavailable(Unavailable):
    """This machine cannot make PDFs; the detail names the system packages that are missing."""

    code = "documents_unavailable"
    title = _("PDF documents are not available on this machine")


@dataclass(frozen=True)
class Job:
    """One document to render: its key (returned with the result), HTML and in-memory assets (`asset:<name>`)."""

    key: str
    html: str
    assets: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Rendered:
    """The outcome of one job: the PDF, or the problem that stopped it."""

    key: str
    pdf: bytes = b""
    problem: Problem | None = None


def render_pdf(
    html: str | Sequence[str], assets: Mapping[str, bytes] | None = None, *, limits: Limits | None = None
) -> bytes:
    """The PDF of `html`, whose text must already be escaped; of several texts, one after the other.

    Images and styles come as `asset:<name>` from `assets`.
    Raises `DocumentTooLarge`, `DocumentFailed` or `DocumentsUnavailable`.
    """
    with Worker(TASK, limits) as worker:
        return _render(worker, html, assets or {})


def render_many(
    jobs: Iterable[Job], workers: int | None = None, *, limits: Limits | None = None
) -> Iterator[Rendered]:
    """Renders the jobs on `workers` children (default: one per processor), in the order given.

    Takes from `jobs` and holds results for at most twice as many jobs as there are workers, so memory stays
    flat however many there are. One bad job gives a `Rendered` with its problem and stops no other.
    """
    count = workers or os.cpu_count() or 1
    idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    children = [Worker(TASK, limits) for _number in range(count)]
    for child in children:
        idle.put(child)
    waiting: deque[Future[Rendered]] = deque()
    pool = ThreadPoolExecutor(count, thread_name_prefix="documents")
    try:
        for job in jobs:
            waiting.append(pool.submit(_rendered, idle, job))
            if len(waiting) >= 2 * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        for child in children:
            child.close()


def check_available() -> str:
    """An empty text when PDFs can be made here, else what is missing (for `doctor`)."""
    try:
        render_pdf("<p>乡村")
    except Problem as problem:
        return str(problem.detail)
    return ""


def _rendered(idle: "queue.SimpleQueue[Worker]", job: Job) -> Rendered:
    worker = idle.get()
    try:
        return Rendered(job.key, pdf=_render(worker, job.html, job.assets))
    except Problem as problem:
        return Rendered(job.key, problem=problem)
    finally:
        idle.put(worker)


def _render(worker: Worker, html: str | Sequence[str], assets: Mapping[str, bytes]) -> bytes:
    sizes = [len(text.encode("utf-8", "replace")) for text in ([html] if isinstance(html, str) else html)]
    if max(sizes, default=0) > MAX_HTML or sum(sizes) > MAX_TOGETHER:
        raise DocumentTooLarge
    if sum(map(len, assets.values())) > MAX_ASSETS:
        raise DocumentTooLarge
    try:
        return worker.ask({"html": html if isinstance(html, str) else list(html), "assets": dict(assets)})
    except SandboxError as error:
        raise _problem(error) from error


def _problem(error: SandboxError) -> Problem:
    if error.why in {"time", "memory", "output"}:
        return DocumentTooLarge(_("The document takes more time or memory than allowed."))
    if error.why == "unavailable":
        return DocumentsUnavailable(_("Install these packages: %(names)s") % {"names": " ".join(PACKAGES)})
    return DocumentFailed()
