/* The waiting notes as a file, and back again here or at another computer. Ids stay: nothing counts twice. */
import { hex } from "./ids.js";
import { count, word } from "./words.js";

const WHAT = "opstap-desk-notes";

/* Save as a file what these records would send. */
export async function saveFile(records, space) {
  const notes = records.map(({ space: slug, at, item, said, effect, state }) => ({ space: slug, at, said, effect, state, item }));
  const file = { what: WHAT, version: 1, says: `${count("file_says", notes.length)} ${word("file_how")}`,
    space, saved_at: new Date().toISOString(), sha256: await checksum(notes), notes };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
  link.download = `opstap-${space}-${file.saved_at.slice(0, 16).replace(/[T:]/g, "-")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/* The records of a file. Throws an Error whose message is for the person. */
export async function readFile(file) {
  let read;
  try { read = JSON.parse(await file.text()); } catch { read = null; }
  if (read?.what !== WHAT || !Array.isArray(read.notes)) throw new Error(word("file_foreign"));
  const sum = await checksum(read.notes);
  if (sum && read.sha256 && sum !== read.sha256) throw new Error(word("file_changed"));
  return read.notes.map(({ space, at, item, said, effect }) => ({ id: item.id, space, at, item, said, effect, state: "waits" }));
}

async function checksum(notes) {
  if (!crypto.subtle) return "";
  return hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(notes))));
}
