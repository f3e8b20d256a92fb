"""PDF documents: a limited renderer (`pdf`) and the official layout (`official`)."""

from revitalization.kit.documents.blocks import Annex, Block, Heading, Paragraph, Table, Together, tables
from revitalization.kit.documents.numbers import official_number
from revitalization.kit.documents.official import (
    Disclosure,
    Layout,
    OfficialDocument,
    Printed,
    Urgency,
    document_html,
    printed,
    printed_together,
    render_official,
)
from revitalization.kit.documents.pdf import (
    DocumentFailed,
    DocumentsUnavailable,
    DocumentTooLarge,
    Job,
    Rendered,
    check_available,
    render_many,
    render_pdf,
)
from revitalization.kit.documents.titles import title_lines
from revitalization.kit.sandbox import Limits

__all__ = [
    "Annex",
    "Block",
    "Disclosure",
    "DocumentFailed",
    "DocumentTooLarge",
    "DocumentsUnavailable",
    "Heading",
    "Job",
    "Layout",
    "Limits",
    "OfficialDocument",
    "Paragraph",
    "Printed",
    "Rendered",
    "Table",
    "Together",
    "Urgency",
    "check_available",
    "document_html",
    "official_number",
    "printed",
    "printed_together",
    "render_many",
    "render_official",
    "render_pdf",
    "tables",
    "title_lines",
]
