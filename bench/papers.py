"""A hundred county reports as PDF on all processors, against the same one by one in one process."""

from bench.readers import timed
from bench.registry import Result
from bench.writers import TEXT
from reporting.reports.models import ReportKind
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.documents import Heading, Job, OfficialDocument, Paragraph, document_html, render_many

PAPERS = 100


def run(connection) -> list[Result]:
    """One line; the bar says 1.7 times as fast on two processors."""
    parts = ReportKind.objects.get(key="annual", current=True).parts()
    counties = Unit.objects.filter(level="county", valid_to__isnull=True).order_by("lo")[:PAPERS]
    jobs = [Job(unit.code, document_html(_paper(unit.name, parts))) for unit in counties]

    def render(workers: int) -> None:
        for made in render_many(iter(jobs), workers=workers):
            if made.pdf is None:
                raise RuntimeError(f"{made.key}: {made.problem}")

    floor, seconds = timed(lambda: render(1)), timed(lambda: render(2))
    return [Result("100_county_pdfs", seconds, floor, seconds / floor, 1 / 1.7)]


def _paper(name: str, parts) -> OfficialDocument:
    body = [block for part in parts for block in (Heading(part.title), Paragraph(TEXT))]
    return OfficialDocument(
        issuers=[f"中共{name}委员会", f"{name}人民政府"], title="关于乡村振兴责任制落实情况的报告", body=body,
        addressee="市委、市政府", dated_on=clock.today(), copy_to=["市委农办"],
    )  # fmt: skip
