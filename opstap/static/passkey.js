// Passkeys: asks the browser, writes its answer into the form and sends it. Without scripts, or in a browser that
// knows no passkeys, the password and the codes of the phone remain, and the page says so.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

function text(buffer) {
  if (!buffer) return null;
  const letters = Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join("");
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const withBytes = (listed) => (listed || []).map((one) => ({ ...one, id: bytes(one.id) }));

function made({ publicKey }) {
  const user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  // A passkey where the device can: it then opens alone, as it asks for a finger, a face or a PIN.
  const wanted = { ...publicKey.authenticatorSelection, residentKey: "preferred", userVerification: "preferred" };
  const excludeCredentials = withBytes(publicKey.excludeCredentials);
  const asked = { ...publicKey, user, challenge: bytes(publicKey.challenge), excludeCredentials };
  return navigator.credentials.create({ publicKey: { ...asked, authenticatorSelection: wanted } });
}

function shown({ publicKey }) {
  const allowCredentials = withBytes(publicKey.allowCredentials);
  return navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials },
  });
}

function answer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function options(form) {
  if (!form.dataset.options) return JSON.parse(document.getElementById("passkey-options").textContent);
  const said = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!said.ok) throw new Error(`no options: ${said.status}`);
  return said.json();
}

for (const part of document.querySelectorAll("[data-passkey]")) {
  const form = part.querySelector("form");
  const button = form.querySelector("button");
  const say = (what) => {
    for (const line of part.querySelectorAll("[data-said]")) line.hidden = line.dataset.said !== what;
  };
  if (!window.PublicKeyCredential) {
    say("unknown");
    continue;
  }
  part.hidden = false;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    say("");
    try {
      const asked = await options(form);
      const credential = await (part.dataset.passkey === "make" ? made(asked) : shown(asked));
      form.querySelector("[name=credential]").value = answer(credential);
      form.submit();
    } catch (error) {
      say(error.name === "InvalidStateError" ? "known" : "stopped");
      button.disabled = false;
    }
  });
}
