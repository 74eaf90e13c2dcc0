/* What a person can still mend at once is said before the note is kept; the rest the server judges.
   data-need="minutes minutes_own" on a group: one of these must be answered, else its data-need-words.
   data-whole="1 200" on a field: a whole number between, else its data-whole-words. */
export function wrongIn(form, data) {
  return [...missing(form, data), ...notWhole(form, data)];
}

const near = (form, selector) => [...document.querySelectorAll(selector)].filter(
  one => one.closest("form") === form || one.form === form);

function missing(form, data) {
  return near(form, "[data-need]")
    .filter(group => !group.closest("[hidden]") && !group.dataset.need.split(" ").some(name => said(data, name)))
    .map(group => group.dataset.needWords);
}

function notWhole(form, data) {
  return near(form, "[data-whole]").filter(field => {
    const text = said(data, field.name);
    const [least, most] = field.dataset.whole.split(" ").map(Number);
    const isEmptyAndMayBe = !text && !field.hasAttribute("data-asked");
    return !isEmptyAndMayBe && !(/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most);
  }).map(field => field.dataset.wholeWords);
}

const said = (data, name) => String(data.get(name) ?? "").trim();
