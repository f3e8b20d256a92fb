// The search as a dialog: Ctrl-K (or ⌘-K) and the lens open it, each keystroke asks the search page for its list alone, arrow
// keys choose, Enter goes there or, with nothing chosen, to the whole page. Without it the same page answers the same box.
"use strict";
(() => {
  const dialog = document.getElementById("finder");
  if (!dialog || !dialog.showModal) return;
  const box = dialog.querySelector("[role=combobox]");
  const list = document.getElementById("finder-list");
  const says = dialog.querySelector("[data-finder-says]");
  const PAUSE = 150;
  let timer = 0;
  let asking = null;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector('[aria-selected="true"]');

  const choose = (option) => {
    const before = chosen();
    if (before) before.setAttribute("aria-selected", "false");
    if (!option) {
      box.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const show = (html) => {
    const found = new DOMParser().parseFromString(html, "text/html");
    choose(null);
    list.replaceChildren(...found.body.childNodes);
    const n = options().length;
    box.setAttribute("aria-expanded", String(n > 0));
    if (!box.value.trim()) says.textContent = "";
    else says.textContent = n ? says.dataset.some.replace("{}", n) : says.dataset.none;
  };

  const ask = async () => {
    if (asking) asking.abort();
    const text = box.value.trim();
    if (!text) {
      show("");
      return;
    }
    asking = new AbortController();
    const page = `/search/?q=${encodeURIComponent(text)}`;
    try {
      const answer = await fetch(page, { headers: { "X-Baton-Part": "list" }, signal: asking.signal });
      if (answer.redirected) window.location.assign(page);
      else if (!answer.ok) throw new Error(String(answer.status));
      else show(await answer.text());
    } catch (error) {
      if (error.name === "AbortError") return;
      show("");
      says.textContent = says.dataset.failed;
    }
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };

  const open = (event) => {
    event.preventDefault();
    if (dialog.open) return;
    dialog.showModal();
    box.focus();
    box.select();
  };

  const step = (by) => {
    const all = options();
    if (!all.length) return;
    const at = all.indexOf(chosen());
    choose(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]);
  };

  box.addEventListener("input", (event) => {
    if (!event.isComposing) soon();
  });
  box.addEventListener("compositionend", soon);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      chosen().click();
    } else if (event.key === "Escape") {
      // A search field would only empty itself.
      event.preventDefault();
      dialog.close();
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.querySelector("[data-finder-close]").addEventListener("click", () => dialog.close());
  for (const link of document.querySelectorAll("[data-finder-open]")) link.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) open(event);
  });
})();
