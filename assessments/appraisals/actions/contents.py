"""What may be kept as the content of a scheme: files read into plain tables, and the shape that every page relies on.

What the tables mean is judged elsewhere (`rules.content.faults_of`); a draft may be wrong, but never without form.
"""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.appraisals.rules.content import PARTS, Content, canonical, frozen
from assessments.appraisals.rules.reading import CRITERION, GRADE, GROUP, LIMITER, SCHEME
from revitalization.kit.errors import FieldError, Invalid, Problem
from revitalization.kit.periods import FIRST_YEAR, LAST_YEAR

MOST_BYTES = 64 * 1024 * 1024
"""Of one file: inputs of 2,850 counties with 127 criteria are 362,000 entries of about 60 bytes each, twice over."""
MOST_OF_SCHEME = 2_000_000
"""Characters of a scheme: 300 criteria with their standards, and every township of a province by its code."""
MOST = {GROUP: 60, CRITERION: 300, LIMITER: 40, GRADE: 10}
"""Rows of each table: a page of the editor sends three fields for each criterion, and a page takes a thousand."""
MOST_TITLE = 200
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,38}[a-z0-9]", re.ASCII)


def tables_of(data: bytes) -> dict[str, Any]:
    """The tables of a file. Raises `Invalid` where it is too big, not in UTF-8 or no TOML."""
    if len(data) > MOST_BYTES:
        raise Invalid(_("The file is too big"), errors=[FieldError("file", _("at most 64 MB"))])
    try:
        return tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise Invalid(errors=[FieldError("file", _("must be a text in UTF-8"))]) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        said = _("is not valid TOML: %(reason)s") % {"reason": str(error)[:300]}
        raise Invalid(errors=[FieldError("file", said)]) from error


def content_of(data: bytes) -> Content:
    """The content that a file of a scheme holds. Raises `Invalid` as `tables_of` and `checked_content`."""
    return checked_content(frozen(tables_of(data)))


def checked_content(content: Mapping[str, Any]) -> Content:
    """The content, once its shape is certain. Raises `Invalid` with the fields that are not."""
    errors = [*_head_errors(content.get(SCHEME)), *_table_errors(content)]
    if _has_null(content):
        # The database keeps no text with one.
        errors.append(FieldError("file", _("The sign U+0000 is in it; take it out.")))
    if not errors and len(canonical(content)) > MOST_OF_SCHEME:
        errors = [FieldError("file", _("The scheme is longer than two million characters."))]
    if errors:
        raise Invalid(_("This file is no scheme"), errors=errors)
    return {name: content[name] for name in PARTS if name in content}


def _has_null(tables: Any) -> bool:
    if isinstance(tables, Mapping):
        return any(_has_null(name) or _has_null(it) for name, it in tables.items())
    if isinstance(tables, list):
        return any(map(_has_null, tables))
    return isinstance(tables, str) and "\x00" in tables


def _head_errors(head: Any) -> list[FieldError]:
    if not isinstance(head, Mapping):
        return [FieldError("[scheme]", _("is missing"))]
    errors = []
    title, year, key = head.get("title"), head.get("year"), head.get("key")
    if not isinstance(title, str) or not title.strip() or len(title) > MOST_TITLE:
        errors.append(FieldError("[scheme] · title", _("A title of at most 200 characters is needed.")))
    if type(year) is not int or not FIRST_YEAR <= year <= LAST_YEAR:
        errors.append(FieldError("[scheme] · year", _("The year that is assessed is needed, such as 2026.")))
    if not isinstance(key, str) or not NAME.fullmatch(key):
        said = _("A key of small letters, digits and hyphens is needed, such as county-2026.")
        errors.append(FieldError("[scheme] · key", said))
    if not isinstance(head.get("issuer"), str):
        errors.append(FieldError("[scheme] · issuer", _("The code of the issuer is needed.")))
    return errors


def _table_errors(content: Mapping[str, Any]) -> list[FieldError]:
    errors = [
        FieldError(f"[{name}]", _("nobody knows this key here")) for name in content if name not in PARTS
    ]
    for name, most in MOST.items():
        rows = content.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            errors.append(FieldError(f"[[{name}]]", _("write it in double brackets: there may be several")))
        elif len(rows) > most:
            errors.append(FieldError(f"[[{name}]]", _("at most %(n)s of them") % {"n": most}))
        else:
            errors += [
                FieldError(f"[[{name}]] {at}", _("a key is needed, and texts where texts belong"))
                for at, row in enumerate(rows, 1)
                if not _shaped(name, row)
            ]
    return errors


_TEXTS = ("key", "word", "title", "parent", "standard", "type", "source", "by", "fact")


def _shaped(name: str, row: Mapping[str, Any]) -> bool:
    key = row.get("word" if name == GRADE else "key")
    texts = all(isinstance(row[part], str) for part in _TEXTS if part in row)
    units = row.get("units", [])
    return (
        isinstance(key, str)
        and 0 < len(key.strip()) <= 60
        and texts
        and isinstance(units, list)
        and all(isinstance(one, str) for one in units)
    )


def inside(field: str, problem: Problem) -> Problem:
    """The problem with what is wrong inside a file said at the field it was sent in, each place before its reason."""
    if not isinstance(problem, Invalid):
        return problem
    errors = [
        FieldError(
            field, str(it.message) if it.field in {"file", field} else f"{it.field}: {it.message}", it.code
        )
        for it in problem.errors
    ]
    return Invalid(problem.detail, errors=errors, code=problem.code)
