/* "Who are you?" without a line. Of everybody who said her PIN at this computer with the line, in the last sixteen
   hours, a mark is kept; of the PIN itself nothing. A mark needs a key that no script can read out and takes long to
   make, so that a copied disk does not give PINs away. Five wrong tries: wait; five more: the mark goes. */
import { hex } from "./ids.js";
import * as outbox from "./outbox.js";

const GOOD_FOR = 16 * 3600e3;
const WAIT = 15 * 60e3;
const TRIES = 5;
const ROUNDS = 300000;
const text = new TextEncoder();

/* The server just took her PIN here. `person`: { uid, name, initial, pin_since }, as `hello` tells it. */
export async function remember(space, { uid, name, initial, pin_since }, pin) {
  const salt = hex(crypto.getRandomValues(new Uint8Array(16)));
  const mark = await markOf(uid, pin, salt);
  if (mark) await put({ space, uid, name, initial, pin_since, salt, mark, at: Date.now(), wrong: 0, until: 0 });
}

/* Who can be checked here without a line. */
export async function peopleAt(space) {
  return (await marks()).filter(one => one.space === space);
}

/* { answer: "right", person } | { answer: "wrong" } | { answer: "wait", until } | { answer: "gone" } */
export function check(space, uid, pin) {
  const look = () => tried(space, uid, pin);
  return navigator.locks ? navigator.locks.request("opstap-desk-pin", look) : look();
}

/* The try counts before it is looked at: closing the page gives none for free. */
async function tried(space, uid, pin) {
  const person = (await peopleAt(space)).find(one => one.uid === uid);
  if (!person) return { answer: "gone" };
  if (person.until > Date.now()) return { answer: "wait", until: person.until };
  const wrong = person.wrong + 1;
  const until = wrong === TRIES ? Date.now() + WAIT : 0;
  await put({ ...person, wrong, until });
  if (await markOf(uid, pin, person.salt) === person.mark) {
    await put({ ...person, wrong: 0, until: 0 });
    return { answer: "right", person };
  }
  if (wrong >= 2 * TRIES) {
    await keep((await marks()).filter(one => !isSame(one, person)));
    return { answer: "gone" };
  }
  return until ? { answer: "wait", until } : { answer: "wrong" };
}

/* With the line: who left the team, or has another PIN now, is checked here no more. `people` as `hello` tells them. */
export async function review(space, people) {
  const now = new Map(people.map(person => [person.uid, person]));
  await keep((await marks()).filter(one => one.space !== space || one.pin_since === now.get(one.uid)?.pin_since));
}

async function marks() {
  const kept = await outbox.fact("marks") ?? [];
  return kept.filter(one => Math.abs(Date.now() - one.at) < GOOD_FOR);
}

async function put(mark) {
  await keep([...(await marks()).filter(one => !isSame(one, mark)), mark]);
}

const keep = all => outbox.setFact("marks", all);
const isSame = (one, other) => one.space === other.space && one.uid === other.uid;

async function markOf(uid, pin, salt) {
  const key = await outbox.markKey();
  if (!key) return "";
  const first = await crypto.subtle.sign("HMAC", key, text.encode(`${salt} ${uid} ${pin}`));
  const slow = await crypto.subtle.importKey("raw", first, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: text.encode(salt), iterations: ROUNDS };
  return hex(await crypto.subtle.deriveBits(how, slow, 256));
}
