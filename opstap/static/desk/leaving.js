/* The question before signing out, on a page that has no outbox of its own. Loaded by guard.js. */
import { guardLeaving } from "./leave.js";
import * as outbox from "./outbox.js";
import { makeSender } from "./sender.js";

const { home, space } = document.getElementById("leaving").dataset;
const author = outbox.openOutbox(() => {}).then(() => outbox.fact("at")).then(at => at?.uid);
const nothing = () => {};
guardLeaving({ sender: makeSender({ home, space, told: nothing, settled: nothing }), author: () => author, space });
