/* The page's words for scripts, in its language, and how it writes hours and numbers. */
const words = JSON.parse(document.getElementById("desk-words").textContent);
const language = document.documentElement.lang;
const rules = new Intl.PluralRules(language);
const zone = document.getElementById("desk")?.dataset.zone;
const clock = new Intl.DateTimeFormat("en", { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: zone });

/* "since %(hour)s" with { hour: "9:05" }. */
export function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_all, name) => values[name] ?? "");
}

export function word(name, values = {}) {
  return fill(words[name] ?? words.line, values);
}

/* The word for so many: "1 note waits", "8 notes wait". */
export function count(name, n) {
  const [one, other] = words[name];
  return fill(rules.select(n) === "one" ? one : other, { n });
}

/* As the server writes it: "9:05", "9 h 05", "9.05 uur". */
export function hour(milliseconds) {
  const said = Object.fromEntries(clock.formatToParts(milliseconds).map(({ type, value }) => [type, value]));
  const [whole, other] = words.clock;
  return fill(said.minute === "00" ? whole : other, { h: Number(said.hour), m: said.minute });
}

/* How long ago, in the largest unit that fits: "12 min", "3 h", "2 days". */
export function age(milliseconds) {
  const minutes = Math.max(1, Math.round(milliseconds / 60000));
  const [n, unit] = minutes < 90 ? [minutes, "minute"] : minutes < 2880 ? [Math.round(minutes / 60), "hour"]
    : [Math.round(minutes / 1440), "day"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: unit === "day" ? "long" : "short" }).format(n);
}
