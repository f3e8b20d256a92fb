// Saves a form while it is being typed, section by section, and never loses a text: what is not confirmed as saved
// stays in this browser under address and user until it is. Contract of the address in data-autosave-url:
// docs/interface.md. Dialogs are in autosave_dialogs.js.
"use strict";
(() => {
  const form = document.querySelector("form[data-autosave-url]");
  if (!form) return;
  const { say, make, openDialog, freshToken, askSignIn, askClash } = window.batonDialogs(form);
  const line = form.querySelector("[data-saved]");
  const version = form.elements.namedItem("version");
  const store = `baton-draft:${form.dataset.user || ""}:${form.dataset.autosaveUrl}`;
  const PAUSE = 1200; // after the last key
  const LONGEST_WAIT = 10000; // while somebody types without a pause
  const FIRST_RETRY = 2000;
  const LONGEST_RETRY = 60000;
  const AFTER_REFUSAL = 5000; // the next try once something was changed after a refusal
  let timer = 0;
  let retry = FIRST_RETRY;
  let running = false;
  let dialog = null;
  let renewed = false;
  let waitingSince = 0;
  let why = ""; // why it was not saved the last time; stays on the page until a save is confirmed
  let composing = null;
  let beforeComposing = "";
  const stored = new Map(); // by field: what the server is known to hold; missing: not known
  const unsure = new Map(); // by field: sent, but the answer never came
  const clashes = new Map(); // by field: somebody else's text that waits for a choice
  const refused = new Map(); // by field: the value the server called wrong
  let strangers = {}; // kept texts of fields this page does not have

  // ---------------------------------------------------------------- fields

  const { same, controls, isChoice, names, drawn, put, valueOf: filled } = window.batonFields(form);
  // Half a syllable of an input method is nobody's text yet.
  const valueOf = (name) => (composing && composing.name === name ? beforeComposing : filled(name));
  const seenOf = (name) => form.elements.namedItem(`seen-${name}`);
  const dirty = () => names().filter((name) => !same(valueOf(name), stored.get(name)));

  // ---------------------------------------------------------------- the copy in this browser

  function keep() {
    const open = dirty();
    try {
      if (!open.length && !Object.keys(strangers).length) return localStorage.removeItem(store);
      const kept = { version: version ? version.value : "", texts: { ...strangers }, seen: {}, sent: {} };
      for (const name of open) {
        kept.texts[name] = valueOf(name);
        // Where a choice is still owed, the copy rests on no text at all: the server will ask again.
        if (seenOf(name)) kept.seen[name] = clashes.has(name) ? "-" : seenOf(name).value;
        if (unsure.has(name)) kept.sent[name] = unsure.get(name);
      }
      localStorage.setItem(store, JSON.stringify(kept));
    } catch {
      // Full or forbidden: the server still gets the text.
    }
  }

  function readCopy() {
    try {
      return JSON.parse(localStorage.getItem(store) || "null");
    } catch {
      return null;
    }
  }

  // What is put back rests on the text it was written over, so that the server notices when somebody changed that.
  function restore() {
    const kept = readCopy();
    let found = false;
    for (const [name, text] of Object.entries((kept && kept.texts) || {})) {
      const value = typeof text === "string" ? text : JSON.stringify(text);
      const now = valueOf(name);
      if (now === undefined) strangers[name] = value;
      if (now === undefined || same(value, now)) continue;
      found = true;
      put(name, value);
      const ours = kept.sent && same(kept.sent[name], stored.get(name));
      if (!seenOf(name) || ours) continue;
      seenOf(name).value = (kept.seen && kept.seen[name]) || "";
      if (!kept.seen && version) version.value = kept.version;
    }
    return found;
  }

  // ---------------------------------------------------------------- what the page says

  const button = make("button", "", "btn btn-small");
  button.type = "button";
  button.hidden = true;
  if (line) line.after(button);
  const show = (state, text) => {
    const shown = why && state !== "saved" ? why : text;
    button.hidden = !why;
    button.textContent = clashes.size ? say("compare") : say("tryNow");
    if (!line) return;
    line.dataset.state = why && state !== "saved" ? "failed" : state;
    if (line.textContent !== shown) line.textContent = shown;
  };
  const fail = (reason) => {
    why = reason;
    show("failed", reason);
  };
  button.addEventListener("click", () => {
    if (clashes.size) return ask();
    retry = FIRST_RETRY;
    later(0);
  });

  // ---------------------------------------------------------------- saving

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }
  // Nobody knows whether it arrived: the same is sent again before anything newer.
  function tryAgain(sending, reason) {
    for (const [name, value] of Object.entries(sending)) unsure.set(name, value);
    keep();
    fail(reason);
    later(retry);
    retry = Math.min(retry * 2, LONGEST_RETRY);
  }
  // Refused for a reason: said, and tried again slowly, with the next change, or when asked.
  function refuse(told) {
    unsure.clear();
    renewed = false;
    keep();
    fail(told.detail || say("refused"));
    later(LONGEST_RETRY);
  }

  const toSend = () => dirty().filter((name) => !clashes.has(name) && !same(refused.get(name), valueOf(name)));

  function bodyOf(sending) {
    const body = new FormData();
    for (const control of form.elements) {
      const skipped = !control.name || control.disabled;
      if (!skipped && control.type === "hidden") body.append(control.name, control.value);
      if (!skipped && isChoice(control) && control.checked) body.append(control.name, control.value);
    }
    for (const [name, value] of Object.entries(sending)) {
      if (!isChoice(controls(name)[0])) body.append(name, value);
    }
    return body;
  }

  async function save(always) {
    if (dialog) return;
    if (running) return later(PAUSE);
    const sending = unsure.size ? Object.fromEntries(unsure) : {};
    if (!unsure.size) for (const name of toSend()) sending[name] = valueOf(name);
    if (!Object.keys(sending).length && always !== true) return;
    running = true;
    waitingSince = 0;
    show("waiting", say("saving"));
    try {
      const answer = await fetch(form.dataset.autosaveUrl, {
        method: "POST", body: bodyOf(sending), credentials: "same-origin", redirect: "manual",
        headers: { "X-Baton-Autosave": "1", Accept: "application/json" },
      });
      await understand(answer, sending);
    } catch {
      tryAgain(sending, say("offline"));
    } finally {
      running = false;
    }
  }

  async function understand(answer, sending) {
    const told = answer.type === "opaqueredirect" ? {} : await answer.json().catch(() => ({}));
    if (answer.ok && "version" in told) confirmed(told, sending);
    else if (answer.status === 401 || answer.type === "opaqueredirect") signIn(told.sign_in);
    else if (answer.status === 403 && !renewed) {
      // Most likely the token of an earlier sign-in: take the present one and try once more.
      renewed = true;
      await freshToken();
      later(0);
    } else if ((answer.status === 409 || answer.status === 412) && told.theirs) clashed(told, sending);
    else if (answer.status === 422) wrong(told.errors || [], sending);
    else if (answer.ok || answer.status >= 500 || answer.status === 429) tryAgain(sending, say("failed"));
    else refuse(told);
  }

  function take(told, sending, saved) {
    for (const name of saved) stored.set(name, sending[name]);
    for (const [hidden, mark] of Object.entries(told.seen || {})) {
      const clashing = told.theirs && hidden.replace(/^seen-/, "") in told.theirs;
      const control = form.elements.namedItem(hidden);
      if (control && !clashing) control.value = mark;
    }
    for (const [name, other] of Object.entries(told.others || {})) refresh(name, other);
    if (version && told.version !== undefined) version.value = told.version;
    unsure.clear();
    retry = FIRST_RETRY;
    renewed = false;
  }

  // Somebody else wrote into a section that was not touched here: shown as it stands now.
  function refresh(name, other) {
    if (valueOf(name) === undefined || !same(valueOf(name), stored.get(name))) return;
    stored.set(name, other.text);
    if (seenOf(name)) seenOf(name).value = other.seen;
    put(name, other.text);
    const control = controls(name)[0];
    const note = control.parentNode.querySelector(".refreshed") || make("p", "", "help refreshed");
    note.setAttribute("role", "status");
    note.textContent = say("refreshed", other.author);
    control.after(note);
  }

  function confirmed(told, sending) {
    take(told, sending, Object.keys(sending));
    why = "";
    keep();
    if (clashes.size) return fail(say("changed"));
    show("saved", say("savedAt", told.saved_at));
    if (toSend().length) later(PAUSE);
  }

  function clashed(told, sending) {
    const saved = Object.keys(sending).filter((name) => !(name in told.theirs) && (told.saved || []).includes(name));
    take(told, sending, saved);
    for (const [name, theirs] of Object.entries(told.theirs)) {
      const mark = (told.seen || {})[`seen-${name}`];
      const value = valueOf(name);
      if (value === undefined) continue;
      if (same(value, theirs) || (!(name in sending) && same(value, stored.get(name)))) {
        stored.set(name, theirs);
        if (seenOf(name) && mark) seenOf(name).value = mark;
        if (!same(value, theirs)) put(name, theirs);
      } else clashes.set(name, { theirs, mark, author: (told.authors || {})[name] || told.author });
    }
    keep();
    if (clashes.size) return ask();
    why = "";
    later(0);
  }

  function wrong(errors, sending) {
    unsure.clear();
    for (const { field } of errors) if (field in sending) refused.set(field, sending[field]);
    keep();
    fail(errors.map((error) => error.message).join(" ") || say("refused"));
    later(toSend().length && refused.size ? PAUSE : LONGEST_RETRY);
  }

  // ---------------------------------------------------------------- questions to the writer

  function ask() {
    const [name, clash] = clashes.entries().next().value;
    fail(say("changed"));
    if (dialog) return;
    const control = controls(name)[0];
    const label = control.labels && control.labels[0] ? control.labels[0].textContent.trim() : name;
    dialog = askClash(label, clash.author, valueOf(name), clash.theirs, (text) => {
      clashes.delete(name);
      stored.set(name, clash.theirs);
      if (seenOf(name) && clash.mark !== undefined) seenOf(name).value = clash.mark;
      put(name, text);
      dialog = null;
      if (clashes.size) return ask();
      why = "";
      save(true);
    });
    dialog.addEventListener("cancel", () => {
      dialog = null;
      if (toSend().length) later(PAUSE);
    });
  }

  function signIn(address) {
    unsure.clear();
    keep();
    fail(say("signedOut"));
    if (dialog) return;
    dialog = askSignIn(address || form.dataset.signInUrl || "/", async () => {
      await freshToken();
      dialog = null;
      retry = FIRST_RETRY;
      save(true);
    });
    dialog.addEventListener("cancel", () => {
      dialog = null;
      later(LONGEST_RETRY);
    });
  }

  // ---------------------------------------------------------------- start

  function changed() {
    keep();
    if (!dirty().length) return;
    const now = Date.now();
    waitingSince = waitingSince || now;
    show("waiting", say("unsaved"));
    const most = Math.max(0, waitingSince + LONGEST_WAIT - now);
    later(Math.min(why ? AFTER_REFUSAL : PAUSE, most));
  }

  for (const name of names()) {
    const [control] = controls(name);
    if ("unsaved" in control.dataset) stored.delete(name);
    else stored.set(name, drawn(name));
    if ("theirs" in control.dataset) {
      clashes.set(name, { theirs: control.dataset.theirs, author: control.dataset.author });
    }
  }
  const putBack = restore();
  keep();
  if (clashes.size) ask();
  else if (putBack) {
    show("waiting", say("restored"));
    later(PAUSE);
  } else if (dirty().length) {
    why = line ? line.textContent : "";
    show("failed", why);
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("compositionstart", (event) => {
    composing = event.target;
    beforeComposing = event.target.value;
  });
  form.addEventListener("compositionend", () => {
    composing = null;
    changed();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    for (const name of dirty()) unsure.set(name, valueOf(name));
    keep();
    unsure.clear();
  });
  window.addEventListener("online", () => later(0));
  window.addEventListener("pagehide", keep);
  // On paper the whole text stands, as it is at this moment, not the lines that fit into the box.
  window.addEventListener("beforeprint", () => {
    for (const paper of form.querySelectorAll("[data-print-of]")) {
      paper.textContent = document.getElementById(paper.dataset.printOf).value;
    }
  });
})();
