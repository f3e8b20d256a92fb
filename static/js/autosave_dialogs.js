// What autosave.js asks the writer: to sign in again, and which of two texts shall stand.
"use strict";
window.batonDialogs = (form) => {
  const holder = document.getElementById("autosave-words");
  const say = (key, value) => ((holder && holder.dataset[key]) || key).replace("{}", value || "");

  const make = (tag, text, kind) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const pressing = (text, kind, act) => {
    const button = make("button", text, kind);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  };
  const openDialog = (title, parts, kind) => {
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

  // Signing in changes the token: the page is asked for again and the new one is taken over.
  const freshToken = async () => {
    try {
      const page = await (await fetch(location.href, { credentials: "same-origin" })).text();
      const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("input[name=csrfmiddlewaretoken]");
      if (!fresh) return;
      document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = fresh.value; });
    } catch {
      // Offline: the next try says so.
    }
  };

  const askSignIn = (address, resume) => {
    const link = make("a", say("signIn"), "btn btn-primary");
    link.href = address;
    link.target = "_blank";
    link.rel = "noopener";
    const row = make("p", "", "row");
    const dialog = openDialog(say("signedOut"), [make("p", say("textKept")), row], "narrow");
    const again = pressing(say("saveNow"), "btn", () => {
      dialog.close();
      resume();
    });
    row.append(link, again);
    return dialog;
  };

  // One section at a time; the answer is the text that shall stand.
  const askClash = (label, author, mine, theirs, choose) => {
    const pair = make("div", "", "compare");
    for (const [title, text] of [[say("yours"), mine], [say("theirs"), theirs]]) {
      const side = make("section");
      side.append(make("h3", `${label} · ${title}`), make("pre", text));
      pair.append(side);
    }
    const row = make("p", "", "row");
    const dialog = openDialog(say("changed"), [make("p", say("changedBy", author)), pair, row]);
    const choice = (text, kind, result) => pressing(text, kind, () => {
      dialog.close();
      choose(result);
    });
    row.append(choice(say("keepMine"), "btn btn-primary", mine), choice(say("takeTheirs"), "btn", theirs));
    row.append(choice(say("keepBoth"), "btn", `${mine}\n\n${theirs}`));
    return dialog;
  };

  return { say, make, openDialog, freshToken, askSignIn, askClash };
};
