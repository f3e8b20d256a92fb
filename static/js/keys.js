// Single-key shortcuts of the review desk: J next, K previous, A accept, R return. They can be switched off (WCAG 2.1.4)
// and never act while somebody types. Links are followed, anything else is only focused (first the words
// the act still needs): a key alone decides nothing, Enter does.
"use strict";
(() => {
  const desk = document.querySelector("[data-keys]");
  if (!desk) return;
  const NAME = "baton-keys-off";
  const button = document.querySelector("[data-keys-switch]");
  const isOff = () => localStorage.getItem(NAME) === "1";
  const typing = (target) => target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
  const show = () => {
    if (!button) return;
    button.hidden = false;
    button.setAttribute("aria-pressed", String(!isOff()));
  };
  const act = (target) => {
    if (target.tagName === "A") target.click();
    else {
      const fold = target.closest("details");
      if (fold) fold.open = true;
      const words = target.form && target.form.querySelector("textarea");
      (words && !words.value ? words : target).focus();
    }
  };
  if (button) {
    button.addEventListener("click", () => {
      if (isOff()) localStorage.removeItem(NAME);
      else localStorage.setItem(NAME, "1");
      show();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (isOff() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!target) return;
    event.preventDefault();
    act(target);
  });
  show();
})();
