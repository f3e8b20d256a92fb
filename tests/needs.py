"""What some tests need of the machine. Where it is missing they are skipped, and the reason names the package."""

import os

import pytest

from tools.packages import GLYPHS, PDF, SECOND_PASS, TESTS, chromium, missing, names

NO_PDF = f"no PDF output here: apt-get install {names(missing(PDF))}"
NO_POPPLER = "no pdftotext here: apt-get install poppler-utils"
NO_REDIS = "no Redis here: apt-get install redis-server"
NO_BROWSER = "no browser here: apt-get install chromium libatomic1"

needs_pdf = pytest.mark.skipif(bool(missing(PDF)), reason=NO_PDF)
needs_poppler = pytest.mark.skipif(
    bool(missing(PDF)) or any(package.name == "poppler-utils" for package in missing(TESTS)),
    reason=NO_PDF if missing(PDF) else NO_POPPLER,
)
needs_glyphs = pytest.mark.skipif(
    bool(missing(PDF, GLYPHS)) or any(package.name == "poppler-utils" for package in missing(TESTS)),
    reason=f"no fonts for rare characters here: apt-get install {names(missing(PDF, GLYPHS))}",
)
needs_redis = pytest.mark.skipif(
    any(package.name == "redis-server" for package in missing(SECOND_PASS)), reason=NO_REDIS
)


def browser_program() -> str:
    """The browser's program; skips the test where there is none or its driver cannot start."""
    program = os.environ.get("BATON_BROWSER") or chromium()
    if program in {"", "missing"} or not os.path.exists(program):
        pytest.skip(NO_BROWSER)
    return program
