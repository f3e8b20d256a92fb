// Shows what this browser still keeps of an account and the server never confirmed: of one form that can no longer be
// opened (data-kept-of), of the page an error stands on (data-kept-here), or all of it before one signs out (data-kept-all).
"use strict";
(() => {
  const read = (store) => {
    try {
      return JSON.parse(localStorage.getItem(store) || "null") || {};
    } catch {
      return {};
    }
  };
  const names = () => {
    try {
      return Object.keys(localStorage);
    } catch {
      return [];
    }
  };
  const isProse = (text) => typeof text === "string" && Boolean(text.trim()) && !/^\[(\[|\])/.test(text);
  // Drafts hold texts by field; the page on site holds a sheet that is being written and those that wait for a connection.
  const textsOf = (store) => {
    const { texts, draft, sheets } = read(store);
    const onSite = [draft, ...(sheets || []).map((sheet) => sheet.values)].filter(Boolean);
    return [...Object.values(texts || {}), ...onSite.flatMap((sheet) => [sheet.place, sheet.problem])].filter(isProse);
  };
  // What belongs to the page, else to the thing whose page it is: /ledger/a/b/extend/ is about /ledger/a/b/.
  const storesHere = (own) => {
    const here = location.pathname, thing = here.replace(/[^/]+\/$/, "");
    const under = (place) => own.filter((store) => store.slice(store.indexOf("/")).startsWith(place));
    const found = under(here);
    return found.length || thing.split("/").length < 4 ? found : under(thing);
  };

  for (const place of document.querySelectorAll("[data-kept-of], [data-kept-here], [data-kept-all]")) {
    const { user, keptOf } = place.dataset;
    const drafts = names().filter((name) => name.startsWith(`baton-draft:${user}:`));
    const onSite = names().filter((name) => name.startsWith(`baton-onsite:${user}:`));
    const wanted = keptOf ? [`baton-draft:${user}:${keptOf}`] : "keptAll" in place.dataset ? [...drafts, ...onSite] : storesHere(drafts);
    const stores = wanted.filter((store) => textsOf(store).length);
    if (!stores.length) continue;
    const list = place.querySelector("[data-kept-texts]");
    for (const text of stores.flatMap(textsOf)) {
      const shown = document.createElement("p");
      shown.className = "pre prose";
      shown.textContent = text;
      if (/\p{Script=Han}/u.test(text)) shown.lang = "zh-Hans";
      list.append(shown);
    }
    const drop = place.querySelector("[data-kept-drop]");
    if (drop) {
      drop.addEventListener("click", () => {
        for (const store of stores) localStorage.removeItem(store);
        place.hidden = true;
      });
    }
    place.hidden = false;
  }
})();
