// Where a form can no longer be opened: shows what this browser still keeps of it and the server never confirmed.
"use strict";
(() => {
  const place = document.querySelector("[data-kept-of]");
  if (!place) return;
  const store = `baton-draft:${place.dataset.user}:${place.dataset.keptOf}`;
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(store) || "null");
  } catch {
    return;
  }
  const texts = Object.entries((kept && kept.texts) || {}).filter(([, text]) => typeof text === "string" && text.trim());
  if (!texts.length) return;
  const list = place.querySelector("[data-kept-texts]");
  for (const [, text] of texts) {
    const shown = document.createElement("p");
    shown.className = "pre prose";
    shown.textContent = text;
    list.append(shown);
  }
  place.querySelector("[data-kept-drop]").addEventListener("click", () => {
    localStorage.removeItem(store);
    place.hidden = true;
  });
  place.hidden = false;
})();
