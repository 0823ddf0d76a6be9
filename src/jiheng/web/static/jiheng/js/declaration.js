// @ts-check
/**
 * The page of a declaration: from a finding to its cells and back, and choosing the cell that a comment hangs on.
 * Without this script the links of the findings still jump to their cell, and the comment form has a list of places.
 */

/** @type {HTMLElement | null} */
const box = document.querySelector("[data-sheet]");
/** @type {HTMLFormElement | null} */
const form = document.querySelector("form[data-comment-form]");
/** @type {HTMLElement | null} */
let cameFrom = null;

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @param {string} name */
function clear(name) {
  for (const element of document.querySelectorAll(`.${name}`)) element.classList.remove(name);
}

/** @param {Element} item */
function cellsOf(item) {
  const ids = (item.getAttribute("data-cells") ?? "").split(" ").filter(Boolean);
  return ids.map((id) => document.getElementById(id)).filter((cell) => cell !== null);
}

/** Light up a finding (or comment) and all its cells. @param {Element} item */
function light(item) {
  clear("lit");
  item.classList.add("lit");
  const cells = cellsOf(item);
  for (const cell of cells) cell.classList.add("lit");
  return cells;
}

/** @param {HTMLElement} cell */
function focusCell(cell) {
  if (!cell.hasAttribute("tabindex")) cell.tabIndex = -1;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "center", inline: "center", behavior: calm ? "auto" : "smooth" });
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const link = event.target.closest("a.jump");
  const item = link?.closest("[data-cells]");
  if (!(link instanceof HTMLElement) || !item) return;
  const [first, ...others] = light(item);
  if (!first) return;
  event.preventDefault();
  const beside = others.find((cell) => cell.closest(".sheet-box") !== first.closest(".sheet-box")); // of the other version
  beside?.scrollIntoView({ block: "center", inline: "center" });
  cameFrom = link;
  focusCell(first);
});

/** The cell that carries a value, at or above an element. @param {EventTarget | null} target */
function valueCell(target) {
  const cell = target instanceof Element ? target.closest("[data-path]") : null;
  return cell instanceof HTMLElement && box?.contains(cell) ? cell : null;
}

/** Put a cell's path and words into the comment form. @param {HTMLElement} cell */
function choose(cell) {
  const path = cell.dataset.path ?? "";
  for (const item of document.querySelectorAll("[data-cells]")) {
    if (cell.id && (item.getAttribute("data-cells") ?? "").split(" ").includes(cell.id)) {
      light(item);
      item.scrollIntoView({ block: "nearest" });
      break;
    }
  }
  const field = form?.elements.namedItem("path");
  if (!form || !(field instanceof HTMLSelectElement || field instanceof HTMLInputElement)) return;
  const text = (cell.textContent ?? "").trim();
  const words = cell.dataset.words ?? text;
  if (field instanceof HTMLSelectElement && ![...field.options].some((option) => option.value === path)) {
    field.add(new Option(words, path));
  }
  field.value = path;
  showPlace(text);
  clear("chosen");
  cell.classList.add("chosen");
}

/** What stands in the chosen cell, above the comment. @param {string} text */
function showPlace(text) {
  const place = form?.querySelector("[data-comment-words]");
  if (!(place instanceof HTMLElement)) return;
  place.hidden = text === "";
  place.textContent = text;
}

/** The nearest cell with a value in a direction. @param {HTMLElement} from @param {string} key */
function neighbour(from, key) {
  const here = from.getBoundingClientRect();
  const across = key === "ArrowLeft" || key === "ArrowRight";
  const sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
  let best = null;
  let least = Infinity;
  for (const cell of box?.querySelectorAll("[data-path]") ?? []) {
    if (cell === from) continue;
    const there = cell.getBoundingClientRect();
    const ahead = across ? sign * (there.left - here.left) : sign * (there.top - here.top);
    const aside = across ? Math.abs(there.top - here.top) : Math.abs(there.left - here.left);
    if (ahead > 1 && ahead + 4 * aside < least) [best, least] = [cell, ahead + 4 * aside];
  }
  return best instanceof HTMLElement ? best : null;
}

/** One cell at a time is in the order of the Tab key; the arrows move on. @param {HTMLElement} cell */
function moveTo(cell) {
  for (const other of box?.querySelectorAll('[data-path][tabindex="0"]') ?? []) other.setAttribute("tabindex", "-1");
  cell.tabIndex = 0;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

if (box) {
  const first = box.querySelector("[data-path]");
  if (first instanceof HTMLElement) {
    first.tabIndex = 0;
    if (form) box.classList.add("choosing");
  }
  box.addEventListener("click", (event) => {
    const cell = valueCell(event.target);
    if (cell && String(getSelection()) === "") choose(cell);
  });
  box.addEventListener("keydown", (event) => {
    const cell = valueCell(event.target);
    if (event.key === "Escape" && cameFrom) {
      cameFrom.focus();
      cameFrom = null;
    } else if (cell && event.key === "Enter") {
      event.preventDefault();
      choose(cell);
      const text = form?.elements.namedItem("text");
      if (text instanceof HTMLElement) text.focus();
    } else if (cell && event.key.startsWith("Arrow")) {
      event.preventDefault();
      const next = neighbour(cell, event.key);
      if (next) moveTo(next);
    }
  });
  form?.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLSelectElement) || event.target.name !== "path") return;
    const path = event.target.value;
    clear("chosen");
    const cell = [...box.querySelectorAll("[data-path]")].find((one) => one.getAttribute("data-path") === path);
    showPlace(cell?.textContent?.trim() ?? "");
    if (cell instanceof HTMLElement) {
      cell.classList.add("chosen");
      cell.scrollIntoView({ block: "center", inline: "center" });
    }
  });
}
