// Problem sheets on site: what is kept stays in this browser until the server has it. Sheets go out one after the other,
// in the order in which they were kept; where somebody changed one meanwhile, both forms are shown side by side.
// Without this script the same form is sent by the page itself. Contract: assessments/inspections/views/onsite.py.
"use strict";
(() => {
  const form = document.querySelector("form[data-onsite]");
  if (!form) return;
  const list = document.querySelector("[data-onsite-list]");
  const line = form.querySelector("[data-saved]");
  const said = JSON.parse(document.getElementById("onsite-said").textContent);
  const store = `baton-onsite:${form.dataset.user}:${form.dataset.onsite}`;
  const FIRST_RETRY = 2000;
  const LONGEST_RETRY = 60000;
  const HIDDEN = ["csrfmiddlewaretoken", "then"];
  let retry = FIRST_RETRY;
  let timer = 0;
  let running = false;
  const renewed = new Set(); // by device key: the token was asked for anew

  // ---------------------------------------------------------------- what this browser keeps

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(store) || "null") || { draft: null, sheets: [] };
    } catch {
      return { draft: null, sheets: [] };
    }
  };
  const write = (kept) => {
    try {
      if (!kept.draft && !kept.sheets.length) localStorage.removeItem(store);
      else localStorage.setItem(store, JSON.stringify(kept));
      return true;
    } catch {
      tell(said.full, "failed");
      return false;
    }
  };
  const change = (work) => {
    const kept = read();
    work(kept);
    return write(kept);
  };
  const valuesOf = () => Object.fromEntries(
    [...new FormData(form)].filter(([name]) => !HIDDEN.includes(name)).map(([name, value]) => [name, String(value)]),
  );
  const fill = (values) => {
    for (const [name, value] of Object.entries(values)) {
      const control = form.elements.namedItem(name);
      if (!control) continue;
      control.value = value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  // A key that only this sheet has, on browsers without randomUUID, too.
  const freshKey = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
  const fresh = { ...valuesOf() };

  // ---------------------------------------------------------------- what the page says

  const make = (tag, text, className) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const tell = (text, state) => {
    line.dataset.state = state;
    if (line.textContent !== text) line.textContent = text;
  };
  const pressing = (text, className, work) => {
    const button = make("button", text, className);
    button.type = "button";
    button.addEventListener("click", work);
    return button;
  };
  const labelOf = (name) => {
    const control = form.elements.namedItem(name);
    const label = control && control.labels && control.labels[0];
    return label ? label.textContent.trim() : name;
  };
  const wordOf = (name, value) => {
    const control = form.elements.namedItem(name);
    if (!control || control.tagName !== "SELECT") return value;
    const option = [...control.options].find((one) => one.value === value);
    return option ? option.text : value;
  };
  const pair = (sheet) => {
    const both = make("div", "", "compare");
    for (const [title, of] of [[said.mine, sheet.values], [said.theirs, sheet.theirs]]) {
      const side = make("div");
      side.append(make("h4", title));
      const facts = make("dl", "", "facts");
      for (const name of Object.keys(sheet.theirs)) {
        const mine = wordOf(name, sheet.values[name] || "");
        const other = name === "second" ? sheet.theirs[name] : wordOf(name, sheet.theirs[name]);
        if (mine === other) continue;
        facts.append(make("dt", labelOf(name)), make("dd", of === sheet.values ? mine : other));
      }
      side.append(facts);
      both.append(side);
    }
    return both;
  };
  const draw = () => {
    const { sheets } = read();
    list.replaceChildren();
    list.closest("section").hidden = !sheets.length;
    for (const sheet of sheets) {
      const row = make("li", "", "stack");
      row.append(make("p", `${wordOf("unit", sheet.values.unit)} · ${sheet.values.place}`), make("p", sheet.values.problem, "pre"));
      const state = sheet.theirs ? said.clash : sheet.why ? `${said.refused}: ${sheet.why}` : said.waiting;
      row.append(make("p", state, sheet.theirs || sheet.why ? "note error" : "muted small"));
      const acts = make("p", "", "row");
      const key = sheet.values.client_key;
      if (sheet.theirs) {
        row.append(pair(sheet));
        acts.append(
          pressing(said.keep_mine, "btn btn-small", () => again(key, (one) => { one.values.version = String(one.version); })),
          pressing(said.keep_theirs, "btn btn-small", () => drop(key)),
        );
      } else if (sheet.why) {
        acts.append(
          pressing(said.edit, "btn btn-small", () => {
            fill(sheet.values);
            drop(key);
            form.scrollIntoView();
          }),
          pressing(said.drop, "btn btn-small btn-quiet", () => drop(key)),
        );
      }
      if (acts.childNodes.length) row.append(acts);
      list.append(row);
    }
  };
  const drop = (key) => {
    change((kept) => { kept.sheets = kept.sheets.filter((one) => one.values.client_key !== key); });
    draw();
  };
  const again = (key, work) => {
    change((kept) => {
      const one = kept.sheets.find((sheet) => sheet.values.client_key === key);
      if (!one) return;
      work(one);
      delete one.theirs;
      delete one.why;
    });
    draw();
    send();
  };

  // ---------------------------------------------------------------- sending, in order

  const token = () => form.querySelector("input[name=csrfmiddlewaretoken]");
  const freshToken = async () => {
    try {
      const page = await (await fetch(location.href, { credentials: "same-origin" })).text();
      const found = new DOMParser().parseFromString(page, "text/html").querySelector("input[name=csrfmiddlewaretoken]");
      if (found) token().value = found.value;
    } catch {
      // Offline: the next try says so.
    }
  };
  const post = async (sheet) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(sheet.values)) body.append(name, value);
    body.append("csrfmiddlewaretoken", token().value);
    const answer = await fetch(form.action, {
      method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" },
    });
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    return { status: answer.status, said: json ? await answer.json() : null };
  };
  const later = (text) => {
    tell(text, "failed");
    clearTimeout(timer);
    timer = setTimeout(send, retry);
    retry = Math.min(2 * retry, LONGEST_RETRY);
  };
  // True: the next sheet may go. False: this one waits, and so does everything behind it.
  const settle = async (key, { status, said: answer }) => {
    if (status === 200) {
      drop(key);
      tell(`${said.sent}: ${answer.number}`, "saved");
      return true;
    }
    if (status === 401) {
      later(said.sign_in);
      await freshToken();
      return false;
    }
    // Signing in again changed the token: the same sheet once more with the new one.
    if (status === 403 && !renewed.has(key)) {
      renewed.add(key);
      await freshToken();
      return true;
    }
    if (!answer || status >= 500 || status === 429) {
      later(said.offline);
      return false;
    }
    const first = (answer.errors || [])[0];
    change((kept) => {
      const one = kept.sheets.find((sheet) => sheet.values.client_key === key);
      if (!one) return;
      if (answer.theirs) {
        one.theirs = answer.theirs;
        one.version = answer.version;
      } else one.why = first ? `${labelOf(first.field)}: ${first.message}` : answer.detail;
    });
    draw();
    return true;
  };
  async function send() {
    if (running) return;
    running = true;
    clearTimeout(timer);
    try {
      for (;;) {
        const next = read().sheets.find((sheet) => !sheet.theirs && !sheet.why);
        if (!next) break;
        let answer;
        try {
          answer = await post(next);
        } catch {
          later(said.offline);
          break;
        }
        if (!(await settle(next.values.client_key, answer))) break;
        retry = FIRST_RETRY;
      }
    } finally {
      running = false;
    }
  }

  // ---------------------------------------------------------------- the form

  const remember = () => change((kept) => {
    const values = valuesOf();
    kept.draft = values.place || values.problem ? values : null;
  });
  form.addEventListener("input", remember);
  form.addEventListener("submit", (event) => {
    // Putting a sheet before the unit is the page's own act: it needs the server at once. Until that has the sheet, the
    // draft stays here.
    if (event.submitter && event.submitter.value === "put") {
      remember();
      return;
    }
    if (!form.reportValidity()) {
      event.preventDefault();
      return;
    }
    const values = valuesOf();
    const kept = change((all) => {
      all.sheets = [...all.sheets.filter((one) => one.values.client_key !== values.client_key), { values }];
      all.draft = null;
    });
    if (!kept) return;
    event.preventDefault();
    fill({ ...fresh, client_key: freshKey(), version: "0", unit: values.unit, place: values.place, second: values.second });
    form.elements.namedItem("problem").focus();
    draw();
    send();
  });
  window.addEventListener("online", () => { retry = FIRST_RETRY; send(); });
  window.addEventListener("storage", (event) => { if (event.key === store) draw(); });

  const { draft } = read();
  const arrived = draft && document.querySelector(`[data-sheets~="${draft.client_key}"]`);
  if (arrived) change((kept) => { kept.draft = null; });
  else if (draft && !form.querySelector("[aria-invalid=true]")) fill(draft);
  draw();
  send();
})();
