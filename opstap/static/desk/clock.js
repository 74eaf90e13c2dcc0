/* When something was noted, also where the clock of this computer is set between noting and sending. What is sent never
   changes. Only the time this computer says it has (`sent_at`) is then that of its clock as it was at noting, so that the
   server finds the moment by its usual rule. Three things are known of the true moment: the server's time heard last, the
   time this page has lived since (it stands still while a computer sleeps, so it is the least), and that it is over. */
import { uuid7 } from "./ids.js";

const TOLERANCE = 120000;
const STEP = 10000;
const page = uuid7();
let heard = null;               /* { server, tick, skew }: what the server's clock said, and how far ours was off */
let before = { skew: null, since: null };

/* The server said its time, in milliseconds. */
export function hearTime(server) {
  if (server) heard = { server, tick: performance.now(), skew: server - Date.now() };
}

/* What an earlier page had heard: { skew, since }. */
export function recallTime(known) {
  before = known ?? before;
}

export const skew = () => heard?.skew ?? before.skew ?? 0;
export const heardTime = () => ({ skew: skew(), since: heard?.server ?? before.since });
const serverNow = () => heard.server + performance.now() - heard.tick;

/* Kept with each record, never sent. `least`: the moment, or earlier. */
export function reading() {
  const least = heard ? serverNow() : null;
  return { page, tick: performance.now(), skew: heard?.skew ?? before.skew, since: heard?.server ?? before.since, least };
}

/* The clock may have been set since: ask the server's time first. After a new start nobody can tell. */
export function isOdd({ at, clock }) {
  if (!clock) return false;
  return clock.page !== page || Math.abs(Date.now() - at - (performance.now() - clock.tick)) > TOLERANCE;
}

/* How far the clock was off at noting, in milliseconds, where that is not what it is off now; else null. */
export function errorAtNoting(record) {
  if (!heard || !isOdd(record)) return null;
  const { at, clock } = record;
  const least = clock.least ?? clock.since ?? 0;
  const most = serverNow() - (clock.page === page ? performance.now() - clock.tick : 0);
  const isPossible = moment => moment > least - TOLERANCE && moment < most + TOLERANCE;
  if (isPossible(at + heard.skew)) return null;
  const isAsThen = clock.skew !== null && isPossible(at + clock.skew);
  const moment = isAsThen ? at + clock.skew : clock.least;
  return moment === null ? null : STEP * Math.round((moment - at) / STEP);
}

/* Of these the first ones that were noted by one clock, and the time it would show now. */
export function byOneClock(records) {
  const error = records.length ? errorAtNoting(records[0]) : null;
  const others = records.findIndex(record => errorAtNoting(record) !== error);
  const sentAt = new Date(error === null ? Date.now() : serverNow() - error).toISOString();
  return { batch: others < 0 ? records : records.slice(0, others), sentAt };
}
