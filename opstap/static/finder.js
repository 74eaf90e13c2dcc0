// What only a script can do on the public pages: where am I, print, read aloud. Everything else works without.

const ROUNDED = 3; // decimals of a degree: about 100 metres

for (const part of document.querySelectorAll("[data-near-me]")) {
  const button = part.querySelector("button");
  const say = (what) => {
    for (const line of part.querySelectorAll("[data-said]")) line.hidden = line.dataset.said !== what;
  };
  if (!("geolocation" in navigator)) continue;
  part.hidden = false;
  button.addEventListener("click", () => {
    say("wait");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const address = new URL(button.dataset.url, location.href);
        address.searchParams.set("near", `${coords.latitude.toFixed(ROUNDED)},${coords.longitude.toFixed(ROUNDED)}`);
        location.assign(address);
      },
      () => say("no"),
      { maximumAge: 300000, timeout: 15000 },
    );
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const listen = document.querySelector("[data-listen]");
const language = document.documentElement.lang;

function voice() {
  return speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(language));
}

// Only what is seen, in its order, each part in its own language.
function parts() {
  const seen = [...document.querySelectorAll("main :is(h1, h2, h3, p, li, th, td, dt, dd)")];
  return seen.filter((one) => one.offsetParent && !one.querySelector("h2, h3, p, li, td") && !one.closest("[data-silent]"));
}

function read() {
  if (speechSynthesis.speaking) {
    speechSynthesis.cancel();
    return;
  }
  for (const part of parts()) {
    const text = part.innerText.trim();
    if (!text) continue;
    const spoken = new SpeechSynthesisUtterance(text);
    spoken.lang = part.closest("[lang]").lang;
    spoken.voice = spoken.lang === language ? voice() : null;
    speechSynthesis.speak(spoken);
  }
}

if (listen && "speechSynthesis" in window) {
  const show = () => {
    if (voice()) listen.hidden = false;
  };
  show();
  speechSynthesis.addEventListener("voiceschanged", show);
  listen.addEventListener("click", read);
  addEventListener("pagehide", () => speechSynthesis.cancel());
}
