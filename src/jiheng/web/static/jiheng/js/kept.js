// @ts-check
/**
 * What is typed into a form is kept in this window until it was received: a session that ends takes nothing along. It is
 * kept for one account, put back with a notice, never sent by itself, and forgotten on signing out. And: a warning before
 * leaving with something typed, and a bar some minutes before the session ends.
 */

/** @typedef {{ sent: boolean, values: Record<string, string> }} Kept */

const PREFIX = "jiheng-kept:";
const WARN_BEFORE = 300;
const LOOK_EVERY = 5_000;

const account = document.body.dataset.account ?? "";
const channel = new BroadcastChannel("jiheng-session");
/** @type {Set<HTMLFormElement>} */
const typed = new Set();

/** @returns {string[]} */
function keys() {
  return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
}

/** @param {HTMLFormElement} form */
function keyOf(form) {
  return `${PREFIX}${account}:${location.pathname}:${form.dataset.keep}`;
}

/** @param {string} key @returns {Kept | null} */
function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} key @param {Kept} kept */
function write(key, kept) {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // the browser has no room: then only the page itself holds the text
  }
}

/** The fields that somebody types into or chooses from. @param {HTMLFormElement} form */
function fieldsOf(form) {
  return [...form.elements].filter(
    (field) =>
      field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement ||
      (field instanceof HTMLInputElement && ["text", "number", "url"].includes(field.type)),
  ).map((field) => /** @type {HTMLTextAreaElement | HTMLSelectElement | HTMLInputElement} */ (field));
}

/** @param {HTMLFormElement} form @param {boolean} sent */
function keep(form, sent) {
  write(keyOf(form), { sent, values: Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.value])) });
}

function forgetAll() {
  for (const key of keys()) sessionStorage.removeItem(key);
}

/** Put back what was typed, and say so. @param {HTMLFormElement} form @param {Kept} kept */
function putBack(form, kept) {
  const before = new Map(fieldsOf(form).map((field) => [field, field.value]));
  for (const [field] of before) {
    const value = kept.values[field.name];
    if (value === undefined || value === field.value) continue;
    if (field instanceof HTMLSelectElement && ![...field.options].some((option) => option.value === value)) continue;
    field.value = value;
    field.closest("details")?.setAttribute("open", "");
  }
  if (![...before].some(([field, value]) => field.value !== value)) return;
  typed.add(form);
  form.dispatchEvent(new Event("input", { bubbles: true }));
  const template = document.getElementById("kept-notice");
  if (!(template instanceof HTMLTemplateElement)) return;
  const notice = /** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild;
  if (!(notice instanceof HTMLElement)) return;
  form.prepend(notice);
  notice.querySelector("button")?.addEventListener("click", () => {
    for (const [field, value] of before) field.value = value;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    typed.delete(form);
    sessionStorage.removeItem(keyOf(form));
    notice.remove();
  });
}

function begin() {
  const came = performance.getEntriesByType("navigation")[0];
  const isBack = came instanceof PerformanceNavigationTiming && came.type === "back_forward";
  const unsaved = document.querySelector("[data-unsaved]") !== null;
  const own = `${PREFIX}${account}:`;
  for (const key of keys()) {
    const kept = read(key);
    if (!key.startsWith(own) || kept === null) sessionStorage.removeItem(key);
    else if (kept.sent && unsaved) write(key, { ...kept, sent: false });
    else if (kept.sent && !isBack) sessionStorage.removeItem(key); // a page after it: it was received
  }
  for (const form of document.querySelectorAll("form[data-keep]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    const kept = read(keyOf(form));
    if (kept !== null) putBack(form, kept);
    form.addEventListener("input", (event) => {
      if (event.target === form) return;
      typed.add(form);
      keep(form, false);
    });
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented || event.submitter?.hasAttribute("formaction")) return;
      keep(form, true);
    });
  }
  document.addEventListener("submit", (event) => {
    if (event.target instanceof HTMLFormElement && event.target.id !== "session-bar" && !event.defaultPrevented) {
      typed.clear(); // what other forms of the page hold is put back on the next page
    }
  });
  addEventListener("beforeunload", (event) => {
    if (typed.size > 0) event.preventDefault();
  });
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", () => {
      forgetAll();
      channel.postMessage("out");
    });
  }
}

// ---- the end of the session

/** @param {HTMLElement} bar */
function watch(bar) {
  const seconds = Number(document.body.dataset.session);
  const warnAt = Math.max(seconds - WARN_BEFORE, seconds / 2);
  let used = Date.now();

  /** @param {"" | "soon" | "over"} state */
  function show(state) {
    bar.hidden = state === "";
    for (const part of bar.querySelectorAll("[data-soon], [data-over]")) {
      part.toggleAttribute("hidden", !part.hasAttribute(`data-${state || "soon"}`));
    }
  }

  function look() {
    const idle = (Date.now() - used) / 1000;
    show(idle >= seconds ? "over" : idle >= warnAt ? "soon" : "");
  }

  /** @param {MessageEvent} event */
  function hear(event) {
    if (event.data === "out") {
      forgetAll();
      typed.clear();
    } else if (event.data === account) {
      used = Date.now();
      look();
    }
  }

  channel.addEventListener("message", hear);
  channel.postMessage(account); // a page was loaded: other windows of this account have as long as this one
  setInterval(look, LOOK_EVERY);
  document.addEventListener("visibilitychange", look);
  bar.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (!answer.ok) return show("over");
      used = Date.now();
      channel.postMessage(account);
      show("");
    } catch {
      // no network: the bar stays
    }
  });
}

if (account) {
  begin();
  const bar = document.getElementById("session-bar");
  if (bar) watch(bar);
} else if (document.querySelector("form[data-sign-in]")) {
  // Whatever was sent last led to the door: it was not received.
  for (const key of keys()) {
    const kept = read(key);
    if (kept) write(key, { ...kept, sent: false });
  }
  const told = document.querySelector("[data-kept]");
  if (told instanceof HTMLElement) told.hidden = keys().length === 0;
}
