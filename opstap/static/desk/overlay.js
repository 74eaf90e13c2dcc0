/* Laid over what the server showed: what this browser noted and the server has not shown yet. Today's counts, the
   tap that a second tap is about, for whom help is noted, and what has been undone already. */
import { countsSomebody, targetOf } from "./acts.js";
import { isChosen } from "./show.js";
import { count, hour, word } from "./words.js";

const before = new WeakMap();

/* `kept`: the records of this desk that lie on the disk or were received; `writing`: those on their way there, which
   a second tap may be about but which do not count yet. `skew`: to the server's clock, in milliseconds. */
export function overlay(kept, writing, skew) {
  const records = [...kept, ...writing];
  const undone = new Set(records.filter(({ item }) => item.kind === "undo").map(({ item }) => item.target));
  const here = records.filter(record => countsSomebody(record) && !undone.has(targetOf(record)));
  showCounts(kept);
  aim(here.at(-1), records, skew, undone);
  forWhom(here, records, skew);
  for (const button of document.querySelectorAll("[form=f-undo]:not(#undo-last)")) {
    hold(button, "disabled", undone.has(button.value) ? true : undefined);
  }
}

function showCounts(records) {
  for (const [id, name] of [["count-today", "visits"], ["help-today", "helped"], ["away-today", "away"]]) {
    const place = document.getElementById(id);
    if (!place) continue;
    const n = Number(place.dataset.n) + records.reduce((sum, { effect }) => sum + (effect[name] || 0), 0);
    if (place.dataset.shown === String(n) || !place.dataset.shown && n === Number(place.dataset.n)) continue;
    place.dataset.shown = n;
    place.replaceChildren(...withNumber(count(place.dataset.words, n), String(n)));
  }
}

function withNumber(text, n) {
  const at = text.indexOf(n);
  const strong = document.createElement("strong");
  strong.className = "num";
  strong.textContent = n;
  return [text.slice(0, at), strong, text.slice(at + n.length)];
}

/* What is tapped next is about the tap just made, even before its receipt is here. */
function aim(last, records, skew, undone) {
  for (const field of document.querySelectorAll("input[type=hidden][data-tap]")) hold(field, "value", last?.id);
  hold(document.getElementById("last"), "disabled", last && false);
  const about = document.querySelector("#last .aim");
  if (about) hold(about, "textContent", last && `${hour(last.at + skew)} · ${last.said}`);
  aimUndo(last, undone);
  const aimed = document.querySelector("#last [data-tap]")?.value;
  press(".tile", "purpose", last, aimed, records);
  press(".chip[form=f-e_service]", "e_service", last, aimed, records);
}

/* The button of what was said last about the tap looks pressed. */
function press(buttons, kind, last, aimed, records) {
  const said = records.filter(({ item }) => item.kind === kind && item.tap === aimed).at(-1);
  for (const button of document.querySelectorAll(`#last ${buttons}`)) {
    const pressed = said ? String(button.value === said.item[kind]) : last && "false";
    hold(button, "ariaPressed", pressed);
  }
}

function aimUndo(last, undone) {
  const undo = document.getElementById("undo-last");
  if (!undo) return;
  hold(undo, "value", last && targetOf(last));
  hold(undo, "disabled", last ? false : undone.has(undo.value) || undefined);
  for (const name of ["visits", "helped", "away"]) hold(undo.dataset, name, last && String(last.effect[name] || 0));
  const number = undo.querySelector(".num");
  if (number) hold(number, "textContent", last && `+${last.effect.visits}`);
}

/* The last one who had no help yet is chosen, unless somebody chose herself. */
function forWhom(here, records, skew) {
  const place = document.querySelector("#help_visit .chips");
  if (!place) return;
  const chosen = place.querySelector("input[data-chosen]:checked")?.value;
  place.querySelectorAll("[data-waiting]").forEach(waiting => waiting.remove());
  const helped = tap => records.filter(({ item }) => item.kind === "help" && item.visit === tap).length;
  const free = here.filter(({ id, effect, item }) => item.kind === "visits" && helped(id) < effect.visits);
  const newest = free.slice(-4).reverse();
  place.prepend(...newest.map((record, i) => chip(record, i === 0 ? "last_one" : "came_at", skew)));
  const radios = [...place.querySelectorAll("input[type=radio]")];
  const own = radios.find(radio => radio.value === chosen);
  if (own) {
    own.checked = true;
    isChosen(own);
    return;
  }
  const called = place.querySelector("[data-turn]");
  const auto = newest.length && !called ? radios[0] : radios.find(radio => radio.defaultChecked) || radios[0];
  auto.checked = true;
}

function chip(record, name, skew) {
  const label = document.createElement("label");
  const radio = Object.assign(document.createElement("input"), { type: "radio", name: "visit", value: record.id });
  label.className = "chip";
  label.dataset.waiting = "";
  const more = record.effect.visits > 1 && name === "came_at" ? ` (${record.effect.visits})` : "";
  label.append(radio, word(name, { hour: hour(record.at + skew) }) + more);
  return label;
}

/* Set a property as long as there is a value for it; without one, what the server had said comes back. */
function hold(thing, name, value) {
  if (!thing) return;
  const known = before.get(thing) ?? {};
  if (value === undefined && !(name in known)) return;
  if (!(name in known)) before.set(thing, { ...known, [name]: thing[name] });
  const next = value === undefined ? before.get(thing)[name] : value;
  if (next === undefined) delete thing[name]; else thing[name] = next;
}
