/* Where notes wait: IndexedDB, each sealed with a key that no script can read out (AES-GCM, not extractable).
   The key lies beside them, survives a restart of the browser and the end of the session, and goes with the database.
   In clear stand only the order, the id, the space and whether the note waits or lies apart. */
import Dexie from "../vendor/dexie/dist/modern/dexie.min.mjs";

const NAME = "opstap-desk";
const text = new TextEncoder();

/* { db, key, uid }, or null where this browser cannot keep anything (private window, no secure address). */
export async function openVault() {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
  try {
    const db = new Dexie(NAME, { chromeTransactionDurability: "strict" });
    db.version(1).stores({ items: "++n, &id", keys: "name", facts: "name" });
    await db.open();
    const vault = { db, ...await keyOf(db) };
    await probe(vault.key);
    return vault;
  } catch {
    return null;
  }
}

/* Two tabs may ask at the same time: the first key written stays. */
async function keyOf(db) {
  const known = await db.keys.get("items");
  if (known) return known;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const fresh = { name: "items", key, uid: crypto.randomUUID() };
  return db.transaction("rw", db.keys, async () => {
    const other = await db.keys.get("items");
    if (!other) await db.keys.put(fresh);
    return other || fresh;
  });
}

/* For the marks of PINs; it can sign and nothing else. */
export async function markKeyOf(db) {
  const known = await db.keys.get("marks");
  if (known) return known.key;
  const key = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return db.transaction("rw", db.keys, async () => {
    const other = await db.keys.get("marks");
    if (!other) await db.keys.put({ name: "marks", key });
    return other?.key || key;
  });
}

/* Another tab may have signed out and thrown the key away: never write what nobody could read again. */
export async function ensureKey(vault) {
  Object.assign(vault, await keyOf(vault.db));
}

async function probe(key) {
  const opened = await openSealed(key, await seal(key, { works: true }));
  if (!opened.works) throw new Error("sealing does not work");
}

export async function seal(key, content) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text.encode(JSON.stringify(content)));
  return { iv, bytes };
}

export async function openSealed(key, { iv, bytes }) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes);
  return JSON.parse(new TextDecoder().decode(plain));
}
