// @ts-check
/** Forms: sent once however often the button is pressed; filters that apply themselves; the sum of a review sheet. */

const RELEASE_AFTER = 20_000;

/** @param {HTMLFormElement} form @param {boolean} busy */
function setBusy(form, busy) {
  form.toggleAttribute("data-sent", busy);
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (busy) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || form.dataset.guard === "off") return;
  if (form.hasAttribute("data-sent")) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  // After the event: a button that is marked before it is sent would still be sent, one that is disabled would not.
  setTimeout(() => { if (!event.defaultPrevented) setBusy(form, true); });
  setTimeout(() => setBusy(form, false), RELEASE_AFTER); // an answer that is a file leaves the page standing
}, true);

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) setBusy(/** @type {HTMLFormElement} */ (form), false);
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLSelectElement) && !(field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type))) return;
  if (field.form?.hasAttribute("data-autosubmit")) field.form.requestSubmit();
});

// <input type=file data-most-files=10 data-too-many="…{n}…">: told before everything is sent.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.dataset.mostFiles === undefined) return;
  const count = field.files?.length ?? 0;
  const told = count > Number(field.dataset.mostFiles) ? (field.dataset.tooMany ?? "").replace("{n}", String(count)) : "";
  field.setCustomValidity(told);
  if (told) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  if (told) field.reportValidity();
});

/** @param {Element} table */
function addUp(table) {
  let hundredths = 0;
  let complete = true;
  for (const field of table.querySelectorAll("input[data-score]")) {
    const written = /** @type {HTMLInputElement} */ (field).value.trim();
    const value = Math.round(Number(written) * 100);
    if (written === "" || !Number.isFinite(value)) complete = false;
    else hundredths += value;
  }
  const total = table.querySelector("[data-score-total]");
  if (total) total.textContent = String(hundredths / 100);
  const grade = table.querySelector("[data-score-grade]");
  if (!(grade instanceof HTMLElement)) return;
  // data-score-grade="优:90 良:80 中:60 差:0"
  const cuts = (grade.dataset.scoreGrade ?? "").split(" ").map((cut) => cut.split(":"));
  grade.textContent = complete ? (cuts.find(([, least]) => hundredths >= Number(least) * 100)?.[0] ?? "") : "";
}

for (const table of document.querySelectorAll("[data-scores]")) {
  table.addEventListener("input", () => addUp(table));
  addUp(table);
}

// <p data-tick-all="take" hidden><input type=checkbox>: ticks all that have data-tick="take".
for (const line of document.querySelectorAll("[data-tick-all]")) {
  const box = line.querySelector("input");
  const ticks = /** @type {NodeListOf<HTMLInputElement>} */ (
    document.querySelectorAll(`input[data-tick="${line.getAttribute("data-tick-all")}"]`));
  if (!box || !ticks.length) continue;
  const look = () => {
    const ticked = [...ticks].filter((one) => one.checked).length;
    box.checked = ticked === ticks.length;
    box.indeterminate = ticked > 0 && !box.checked;
  };
  box.addEventListener("change", () => { for (const one of ticks) one.checked = box.checked; });
  for (const one of ticks) one.addEventListener("change", look);
  line.removeAttribute("hidden");
  look();
}

const wrong = document.querySelector("[data-focus]");
if (wrong instanceof HTMLElement) wrong.focus();
