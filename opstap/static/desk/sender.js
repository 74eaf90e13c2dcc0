/* Sends what waits, in order, in batches. Only one tab at a time; a note leaves only on a receipt with its id.
   A sign-in page, a Wi-Fi portal, an error, silence: all of them change nothing, and it is tried again. */
import { byOneClock, hearTime, isOdd } from "./clock.js";
import * as outbox from "./outbox.js";
import { word } from "./words.js";

const MOST = 100;
const PAUSES = [2, 4, 8, 15, 30, 60];
const PATIENCE = 20000;

/* `home`: "/en/desk/"; `space`: the slug of this desk; `told(why)`: after each attempt, "" when all is sent;
   `settled(records, results)`: after each answer; `before()`: what the server must know first. */
export function makeSender({ home, space, told, settled, before = () => {} }) {
  let running = null, wanted = false, failures = 0, timer = 0;

  function send() {
    clearTimeout(timer);
    wanted = true;
    running ??= work().finally(() => { running = null; });
    return running;
  }

  async function work() {
    let why = "";
    while (wanted) {
      wanted = false;
      why = await inTurn(drain).catch(() => "line");
    }
    failures = why ? failures + 1 : 0;
    if (why) timer = setTimeout(send, pause(failures));
    told(why);
    return why;
  }

  /* This desk first; notes of another desk made in this browser go too, where the person works there. */
  async function drain() {
    const spaces = new Set((await outbox.waiting()).map(record => record.space));
    const order = [...spaces].sort((one, other) => (other === space) - (one === space));
    if (order.length) await before();
    const reasons = [];
    for (const slug of order) reasons.push(await drainSpace(slug));
    return reasons.find(Boolean) || "";
  }

  async function drainSpace(slug) {
    const desk = `${home}${slug}/`;
    let size = MOST, hasAsked = false;
    for (;;) {
      const next = (await outbox.waiting()).filter(record => record.space === slug).slice(0, size);
      if (!next.length) return "";
      if (!hasAsked && next.some(isOdd)) {
        if (!await hello(desk)) return "line";
        hasAsked = true;
      }
      const { batch, sentAt } = byOneClock(next);
      const answer = await post(desk, sentAt, batch.map(record => record.item));
      if (answer.smaller && batch.length > 1) { size = batch.length >> 1; continue; }
      const results = answer.smaller && answer.ours ? [tooLarge(batch[0], answer)] : answer.results;
      if (!results) return answer.why || "line";
      const { gone, apart } = await outbox.settle(batch, results);
      settled(batch, results);
      if (!gone.length && !apart.length) return "later";
    }
  }

  return { send, isStuck: () => failures > 0 };
}

function pause(failures) {
  return 1000 * PAUSES[Math.min(failures, PAUSES.length) - 1] * (0.8 + 0.4 * Math.random());
}

/* Two tabs, one outbox: the others wait for their turn and then find nothing left to do. */
function inTurn(work) {
  return navigator.locks ? navigator.locks.request("opstap-desk-sending", work) : work();
}

function tooLarge(record, answer) {
  return { id: record.id, outcome: "refused", errors: { "": [answer.says || word("unreadable")] } };
}

/* { results } | { smaller, ours } | { why } */
async function post(desk, sentAt, items, again = false) {
  const { response, body } = await ask(`${desk}batch/`, {
    method: "POST", body: JSON.stringify({ sent_at: sentAt, items }),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
  });
  if (!response) return { why: "line" };
  const ours = response.headers.get("Opstap-Desk") === "1";
  if (response.status === 413 || ours && response.status === 400) return { smaller: true, ours, says: body?.says };
  if (!ours || !body) return { why: "line" };
  if (body.error === "csrf" && !again) {
    await hello(desk);
    return post(desk, sentAt, items, true);
  }
  if (response.status === 200 && Array.isArray(body.results)) return { results: body.results };
  return { why: reasonOf(response.status, body.error) };
}

function reasonOf(status, error) {
  if (status === 401) return error === "revoked" ? "revoked" : "sign_in";
  return status === 403 || status === 404 ? "not_yours" : "line";
}

/* Who is there, what the server's clock says, and a fresh token in the cookie; null without a line. */
export async function hello(desk) {
  const { response, body } = await ask(`${desk}hello/`, {});
  const ours = response?.headers.get("Opstap-Desk") === "1";
  if (ours) hearTime(Date.parse(body?.now));
  return ours && body ? { status: response.status, ...body } : null;
}

/* Nobody is at this shared computer any more. The answer says nothing: a portal may give the same. */
export async function leaveAtServer(desk) {
  const tell = () => ask(`${desk}leave/`, { method: "POST", headers: { "X-CSRFToken": token() } });
  if ((await tell()).body?.error !== "csrf") return;
  await hello(desk);
  await tell();
}

async function ask(url, options) {
  try {
    const headers = { Accept: "application/json", ...options.headers };
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(url, { redirect: "manual", cache: "no-store", ...options, headers, signal });
    const body = await response.text();
    return { response, body: read(body) };
  } catch {
    return {};
  }
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/* Read when sending: signing in again in another tab changes it. */
function token() {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] || "";
}
