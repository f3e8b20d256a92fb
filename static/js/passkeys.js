// Passkeys: the only thing on the site that needs a script. A form says what it wants:
//   data-passkey="create" (a new one), "get" (options in the page) or "login" (options from the form's address).
"use strict";
(function () {
  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (char) { return char.charCodeAt(0); });
  }

  function text(buffer) {
    let plain = "";
    new Uint8Array(buffer).forEach(function (byte) { plain += String.fromCharCode(byte); });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function withBytes(list) {
    return (list || []).map(function (item) { return Object.assign({}, item, { id: bytes(item.id) }); });
  }

  async function create(options, withoutPassword) {
    const wanted = Object.assign({}, options.publicKey);
    wanted.challenge = bytes(wanted.challenge);
    wanted.user = Object.assign({}, wanted.user, { id: bytes(wanted.user.id) });
    wanted.excludeCredentials = withBytes(wanted.excludeCredentials);
    wanted.authenticatorSelection = Object.assign({}, wanted.authenticatorSelection, {
      residentKey: withoutPassword ? "required" : "discouraged",
      requireResidentKey: withoutPassword,
    }, withoutPassword ? { userVerification: "required" } : {});
    const made = await navigator.credentials.create({ publicKey: wanted });
    return {
      type: made.type, id: made.id, rawId: text(made.rawId),
      response: {
        clientDataJSON: text(made.response.clientDataJSON),
        attestationObject: text(made.response.attestationObject),
        transports: made.response.getTransports ? made.response.getTransports() : [],
      },
      clientExtensionResults: made.getClientExtensionResults(),
    };
  }

  async function get(options) {
    const wanted = Object.assign({}, options.publicKey);
    wanted.challenge = bytes(wanted.challenge);
    wanted.allowCredentials = withBytes(wanted.allowCredentials);
    const given = await navigator.credentials.get({ publicKey: wanted });
    return {
      type: given.type, id: given.id, rawId: text(given.rawId),
      response: {
        clientDataJSON: text(given.response.clientDataJSON),
        authenticatorData: text(given.response.authenticatorData),
        signature: text(given.response.signature),
        userHandle: given.response.userHandle ? text(given.response.userHandle) : null,
      },
      clientExtensionResults: given.getClientExtensionResults(),
    };
  }

  async function credential(form) {
    if (form.dataset.passkey === "login") {
      const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
      if (!answer.ok) { throw new Error("no options"); }
      return get((await answer.json()).request_options);
    }
    const data = JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
    if (form.dataset.passkey === "get") { return get(data.request_options); }
    const box = form.querySelector("[name=passwordless]");
    return create(data.creation_options, Boolean(box && box.checked));
  }

  function arm(form) {
    form.hidden = false;
    const trouble = form.querySelector("[data-passkey-error]");
    form.addEventListener("submit", async function (event) {
      event.preventDefault();
      if (trouble) { trouble.hidden = true; }
      try {
        form.querySelector("[name=credential]").value = JSON.stringify(await credential(form));
        HTMLFormElement.prototype.submit.call(form);
      } catch (error) {
        if (trouble) { trouble.hidden = false; }
      }
    });
  }

  if (window.PublicKeyCredential) {
    document.querySelectorAll("form[data-passkey]").forEach(arm);
  }
})();
