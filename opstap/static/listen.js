// Reads a page or a row of the list aloud, with a voice that the device itself has: nothing is sent anywhere.
// Without such a voice of the page's language there is no button.

const SILENT = "[data-silent], [aria-hidden=true], [hidden], button, nav";
const PARTS = "h1, h2, h3, p, li, th, td, dt, dd";
const page = document.documentElement.lang;
let reading = null; // the button that reads now

// A voice that is not on the device would send what is read to its maker.
function voiceOf(language) {
  const voices = speechSynthesis.getVoices().filter((one) => one.localService);
  return voices.find((one) => one.lang.toLowerCase().split(/[-_]/)[0] === language);
}

const isSeen = (one) => (one.checkVisibility ? one.checkVisibility() : one.offsetParent !== null);

// What is seen, in its order: the innermost parts only.
function partsOf(whole) {
  const seen = [...whole.querySelectorAll(PARTS)].filter((one) => !one.querySelector(PARTS));
  return seen.filter((one) => isSeen(one) && !one.closest(SILENT));
}

// The pieces of a part, each in its own language.
function piecesOf(part) {
  const pieces = [];
  const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const around = texts.currentNode.parentElement;
    if (around.closest(SILENT) || !isSeen(around)) continue;
    const language = around.closest("[lang]").lang;
    const last = pieces.at(-1);
    if (last?.language === language) last.text += texts.currentNode.data;
    else pieces.push({ language, text: texts.currentNode.data });
  }
  return pieces.map((one) => ({ ...one, text: one.text.replace(/\s+/g, " ").trim() })).filter((one) => /[\p{L}\p{N}]/u.test(one.text));
}

function show(button, isReading) {
  for (const words of button.querySelectorAll("[data-said]")) words.hidden = (words.dataset.said === "stop") !== isReading;
}

function stop() {
  if (reading) show(reading, false);
  reading = null;
  speechSynthesis.cancel();
}

function read(button, whole) {
  stop();
  reading = button;
  show(button, true);
  const pieces = partsOf(whole).flatMap(piecesOf);
  pieces.forEach(({ language, text }, place) => {
    const spoken = new SpeechSynthesisUtterance(text);
    spoken.voice = voiceOf(language) ?? voiceOf(page);
    spoken.lang = spoken.voice?.lang ?? language;
    spoken.onend = () => {
      if (place === pieces.length - 1 && reading === button) stop();
    };
    speechSynthesis.speak(spoken);
  });
}

function makeReady(button, whole) {
  button.hidden = false;
  button.addEventListener("click", () => (reading === button ? stop() : read(button, whole)));
}

function addToRows() {
  const mould = document.querySelector("template[data-listen-row]");
  for (const row of mould ? document.querySelectorAll("#list .place") : []) {
    const one = mould.content.cloneNode(true);
    const button = one.querySelector("button");
    button.querySelector("[data-name]").textContent = row.querySelector("h2").textContent;
    row.append(one);
    makeReady(button, row);
  }
}

function start() {
  if (!voiceOf(page)) return;
  speechSynthesis.removeEventListener("voiceschanged", start);
  for (const button of document.querySelectorAll("[data-listen]")) makeReady(button, document.querySelector("main"));
  addToRows();
}

if ("speechSynthesis" in window) {
  speechSynthesis.addEventListener("voiceschanged", start);
  start();
  addEventListener("pagehide", stop);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && reading) stop();
  });
}
