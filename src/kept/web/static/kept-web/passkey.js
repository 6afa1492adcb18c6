// Asks the browser for a passkey, or lets it make one; the answer goes into the form and is sent as any other.
//   data-passkey="ask"   the question comes from the server when the button is pressed (sign in without a password)
//   data-passkey="use"   the question lies in data-options (second proof)
//   data-passkey="make"  the same, for a new one
// Where a browser knows no passkeys, the form stays hidden.
"use strict";

const fromText = (text) => Uint8Array.from(
  atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (each) => ({ ...each, id: fromText(each.id) });

function question(options) {
  const asked = { ...options.publicKey, challenge: fromText(options.publicKey.challenge) };
  if (asked.user) asked.user = named(asked.user);
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (asked[list]) asked[list] = asked[list].map(named);
  }
  return { publicKey: asked };
}

function answer(found) {
  const told = { clientDataJSON: toText(found.response.clientDataJSON) };
  for (const each of ["authenticatorData", "signature", "userHandle", "attestationObject"]) {
    if (found.response[each]) told[each] = toText(found.response[each]);
  }
  if (found.response.getTransports) told.transports = found.response.getTransports();
  return JSON.stringify({
    id: found.id,
    rawId: toText(found.rawId),
    type: found.type,
    authenticatorAttachment: found.authenticatorAttachment,
    clientExtensionResults: found.getClientExtensionResults(),
    response: told,
  });
}

async function asked(form) {
  if (form.dataset.passkey !== "ask") return JSON.parse(form.dataset.options);
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const response = await fetch(form.action, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

function listen(form) {
  form.hidden = false;
  const says = form.querySelector("[data-passkey-says]");
  form.addEventListener("submit", async (event) => {
    const field = form.querySelector("[name=passkey]");
    if (field.value) return;
    event.preventDefault();
    says.textContent = "";
    try {
      const options = question(await asked(form));
      const found = form.dataset.passkey === "make"
        ? await navigator.credentials.create(options) : await navigator.credentials.get(options);
      field.value = answer(found);
      form.submit();
    } catch (fault) {
      says.textContent = says.dataset.passkeySays;
    }
  });
}

if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(listen);
