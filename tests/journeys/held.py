"""What every page is held to in a low and narrow window."""

from playwright.sync_api import Page

from tests.journeys.axe import serious
from tests.journeys.visitor import UNMARKED

FOCUS = """() => {
  const shut = (e) => [...function* () { for (let at = e.parentElement; at; at = at.parentElement) yield at; }()]
    .some((at) => at.tagName === "DETAILS" && !at.open && !(e.closest("summary") && e.closest("summary").parentElement === at));
  const can = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((e) => !e.disabled && e.tabIndex >= 0 && e.type !== "hidden" && e.checkVisibility({ visibilityProperty: true }) && !shut(e));
  const hidden = [];
  for (const element of can) {
    element.focus();
    if (document.activeElement !== element) continue;
    const boxes = [...element.getClientRects()].filter((box) => box.width && box.height);
    const shown = boxes.some((box) => [0.03, 0.1, 0.5, 0.9, 0.97].some((across) => [0.1, 0.5, 0.9].some((down) => {
      const x = box.left + box.width * across, y = box.top + box.height * down;
      const top = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight && document.elementFromPoint(x, y);
      return top && (element === top || element.contains(top) || (top.tagName === "LABEL" && top.control === element));
    })));
    const box = element.getBoundingClientRect();
    const where = [box.left, box.top, box.right, box.bottom].map(Math.round);
    const said = element.id || element.name || element.textContent.trim().slice(0, 30) || element.tagName;
    if (!shown) hidden.push(`${said} at ${where}`);
  }
  return [can.length, hidden];
}"""
"""What has the focus and is wholly hidden: outside the window, or below something else, at fifteen points of each of its boxes.

Focused by the script: a page has up to some hundred stations, and the browser scrolls to each as it does for the key.
"""

FRAME = """() => {
  const faults = [];
  const many = (what) => document.querySelectorAll(what).length;
  if (many("h1") !== 1) faults.push(`${many("h1")} first headings`);
  if (many("main") !== 1) faults.push(`${many("main")} main parts`);
  if (many("body > header") !== 1) faults.push(`${many("body > header")} heads`);
  const name = (e) => e.getAttribute("aria-label")
    || (document.getElementById(e.getAttribute("aria-labelledby")) || { textContent: "" }).textContent.trim();
  const named = [...document.querySelectorAll("nav")].map(name);
  if (named.some((one) => !one)) faults.push("a navigation without a name");
  if (new Set(named).size !== named.length) faults.push(`navigations called alike: ${named}`);
  if (!/^(en|zh-Hans)$/.test(document.documentElement.lang)) faults.push(`language ${document.documentElement.lang}`);
  const main = document.querySelector("main");
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) {
    const over = [...main.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5).pop();
    faults.push(`${wide} px wide: ${over && over.outerHTML.slice(0, 80)}`);
  }
  return faults;
}"""

BARS = """() => {
  const faults = [];
  const main = document.querySelector("main");
  if (document.body.classList.contains("plain")) return faults;
  for (const form of main.querySelectorAll("form[method=post]")) {
    for (const button of form.querySelectorAll("button.btn-primary[type=submit]")) {
      const reason = button.closest(".head, details, dialog, .todo") || button.name === "source";
      if (!button.closest("[data-act-bar]") && !reason) faults.push(`beside the bar: ${button.textContent.trim()}`);
    }
  }
  for (const bar of main.querySelectorAll("[data-act-bar]")) {
    const primary = [...bar.querySelectorAll(".btn-primary")].map((one) => one.textContent.trim());
    if (primary.length > 1) faults.push(`more than one main act: ${primary}`);
    if (getComputedStyle(bar).position !== "static") faults.push("the bar sticks in a low window");
    const room = document.documentElement.className;
    if (!/\\b(with-bar|writing)\\b/.test(room)) faults.push("no room is kept for the bar");
    const about = bar.getAttribute("aria-label");
    for (const button of bar.querySelectorAll("button[type=submit], summary")) {
      if (about && !button.textContent.includes(about)) faults.push(`does not say on what: ${button.textContent.trim()}`);
    }
  }
  return faults;
}"""


CENTRED = """() => [...document.querySelectorAll(".btn")].filter((e) => e.checkVisibility()).flatMap((button) => {
  const box = button.getBoundingClientRect();
  const rects = [...button.querySelectorAll("svg, i, b, .count")].map((one) => one.getBoundingClientRect());
  const walk = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    if (text.parentElement.closest(".sr-only") || !text.data.trim()) continue;
    const range = document.createRange();
    range.setStart(text, text.data.length - text.data.trimStart().length);
    range.setEnd(text, text.data.trimEnd().length);
    rects.push(...range.getClientRects());
  }
  const middle = (Math.min(...rects.map((one) => one.left)) + Math.max(...rects.map((one) => one.right))) / 2;
  const off = Math.abs(middle - (box.left + box.right) / 2);
  return off > 1 ? [`${button.textContent.trim().slice(0, 20)} stands ${off.toFixed(1)} px beside the middle: ${button.outerHTML.replace(/\\s+/g, " ").slice(0, 400)}`] : [];
})"""
"""Buttons whose words do not stand in their middle: a blank at the end, or room after the last letter."""


def faults_of(page: Page) -> list[str]:
    """What a page in the window must not do, each said in a few words."""
    found = page.evaluate(FRAME) + page.evaluate(BARS) + page.evaluate(CENTRED)
    stations, hidden = page.evaluate(FOCUS)
    found += [f"has the focus and is not seen: {what}" for what in hidden]
    found += [] if stations else ["nothing can be reached by keyboard"]
    found += [f"not marked as Chinese: {text}" for text in page.evaluate(UNMARKED)]
    return found + serious(page)
