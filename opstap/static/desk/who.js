/* "Who are you?" with the line: the server judges the PIN, and this computer keeps a mark of it for when the line fails.
   Without this file the page is a plain form. */
import * as outbox from "./outbox.js";
import { remember } from "./pins.js";
import { hello } from "./sender.js";

const form = document.getElementById("f-who");
const { space, url } = form.dataset;
const opened = outbox.openOutbox(() => {});

form.addEventListener("submit", event => {
  event.preventDefault();
  const data = new FormData(form);
  form.querySelector("button").disabled = true;
  send(data).finally(() => { form.querySelector("button").disabled = false; });
});

async function send(data) {
  const answer = await post(data);
  if (answer?.status === 400 && showAgain(await answer.text())) return;
  /* A portal, too, sends elsewhere: only the server says who is here. */
  const { person, people } = await hello(url) ?? {};
  if (person && person.uid === data.get("person")) {
    await opened;
    await remember(space, people.find(one => one.uid === person.uid), data.get("pin"));
    await outbox.setFact("left", false);
    await outbox.setFact("at", { uid: person.uid, name: person.name, acted: Date.now(), pin: true });
    outbox.tell("at");
  }
  location.assign(url);
}

/* null without a line: the desk then asks by itself. */
function post(data) {
  return fetch(location.href, { method: "POST", body: data, redirect: "manual", signal: AbortSignal.timeout(8000) })
    .catch(() => null);
}

function showAgain(page) {
  const fresh = new DOMParser().parseFromString(page, "text/html").getElementById("f-who");
  if (!fresh) return false;
  form.replaceChildren(...document.importNode(fresh, true).childNodes);
  form.querySelector("[aria-invalid], input[type=password]").focus();
  return true;
}
