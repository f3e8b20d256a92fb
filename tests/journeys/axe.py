"""What axe finds against a page, said in one way wherever a page is judged."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
OPTIONS = {"resultTypes": ["violations"], "preload": False}
"""Nothing is fetched anew: style sheets would be for a rule that is off, sounds and films there are none."""


def serious(page: Page) -> list[str]:
    """The serious and critical findings, each with the first places where it is seen."""
    return [
        f"{item['id']} {[node['target'] for node in item['nodes']][:3]}"
        for item in AXE.run(page, options=OPTIONS).response["violations"]
        if item["impact"] in {"serious", "critical"}
    ]
