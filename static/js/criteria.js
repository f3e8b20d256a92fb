// The tree of criteria: sums that follow what is typed, rows moved with Alt and the arrow keys or by dragging their
// handle. Every move is a button of the form; without this file the buttons do it and the sums are those last saved.
"use strict";
(() => {
  const form = document.querySelector("form[data-criteria]");
  if (!form) return;
  const rows = [...form.querySelectorAll("[data-row]")];
  const DIGITS = 12;

  // Exact, as the server adds: whole numbers of the twelfth decimal place; null for what is no plain decimal number.
  const read = (text) => {
    const found = /^([+-]?)(\d{1,15})(?:\.(\d{1,12}))?$/.exec(text.normalize("NFKC").trim());
    if (!found) return null;
    const whole = BigInt(found[2] + (found[3] || "").padEnd(DIGITS, "0"));
    return found[1] === "-" ? -whole : whole;
  };
  const said = (value) => {
    if (value === null) return "?";
    const digits = String(value < 0n ? -value : value).padStart(DIGITS + 1, "0");
    const rest = digits.slice(-DIGITS).replace(/0+$/, "");
    return `${value < 0n ? "-" : ""}${digits.slice(0, -DIGITS)}${rest && `.${rest}`}`;
  };
  const pointsOf = (row) => read(row.querySelector("[name^=points-]").value);
  const below = (number) => rows.filter((row) => row.dataset.parent === number && !("beside" in row.dataset));
  const sumOf = (ones) => ones.map(pointsOf).reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0n);
  const show = (place, sum, base) => {
    place.textContent = form.dataset.words.replace("{sum}", said(sum)).replace("{base}", said(base));
    place.classList.toggle("off", sum === null || sum !== base);
  };
  const add = () => {
    for (const row of rows) {
      const place = row.querySelector("[data-sum]");
      if (place) show(place, sumOf(below(row.dataset.row)), pointsOf(row));
    }
    const top = below("0");
    show(form.querySelector("[data-total]"), top.length ? sumOf(top) : null, read(form.dataset.base));
  };
  form.addEventListener("input", add);

  form.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const way = { ArrowUp: "[data-up]", ArrowDown: "[data-down]" }[event.key];
    const row = event.target.closest("[data-row]");
    if (!way || !row) return;
    event.preventDefault();
    row.querySelector(way).click();
  });

  const place = (row, before) => {
    const button = document.createElement("button");
    button.name = "do";
    button.value = `place:${row.dataset.row}:${before.dataset.row}`;
    button.hidden = true;
    form.append(button);
    form.requestSubmit(button);
  };
  let dragged = null;
  for (const row of rows) {
    const handle = row.querySelector("[data-handle]");
    handle.hidden = false;
    handle.draggable = true;
    handle.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.row);
      event.dataTransfer.setDragImage(row, 0, 0);
    });
    handle.addEventListener("dragend", () => {
      dragged = null;
      rows.forEach((one) => one.classList.remove("drop"));
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      row.classList.add("drop");
    });
    row.addEventListener("dragleave", () => row.classList.remove("drop"));
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      if (dragged && dragged !== row) place(dragged, row);
    });
  }

  // After a move one goes on in the row that was moved.
  const field = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (field && form.contains(field) && field.tagName === "INPUT") field.focus();
})();
