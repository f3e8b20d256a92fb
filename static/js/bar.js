// Two measures of a page that CSS alone does not know. Without this file a height is assumed, and tabs begin at the first.
"use strict";
// How high the bar of a page's acts is, so that what takes the focus is scrolled above it.
(() => {
  const bar = document.querySelector("[data-act-bar]");
  if (!bar || !("ResizeObserver" in window)) return;
  const measure = () => {
    const sticks = getComputedStyle(bar).position === "sticky";
    document.documentElement.style.setProperty("--act-bar", `${sticks ? bar.offsetHeight : 0}px`);
  };
  new ResizeObserver(measure).observe(bar);
  addEventListener("resize", measure);
})();
// Where the present tab lies: on a phone it may be beyond the edge, and nothing would say where one is.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const row = tab.closest(".tabs"), seen = row.getBoundingClientRect(), at = tab.getBoundingClientRect();
  row.scrollLeft += at.left - seen.left - (seen.width - at.width) / 2;
}
