/* On every page with "Sign out": it waits while notes of a desk are not sent, and nothing stays in this browser after it.
   Only then are the question and its scripts fetched. Pages with the question on them answer for themselves. */
const guard = document.getElementById("sign-out-guard");
const signsOut = form => form.matches("form[action$='/account/sign-out/']");

document.addEventListener("submit", event => {
  if (!signsOut(event.target) || document.getElementById("leaving")) return;
  event.preventDefault();
  /* Notes that cannot be looked at stay where they are: nobody is kept from signing out. */
  hold(event.target).catch(() => event.target.submit());
});
guard.dataset.ready = "yes";

async function hold(form) {
  if (await isUsed() && await hasNotes()) return ask(form);
  form.submit();
}

/* Who never was at a desk in this browser leaves at once. */
async function isUsed() {
  const known = await globalThis.indexedDB?.databases?.() ?? [];
  return known.some(({ name }) => name === "opstap-desk");
}

async function hasNotes() {
  const outbox = await import("./outbox.js");
  await outbox.openOutbox(() => {});
  const hasSome = (await outbox.all()).length > 0;
  if (!hasSome) await outbox.wipe();
  return hasSome;
}

async function ask(form) {
  const answer = await fetch(guard.dataset.question, { cache: "no-store", redirect: "manual" }).catch(() => null);
  const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
  /* Without a line nobody is signed out, and nothing is lost: the desk says so. */
  if (!page.getElementById("leaving")) return location.assign(guard.dataset.desk);
  document.body.append(...document.importNode(page.body, true).childNodes);
  await import("./leaving.js");
  form.requestSubmit();
}
