/* The desk without waiting, with and without a line: every tap is written to the outbox first, then sent, and
   counts as saved only once the server's receipt is back. Without this file every button is a plain form. */
import { hasFields, recordOf } from "./acts.js";
import { askToKeep, register, storageState } from "./app.js";
import { dropOf, formOf, listenToApart, mend, reasonsOf, showApart, takeMended } from "./apart.js";
import { MOMENT, showBar } from "./bar.js";
import { wrongIn } from "./checks.js";
import { hearTime, heardTime, recallTime, skew } from "./clock.js";
import * as door from "./door.js";
import { readFile, saveFile } from "./file.js";
import { listenToKeys, press } from "./keys.js";
import { guardLeaving } from "./leave.js";
import * as outbox from "./outbox.js";
import { overlay } from "./overlay.js";
import { hello, makeSender } from "./sender.js";
import { quiet, refuse, say, swap } from "./show.js";
import { count, word } from "./words.js";

const desk = document.getElementById("desk");
const { space, home } = desk.dataset;
const panels = new Map();
const written = new WeakSet();
let writing = [], records = [], received = [], listing = 0;
let why = "", works = false, refreshing = null, later = 0;

const sender = makeSender({ home, space, told, settled, before: door.settleLeaving });
const opened = outbox.openOutbox(changed).then(open).catch(() => {});
const here = () => [...received, ...records.filter(one => one.state === "waits" && one.space === space && !one.drops)];

/* 1 Taking a tap */
document.addEventListener("submit", event => {
  if (!event.target.matches("[data-send]")) return;
  event.preventDefault();
  take(event.target, event.submitter);
});

async function take(form, button) {
  const panel = (button || form).closest("section")?.id;
  await opened;
  if (!door.acts()) return door.lookAgain();
  const wrong = wrongIn(form, new FormData(form, button));
  if (wrong.length) return refuse(panel, wrong);
  const mended = takeMended(form);
  const record = recordOf(form, button, { space, author: door.author(), mended });
  writing.push(record);
  quiet();
  paint();
  if (hasFields(form)) form.reset();
  panels.set(record.id, panel);
  const kept = await outbox.keep(record, mended?.id);
  written.add(record);
  await list();
  if (kept && panels.has(record.id)) say(panel, word("kept", { what: record.said }));
  sender.send();
  if (!kept || await askToKeep()) showStorage();
}

/* 2 What waits, as this and the other tabs know it */
async function list() {
  const turn = ++listing;
  const found = await outbox.all();
  /* An older look may be ready later than a newer one. */
  if (turn !== listing) return;
  records = found;
  writing = writing.filter(record => !written.has(record));
  paint();
}

function paint() {
  clearTimeout(later);
  overlay(here(), writing, skew());
  const waiting = records.filter(record => record.state === "waits");
  const dropping = new Set(waiting.map(record => record.drops).filter(Boolean));
  const apart = records.filter(record => record.state === "apart");
  showBar({ waiting, writing: writing.length, apart: apart.filter(one => !dropping.has(one.id)), why, kept: outbox.durable(), space, skew: skew() });
  showApart(apart, dropping, skew());
  if (waiting.length) later = setTimeout(paint, MOMENT);
}

async function changed(what) {
  if (what === "at") return door.lookAgain();
  await list();
  if (what === "settled") refresh();
}

/* 3 What the server answered */
async function settled(batch, results) {
  /* A tab that is just being opened was perhaps written before this, and hears of it too late. */
  localStorage.setItem("desk-settled", Date.now());
  const answers = new Map(results.map(result => [result.id, result]));
  records = records.filter(({ id }) => !outbox.isReceipt(answers.get(id)));
  for (const record of batch) {
    const answer = answers.get(record.id);
    if (outbox.isReceipt(answer)) {
      if (record.space === space && !record.drops) received.push(record);
      if (panels.has(record.id)) say(panels.get(record.id), answer.says || word("saved", { what: record.said }));
      panels.delete(record.id);
    }
    if (outbox.isRefusal(answer)) refused({ ...record, ...answer });
  }
  await list();
  refresh();
}

async function told(reason) {
  why = reason;
  if (why === "revoked") await door.revoked();
  paint();
}

function refused(record) {
  const panel = panels.get(record.id);
  if (!panel) return;
  if (hasFields(formOf(record))) mend(record);
  refuse(panel, reasonsOf(record));
}

/* 4 What the server shows: another desk counts too, and the page may have stood open since yesterday */
function refresh() {
  refreshing ??= show().then(isOld => {
    refreshing = null;
    if (isOld) refresh();
  });
  return refreshing;
}

/* True when something was received meanwhile, which the answer may not hold yet. */
async function show() {
  const shown = [...received];
  const url = new URL(desk.dataset.url, location.href);
  url.searchParams.set("tap", document.querySelector("#last [data-tap]").value);
  if (desk.dataset.all) url.searchParams.set("all", "1");
  try {
    const response = await fetch(url, { headers: { "HX-Request": "true" }, redirect: "manual", cache: "no-store" });
    const live = response.ok && await swap(await response.text());
    if (live) takeOver(live, shown);
    if (response.status === 401) await greet();
  } catch { /* the next tap will tell */ }
  return received.some(record => !shown.includes(record));
}

function takeOver(live, shown) {
  received = received.filter(record => !shown.includes(record));
  if (desk.dataset.day && live.dataset.day !== desk.dataset.day && !here().length) return location.reload();
  hearTime(Date.parse(live.dataset.now));
  tellWhenOld(live.dataset.version);
  overlay(here(), writing, skew());
  if (desk.dataset.shell && !records.length) leaveShell();
}

/* The server was updated while this page stood open. What waits is kept, also when it is loaded again. */
function tellWhenOld(version) {
  if (version !== desk.dataset.version) document.getElementById("is-old").hidden = false;
}

/* The line is back and nothing waits: the whole desk, with names and menu, unless somebody is filling in a form. */
function leaveShell() {
  const last = Number(sessionStorage.getItem("desk-left-shell"));
  if (document.activeElement?.matches("input, select") || Date.now() - last < 60000) return;
  sessionStorage.setItem("desk-left-shell", Date.now());
  location.reload();
}

async function lookAgain() {
  await door.closeWhenQuiet();
  if (document.hidden) return;
  if (!door.isOpen()) await greet();
  if (records.some(record => record.state === "waits")) sender.send(); else refresh();
}

/* 5 Notes apart, files, this computer */
async function drop(record, reason) {
  await outbox.keep(dropOf(record, reason, door.author()));
  await list();
  sender.send();
}

async function bringIn(field) {
  const [file] = field.files;
  if (!file) return;
  try {
    const notes = await readFile(file);
    for (const note of notes) await outbox.keep(note);
    say("computer", count("brought_in", notes.length));
  } catch (problem) {
    refuse("computer", [problem.message]);
  }
  field.value = "";
  await list();
  sender.send();
}

/* At a shared computer nothing waits for the line: what was noted keeps its author, and goes by itself. */
async function leaveDesk(event) {
  event.preventDefault();
  await door.leave();
  sender.send();
  await greet();
}

async function showStorage() {
  const state = await storageState(outbox.durable(), works);
  const panel = document.getElementById("computer");
  panel.hidden = false;
  panel.querySelectorAll("[data-storage]").forEach(line => { line.hidden = line.dataset.storage !== state; });
}

/* 6 Start */
async function open() {
  hearTime(Date.parse(desk.dataset.now));
  recallTime(await outbox.fact("time"));
  await door.openDoor(desk.dataset);
}

async function greet() {
  await door.settleLeaving();
  const answer = await hello(desk.dataset.url);
  if (answer?.now) await outbox.setFact("time", heardTime());
  if (answer?.now) tellWhenOld(answer.version);
  if (answer?.person && desk.dataset.shell) refresh();
  if (answer?.status === 401) why = answer.error === "revoked" ? "revoked" : "sign_in";
  await door.heard(answer);
  paint();
}

async function start() {
  await opened;
  await list();
  await window.deskEarly.release(press);
  listenToKeys();
  desk.dataset.ready = "yes";
  sender.send();
  if (Number(localStorage.getItem("desk-settled")) > performance.timeOrigin) refresh();
  await greet();
  works = await register(JSON.parse(document.getElementById("desk-shells").textContent));
  await showStorage();
}

document.getElementById("send-now").addEventListener("click", () => sender.send());
document.getElementById("save-file").addEventListener("click", async () => saveFile(await outbox.all(), space));
document.getElementById("open-file").addEventListener("change", event => bringIn(event.target));
listenToApart({ find: async id => records.find(record => record.id === id), drop, save: chosen => saveFile(chosen, space) });
guardLeaving({ sender, author: door.author, space, stays: door.isShared });
document.getElementById("leave-desk")?.addEventListener("submit", leaveDesk);
window.addEventListener("online", () => { sender.send(); greet(); });
document.addEventListener("visibilitychange", lookAgain);
window.addEventListener("pageshow", event => { if (event.persisted) lookAgain(); });
window.addEventListener("beforeunload", event => { if (records.length && !outbox.durable()) event.preventDefault(); });
setInterval(lookAgain, desk.dataset.shell ? 15000 : 60000);
start();
