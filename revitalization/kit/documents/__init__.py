"""PDF documents: a limited renderer (`pdf`) and the official layout (`official`)."""

from revitalization.kit.documents.official import (
    Heading,
    OfficialDocument,
    Paragraph,
    Secrecy,
    Signature,
    Table,
    document_html,
    official_number,
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
from revitalization.kit.sandbox import Limits

__all__ = [
    "DocumentFailed",
    "DocumentTooLarge",
    "DocumentsUnavailable",
    "Heading",
    "Job",
    "Limits",
    "OfficialDocument",
    "Paragraph",
    "Rendered",
    "Secrecy",
    "Signature",
    "Table",
    "check_available",
    "document_html",
    "official_number",
    "render_many",
    "render_official",
    "render_pdf",
]
