/* What the server answers takes its place on the page; a tap of the moment is never swallowed by it. */
let held = 0;

/* Put the parts of a fragment in the place of the parts with their id. The fragment's #live element, or null. */
export async function swap(text) {
  const parts = new DOMParser().parseFromString(text, "text/html");
  const live = parts.getElementById("live");
  if (!live) return null;
  await released();
  const focus = document.activeElement?.id;
  for (const part of parts.body.children) replace(part);
  if (focus && document.activeElement.id !== focus) document.getElementById(focus)?.focus();
  return live;
}

function replace(part) {
  const old = part.id && document.getElementById(part.id);
  if (!old) return;
  const fresh = document.importNode(part, true);
  old.querySelectorAll("details[open][id]").forEach(open => {
    const same = fresh.querySelector(`#${CSS.escape(open.id)}`);
    if (same) same.open = true;
  });
  old.replaceWith(fresh);
  for (const field of old.querySelectorAll("[data-chosen]")) chooseAgain(field, fresh);
}

/* What somebody chose stays chosen, where it is still offered; also when it is what the page had offered. */
function chooseAgain(field, fresh) {
  const same = [...fresh.querySelectorAll(`[name="${field.name}"]`)];
  const radio = field.type === "radio" && field.checked && same.find(one => one.value === field.value);
  const list = field.matches("select") && same[0];
  if (radio) radio.checked = true;
  if (list) list.value = field.value;
  if (radio || list) isChosen(radio || list);
}

export function isChosen(field) {
  field.closest("fieldset")?.querySelectorAll("[data-chosen]").forEach(forget);
  field.dataset.chosen = "yes";
}

function forget(field) {
  delete field.dataset.chosen;
}

document.addEventListener("click", event => { if (event.target.matches("[type=radio]")) isChosen(event.target); });
document.addEventListener("change", event => { if (event.target.matches("select")) isChosen(event.target); });
document.addEventListener("reset", event => [...event.target.elements].forEach(forget));

/* One line of words in a panel, and silence in the others. */
export function say(panel, words) {
  quiet();
  const line = document.getElementById(panel)?.querySelector(".said");
  if (line) line.textContent = words;
}

export function refuse(panel, reasons) {
  quiet();
  const list = document.createElement("ul");
  list.className = "reasons";
  list.append(...reasons.map(words => {
    const line = document.createElement("li");
    line.className = "error";
    line.textContent = words;
    return line;
  }));
  document.getElementById(panel)?.querySelector(".refused")?.replaceChildren(list);
}

export function quiet() {
  document.querySelectorAll(".said, .refused").forEach(line => line.replaceChildren());
}

/* A part swapped between press and release would swallow the click. */
async function released() {
  while (Date.now() < held) await new Promise(resolve => setTimeout(resolve, 20));
}
document.addEventListener("pointerdown", () => { held = Date.now() + 20000; });
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => setTimeout(() => { held = 0; }));
}
