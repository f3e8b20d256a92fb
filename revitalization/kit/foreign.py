"""What came instead of an Excel workbook, told from its first bytes, and the way to make one of it."""

import codecs
import re

from django.utils.translation import gettext as _

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The beginning of the formats of Office before 2007, and of files with an opening password."""

_HEAD = 4_096


def why_no_workbook(data: bytes) -> tuple[str, str]:
    """A stable code and the reason with the cure, for a file that cannot be opened as .xlsx."""
    head = data[:_HEAD]
    if not data:
        return "empty", _("The file is empty.")
    if head.startswith(OLE):
        return _ole(data)
    if head.startswith(b"PK"):
        return _zipped(data)
    if head.lstrip(b"\r\n\t \xef\xbb\xbf").startswith(b"%PDF"):
        return "pdf", _("This is a PDF. Send the Excel workbook itself (.xlsx).")
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")):
        return "picture", _("This is a picture. Send the Excel workbook itself (.xlsx).")
    text = _text(head)
    if re.search(r"<(?:!doctype html|html|table|\?mso|\?xml|workbook)", text, re.IGNORECASE):
        return "web_page", _(
            "This is a web page under the name of a workbook. Open it in Excel or WPS and save it as .xlsx."
        )
    if text:
        return "text", _("This is a text file (such as CSV). Open it in Excel or WPS and save it as .xlsx.")
    return "not_a_zip", _("The file is damaged or of another kind. Save it as .xlsx and send it again.")


def _ole(data: bytes) -> tuple[str, str]:
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        return "encrypted", _(
            "The file has an opening password. Remove it, save it as .xlsx and send it again."
        )
    if "WordDocument".encode("utf-16-le") in data:
        return "word", _("This is a Word document. Send the Excel workbook itself (.xlsx).")
    return "old_format", _(
        "This is the old format (.xls or .et). Open it in Excel or WPS and save it as .xlsx."
    )


def _zipped(data: bytes) -> tuple[str, str]:
    if b"xl/workbook.bin" in data:
        return "binary", _("This is a binary workbook (.xlsb). Open it in Excel and save it as .xlsx.")
    if b"word/document.xml" in data:
        return "word", _("This is a Word document. Send the Excel workbook itself (.xlsx).")
    if b"opendocument.spreadsheet" in data[:200]:
        return "ods", _("This is an OpenDocument sheet (.ods). Open it in Excel or WPS and save it as .xlsx.")
    return "not_a_zip", _(
        "The file is damaged or was not sent completely. Open it, save it as .xlsx and send it again."
    )


def _text(head: bytes) -> str:
    """The beginning as text, "" when it is none."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        # A character may be cut at the end of what was looked at.
        found = codecs.getincrementaldecoder(encoding)(errors="strict")
        try:
            text = found.decode(head)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    return ""
