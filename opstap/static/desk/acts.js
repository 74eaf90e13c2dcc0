/* From a form and the button that was tapped to a record of the outbox. */
import { reading } from "./clock.js";
import { uuid7 } from "./ids.js";
import { count } from "./words.js";

/* A form with a field called "id" hides its own id. */
const nameOf = form => form.getAttribute("id");

/* The form has something to choose or to type: it is emptied for the next note, and filled again to mend one. */
export function hasFields(form) {
  return [...form?.elements ?? []].some(field => !field.matches("button, fieldset, [type=hidden]"));
}

/* `mended`: the record that this one takes the place of. Refused it keeps its id, in conflict it gets a new one;
   who did it, and when, stay. */
export function recordOf(form, button, { space, author, mended }) {
  const item = itemOf(new FormData(form, button));
  item.id = mended?.outcome === "refused" ? mended.id : uuid7();
  item.happened_at = mended?.item.happened_at || new Date().toISOString();
  const person = mended ? mended.item.author : author;
  if (person) item.author = person; else delete item.author;
  return { id: item.id, space, state: "waits", at: mended?.at ?? Date.now(), clock: mended ? mended.clock : reading(), item, said: wordsOf(form, button, item),
    effect: effectOf(item, button) };
}

function itemOf(data) {
  data.delete("csrfmiddlewaretoken");
  return Object.fromEntries([...new Set(data.keys())].map(name => {
    const values = data.getAll(name);
    return [name, values.length > 1 ? values : values[0]];
  }));
}

function wordsOf(form, button, item) {
  const words = button?.dataset.say || form.dataset.say || "";
  return nameOf(form) === "f-own" ? count("people", Number(item.people)) : words;
}

/* What it adds to today's counts. Help makes a visit of its own where it belongs to none and somebody came. */
function effectOf(item, button) {
  const shown = button?.dataset ?? {};
  switch (item.kind) {
    case "visits": return { visits: Number(item.people) };
    case "help": return { helped: 1, visits: item.visit || isElsewhere(item) ? 0 : 1 };
    case "group": return { helped: 1, visits: item.visit || isElsewhere(item) ? 0 : Number(item.people || 0) };
    case "sent_away": return { away: 1 };
    case "undo": return { visits: -Number(shown.visits || 0), helped: -Number(shown.helped || 0), away: -Number(shown.away || 0) };
    default: return {};
  }
}

const isElsewhere = ({ mode, place }) => mode === "remote" || ["home", "elsewhere"].includes(place);

/* What an undo of this record names; "" where nothing can be undone, only said anew. */
export function targetOf({ id, item }) {
  if (item.kind === "visits") return `tap:${id}`;
  if (["help", "group"].includes(item.kind)) return `help:${id}`;
  return item.kind === "sent_away" ? `sent_away:${id}` : "";
}

/* Somebody came in with this act. */
export function countsSomebody({ effect }) {
  return effect.visits > 0;
}
