// Who signs out leaves no text in this browser. As long as it keeps one that was never sent, signing out goes by the page
// that shows it; it is removed by the page that comes once one is signed out, so that a line lost meanwhile costs nothing.
"use strict";
(() => {
  const LEFT = "baton-left"; // in this window: the account that pressed the button
  const notes = document.getElementById("typed-notes");
  const storesOf = (user) => Object.keys(localStorage).filter(
    (name) => name.startsWith(`baton-draft:${user}:`) || name.startsWith(`baton-onsite:${user}:`),
  );
  try {
    const user = sessionStorage.getItem(LEFT);
    sessionStorage.removeItem(LEFT);
    if (user && !notes) for (const store of storesOf(user)) localStorage.removeItem(store);
  } catch {
    return; // Storage is forbidden: nothing was kept.
  }
  if (!notes) return;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-leave]")) return;
    const { user } = notes.dataset;
    if (form.dataset.leave !== "told" && storesOf(user).length) {
      event.preventDefault();
      location.assign(form.getAttribute("action"));
    } else sessionStorage.setItem(LEFT, user);
  });
})();
