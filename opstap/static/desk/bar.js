/* The line at the lower edge: how many notes wait, since when, and why. Always there, and it moves no button. */
import { targetOf } from "./acts.js";
import { age, count, hour, word } from "./words.js";

export const MOMENT = 1500;
const bar = document.getElementById("unsent");

/* `waiting`, `apart`: records; `writing`: how many are on their way to the disk; `why`: the reason of
   the last attempt, "" when there is none; `kept`: notes are on the disk. */
export function showBar({ waiting, writing, apart, why, kept, space, skew }) {
  const line = bar.querySelector("#unsent-state");
  const state = waiting.length && (why || isOld(waiting)) ? "waiting" : waiting.length || writing ? "sending" : "sent";
  const calm = state === "sending" ? word("sending") : apart.length ? "" : word("all_sent");
  const words = state === "waiting" ? stateOf(waiting, skew) : calm;
  if (line.textContent !== words) line.textContent = words;
  bar.hidden = false;
  bar.dataset.state = state;
  bar.classList.toggle("is-warn", state === "waiting" || apart.length > 0);
  bar.classList.toggle("is-ok", state !== "waiting" && !apart.length);
  showWhy(waiting.length ? why : "", kept);
  showApart(apart.length);
  bar.querySelector("#send-now").hidden = state !== "waiting";
  const list = bar.querySelector("details");
  list.hidden = state !== "waiting";
  list.querySelector("ul").replaceChildren(...waiting.map(record => lineOf(record, waiting, space, skew)));
}

/* What is on its way for longer than a moment waits. */
function isOld(waiting) {
  return Date.now() - Math.min(...waiting.map(record => record.since ?? record.at)) > MOMENT;
}

function stateOf(waiting, skew) {
  const oldest = Math.min(...waiting.map(record => record.at));
  const since = { hour: hour(oldest + skew), age: age(Date.now() - oldest) };
  return `${count("unsent", waiting.length)} ${word("since", since)}`;
}

function showWhy(why, kept) {
  const place = bar.querySelector("#unsent-why");
  const words = why ? `${word(`why_${why}`)} ${word(kept ? "is_kept" : "keep_open")}` : "";
  if (place.textContent !== words) place.replaceChildren(...partsOf(why, kept));
  place.hidden = !why;
  place.classList.toggle("aside", kept && isPatient(why));
  bar.querySelector("#sign-in").hidden = why !== "sign_in" && why !== "revoked";
}

const isPatient = why => why === "line" || why === "later";

/* Where there is little room, what asks for nothing gives way to what may be lost. */
function partsOf(why, kept) {
  if (!why) return [];
  const reason = document.createElement("span");
  reason.textContent = `${word(`why_${why}`)} `;
  reason.classList.toggle("aside", isPatient(why));
  return [reason, word(kept ? "is_kept" : "keep_open")];
}

function showApart(n) {
  const link = bar.querySelector("#apart-link");
  link.hidden = !n;
  if (n) link.textContent = count("apart", n);
}

function lineOf(record, waiting, space, skew) {
  const item = document.createElement("li");
  const undone = waiting.some(other => other.item.kind === "undo" && other.item.target === targetOf(record));
  const words = document.createElement(undone ? "del" : "span");
  const place = record.space === space ? "" : ` (${record.space})`;
  words.textContent = `${hour(record.at + skew)} · ${record.said}${place}`;
  item.append(words);
  const target = targetOf(record);
  if (target && !undone && record.space === space) item.append(undoButton(record, target, skew));
  return item;
}

/* Undoing what was not sent is a further note: the order is kept, and the server sees both. */
function undoButton(record, target, skew) {
  const button = document.getElementById("undo-waiting").content.firstElementChild.cloneNode(true);
  button.value = target;
  for (const [name, n] of Object.entries(record.effect)) button.dataset[name] = n;
  button.querySelector(".vh").textContent = `, ${record.said}, ${hour(record.at + skew)}`;
  return button;
}
