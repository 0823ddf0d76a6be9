"use strict";
/* A list of things to look at, each of which has places: choosing by click, by place and by arrow key, and showing some only. */
const wireList = (items, select, isAt) => {
  for (const item of items) item.addEventListener("click", () => select(item, false));

  document.addEventListener("click", (event) => {
    const place = event.target.closest(".place");
    if (!place) return;
    const found = items.find((one) => !one.hidden && isAt(one, place.id));
    if (found) select(found, true);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (!event.target.closest(".list")) return;
    const open = items.filter((one) => !one.hidden);
    const at = open.findIndex((one) => one.getAttribute("aria-current") === "true");
    const next = open[Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), open.length - 1)];
    if (next) {
      event.preventDefault();
      next.focus();
      select(next, true);
    }
  });

  const filters = [...document.querySelectorAll(".filters button")];
  for (const filter of filters) {
    filter.addEventListener("click", () => {
      for (const other of filters) other.setAttribute("aria-pressed", String(other === filter));
      const wanted = filter.dataset.show;
      for (const one of items) one.hidden = wanted !== "all" && one.dataset.group !== wanted;
      for (const group of document.querySelectorAll(".group")) group.hidden = ![...group.querySelectorAll(".finding")].some((one) => !one.hidden);
    });
  }
};
