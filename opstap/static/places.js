// All places of the map and their bundles: 60,000 of them are read, put into the order of the list and bundled
// beside the page, in a worker of this file, so that the page never waits. Where a browser has no workers the
// page loads the same file itself.
"use strict";

(() => {
  const FARTHEST = 0;
  const CLOSEST = 18;
  const NEAR_PIXELS = 52;
  const EARTH_KM = 6371.0088;
  const RAD = Math.PI / 180;

  let bundles = null;
  let ask = null; // the addresses, and what the page says of its list
  let lats = []; // of each place where it is drawn; NaN: nobody knows
  let lons = [];
  let states = null;
  let order = []; // positions of the places of the list, in its order

  async function fetched(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }

  // `asked`: atlas, points, origin, named, within, unplaced, rows, first. Answers what the page says about it.
  async function load(asked) {
    ask = asked;
    const [atlas, points] = await Promise.all([fetched(ask.atlas), fetched(ask.points)]);
    const homes = readHomes(atlas);
    const count = homes.lats.length;
    states = { open: bits(points.open), help: bits(points.help), in: points.in === null ? null : bits(points.in ?? "") };
    ({ lats, lons } = drawnAt(atlas, homes));
    order = points.listed ?? inOrder(count, homes);
    bundle();
    return { count: order.length, isWhole: points.is_whole !== false, hasUnplaced: order.some((at) => !isDrawn(at)), box: firstBox() };
  }

  // Differences to the place before, in parts of a degree.
  function readHomes(atlas) {
    const scale = 10 ** atlas.decimals;
    const summed = (differences) => {
      const all = new Float64Array(atlas.lat.length + atlas.unplaced).fill(NaN);
      let sum = 0;
      differences.forEach((one, at) => {
        sum += one;
        all[at] = sum / scale;
      });
      return all;
    };
    return { lats: summed(atlas.lat), lons: summed(atlas.lon) };
  }

  // A place that is elsewhere for a time is drawn there, one that moves at the stop nearest to who asks.
  function drawnAt(atlas, homes) {
    const found = { lats: homes.lats.slice(), lons: homes.lons.slice() };
    const put = (at, [lat, lon]) => {
      found.lats[at] = lat;
      found.lons[at] = lon;
    };
    for (const [at, stops] of Object.entries(atlas.stops)) {
      const [lat, lon] = nearestStop(stops);
      put(at, [lat, lon]);
      homes.lats[at] = lat; // the list counts from there, too
      homes.lons[at] = lon;
    }
    for (const [at, point] of Object.entries(atlas.elsewhere)) put(at, point ?? [NaN, NaN]);
    return found;
  }

  function nearestStop(stops) {
    let best = null;
    for (let place = 0; place < stops.length; place += 2) {
      const one = [stops[place], stops[place + 1]];
      const far = ask.origin ? kmTo(...one) : 0;
      if (!best || far < best.far) best = { one, far };
    }
    return best.one;
  }

  function bits(text) {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  }

  // A place of the page that came into the list a moment ago has no position yet: -1.
  const isDrawn = (at) => at >= 0 && !Number.isNaN(lats[at]);
  const has = (set, at) => ((set[at >> 3] >> (at & 7)) & 1) === 1;
  const stateOf = (at) => (has(states.help, at) ? "help" : has(states.open, at) ? "open" : "shut");

  function kmTo(lat, lon) {
    const [lat0, lon0] = ask.origin;
    const chord = Math.sin(((lat - lat0) * RAD) / 2) ** 2 + Math.cos(lat0 * RAD) * Math.cos(lat * RAD) * Math.sin(((lon - lon0) * RAD) / 2) ** 2;
    return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
  }

  // The places that pass, nearest first, those nobody could place last; the numbers of the page are the page's.
  function inOrder(count, homes) {
    const known = new Set(ask.rows);
    const [south, north, west, east] = ask.within ?? [-90, 90, -180, 180];
    const found = [];
    const km = new Float64Array(count).fill(Infinity);
    for (let at = 0; at < count; at += 1) {
      const isNamed = at === ask.named;
      if (known.has(at) || !(isNamed || states.in === null || has(states.in, at))) continue;
      const [lat, lon] = [homes.lats[at], homes.lons[at]];
      if (Number.isNaN(lat)) {
        if (!ask.unplaced && !isNamed) continue;
      } else {
        if (!isNamed && !(lat >= south && lat <= north && lon >= west && lon <= east)) continue;
        km[at] = isNamed ? -1 : kmTo(lat, lon);
      }
      found.push(at);
    }
    found.sort((one, other) => km[one] - km[other] || one - other);
    found.splice(ask.first - 1, 0, ...ask.rows);
    return found;
  }

  function bundle() {
    const features = [];
    order.forEach((at, place) => {
      if (!isDrawn(at)) return;
      const properties = { no: place + 1, at, state: stateOf(at) };
      features.push({ type: "Feature", geometry: { type: "Point", coordinates: [lons[at], lats[at]] }, properties });
    });
    bundles = new self.Supercluster({
      radius: NEAR_PIXELS,
      extent: 256,
      minZoom: FARTHEST,
      maxZoom: CLOSEST,
      map: ({ no }) => ({ no }),
      reduce: (all, one) => {
        all.no = Math.min(all.no, one.no); // its place in the order is that of its first
      },
    });
    bundles.load(features);
  }

  // West, south, east and north of the places of this page of the list, else of all; null where none is drawn.
  function firstBox() {
    const around = (some) => {
      const seen = some.filter(isDrawn);
      if (!seen.length) return null;
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const at of seen) {
        box[0] = Math.min(box[0], lons[at]);
        box[1] = Math.min(box[1], lats[at]);
        box[2] = Math.max(box[2], lons[at]);
        box[3] = Math.max(box[3], lats[at]);
      }
      return box;
    };
    return around(ask.rows) ?? around(order);
  }

  // What is seen in a box: places (at, state) and bundles (id, count), in the order of the list.
  function seen({ box, zoom }) {
    const marks = bundles.getClusters(box, zoom).map(({ id, geometry, properties }) => {
      const [lon, lat] = geometry.coordinates;
      if (!properties.cluster) return { ...properties, lat, lon };
      return { no: properties.no, id, count: properties.point_count, short: properties.point_count_abbreviated, lat, lon };
    });
    return marks.sort((one, other) => one.no - other.no);
  }

  // How close one must look to see a bundle in parts; what stands at one point stays together: then its places.
  function closer({ id }) {
    const zoom = bundles.getClusterExpansionZoom(id);
    if (zoom <= CLOSEST) return { zoom };
    const places = bundles.getLeaves(id, Infinity).map(({ properties }) => properties);
    return { places: places.sort((one, other) => one.no - other.no) };
  }

  const acts = { load, seen, closer };
  if (typeof document !== "undefined") {
    self.opstapPlaces = acts;
    return;
  }
  self.addEventListener("message", async ({ data: { number, act, asked } }) => {
    try {
      if (act === "load") importScripts(asked.bundles);
      postMessage({ number, answer: await acts[act](asked) });
    } catch (fault) {
      postMessage({ number, fault: String(fault) });
    }
  });
})();
