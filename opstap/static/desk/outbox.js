/* The outbox: every act lies here, on the disk, before the page says so, and leaves only on a receipt.

   A record: { n, id, space, state, at, item, said, effect, … }
     state   "waits" until there is a receipt; "apart" when the server refused it (errors, outcome)
     item    what is sent, never changed: the same at every resend
     said    the act in the words of the button; at: when, by this computer's clock
     clock   what was known of the time when it was noted; see clock.js
     effect  what it adds to today's counts: { visits, helped, away }
     drops   the id of the record that goes when this one has its receipt
   Without a database records are only in this page (`durable()` is false); they then count when received. */
import { ensureKey, markKeyOf, openSealed, openVault, seal } from "./vault.js";

const LOOSE = 2 ** 50;
const COMPUTER = "computer";
const loose = [];
const opened = new Map();
let vault = null;
let broken = false;
let opening = null;
let order = Promise.resolve();
let channel = null;
let wiped = false;

/* What is tapped meanwhile waits its turn. `changed(what)`: another tab wrote, or settled. */
export function openOutbox(changed) {
  order = openVault().then(found => { vault = found; });
  opening = order;
  if (globalThis.BroadcastChannel) {
    channel = new BroadcastChannel("opstap-desk");
    channel.addEventListener("message", event => changed(event.data));
  }
  return opening;
}

export const durable = () => Boolean(vault) && !broken;

export function tell(what) {
  channel?.postMessage(what);
}

/* Write one record, in the order of the taps; true when it is on the disk. `instead` leaves at the same moment. */
export function keep(record, instead = "") {
  const written = order.then(() => write(record, instead));
  order = written.catch(() => {});
  return written;
}

async function write(record, instead) {
  wiped = false;
  if (vault) {
    try {
      await writeRow(record, instead);
      tell("changed");
      return true;
    } catch (problem) {
      if (problem.name === "ConstraintError") return true;
      broken = true;
    }
  }
  if (instead) forgetLoose([instead]);
  if (!loose.some(known => known.id === record.id)) loose.push({ ...record, n: LOOSE + loose.length });
  return false;
}

async function writeRow(record, instead) {
  await ensureKey(vault);
  const { n: _n, id, space, state, ...content } = record;
  const row = { id, space, state, sealed: await seal(vault.key, content) };
  const { db, uid } = vault;
  await db.transaction("rw", db.items, db.keys, async () => {
    if ((await db.keys.get("items"))?.uid !== uid) throw new Error("the key went while this was written");
    if (instead) await db.items.where("id").equals(instead).delete();
    await db.items.add(row);
  });
}

/* All records in the order of the taps. */
export async function all() {
  await opening;
  const rows = vault ? await vault.db.items.orderBy("n").toArray().catch(() => []) : [];
  return [...await Promise.all(rows.map(openRow)), ...loose];
}

async function openRow({ n, id, space, state, sealed }) {
  const name = `${n} ${id}`;
  if (opened.has(name)) return opened.get(name);
  const content = await openSealed(vault.key, sealed).catch(() => ({ unreadable: true, effect: {}, item: {}, said: "" }));
  const record = { n, id, space, state, ...content };
  if (record.unreadable) record.state = "apart";
  opened.set(name, record);
  return record;
}

export async function waiting() {
  return (await all()).filter(record => record.state === "waits");
}

/* What the server answered: with a receipt the record goes, refused it is laid apart. */
export async function settle(records, results) {
  const answers = new Map(results.map(result => [result.id, result]));
  const gone = [], apart = [];
  for (const record of records) {
    const answer = answers.get(record.id);
    if (isReceipt(answer)) gone.push(record.id, ...(record.drops ? [record.drops] : []));
    if (isRefusal(answer)) apart.push({ ...record, state: "apart", outcome: answer.outcome, errors: answer.errors });
  }
  await remove(gone);
  for (const record of apart) await keep(record, record.id);
  tell("settled");
  return { gone, apart };
}

export function isReceipt(answer) {
  return ["stored", "again"].includes(answer?.outcome) && typeof answer.receipt === "string" && answer.receipt !== "";
}

export function isRefusal(answer) {
  return ["refused", "conflict"].includes(answer?.outcome);
}

export async function remove(ids) {
  forgetLoose(ids);
  if (vault) await vault.db.items.where("id").anyOf(ids).delete();
  tell("changed");
}

function forgetLoose(ids) {
  for (let i = loose.length - 1; i >= 0; i--) if (ids.includes(loose[i].id)) loose.splice(i, 1);
}

/* Small facts of this browser: how far its clock is off, who is at the desk. Sealed like the rest. */
export async function fact(name) {
  const row = await vault?.db.facts.get(name);
  return row && openSealed(vault.key, row.sealed).catch(() => undefined);
}

export async function setFact(name, value) {
  if (!durable() || wiped) return;
  await ensureKey(vault);
  const sealed = await seal(vault.key, value);
  if (!wiped) await vault.db.facts.put({ name, sealed });
}

/* Which desk this computer is of. No secret, so it is not sealed and outlives signing out; on the disk at once like the
   rest, for a shared computer that forgot it would stand open. */
export async function computer() {
  if (!vault) return JSON.parse(localStorage.getItem(COMPUTER));
  return (await vault.db.facts.get(COMPUTER))?.plain;
}

export async function setComputer(plain) {
  if (!vault) localStorage.setItem(COMPUTER, JSON.stringify(plain));
  else await vault.db.facts.put({ name: COMPUTER, plain });
}

export async function markKey() {
  await opening;
  return durable() ? markKeyOf(vault.db) : null;
}

/* Nothing of anybody stays: neither notes nor facts nor the key. The page lives on until the server has answered: what
   it learns meanwhile of who is here is not written again, unless something is noted. */
export async function wipe() {
  wiped = true;
  loose.length = 0;
  opened.clear();
  if (vault) {
    const { items, facts, keys } = vault.db;
    await Promise.all([items.clear(), facts.where("name").notEqual(COMPUTER).delete(), keys.clear()]);
  }
  tell("changed");
}
