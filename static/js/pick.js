// Comfort for lists whose lines can be picked: all at once, and how many are. Without it the boxes work one by one.
"use strict";
(() => {
  const start = (form) => {
    const boxes = [...form.querySelectorAll("input[type=checkbox][name=line], input[type=checkbox][name=unit]")];
    const all = form.querySelector("[data-pick-all]");
    const said = form.querySelector("[data-picked]");
    const empty = said.textContent;
    const show = () => {
      const picked = boxes.filter((box) => box.checked).length;
      said.textContent = picked ? said.dataset.picked.replace("{}", picked) : empty;
      all.setAttribute("aria-pressed", String(picked === boxes.length));
    };
    all.hidden = false;
    all.addEventListener("click", () => {
      const pick = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = pick;
      show();
    });
    form.addEventListener("change", show);
    show();
  };
  document.querySelectorAll("form[data-pick]").forEach(start);
})();
