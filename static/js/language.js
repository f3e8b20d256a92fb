// On pages in another language: what people wrote in Chinese (names, titles, texts) is marked as Chinese, so that it is read
// aloud as such and shown in Chinese type. Only an element whose own words are all Chinese is marked.
"use strict";
(() => {
  const HAN = /\p{Script=Han}/u;
  const LATIN = /\p{Script=Latin}/u;
  const mark = (element) => {
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join("");
    if (HAN.test(own) && !LATIN.test(own) && !element.closest("[lang^=zh]")) element.setAttribute("lang", "zh-Hans"); // on words in drawings, too
  };
  const walk = (root) => {
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    mark(root);
    root.querySelectorAll("*").forEach(mark);
  };
  walk(document.body);
  new MutationObserver((changes) => {
    for (const change of changes) change.addedNodes.forEach(walk);
  }).observe(document.body, { childList: true, subtree: true });
})();
