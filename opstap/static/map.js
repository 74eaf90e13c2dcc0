// The map of a list or of one place, over the outlines of the municipalities. It is loaded by pages that were
// asked for with it, shows nothing that the list lacks, and asks nobody but this site (and the tiles that the
// operator chose). Places are buttons in the order of the list; what stands near is one button that looks closer.

const FARTHEST = 5;
const CLOSEST = 18;
const NEAR_PIXELS = 52;
const NAMED_FROM_PIXELS = 90; // an outline narrower than this bears no name
const MOST_NAMED = 60;
const ALONE = 15;

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

for (const part of document.querySelectorAll("[data-map]")) {
  if (window.L && window.Supercluster) draw(part);
}

async function draw(part) {
  const say = sayer(part);
  say("wait");
  const [places, shapes] = await Promise.all([placesOf(part), fetched(part.dataset.shapes)]);
  if (!places) {
    say("fault");
    return;
  }
  const shown = shownOn(part, places, shapes);
  if (!shown) {
    say("fault");
    return;
  }
  say(null);
  part.querySelector("[data-said=unplaced]")?.toggleAttribute("hidden", !places.unplaced);
  part.querySelector("[data-said=cut]")?.toggleAttribute("hidden", places.is_whole !== false);
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

// The points of the list; of the page of a space the one it is about.
async function placesOf(part) {
  if (!part.dataset.at) return fetched(part.dataset.points);
  const [lat, lon] = part.dataset.at.split(",").map(Number);
  const properties = { no: 1, name: "", state: "help" };
  return { features: [{ type: "Feature", id: "", geometry: { type: "Point", coordinates: [lon, lat] }, properties }] };
}

function shownOn(part, places, shapes) {
  const pane = part.querySelector("[data-pane]");
  const listed = places.features.filter(({ properties: { no } }) => no >= part.dataset.first && no <= part.dataset.last);
  const seen = listed.length ? listed : places.features;
  const box = boxOf(seen, shapes);
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
  if (shapes) ground(map, shapes);
  if (part.dataset.at) L.marker(box.getCenter(), { icon: iconOf(dot("help")), keyboard: false, interactive: false }).addTo(map);
  else markers(map, part, places.features);
  return map;
}

function boxOf(places, shapes) {
  const box = L.latLngBounds(places.map(({ geometry: { coordinates: [lon, lat] } }) => [lat, lon]));
  if (box.isValid()) return box;
  const whole = shapes && L.geoJSON(shapes).getBounds();
  return whole && whole.isValid() ? whole : null;
}

// --- outlines and their names -----------------------------------------------------------------------

function ground(map, shapes) {
  L.geoJSON(shapes, { interactive: false, style: { className: "map-area" } }).addTo(map);
  map.createPane("names").style.zIndex = 450; // above the outlines, below the places
  const names = L.layerGroup().addTo(map);
  const language = document.documentElement.lang;
  const redraw = () => {
    names.clearLayers();
    const seen = shapes.features.filter(({ properties: { at } }) => at && map.getBounds().contains([at[1], at[0]]));
    if (seen.length > MOST_NAMED) return;
    for (const shape of seen) {
      if (widthOf(map, shape) < NAMED_FROM_PIXELS) continue;
      const { at, names: said } = shape.properties;
      const name = document.createElement("span");
      name.textContent = said[language] ?? Object.values(said)[0] ?? "";
      name.setAttribute("aria-hidden", "true"); // the list says the municipality of each place
      const icon = L.divIcon({ html: name, className: "map-name", iconSize: [0, 0] });
      L.marker([at[1], at[0]], { icon, pane: "names", keyboard: false, interactive: false }).addTo(names);
    }
  };
  map.on("moveend", redraw);
  redraw();
}

function widthOf(map, shape) {
  const box = (shape.box ??= L.geoJSON(shape).getBounds());
  return map.latLngToContainerPoint(box.getSouthEast()).x - map.latLngToContainerPoint(box.getSouthWest()).x;
}

// --- places -----------------------------------------------------------------------------------------

function markers(map, part, features) {
  const bundles = new Supercluster({
    radius: NEAR_PIXELS,
    extent: 256,
    maxZoom: CLOSEST,
    map: ({ no }) => ({ no }),
    reduce: (all, one) => {
      all.no = Math.min(all.no, one.no); // its place in the order is that of its first
    },
  });
  bundles.load(features);
  const layer = L.layerGroup().addTo(map);
  const card = cardOf(part);

  const redraw = () => {
    const held = layerHolds(part) ? document.activeElement.dataset.no : null;
    layer.clearLayers();
    const box = map.getBounds();
    const found = bundles.getClusters([box.getWest(), box.getSouth(), box.getEast(), box.getNorth()], Math.round(map.getZoom()));
    found.sort((one, other) => one.properties.no - other.properties.no);
    for (const feature of found) {
      const button = buttonOf(part, feature);
      button.addEventListener("click", () => (feature.properties.cluster ? closer(feature) : card.show(feature)));
      const [lon, lat] = feature.geometry.coordinates;
      L.marker([lat, lon], { icon: iconOf(button), keyboard: false, interactive: false }).addTo(layer);
    }
    if (held) (markOf(part, held) ?? part.querySelector("[data-pane]")).focus({ preventScroll: true });
  };

  // What stands at one point stays together however close one looks: then all are named.
  const closer = (feature) => {
    const leaves = bundles.getLeaves(feature.id, Infinity);
    const [lon, lat] = feature.geometry.coordinates;
    const zoom = bundles.getClusterExpansionZoom(feature.id);
    if (zoom > CLOSEST) card.showAll(leaves, feature);
    else map.setView([lat, lon], zoom, { animate: !calm });
  };

  map.on("moveend", redraw);
  redraw();
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

function buttonOf(part, { properties }) {
  const button = document.createElement("button");
  const { first, last, many } = part.dataset;
  const isListed = properties.no >= first && properties.no <= last;
  button.type = "button";
  button.dataset.no = properties.no;
  if (properties.cluster) {
    button.append(dot("many", properties.point_count_abbreviated));
    button.setAttribute("aria-label", many.replace("{n}", properties.point_count));
  } else {
    button.append(dot(properties.state, isListed ? properties.no : ""));
    button.setAttribute("aria-label", `${properties.no}. ${properties.name}: ${part.dataset[properties.state]}`);
    button.classList.toggle("is-listed", isListed);
    if (properties.lang) button.lang = properties.lang;
  }
  L.DomEvent.disableClickPropagation(button); // a tap on a place does not move the map
  return button;
}

// --- the card of a place: the row of the list -----------------------------------------------------------

function cardOf(part) {
  const chosen = part.querySelector("[data-chosen]");
  const row = chosen.querySelector("[data-row]");
  const far = chosen.querySelector("[data-far]");
  let from = null;

  const mark = (feature) => {
    part.querySelector(".map-mark [aria-current]")?.removeAttribute("aria-current");
    from = feature?.properties.no;
    if (feature) markOf(part, from)?.setAttribute("aria-current", "true");
  };
  const open = (feature) => {
    mark(feature);
    chosen.hidden = false;
    chosen.focus({ preventScroll: true });
    chosen.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    if (chosen.hidden) return;
    const back = markOf(part, from) ?? part.querySelector("[data-pane]");
    chosen.hidden = true;
    mark(null);
    back.focus({ preventScroll: true });
  };
  const show = async (feature) => {
    const address = part.dataset.card.replace("_slug_", feature.id) + part.dataset.query;
    const answer = await fetch(address).catch(() => null);
    row.innerHTML = answer?.ok ? await answer.text() : "";
    const number = row.querySelector(".no");
    if (number) number.textContent = feature.properties.no;
    far.hidden = Boolean(number);
    far.firstElementChild.href = feature.properties.href + part.dataset.query;
    open(feature);
  };
  // Several places at one point: their names, each a link to its page.
  const showAll = (leaves, feature) => {
    leaves.sort((one, other) => one.properties.no - other.properties.no);
    const list = document.createElement("ul");
    for (const { properties } of leaves) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = properties.href + part.dataset.query;
      link.textContent = properties.name;
      if (properties.lang) link.lang = properties.lang;
      item.append(link, `: ${part.dataset[properties.state]}`);
      list.append(item);
    }
    row.replaceChildren(list);
    far.hidden = true;
    open(feature);
  };

  chosen.querySelector("[data-close]").addEventListener("click", close);
  part.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  return { show, showAll };
}
