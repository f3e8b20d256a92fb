// Adds the form token to every htmx request. The token is read from the page, so the cookie may stay hidden from scripts.
"use strict";
document.addEventListener("htmx:configRequest", (event) => {
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (field) event.detail.headers["X-CSRFToken"] = field.value;
});
