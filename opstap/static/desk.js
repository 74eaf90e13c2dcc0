/* The desk without waiting: every tap gets an id of its own here, is sent in order, and counts as saved only
   once the server's receipt is back. What could not be sent stays, is shown, and can be sent again.
   Without this file every button is a plain form and does the same. */
"use strict";
(() => {
  const desk = document.getElementById("desk");
  const unsent = document.getElementById("unsent");
  const queue = [];
  const writes = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]";
  let sending = false, stuck = false, held = 0;
  /* The server's clock, not this computer's. */
  let skew = Date.parse(desk.dataset.now) - Date.now();

  function uuid7() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    let rest = Date.now();
    for (let i = 5; i >= 0; i--) { bytes[i] = rest % 256; rest = Math.floor(rest / 256); }
    bytes[6] = bytes[6] & 0x0f | 0x70;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /* A form with a field called "id" hides its own id. */
  const nameOf = form => form.getAttribute("id");

  /* 1 Taking a tap */
  document.addEventListener("submit", event => {
    const form = event.target;
    if (!form.matches("[data-send]")) return;
    event.preventDefault();
    if (nameOf(form) === "f-help" && form.hasAttribute("aria-busy")) return;
    const button = event.submitter;
    const data = new FormData(form, button);
    const item = { id: uuid7(), at: new Date(Date.now() + skew), form, data, panel: (button || form).closest("section") };
    item.said = (button && button.dataset.say) || form.dataset.say || "";
    if (nameOf(form) === "f-own") item.said = `${item.said} · ${data.get("people")}`;
    data.delete("csrfmiddlewaretoken");
    data.set("id", item.id);
    data.set("happened_at", item.at.toISOString());
    if (nameOf(form) === "f-help") form.setAttribute("aria-busy", "true");
    queue.push(item);
    aim();
    send();
    setTimeout(showUnsent, 700);
  });

  /* What is tapped next is about the tap just made, even before its receipt is here. */
  function aim() {
    const last = queue.filter(item => item.data.get("kind") === "visits").at(-1);
    if (!last) return;
    document.querySelectorAll("[data-tap]").forEach(field => { field.value = last.id; });
    const undo = document.getElementById("undo-last");
    undo.value = `tap:${last.id}`;
    undo.disabled = document.getElementById("last").disabled = false;
    document.querySelector("#last .aim")?.replaceChildren();
  }

  /* 2 Sending, one after the other */
  async function send() {
    if (sending) return;
    sending = true;
    stuck = false;
    while (queue.length && !stuck) await deliver(queue[0]);
    sending = false;
    queue.forEach(item => free(item, true));
    showUnsent();
  }

  /* Read when sending: signing in again in another tab changes it. */
  function token() {
    return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] || "";
  }

  async function deliver(item) {
    let response, text;
    try {
      response = await fetch(item.form.action, {
        method: "POST", body: new URLSearchParams(item.data), redirect: "manual",
        headers: { "HX-Request": "true", "X-CSRFToken": token() }, signal: AbortSignal.timeout(15000),
      });
      text = await response.text();
    } catch { response = null; }
    /* A sign-in page or a Wi-Fi portal also answers 200: only the receipt tells. */
    const saved = response && response.ok && response.headers.get("Opstap-Receipt") === item.id;
    const refused = response && response.headers.has("Opstap-Refused");
    stuck = !saved && !refused;
    if (!stuck) queue.shift();
    await released();
    if (saved) swap(text, item);
    if (refused) say(item, text, true);
    free(item, !refused);
  }

  /* The form of a note is ready for the next one; it keeps what was typed when that was refused. */
  function free(item, empty) {
    if (item.freed) return;
    item.freed = true;
    if (empty && ["f-help", "f-own"].includes(nameOf(item.form))) item.form.reset();
    item.form.removeAttribute("aria-busy");
  }

  function showUnsent() {
    unsent.hidden = !queue.length;
    const hour = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
    unsent.querySelector("ul").replaceChildren(...queue.map(item => {
      const line = document.createElement("li");
      line.textContent = `${hour.format(item.at)} · ${item.said}`;
      return line;
    }));
  }
  unsent.querySelector("button").addEventListener("click", send);
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", event => { if (queue.length) event.preventDefault(); });

  /* 3 Showing what the server answered */
  function swap(text, item) {
    const parts = new DOMParser().parseFromString(text, "text/html");
    const live = parts.getElementById("live");
    if (!live) return;
    if (live.dataset.day !== desk.dataset.day && !queue.length) return location.reload();
    skew = Date.parse(live.dataset.now) - Date.now();
    const focus = document.activeElement && document.activeElement.id;
    for (const part of parts.body.children) replace(part);
    if (focus && document.activeElement.id !== focus) document.getElementById(focus)?.focus();
    if (item) say(item, live.dataset.said, false);
    aim();
  }

  function replace(part) {
    const old = part.id && document.getElementById(part.id);
    if (!old) return;
    const fresh = document.importNode(part, true);
    old.querySelectorAll("details[open][id]").forEach(open => { fresh.querySelector(`#${open.id}`).open = true; });
    const chosen = old.querySelector("input[type=radio]:checked:not([checked])");
    const again = chosen && [...fresh.querySelectorAll("input[type=radio]")].find(one => one.value === chosen.value);
    old.replaceWith(fresh);
    if (again) again.checked = true;
  }

  function say(item, said, refused) {
    document.querySelectorAll(".said").forEach(line => line.replaceChildren());
    document.querySelectorAll(".refused").forEach(line => line.replaceChildren());
    /* The panel itself may have been swapped since the tap. */
    const panel = document.getElementById(item.panel.id);
    if (!refused) panel.querySelector(".said").textContent = said;
    else panel.querySelector(".refused").append(...new DOMParser().parseFromString(said, "text/html").body.children);
  }

  /* A part swapped between press and release would swallow the click. */
  async function released() {
    while (Date.now() < held) await new Promise(resolve => setTimeout(resolve, 20));
  }
  document.addEventListener("pointerdown", () => { held = Date.now() + 20000; });
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => setTimeout(() => { held = 0; }));
  }

  /* 4 Another desk counts too, and the page may have stood open since yesterday */
  async function refresh() {
    if (document.hidden || queue.length) return;
    const url = new URL(document.getElementById("f-undo").action);
    url.searchParams.set("tap", document.querySelector("#last [data-tap]").value);
    try {
      const response = await fetch(url, { headers: { "HX-Request": "true" }, redirect: "manual" });
      const text = await response.text();
      await released();
      if (response.ok && !queue.length) swap(text);
    } catch { /* the next tap will tell */ }
  }
  document.addEventListener("visibilitychange", refresh);
  window.addEventListener("pageshow", event => { if (event.persisted) refresh(); });
  setInterval(refresh, 60000);

  /* 5 Keys */
  const toggle = document.getElementById("keys");
  let keys = localStorage.getItem("desk-keys") !== "off";
  function showKeys() {
    document.body.classList.toggle("keys-on", keys);
    toggle.setAttribute("aria-pressed", keys);
    toggle.textContent = keys ? toggle.dataset.on : toggle.dataset.off;
  }
  toggle.addEventListener("click", () => {
    keys = !keys;
    localStorage.setItem("desk-keys", keys ? "on" : "off");
    showKeys();
  });
  toggle.parentElement.hidden = false;
  showKeys();
  document.addEventListener("keydown", event => {
    if (!keys || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest(writes)) return;
    /* On a Belgian keyboard the digits need Shift: the place of the key counts. */
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
    const key = digit ? digit[1] : event.key.toUpperCase();
    const control = document.querySelector(`[aria-keyshortcuts="${CSS.escape(key)}"]`);
    if (!control) return;
    event.preventDefault();
    if (control.matches("button")) control.click(); else control.focus();
  });
})();
