/* Who is at the desk. At a shared computer it is closed until somebody says by PIN who she is, with or without a line,
   and closes after an hour without an act, or when she leaves. What she noted stays hers, and is sent all the same. */
import { ask, showBack } from "./ask.js";
import * as outbox from "./outbox.js";
import * as pins from "./pins.js";
import { hello, leaveAtServer } from "./sender.js";

const QUIET = 3600e3;
const PATIENCE = 4000;
let space = "", url = "";
let here = null;      /* { uid, name, acted, pin }: her last act, and whether a PIN said so */
let isAsking = false; /* the server, who answers better than this page */
let computer = null;  /* { uid, name, letter, space, revoked }: of this desk */

/* `page`: the data of the desk's page; `person`, `name` and `pin` (she came in by PIN) where the server knew her. */
export async function openDoor(page) {
  ({ space, url } = page);
  computer = await known();
  here = await outbox.fact("at") ?? null;
  if (page.person && !await otherThanShown(page)) {
    await come({ uid: page.person, name: page.pin || "", acted: Date.now(), pin: Boolean(page.pin) });
  }
  show();
}

/* She left here without a line, and the server does not know yet. */
async function otherThanShown({ pin }) {
  if (!pin || !await outbox.fact("left")) return false;
  if (await settleLeaving()) location.assign(url);
  return true;
}

export const author = () => here?.uid || "";
export const isShared = () => Boolean(computer);

export function isOpen() {
  if (!computer || here?.pin === false) return true;
  return !computer.revoked && Boolean(here) && !isQuiet();
}

function isQuiet() {
  return Boolean(here?.pin) && Math.abs(Date.now() - here.acted) > QUIET;
}

/* Before each act: false where nobody may note. */
export function acts() {
  if (!isOpen()) return false;
  const isNews = here?.pin && Math.abs(Date.now() - here.acted) > 15000;
  if (here) here.acted = Date.now();
  if (isNews) outbox.setFact("at", here);
  return true;
}

/* True when she had been quiet for too long, and left. */
export async function closeWhenQuiet() {
  if (!isQuiet()) return false;
  await leave();
  return true;
}

export async function leave() {
  isAsking = true;
  setTimeout(() => { isAsking = false; show(); }, PATIENCE);
  await outbox.setFact("left", true);
  await come(null);
}

/* Her PIN was right, here or at the server. */
async function come(person) {
  here = person;
  await outbox.setFact("at", person);
  outbox.tell("at");
  show();
}

/* Another tab changed who is here. */
export async function lookAgain() {
  here = await outbox.fact("at") ?? null;
  show();
}

/* Told to the server before anything is sent; true when nobody is at this computer there. */
export async function settleLeaving() {
  if (!await outbox.fact("left")) return false;
  await leaveAtServer(url);
  const answer = await hello(url);
  const isSettled = answer?.status === 200 && !answer.person;
  if (isSettled) await outbox.setFact("left", false);
  return isSettled;
}

/* What the server says of this computer and who is at it. */
export async function heard(answer) {
  if (answer?.error === "revoked") return revoked();
  if (answer?.status !== 200) {
    isAsking = false;
    return show();
  }
  await learn(answer.device);
  await pins.review(space, computer ? answer.people : []);
  const { person } = answer;
  if (person && !computer) await come({ uid: person.uid, name: "", acted: Date.now(), pin: false });
  /* Her sign-in ended: at a shared computer the next one is asked. */
  if (!person && computer && here?.pin === false) await come(null);
  if (!isOpen() && !(person && await outbox.fact("left"))) return location.assign(url);
  show();
  showBack(Boolean(computer && here?.pin && !person));
}

/* The notes stay; only somebody with a password sends them, or takes them away as a file. */
export async function revoked() {
  if (!computer || computer.revoked) return;
  await learn({ ...computer, revoked: true });
  await pins.review(space, []);
  await come(null);
}

async function learn(device) {
  if (device || computer) await outbox.setComputer(device ? { ...device, space } : null);
  computer = await known();
}

async function known() {
  const found = await outbox.computer().catch(() => null);
  return found?.space === space ? found : null;
}

function show() {
  const isClosed = !isOpen();
  for (const part of document.querySelectorAll("[data-who]")) part.hidden = isClosed;
  const leaver = document.getElementById("leave-desk");
  if (leaver) {
    leaver.hidden = isClosed || !computer || !here?.pin;
    leaver.querySelector("strong").textContent = leaver.hidden ? "" : here.name;
  }
  ask(isClosed && { space, state: computer.revoked ? "revoked" : isAsking ? "waits" : "asks", came });
}

async function came({ uid, name }) {
  await outbox.setFact("left", true);
  await come({ uid, name, acted: Date.now(), pin: true });
}
