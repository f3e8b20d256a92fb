// Escape closes what was unfolded last around the focus, a menu or a question whether one is sure, and gives the focus back to what
// opened it. Nothing else needs this file: menus and questions open and close without it.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
  const near = document.activeElement && document.activeElement.closest("details.menu[open], details.confirm[open]");
  const open = near || document.querySelector("details.menu[open], details.confirm[open]");
  if (!open) return;
  event.preventDefault();
  open.open = false;
  open.querySelector("summary").focus();
});
