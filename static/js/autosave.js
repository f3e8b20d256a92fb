// Saves a form while it is being typed, and never loses a text: what is not confirmed as saved stays in this browser
// under address and user until it is. Contract of the address in data-autosave-url: docs/interface.md.
"use strict";
(() => {
  const form = document.querySelector("form[data-autosave-url]");
  if (!form) return;
  const holder = document.getElementById("autosave-words");
  const say = (key, value) => ((holder && holder.dataset[key]) || key).replace("{}", value || "");
  const line = form.querySelector("[data-saved]");
  const version = form.elements.namedItem("version");
  const store = `baton-draft:${form.dataset.user || ""}:${form.dataset.autosaveUrl}`;
  const PAUSE = 1200;
  const FIRST_RETRY = 2000;
  const LONGEST_RETRY = 60000;
  let timer = 0;
  let retry = FIRST_RETRY;
  let running = false;
  let stopped = false;
  let renewed = false;

  const show = (state, text) => {
    if (!line) return;
    line.dataset.state = state;
    if (line.textContent !== text) line.textContent = text;
  };
  const texts = () => {
    const kept = {};
    for (const control of form.elements) {
      if (!control.name || /^(csrfmiddlewaretoken|version)$/.test(control.name)) continue;
      if (/^(file|password|submit|button|hidden)$/.test(control.type)) continue;
      if (/^(radio|checkbox)$/.test(control.type)) {
        (kept[control.name] ??= []).push([control.value, control.checked]);
      } else kept[control.name] = control.value;
    }
    return kept;
  };
  // The server trims and unifies line breaks: such a difference is none.
  const plain = (kept) => JSON.stringify(kept, (_name, value) => (
    typeof value === "string" ? value.replace(/\r\n?/g, "\n").trim() : value));
  const same = (a, b) => plain(a) === plain(b);
  const keep = (sent) => {
    try {
      const kept = { version: version ? version.value : "", texts: texts(), sent: Boolean(sent) };
      localStorage.setItem(store, JSON.stringify(kept));
    } catch {
      // Full or forbidden: the server still gets the text.
    }
  };
  const drop = () => localStorage.removeItem(store);
  const put = (kept) => {
    for (const [name, value] of Object.entries(kept)) {
      for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (Array.isArray(value)) control.checked = value.some(([own, on]) => own === control.value && on);
        else control.value = value;
        control.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  };

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };
  const tryAgain = (state, text) => {
    show(state, text);
    later(retry);
    retry = Math.min(retry * 2, LONGEST_RETRY);
  };

  async function save() {
    if (stopped) return;
    if (running) return later(PAUSE);
    running = true;
    const sent = texts();
    show("waiting", say("saving"));
    try {
      const body = new FormData(form);
      for (const control of form.querySelectorAll("input[type=file]")) body.delete(control.name);
      const answer = await fetch(form.dataset.autosaveUrl, {
        method: "POST", body, credentials: "same-origin", redirect: "manual",
        headers: { "X-Baton-Autosave": "1", Accept: "application/json" },
      });
      await understand(answer, sent);
    } catch {
      tryAgain("offline", say("offline"));
    } finally {
      running = false;
    }
  }

  async function understand(answer, sent) {
    const read = () => answer.json().catch(() => ({}));
    if (answer.ok) {
      const told = await read();
      if (!("version" in told)) return tryAgain("failed", say("failed"));
      if (version) version.value = told.version;
      retry = FIRST_RETRY;
      renewed = false;
      show("saved", say("savedAt", told.saved_at));
      if (same(sent, texts())) drop();
      else later(PAUSE);
    } else if (answer.status === 401 || answer.type === "opaqueredirect") {
      signIn((await read()).sign_in);
    } else if (answer.status === 403 && !renewed) {
      // Most likely the token of an earlier sign-in: take the present one and try once more.
      renewed = true;
      await freshToken();
      later(0);
    } else if (answer.status === 409 || answer.status === 412) {
      const told = await read();
      if (told.theirs) compare(told);
      else refuse(told);
    } else if (answer.status === 422) {
      const told = await read();
      show("failed", (told.errors || []).map((error) => error.message).join(" ") || say("failed"));
    } else if (answer.status < 500 && answer.status !== 429) {
      refuse(await read());
    } else {
      tryAgain("failed", say("failed"));
    }
  }

  // Trying again would not help: say why; the text stays kept.
  function refuse(told) {
    stopped = true;
    show("failed", told.detail || say("refused"));
  }

  // ---- dialogs

  const make = (tag, text, kind) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const open = (title, parts, kind) => {
    const dialog = make("dialog", "", kind);
    const heading = make("h2", title);
    heading.id = "autosave-heading";
    dialog.setAttribute("aria-labelledby", heading.id);
    dialog.append(heading, ...parts);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
  };

  function signIn(address) {
    stopped = true;
    show("failed", say("signedOut"));
    const link = make("a", say("signIn"), "btn btn-primary");
    link.href = address || form.dataset.signInUrl || "/";
    link.target = "_blank";
    link.rel = "noopener";
    const again = make("button", say("saveNow"), "btn");
    again.type = "button";
    const row = make("p", "", "row");
    row.append(link, again);
    const dialog = open(say("signedOut"), [make("p", say("textKept")), row], "narrow");
    const resume = async () => {
      await freshToken();
      stopped = false;
      retry = FIRST_RETRY;
      dialog.close();
      save();
    };
    again.addEventListener("click", resume);
    dialog.addEventListener("cancel", () => { stopped = false; later(LONGEST_RETRY); });
  }

  // Signing in changes the token: the page is asked for again and the new one is taken over.
  async function freshToken() {
    try {
      const page = await (await fetch(location.href, { credentials: "same-origin" })).text();
      const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("input[name=csrfmiddlewaretoken]");
      if (!fresh) return;
      document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = fresh.value; });
    } catch {
      // Offline: the next try says so.
    }
  }

  function compare(told) {
    stopped = true;
    show("failed", say("changed"));
    const parts = [make("p", say("changedBy", told.author))];
    for (const control of form.elements) {
      const theirs = (told.theirs || {})[control.name];
      if (typeof theirs !== "string" || control.value === theirs) continue;
      const label = control.labels && control.labels[0] ? control.labels[0].textContent.trim() : control.name;
      const pair = make("div", "", "compare");
      for (const [title, text] of [[say("yours"), control.value], [say("theirs"), theirs]]) {
        const side = make("section");
        side.append(make("h3", `${label} · ${title}`), make("pre", text));
        pair.append(side);
      }
      parts.push(pair);
    }
    const mine = make("button", say("keepMine"), "btn btn-primary");
    const other = make("button", say("takeTheirs"), "btn");
    mine.type = other.type = "button";
    const row = make("p", "", "row");
    row.append(mine, other);
    const dialog = open(say("changed"), [...parts, row]);
    const settle = () => {
      if (version && told.version !== undefined) version.value = told.version;
      stopped = false;
      dialog.close();
      save();
    };
    mine.addEventListener("click", settle);
    other.addEventListener("click", () => { put(told.theirs || {}); settle(); });
  }

  // ---- start

  const changed = () => {
    keep();
    show("waiting", say("unsaved"));
    later(PAUSE);
  };
  const restore = () => {
    const kept = JSON.parse(localStorage.getItem(store) || "null");
    if (!kept) return;
    if (same(kept.texts, texts())) return drop();
    if (kept.sent && version && kept.version !== version.value) {
      // Sent, yet the stored text is another one: somebody else was faster. Both are shown, nothing is put back unasked.
      const told = { version: version.value, theirs: texts() };
      put(kept.texts);
      return compare(told);
    }
    put(kept.texts);
    show("waiting", say("restored"));
    if (version && kept.version) version.value = kept.version;
    later(PAUSE);
  };
  restore();
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; keep(true); });
  window.addEventListener("online", () => later(0));
  window.addEventListener("pagehide", () => { if (!stopped && line && line.dataset.state && line.dataset.state !== "saved") keep(); });
})();
