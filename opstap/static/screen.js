/* The screen of the waiting room: every few seconds what changed, and a sound for a new number if wanted.
   Without this file the page comes anew by itself. */
"use strict";
(() => {
  const EVERY = 4000;
  const tools = document.getElementById("tools"), stale = document.getElementById("stale");
  const button = document.getElementById("sound");
  let sound = localStorage.getItem("screen-sound") === "on", audio = null;

  function show() {
    button.setAttribute("aria-pressed", sound);
    button.textContent = sound ? button.dataset.on : button.dataset.off;
  }
  button.addEventListener("click", () => {
    sound = !sound;
    localStorage.setItem("screen-sound", sound ? "on" : "off");
    show();
    if (sound) ring();
  });

  /* Two soft tones, made here: no file, no other host. A browser may want a click on the page first. */
  function ring() {
    audio ||= new AudioContext();
    audio.resume();
    [660, 880].forEach((pitch, place) => {
      const tone = audio.createOscillator(), loud = audio.createGain();
      const start = audio.currentTime + place * .35;
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(.25, start);
      loud.gain.exponentialRampToValueAtTime(.001, start + .6);
      tone.connect(loud).connect(audio.destination);
      tone.start(start);
      tone.stop(start + .6);
    });
  }

  async function refresh() {
    try {
      const response = await fetch(location.href, { redirect: "manual", signal: AbortSignal.timeout(10000) });
      const parts = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = parts.getElementById("screen"), old = document.getElementById("screen");
      /* A sign-in page or a Wi-Fi portal has no such part. */
      stale.hidden = Boolean(response.ok && fresh);
      if (stale.hidden) take(old, fresh);
    } catch { stale.hidden = false; }
    setTimeout(refresh, EVERY);
  }

  /* Part by part, so that only what is new is read aloud. */
  function take(old, fresh) {
    const called = fresh.dataset.last !== old.dataset.last && fresh.dataset.last;
    const same = old.children.length === fresh.children.length;
    if (!same) old.replaceChildren(...fresh.children);
    else [...old.children].forEach((part, place) => {
      const anew = fresh.children[place];
      if (!part.isEqualNode(anew)) part.replaceChildren(...[...anew.childNodes].map(node => document.importNode(node, true)));
    });
    old.dataset.last = fresh.dataset.last;
    if (called && sound) ring();
  }

  tools.hidden = false;
  show();
  setTimeout(refresh, EVERY);
})();
