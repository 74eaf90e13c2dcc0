/* What is tapped or pressed before the desk is ready is held, and done in the same order once it is. A plain script in
   the head, so that it is there before the first button. Where the others never come, the taps go as plain forms. */
"use strict";
(() => {
  const held = [];
  let isReplaying = false, wasDisabled = false;
  const last = () => document.getElementById("last");

  function hold(event) {
    if (isReplaying) return;
    if (event.type === "keydown") return keep(press => press(event));
    const button = event.target.closest("button");
    if (!button?.form?.matches("[data-send]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    keep(() => button.click());
  }

  /* A second tap is about the first one: it can be tapped as soon as there is one. */
  function keep(act) {
    held.push(act);
    if (!last()?.disabled) return;
    last().disabled = false;
    wasDisabled = true;
  }

  function replay(act, press) {
    isReplaying = true;
    act(press);
    isReplaying = false;
  }

  /* Those who come while this lasts wait their turn too. `press` is what a key does. */
  async function release(press) {
    if (wasDisabled) last().disabled = true;
    while (held.length) {
      replay(held.shift(), press);
      await new Promise(done => setTimeout(done));
    }
    stop();
  }

  function stop() {
    for (const [target, name, listener] of listeners) target.removeEventListener(name, listener, true);
  }

  function giveUp({ target }) {
    if (target !== window && !target.matches?.("script")) return;
    stop();
    for (const act of held.splice(0)) replay(act, () => {});
  }

  const listeners = [[document, "click", hold], [document, "keydown", hold], [window, "error", giveUp], [window, "unhandledrejection", giveUp]];
  for (const [target, name, listener] of listeners) target.addEventListener(name, listener, true);
  window.deskEarly = { release };
})();
