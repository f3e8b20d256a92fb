// Keeps in this browser, under account and address, what is typed in a form with a long text, until it was sent: a window
// that is closed or a lost line costs nothing. What was typed over words that have changed since is shown, not put back.
// Reports save themselves (autosave.js), sheets on site have a store of their own (onsite.js).
"use strict";
(() => {
  const notes = document.getElementById("typed-notes");
  if (!notes) return;
  const SENT = "baton-sent"; // what this window sent last, until an answer says what came of it
  const here = location.href.split("#")[0];
  const addressOf = (form) => new URL(form.getAttribute("action") || here, here).href.split("#")[0];
  const storeOf = (form) => {
    const url = new URL(addressOf(form));
    url.searchParams.delete("next");
    return `baton-draft:${notes.dataset.user}:${url.pathname}${url.search}`;
  };
  const read = (place, name) => {
    try {
      return JSON.parse(place.getItem(name) || "null");
    } catch {
      return null;
    }
  };
  const write = (place, name, value) => {
    try {
      if (value) place.setItem(name, JSON.stringify(value));
      else place.removeItem(name);
    } catch {
      // Full or forbidden: the form works as without the script.
    }
  };

  // A form that was taken leads on to another page; whatever was refused or lost is answered where it was sent to. A page
  // that asks who one is comes before anything is taken.
  function taken() {
    const last = read(sessionStorage, SENT);
    if (!last || document.querySelector("main input[type=password], main form[data-passkey]")) return;
    const [way] = performance.getEntriesByType("navigation");
    if (!way || !way.redirectCount || ![last.from, last.to].includes(document.referrer)) return;
    write(localStorage, last.store, null);
    write(sessionStorage, SENT, null);
  }

  function note(kind, place, texts, drop) {
    const shown = notes.content.querySelector(`[data-typed=${kind}]`).cloneNode(true);
    const list = shown.querySelector("[data-typed-texts]");
    for (const text of texts) {
      const words = document.createElement("p");
      words.className = "pre prose";
      words.textContent = text;
      list.append(words);
    }
    shown.querySelector("button").addEventListener("click", () => {
      drop();
      shown.remove();
    });
    place.prepend(shown);
  }

  function keepsWhatIsTyped(form) {
    const { same, controls, names, valueOf, drawn, put } = window.batonFields(form);
    const store = storeOf(form);
    const kept = { texts: {}, bases: {}, ...read(localStorage, store) };
    const isLong = (name) => controls(name).some((control) => control.type === "textarea");
    const bases = {}; // by field: what stood there before anything was typed
    let strangers = {}; // kept texts over words that stand here no more
    for (const name of names()) {
      const shownAgain = same(kept.texts[name], drawn(name)) && name in kept.bases;
      bases[name] = shownAgain ? kept.bases[name] : drawn(name);
    }

    function keep() {
      const open = names().filter((name) => !same(valueOf(name), bases[name]));
      if (!open.some(isLong) && !Object.keys(strangers).length) return write(localStorage, store, null);
      const now = { texts: { ...strangers }, bases: {} };
      for (const name of open) {
        now.texts[name] = valueOf(name);
        now.bases[name] = bases[name];
      }
      write(localStorage, store, now);
    }

    const open = Object.keys(kept.texts).filter((name) => !same(kept.texts[name], drawn(name)));
    const back = open.filter((name) => same(kept.bases[name], bases[name]));
    for (const name of open) {
      const text = kept.texts[name];
      if (!back.includes(name) && (isLong(name) || !controls(name).length) && text.trim()) strangers[name] = text;
    }
    for (const name of back) put(name, kept.texts[name]);
    const place = form.querySelector(".card-body") || form;
    if (back.some(isLong)) {
      note("restored", place, [], () => {
        for (const name of back) put(name, bases[name]);
        keep();
      });
    }
    if (Object.keys(strangers).length) {
      note("kept", place, Object.values(strangers), () => {
        strangers = {};
        keep();
      });
    }
    for (const change of ["input", "change", "compositionend"]) {
      form.addEventListener(change, (event) => event.isComposing || keep());
    }
    form.addEventListener("submit", () => {
      keep();
      write(sessionStorage, SENT, { store, from: here, to: addressOf(form) });
    });
    return store;
  }

  taken();
  const own = [...document.querySelectorAll("main form")]
    .filter((form) => /^post$/i.test(form.getAttribute("method")) && form.querySelector("textarea:not([hidden])"))
    .filter((form) => !form.matches("[data-autosave-url], [data-onsite]"))
    .map(keepsWhatIsTyped);
  const last = read(sessionStorage, SENT);
  if (last && own.includes(last.store)) write(sessionStorage, SENT, null);
  window.addEventListener("pageshow", (event) => event.persisted && write(sessionStorage, SENT, null));
})();
