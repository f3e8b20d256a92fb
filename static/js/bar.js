// Tells the style sheet how high the bar of a page's acts is, so that what takes the focus is scrolled above it. Without this file a height is assumed.
"use strict";
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
