// What only a script can do on the public pages: where am I, print. Everything else works without.

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
