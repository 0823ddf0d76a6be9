// @ts-check
/** Menus (<details data-menu>) close on Escape, on a click outside and when the focus leaves them. */

/** @param {EventTarget | null} inside */
function closeOthers(inside) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!(inside instanceof Node) || !menu.contains(inside)) menu.removeAttribute("open");
  }
}

document.addEventListener("click", (event) => closeOthers(event.target));
document.addEventListener("focusin", (event) => closeOthers(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !(event.target instanceof Element)) return;
  const menu = event.target.closest("details[data-menu][open]");
  if (menu === null) return;
  menu.removeAttribute("open");
  menu.querySelector("summary")?.focus();
});
