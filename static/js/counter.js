// Live counters under long texts. Counts code points, as Python's len() does, and a line break as one.
"use strict";
(() => {
  const length = (text) => Array.from(text.replace(/\r\n?/g, "\n")).length;
  const start = (counter) => {
    const control = document.getElementById(counter.dataset.counterFor);
    if (!control) return;
    const maximum = Number(counter.dataset.max);
    const show = () => {
      const used = length(control.value);
      counter.textContent = `${used} / ${maximum}`;
      counter.classList.toggle("over", used > maximum);
    };
    // The browser counts UTF-16 units; the server's limit is in characters, so the attribute would cut too early.
    control.removeAttribute("maxlength");
    control.addEventListener("input", show);
    show();
  };
  const scan = (root) => root.querySelectorAll("[data-counter-for]").forEach(start);
  scan(document);
  document.addEventListener("htmx:afterSwap", (event) => scan(event.target));
})();
