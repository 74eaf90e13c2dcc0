/* What the server refused: mended, saved as a file, or thrown away with a reason. Nothing goes by itself. */
import { reading } from "./clock.js";
import { uuid7 } from "./ids.js";
import { isChosen } from "./show.js";
import { hour, word } from "./words.js";

const panel = document.getElementById("apart");
const pattern = document.getElementById("apart-row");
const mendingLine = document.getElementById("mending");
let mended = null;

/* `dropping`: the ids on their way out, whose throwing away waits for its receipt. */
export function showApart(records, dropping, skew) {
  panel.hidden = !records.length;
  const known = new Map([...panel.querySelectorAll("[data-id]")].map(row => [row.dataset.id, row]));
  panel.querySelector("ul").replaceChildren(...records.map(record => known.get(record.id) || rowOf(record, skew)));
  for (const row of panel.querySelectorAll("[data-id]")) row.classList.toggle("going", dropping.has(row.dataset.id));
}

function rowOf(record, skew) {
  const row = pattern.content.firstElementChild.cloneNode(true);
  row.dataset.id = record.id;
  row.querySelector("[data-what]").textContent = `${hour(record.at + skew)} · ${record.said || word("unreadable")}`;
  row.querySelector("[data-why]").append(...reasonsOf(record).map(words => {
    const line = document.createElement("li");
    line.textContent = words;
    return line;
  }));
  row.querySelector("[data-do=mend]").hidden = !formOf(record);
  return row;
}

export function reasonsOf(record) {
  const words = Object.values(record.errors ?? {}).flat();
  return words.length ? words : [word("unreadable")];
}

/* `find(id)` gives the record; `drop(record, reason)` and `save(records)` do what was chosen. */
export function listenToApart({ find, drop, save }) {
  panel.addEventListener("click", async event => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    const record = await find(button.closest("[data-id]").dataset.id);
    if (!record) return;
    if (button.dataset.do === "mend") mend(record);
    if (button.dataset.do === "save") save([record]);
    if (button.dataset.do === "drop") drop(record, button.value);
  });
  mendingLine.querySelector("button").addEventListener("click", () => stopMending());
}

/* The note that takes its leave: it is sent, and the refused one goes with its receipt. */
export function dropOf(record, reason, author) {
  const item = { kind: "drop", id: uuid7(), happened_at: new Date().toISOString(), target: record.id,
    target_kind: record.item.kind || "", reason };
  if (author) item.author = author;
  return { id: item.id, space: record.space, state: "waits", at: Date.now(), clock: reading(), item, effect: {}, drops: record.id,
    said: word("thrown_away", { what: record.said }) };
}

/* The form of that kind, the one with fields of its own where there are two. */
export function formOf({ item }) {
  const kinds = [...document.querySelectorAll("form[data-send] [name=kind]")];
  return kinds.filter(field => field.value === item.kind).at(-1)?.form;
}

export function mend(record) {
  const form = formOf(record);
  if (!form) return;
  stopMending();
  mended = record;
  for (const field of form.elements) answer(field, record.item[field.name]);
  const place = document.querySelector(`[form="${form.getAttribute("id")}"]`)?.closest("section") || form.closest("section");
  mendingLine.querySelector("[data-what]").textContent = word("mending", { what: record.said });
  place.querySelector(".counter").prepend(mendingLine);
  mendingLine.hidden = false;
  mendingLine.scrollIntoView({ block: "nearest" });
  mendingLine.focus();
}

function answer(field, value) {
  if (["kind", "id", "tap", "target", "csrfmiddlewaretoken"].includes(field.name) || field.matches("button")) return;
  const values = [value ?? ""].flat().map(String);
  if (!field.matches("[type=radio], [type=checkbox]")) field.value = values[0];
  else field.checked = values.includes(field.value);
  if (field.type === "radio" && field.checked) isChosen(field);
  if (values[0] && field.closest("details") && (field.checked || field.value)) field.closest("details").open = true;
}

/* The record that a note from this form takes the place of; null where none is being mended. */
export function takeMended(form) {
  const record = mended && form.querySelector("[name=kind]")?.value === mended.item.kind ? mended : null;
  if (record) stopMending();
  return record;
}

function stopMending() {
  mended = null;
  mendingLine.hidden = true;
  document.getElementById("apart").after(mendingLine);
}
