/* The service worker of the desk, written by hand. It keeps the page without records ("shell") of each desk that
   was opened here, with all its files, and shows it when the server is not reached in four seconds. It keeps
   no record, no name, no token, and sends nothing: what waits is the page's own business. */
"use strict";
const VERSION = "{{ version }}";
const FILES = {{ files|safe }};
const CACHE = `opstap-desk-${VERSION}`;
const PATIENCE = 4000;
const DESK = /^\/(fr|nl|en)\/desk\/([\w-]+)\/$/;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const LOOSELY = { ignoreVary: true, ignoreSearch: true };

self.addEventListener("install", event => event.waitUntil(install()));
self.addEventListener("activate", event => event.waitUntil(tidy().then(() => self.clients.claim())));
self.addEventListener("message", event => {
  if (event.data && event.data.shell) event.waitUntil(keepShell(event.data.shell).then(tidy));
});
self.addEventListener("fetch", event => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(open(event.request, url));
  else if (FILES.includes(url.pathname)) event.respondWith(file(event.request, url));
});

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map(path => new Request(path, { cache: "reload" })));
  for (const path of await shellsElsewhere()) await keepShell(path).catch(() => {});
  await self.skipWaiting();
}

async function shellsElsewhere() {
  const names = (await caches.keys()).filter(name => name.startsWith("opstap-desk-"));
  const keys = await Promise.all(names.map(async name => (await caches.open(name)).keys()));
  return new Set(keys.flat().map(request => new URL(request.url).pathname).filter(path => path.endsWith("/shell/")));
}

async function keepShell(path) {
  const answer = await fetch(path, { cache: "no-store", redirect: "manual" });
  if (answer.status === 404 || answer.status === 403) await forget(path);
  if (isOurs(answer)) await (await caches.open(CACHE)).put(path, answer);
}

/* Somebody who no longer works there opens it no more, with or without a line. */
async function forget(path) {
  for (const name of await caches.keys()) await (await caches.open(name)).delete(path, LOOSELY);
}

/* Files of an older version go once every shell is of this one: a shell never stands without its files. */
async function tidy() {
  const cache = await caches.open(CACHE);
  for (const path of await shellsElsewhere()) {
    const kept = await cache.match(path, LOOSELY);
    if (!kept || kept.headers.get("Opstap-Version") !== VERSION) return;
  }
  const old = (await caches.keys()).filter(name => name.startsWith("opstap-desk-") && name !== CACHE);
  await Promise.all(old.map(name => caches.delete(name)));
}

function isOurs(answer) {
  return answer.status === 200 && answer.headers.get("Opstap-Desk") === "1";
}

/* A desk: from the server, else its shell. A portal or a broken server also answers; only our own page counts. */
async function open(request, url) {
  const desk = DESK.exec(url.pathname);
  const answer = fetch(request);
  const got = await Promise.race([answer.catch(() => null), after(desk ? PATIENCE : 30000)]);
  const isGood = got && got.status < 500 && (!desk || got.status !== 200 || isOurs(got));
  if (isGood) return got;
  const shell = desk ? await caches.match(`${url.pathname}shell/`, LOOSELY) : await aDeskOf(url);
  return shell || got || answer;
}

/* Other pages of the desk need a line: back to the desk itself. */
async function aDeskOf(url) {
  const [, language, , slug] = url.pathname.split("/");
  const kept = [...await shellsElsewhere()].filter(path => path.startsWith(`/${language}/`));
  const own = kept.find(path => path === `/${language}/desk/${slug}/shell/`) || kept.at(-1);
  return own && Response.redirect(own.replace(/shell\/$/, ""));
}

function after(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds, null));
}

/* A name with a hash never changes; another file is asked for first. */
async function file(request, url) {
  const kept = await caches.match(url.pathname, LOOSELY);
  if (kept && HASHED.test(url.pathname)) return kept;
  try {
    return await fetch(request);
  } catch {
    return kept || Response.error();
  }
}
