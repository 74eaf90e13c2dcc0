/* Every action has a key; who does not want them switches them off. */
const writes = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable], dialog";
const toggle = document.getElementById("keys");
let on = localStorage.getItem("desk-keys") !== "off";

function show() {
  document.body.classList.toggle("keys-on", on);
  toggle.setAttribute("aria-pressed", on);
  toggle.textContent = on ? toggle.dataset.on : toggle.dataset.off;
}

export function press(event) {
  if (!on || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest(writes)) return;
  /* On a Belgian keyboard the digits need Shift: the place of the key counts. */
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  const key = digit ? digit[1] : event.key.toUpperCase();
  const control = document.querySelector(`[aria-keyshortcuts="${CSS.escape(key)}"]`);
  /* At a shared computer the desk is closed until somebody says who she is. */
  if (!control || control.closest("[hidden]")) return;
  event.preventDefault();
  if (control.matches("button")) control.click(); else control.focus();
}

export function listenToKeys() {
  toggle.addEventListener("click", () => {
    on = !on;
    localStorage.setItem("desk-keys", on ? "on" : "off");
    show();
  });
  toggle.parentElement.hidden = false;
  show();
  document.addEventListener("keydown", press);
}
