// Passkeys: asks the device and sends its answer with the form. Without this script the form stays hidden, and
// password and code go on working.
"use strict";
(() => {
  if (!window.PublicKeyCredential || !window.isSecureContext) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  /** What the server asks, with its texts turned into the bytes that the device wants. */
  const asked = ({ publicKey }) => {
    const one = (credential) => ({ ...credential, id: bytes(credential.id) });
    const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
    if (options.user) options.user = { ...options.user, id: bytes(options.user.id) };
    for (const list of ["excludeCredentials", "allowCredentials"]) if (options[list]) options[list] = options[list].map(one);
    return { publicKey: options };
  };

  /** What the device answers, with its bytes turned into texts. */
  const answered = (credential) => {
    const { response } = credential;
    const parts = ["attestationObject", "clientDataJSON", "authenticatorData", "signature", "userHandle"];
    const given = parts.filter((name) => response[name]).map((name) => [name, text(response[name])]);
    const { id, type } = credential;
    const extensions = credential.getClientExtensionResults();
    return JSON.stringify({ id, rawId: text(credential.rawId), type, response: Object.fromEntries(given), extensions });
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const failed = form.querySelector("[data-passkey-failed]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      try {
        const begun = await fetch(form.dataset.start, { method: "POST", headers: { accept: "application/json" } });
        if (!begun.ok) throw new Error(String(begun.status));
        const credential = await navigator.credentials[form.dataset.passkey](asked(await begun.json()));
        form.elements.credential.value = answered(credential);
        form.submit();
      } catch {
        failed.hidden = false; // also when the person changed her mind
      }
    });
  }
})();
