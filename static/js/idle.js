// Says two minutes before a session ends for want of any act that it will, and goes on with it at the press of a button.
// Every page that is opened and everything scripts ask for begins the time anew, in all windows of this browser.
"use strict";
(() => {
  const place = document.querySelector("[data-idle]");
  if (!place) return;
  const KEY = "baton-seen";
  const BEFORE = 120000;
  const lasts = Number(place.dataset.idle) * 1000;
  const warning = place.querySelector("[data-idle-warning]");
  const over = place.querySelector("[data-idle-over]");
  let seen = Date.now();
  const elsewhere = () => {
    try {
      return Number(localStorage.getItem(KEY)) || 0;
    } catch {
      return 0;
    }
  };
  const look = () => {
    const now = Date.now();
    const left = Math.max(seen, Math.min(elsewhere(), now)) + lasts - now;
    warning.hidden = left > BEFORE || left <= 0;
    over.hidden = left > 0;
  };
  const met = () => {
    seen = Date.now();
    try {
      localStorage.setItem(KEY, String(seen));
    } catch {
      // Without a store of its own each window counts for itself.
    }
    look();
  };
  const asked = new Set(["fetch", "xmlhttprequest"]);
  new PerformanceObserver((list) => {
    if (list.getEntries().some((entry) => asked.has(entry.initiatorType) && entry.responseStatus < 400)) met();
  }).observe({ type: "resource" });
  warning.querySelector("button").addEventListener("click", async () => {
    const answer = await fetch(place.dataset.idleStay, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (answer && answer.ok) met();
    else if (answer) {
      seen = 0;
      look();
    }
  });
  setInterval(look, 5000);
  met();
})();
