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
  const chosen = old.querySelector("input[type=radio]:checked:not([checked])");
  const again = chosen && [...fresh.querySelectorAll("input[type=radio]")].find(one => one.value === chosen.value);
  old.replaceWith(fresh);
  if (again) again.checked = true;
}

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
