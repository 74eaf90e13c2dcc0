// The map of a list or of one place, over the outlines of the municipalities. It is loaded by pages that were
// asked for with it, shows nothing that the list lacks, and asks nobody but this site (and the tiles that the
// operator chose). Places are buttons in the order of the list; what stands near is one button that looks closer.

const FARTHEST = 5;
const CLOSEST = 18;
const NAMED_FROM_PIXELS = 60; // an outline narrower than this bears no name
const MOST_NAMED = 60;
// Where a name may stand: pixels between places that are tried, so many at most each way; from the edge, from a mark.
const NAME_STEP = 12;
const NAME_STEPS = 24;
const NAME_EDGE = 6;
const NAME_ROOM = 4;
const NAMES_AT_ONCE = 100;
const ALONE = 15;

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

for (const part of document.querySelectorAll("[data-map]")) {
  if (window.L) draw(part);
}

async function draw(part) {
  const say = sayer(part);
  say("wait");
  const [places, shapes] = await Promise.all([part.dataset.at ? onePlace(part) : placesOf(part), fetched(part.dataset.shapes)]);
  if (!places || !shownOn(part, places, shapes)) {
    say("fault");
    return;
  }
  say(null);
  part.querySelector("[data-said=unplaced]")?.toggleAttribute("hidden", !places.hasUnplaced);
  part.querySelector("[data-said=cut]")?.toggleAttribute("hidden", places.isWhole);
  part.querySelector("[data-key]")?.removeAttribute("hidden");
}

function sayer(part) {
  return (what) => {
    for (const line of part.querySelectorAll("[data-said]")) line.hidden = line.dataset.said !== what;
  };
}

async function fetched(address) {
  if (!address) return null;
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

// Of the page of a space the one it is about.
function onePlace(part) {
  const [lat, lon] = part.dataset.at.split(",").map(Number);
  return { box: [lon, lat, lon, lat], isWhole: true };
}

// All places of the list, in a worker where the browser has them: what `places.js` answers, and how to ask it more.
async function placesOf(part) {
  const numbers = (text) => (text ? text.split(",").map((one) => (one === "" ? -1 : Number(one))) : null);
  const { atlas, points, origin, named, within, unplaced, rows, first, bundles } = part.dataset;
  const whole = (address) => new URL(address, location.href).href;
  const asked = {
    atlas: whole(atlas),
    points: whole(points),
    bundles: whole(bundles),
    origin: numbers(origin),
    named: named ? Number(named) : -1,
    within: numbers(within),
    unplaced: Boolean(unplaced),
    rows: numbers(rows) ?? [],
    first: Number(first),
  };
  for (const way of [inWorker, inPage]) {
    try {
      const ask = await way(part.dataset.worker, bundles);
      return { ...(await ask("load", asked)), ask };
    } catch {
      // no workers here, or the answer did not come: once more without
    }
  }
  return null;
}

function inWorker(address) {
  const worker = new Worker(address);
  const waiting = new Map();
  let number = 0;
  worker.addEventListener("message", ({ data }) => {
    const [give, fail] = waiting.get(data.number);
    waiting.delete(data.number);
    if (data.fault) fail(new Error(data.fault));
    else give(data.answer);
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    for (const [, fail] of waiting.values()) fail(new Error(event.message));
    waiting.clear();
  });
  return (act, asked) =>
    new Promise((give, fail) => {
      number += 1;
      waiting.set(number, [give, fail]);
      worker.postMessage({ number, act, asked });
    });
}

async function inPage(address, bundles) {
  for (const one of [bundles, address]) {
    await new Promise((give, fail) => {
      const script = document.createElement("script");
      Object.assign(script, { src: one, onload: give, onerror: fail });
      document.head.append(script);
    });
  }
  return async (act, asked) => window.opstapPlaces[act](asked);
}

function shownOn(part, places, shapes) {
  const pane = part.querySelector("[data-pane]");
  const box = boxOf(places.box, shapes);
  if (!box) return null;
  pane.hidden = false;
  part.querySelector("[data-still]")?.remove();
  const map = L.map(pane, {
    attributionControl: false,
    zoomControl: false,
    scrollWheelZoom: false, // the wheel goes on down the page
    minZoom: FARTHEST,
    maxZoom: CLOSEST,
    fadeAnimation: !calm,
    zoomAnimation: !calm,
    markerZoomAnimation: !calm,
  });
  L.control.zoom({ zoomInTitle: part.dataset.closer, zoomOutTitle: part.dataset.farther }).addTo(map);
  map.fitBounds(box, { padding: [40, 40], maxZoom: ALONE, animate: false });
  if (part.dataset.tiles) {
    L.tileLayer(part.dataset.tiles, { maxZoom: CLOSEST }).addTo(map);
    pane.classList.add("has-tiles");
  }
  const nameAreas = shapes ? ground(map, shapes) : () => {};
  if (part.dataset.at) {
    L.marker(box.getCenter(), { icon: iconOf(dot("help")), keyboard: false, interactive: false }).addTo(map);
    map.on("moveend", nameAreas);
    nameAreas();
  } else markers(map, part, places, nameAreas);
  return map;
}

function boxOf(sides, shapes) {
  if (sides) return L.latLngBounds([sides[1], sides[0]], [sides[3], sides[2]]);
  const whole = shapes && L.geoJSON(shapes).getBounds();
  return whole && whole.isValid() ? whole : null;
}

// --- outlines and their names -----------------------------------------------------------------------

// Draws the outlines; answers what writes their names where no mark stands, to be called when the marks are there.
function ground(map, shapes) {
  L.geoJSON(shapes, { interactive: false, style: { className: "map-area" } }).addTo(map);
  map.createPane("names").style.zIndex = 450; // above the outlines, below the places
  const names = L.layerGroup().addTo(map);
  const language = document.documentElement.lang;
  const areas = shapes.features.map((shape) => ({
    name: shape.properties.names[language] ?? Object.values(shape.properties.names)[0] ?? "",
    at: shape.properties.at,
    rings: shape.geometry.coordinates.flat(),
    box: L.geoJSON(shape).getBounds(),
  }));
  const sized = nameSizes(map);
  return () => {
    names.clearLayers();
    const taken = takenBoxes(map);
    for (const area of widestFirst(map, areas)) {
      const place = roomFor(map, area, sized(area.name), taken);
      if (!place) continue;
      taken.push(place.box);
      const name = document.createElement("span");
      name.textContent = area.name;
      name.setAttribute("aria-hidden", "true"); // the list says the municipality of each place
      const icon = L.divIcon({ html: name, className: "map-name", iconSize: [0, 0] });
      L.marker(map.containerPointToLatLng(place.middle), { icon, pane: "names", keyboard: false, interactive: false }).addTo(names);
    }
  };
}

// How wide and high names are, each measured once.
function nameSizes(map) {
  const known = new Map();
  return (name) => {
    if (!known.has(name)) {
      const one = document.createElement("div");
      one.className = "map-name";
      one.append(document.createElement("span"));
      one.firstChild.textContent = name;
      map.getPane("names").append(one);
      known.set(name, [one.firstChild.offsetWidth, one.firstChild.offsetHeight]);
      one.remove();
    }
    return known.get(name);
  };
}

// The outlines that are seen and wide enough, the widest first; none where they are too many.
function widestFirst(map, areas) {
  const view = map.getBounds();
  const seen = areas.filter(({ name, box }) => name && view.intersects(box));
  for (const area of seen) {
    const [west, east] = [map.latLngToContainerPoint(area.box.getSouthWest()), map.latLngToContainerPoint(area.box.getNorthEast())];
    area.sides = { left: west.x, right: east.x, top: east.y, bottom: west.y };
  }
  const wide = seen.filter(({ sides }) => sides.right - sides.left >= NAMED_FROM_PIXELS);
  if (wide.length > MOST_NAMED) return [];
  return wide.sort((one, other) => other.sides.right - other.sides.left - (one.sides.right - one.sides.left));
}

// What stands on the map already, in its own pixels: marks and the buttons of the corner.
function takenBoxes(map) {
  const frame = map.getContainer().getBoundingClientRect();
  const standing = map.getContainer().querySelectorAll(".map-dot, .leaflet-control");
  return [...standing].map((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return { left: left - frame.left, right: right - frame.left, top: top - frame.top, bottom: bottom - frame.top };
  });
}

// The free place nearest to the middle of an outline and inside of it; null where there is none.
function roomFor(map, area, [width, height], taken) {
  const size = map.getSize();
  const edge = NAME_EDGE;
  const left = Math.max(area.sides.left, edge) + width / 2;
  const right = Math.min(area.sides.right, size.x - edge) - width / 2;
  const top = Math.max(area.sides.top, edge) + height / 2;
  const bottom = Math.min(area.sides.bottom, size.y - edge) - height / 2;
  if (left > right || top > bottom) return null;
  const wanted = area.at ? map.latLngToContainerPoint([area.at[1], area.at[0]]) : L.point((left + right) / 2, (top + bottom) / 2);
  const rings = area.rings.map((ring) => ring.map(([lon, lat]) => map.latLngToContainerPoint([lat, lon])));
  for (const [x, y] of nearestFirst(wanted, left, right, top, bottom)) {
    const box = { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
    if (taken.some((other) => touch(box, other))) continue;
    if ([[x, y], [box.left, y], [box.right, y]].every(([across, down]) => isInside(rings, across, down))) return { middle: [x, y], box };
  }
  return null;
}

function nearestFirst(wanted, left, right, top, bottom) {
  const clamp = (number, least, most) => Math.min(Math.max(number, least), most);
  const steps = (least, most) => {
    const count = Math.min(NAME_STEPS, Math.floor((most - least) / NAME_STEP));
    return Array.from({ length: count + 1 }, (_one, step) => (count ? least + ((most - least) * step) / count : least));
  };
  const across = [clamp(wanted.x, left, right), ...steps(left, right)];
  const down = [clamp(wanted.y, top, bottom), ...steps(top, bottom)];
  const far = ([x, y]) => (x - wanted.x) ** 2 + (y - wanted.y) ** 2;
  return across.flatMap((x) => down.map((y) => [x, y])).sort((one, other) => far(one) - far(other));
}

function touch(one, other) {
  return one.left < other.right + NAME_ROOM && other.left < one.right + NAME_ROOM && one.top < other.bottom && other.top < one.bottom;
}

// Whether a ray from the point crosses the rings an odd number of times.
function isInside(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
      const [one, other] = [ring[at], ring[before]];
      if (one.y > y !== other.y > y && x < ((other.x - one.x) * (y - one.y)) / (other.y - one.y) + one.x) inside = !inside;
    }
  }
  return inside;
}

// --- places -----------------------------------------------------------------------------------------

function markers(map, part, places, nameAreas) {
  const layer = L.layerGroup().addTo(map);
  const names = namesOf(part);
  const card = cardOf(part, names);
  let asked = 0;

  const redraw = async () => {
    asked += 1;
    const own = asked;
    const box = map.getBounds();
    const sides = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    const found = await places.ask("seen", { box: sides, zoom: Math.round(map.getZoom()) });
    if (own !== asked) return; // the map has moved on meanwhile
    const held = layerHolds(part) ? document.activeElement.dataset.no : null;
    layer.clearLayers();
    for (const mark of found) {
      const button = buttonOf(part, mark, names);
      button.addEventListener("click", () => (mark.count ? closer(mark) : card.show(mark)));
      L.marker([mark.lat, mark.lon], { icon: iconOf(button), keyboard: false, interactive: false }).addTo(layer);
    }
    if (held) (markOf(part, held) ?? part.querySelector("[data-pane]")).focus({ preventScroll: true });
    nameAreas();
    await names.learn(found.filter((mark) => !mark.count));
    if (own === asked) for (const mark of found) nameMark(part, mark, names);
  };

  const closer = async (mark) => {
    const { zoom, places: together } = await places.ask("closer", { id: mark.id });
    if (together) card.showAll(together, mark);
    else map.setView([mark.lat, mark.lon], zoom, { animate: !calm });
  };

  map.on("moveend", redraw);
  redraw();
}

// Names are asked for when a mark is seen, each once.
function namesOf(part) {
  const known = new Map();
  const learn = async (marks) => {
    const missing = [...new Set(marks.map(({ at }) => at))].filter((at) => !known.has(at));
    for (let start = 0; start < missing.length; start += NAMES_AT_ONCE) {
      const some = missing.slice(start, start + NAMES_AT_ONCE);
      const answer = await fetched(`${part.dataset.names}?at=${some.join(",")}`);
      answer?.names.forEach((one, place) => known.set(some[place], one ?? ["", "", ""]));
    }
  };
  const get = (at) => {
    const [slug, name, language] = known.get(at) ?? ["", "", ""];
    return { slug, name, language, href: part.dataset.page.replace("_slug_", slug) + part.dataset.query };
  };
  return { learn, get };
}

const markOf = (part, number) => part.querySelector(`.map-mark [data-no="${number}"]`);
const layerHolds = (part) => part.querySelector(".leaflet-marker-pane")?.contains(document.activeElement);

function iconOf(html) {
  return L.divIcon({ html, className: "map-mark", iconSize: [44, 44] });
}

function dot(state, text = "") {
  const dot = document.createElement("span");
  dot.className = `map-dot is-${state}`;
  dot.textContent = text;
  return dot;
}

function buttonOf(part, mark, names) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.no = mark.no;
  if (mark.count) {
    button.append(dot("many", mark.short));
    button.setAttribute("aria-label", part.dataset.many.replace("{n}", mark.count));
  } else {
    const first = Number(part.dataset.first);
    const isListed = mark.no >= first && mark.no < first + part.dataset.rows.split(",").length;
    button.append(dot(mark.state, isListed ? mark.no : ""));
    button.classList.toggle("is-listed", isListed);
    label(button, part, mark, names);
  }
  L.DomEvent.disableClickPropagation(button); // a tap on a place does not move the map
  return button;
}

function label(button, part, mark, names) {
  const { name, language } = names.get(mark.at);
  button.setAttribute("aria-label", `${mark.no}${name && `. ${name}`}: ${part.dataset[mark.state]}`);
  if (language) button.lang = language;
}

function nameMark(part, mark, names) {
  const button = mark.count ? null : markOf(part, mark.no);
  if (button) label(button, part, mark, names);
}

// --- the card of a place: the row of the list -----------------------------------------------------------

function cardOf(part, names) {
  const chosen = part.querySelector("[data-chosen]");
  const row = chosen.querySelector("[data-row]");
  const far = chosen.querySelector("[data-far]");
  let from = null;

  const choose = (mark) => {
    part.querySelector(".map-mark [aria-current]")?.removeAttribute("aria-current");
    from = mark?.no;
    if (mark) markOf(part, from)?.setAttribute("aria-current", "true");
  };
  const open = (mark) => {
    choose(mark);
    chosen.hidden = false;
    chosen.focus({ preventScroll: true });
    chosen.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    if (chosen.hidden) return;
    const back = markOf(part, from) ?? part.querySelector("[data-pane]");
    chosen.hidden = true;
    choose(null);
    back.focus({ preventScroll: true });
  };
  const show = async (mark) => {
    await names.learn([mark]);
    const { slug, href } = names.get(mark.at);
    const address = part.dataset.card.replace("_slug_", slug) + part.dataset.query;
    const answer = slug ? await fetch(address).catch(() => null) : null;
    row.innerHTML = answer?.ok ? await answer.text() : "";
    const number = row.querySelector(".no");
    if (number) number.textContent = mark.no;
    far.hidden = Boolean(number) || !slug;
    far.firstElementChild.href = href;
    open(mark);
  };
  // Several places at one point: their names, each a link to its page.
  const showAll = async (together, mark) => {
    await names.learn(together);
    const list = document.createElement("ul");
    for (const one of together) {
      const { name, language, href } = names.get(one.at);
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = href;
      link.textContent = name;
      if (language) link.lang = language;
      item.append(link, `: ${part.dataset[one.state]}`);
      list.append(item);
    }
    row.replaceChildren(list);
    far.hidden = true;
    open(mark);
  };

  chosen.querySelector("[data-close]").addEventListener("click", close);
  part.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  return { show, showAll };
}
