/* The desk as an app: it starts without a line, and the browser is asked to keep what waits. */
const worker = "/desk/sw.js";

/* Register for the desk in each language, and have the page without records kept for a start without a line.
   `shells`: { "/fr/desk/": "/fr/desk/de-trede/shell/", … }. True when this browser can do it. */
export async function register(shells) {
  if (!navigator.serviceWorker) return false;
  try {
    for (const [scope, shell] of Object.entries(shells)) {
      const registration = await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
      keepShell(registration, shell);
    }
    return true;
  } catch {
    return false;
  }
}

function keepShell(registration, shell) {
  const coming = registration.installing || registration.waiting;
  const ask = () => registration.active?.postMessage({ shell });
  if (!coming) return ask();
  coming.addEventListener("statechange", () => { if (coming.state === "activated") ask(); });
  if (registration.active) ask();
}

/* "promised": nothing is cleared by itself; "not_promised": it may be when the disk is full, or with a private
   window; "nowhere": nothing can be kept at all. */
export async function storageState(durable, works) {
  if (!durable) return "nowhere";
  if (await navigator.storage?.persisted?.()) return works ? "promised" : "no_start";
  return works ? "not_promised" : "no_start";
}

let asked = false;
/* Once, after the first act: before it a browser would ask the person without a reason. */
export async function askToKeep() {
  if (asked) return false;
  asked = true;
  return navigator.storage?.persist?.().catch(() => false);
}
