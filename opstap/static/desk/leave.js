/* Signing out, and leaving the desk, wait until nothing is left here: sent, saved as a file, or thrown away. */
import { dropOf } from "./apart.js";
import { saveFile } from "./file.js";
import * as outbox from "./outbox.js";
import { count, word } from "./words.js";

const dialog = document.getElementById("leaving");
const leaves = form => form.matches("form[action$='/account/sign-out/'], form[data-leaves]");
let going = null;

/* `sender`: sends what waits; `author()`: who is at the desk; `space`: the slug of this desk; `stays()`: true at a
   shared computer, which goes on sending by itself when a person ends her duty. */
export function guardLeaving({ sender, author, space, stays = () => false }) {
  document.addEventListener("submit", event => {
    const way = event.target;
    if (!leaves(way) || event.submitter?.value === "arrive" || "leaves" in way.dataset && stays()) return;
    event.preventDefault();
    going = { form: way, button: event.submitter };
    leave(sender);
  });
  const acts = {
    again: () => leave(sender),
    file: async () => { await saveFile(await outbox.all(), space || (await outbox.all())[0]?.space); dialog.querySelector("[value=filed]").hidden = false; },
    filed: async () => go(),
    drop: async button => { await throwAway(button.dataset.reason, await author()); await leave(sender); },
    stay: () => dialog.close(),
  };
  dialog.dataset.ready = "yes";
  dialog.addEventListener("click", event => acts[event.target.closest("button")?.value]?.(event.target.closest("button")));
}

async function leave(sender) {
  if ((await outbox.all()).length) await sender.send();
  const left = await outbox.all();
  if (!left.length) return go();
  const waits = left.filter(record => record.state === "waits").length;
  const lines = [waits && count("unsent", waits), left.length > waits && count("apart", left.length - waits)];
  dialog.querySelector("[data-left]").textContent = lines.filter(Boolean).join(" ");
  dialog.querySelector("[value=filed]").hidden = true;
  if (!dialog.open) dialog.showModal();
}

/* Thrown away means told to the server: each note goes with the receipt of its own leave. */
async function throwAway(reason, author) {
  const all = await outbox.all();
  const leaving = new Set(all.map(record => record.drops).filter(Boolean));
  for (const record of all.filter(one => !one.drops && !leaving.has(one.id))) {
    await outbox.keep({ ...dropOf(record, reason, author) });
    if (record.state === "waits") await outbox.keep({ ...record, state: "apart", outcome: "thrown", errors: { "": [word("leaving")] } }, record.id);
  }
}

async function go() {
  dialog.close();
  await outbox.wipe();
  const { form, button } = going;
  if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  form.submit();
}
