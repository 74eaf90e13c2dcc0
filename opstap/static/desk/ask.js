/* The question "Who are you?" on the desk's page itself, for when there is no line. */
import { check, peopleAt } from "./pins.js";
import { hour, word } from "./words.js";

const panel = document.getElementById("ask");
const form = document.getElementById("f-ask");
const field = form.querySelector("input[name=pin]");
let asked = null;

/* Ask, or stop asking. `question`: { space, state, came(person) }, or false. */
export async function ask(question) {
  const isNew = question && panel.hidden;
  asked = question;
  panel.hidden = !question;
  if (!question) return;
  const people = await peopleAt(question.space);
  if (asked !== question) return;
  const state = question.state === "asks" && !people.length ? "nobody" : question.state;
  for (const part of panel.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
  offer(people);
  if (isNew) panel.focus();
}

function offer(people) {
  const chosen = form.querySelector("input[name=person]:checked")?.value;
  form.querySelector(".chips").replaceChildren(...people.map(({ uid, name }) => {
    const label = document.createElement("label");
    label.className = "chip";
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "person", value: uid });
    radio.checked = uid === chosen || people.length === 1;
    label.append(radio, name);
    return label;
  }));
}

form.addEventListener("submit", async event => {
  event.preventDefault();
  const { space, came } = asked;
  const uid = new FormData(form).get("person");
  const pin = field.value;
  field.value = "";
  if (!uid || !pin) return say(word(uid ? "pin_missing" : "choose_who"));
  say(""); /* Looking takes a moment: what is said then is of this try, not of the one before. */
  const { answer, until, person } = await check(space, uid, pin);
  say(answer === "right" ? "" : word(`pin_${answer}`, { hour: until && hour(until) }));
  if (answer === "right") return came(person);
  if (answer === "gone") await ask(asked);
  field.focus();
});

function say(words) {
  form.querySelector(".error").textContent = words;
  form.querySelector(".error").hidden = !words;
  field.parentElement.classList.toggle("has-error", Boolean(words));
}

/* The line is back, but the server does not know who is here. */
export function showBack(isSo) {
  document.getElementById("back-online").hidden = !isSo;
}
