/* A quick template fills the form of a help record without a new page. Without this file its button is a
   plain form that opens the desk with the form filled in. */
const form = document.getElementById("f-help");

function fill(name, value) {
  for (const control of form.querySelectorAll(`[name="${name}"]`)) {
    if (control.matches("[type=radio], [type=checkbox]")) control.checked = [].concat(value).map(String).includes(control.value);
    else control.value = value;
  }
}

document.addEventListener("click", event => {
  const button = event.target.closest("[data-preset]");
  if (!button) return;
  event.preventDefault();
  const preset = JSON.parse(button.dataset.preset);
  const whom = form.querySelector("[name=visit]:checked");
  const chosen = whom?.dataset.chosen;
  form.reset();
  if (whom) whom.checked = true;
  if (chosen) whom.dataset.chosen = chosen;
  for (const [name, value] of Object.entries(preset)) fill(name, value);
  if (!form.querySelector("[name=minutes]:checked")) fill("minutes_own", preset.minutes);
  for (const chosen of form.querySelectorAll("details :checked:not(option)")) open(chosen);
  for (const list of form.querySelectorAll("details select")) if (list.value) open(list);
  document.getElementById("save-help").focus();
});

/* What a template chose is seen before it is saved. */
function open(control) {
  if (control.defaultChecked) return;
  for (let fold = control.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}
