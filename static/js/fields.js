// The fields of a form that somebody fills, by name: read, compared, put back. For autosave.js and typed.js.
"use strict";
window.batonFields = (form) => {
  const plain = (value) => String(value).replace(/\r\n?/g, "\n");
  const same = (a, b) => a !== undefined && b !== undefined && plain(a) === plain(b);
  const isFilled = (control) => Boolean(control.name) && !/^(file|password|submit|button|hidden)$/.test(control.type);
  const isChoice = (control) => /^(radio|checkbox)$/.test(control.type);
  const controls = (name) => [...form.elements].filter((control) => control.name === name && isFilled(control));
  const names = () => [...new Set([...form.elements].filter(isFilled).map((control) => control.name))];
  const valueOf = (name) => {
    const found = controls(name);
    if (!found.length) return undefined;
    if (isChoice(found[0])) return JSON.stringify(found.map((control) => [control.value, control.checked]));
    return found[0].value;
  };
  // As the server drew it, whatever the browser filled in by itself since.
  const drawn = (name) => {
    const [control] = controls(name);
    return control && "defaultValue" in control && !isChoice(control) ? control.defaultValue : valueOf(name);
  };
  const put = (name, value) => {
    const found = controls(name);
    if (!found.length) return;
    if (isChoice(found[0])) {
      const wanted = JSON.parse(value);
      found.forEach((control) => { control.checked = wanted.some(([own, on]) => own === control.value && on); });
    } else found[0].value = value;
    found[0].dispatchEvent(new Event("input", { bubbles: true }));
  };
  return { same, controls, isChoice, names, valueOf, drawn, put };
};
