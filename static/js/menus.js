// Escape closes a definition, else what is unfolded around the focus, else a menu or a question whether one is sure, and gives the focus back to what
// opened it. Nothing else needs this file: what unfolds opens and closes without it.
"use strict";
// A term of the field shows its definition in place; without this file its link leads to the guide.
const shut = (focus) => {
  const open = document.querySelector("[data-term][aria-expanded=true]");
  if (!open) return false;
  document.getElementById(open.getAttribute("aria-describedby")).hidden = true;
  open.setAttribute("aria-expanded", "false");
  if (focus) open.focus();
  return true;
};
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-term]");
  const again = link && link.getAttribute("aria-expanded") === "true";
  if (event.target.closest(".term-says")) return;
  shut(false);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (again) return;
  const says = document.getElementById(link.getAttribute("aria-describedby"));
  says.hidden = false;
  link.setAttribute("aria-expanded", "true");
  const at = link.getClientRects()[0];
  const room = innerWidth - says.offsetWidth - 8;
  const below = at.bottom + 4 + says.offsetHeight < innerHeight;
  says.style.left = `${Math.max(8, Math.min(at.left, room))}px`;
  says.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - says.offsetHeight - 4)}px`;
});
addEventListener("scroll", () => shut(false), { passive: true });
addEventListener("resize", () => shut(false));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
  if (shut(true)) {
    event.preventDefault();
    return;
  }
  const focused = document.activeElement;
  // A search box takes its own Escape first, and is empty afterwards; the tree of units stays as it was opened.
  if (focused && focused.matches("input[type=search]") && focused.value) return;
  const near = focused && focused.closest("details[open]:not(.tree details)");
  const open = near || document.querySelector("details.menu[open], details.confirm[open]");
  if (!open) return;
  event.preventDefault();
  open.open = false;
  open.querySelector("summary").focus();
});
