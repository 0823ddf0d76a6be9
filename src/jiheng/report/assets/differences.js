"use strict";
(() => {
  const items = [...document.querySelectorAll(".finding")];
  const filters = [...document.querySelectorAll(".filters button")];
  const sides = ["before", "after"].map((name) => ({ name, box: document.querySelector(`.side.${name}`) }));

  const show = (side, file) => {
    for (const one of side.box.querySelectorAll(".file")) one.classList.toggle("shown", one.dataset.file === file);
  };

  const select = (item, scroll) => {
    for (const other of items) other.setAttribute("aria-current", String(other === item));
    for (const place of document.querySelectorAll(".lit")) place.classList.remove("lit");
    for (const side of sides) {
      show(side, item.dataset[`${side.name}File`]);
      const place = document.getElementById(item.dataset[side.name]);
      if (!place) continue;
      place.classList.add("lit");
      const cell = place.getBoundingClientRect();
      const box = side.box.getBoundingClientRect();
      side.box.scrollTop += cell.top - box.top - Math.max((box.height - cell.height) / 2, 40);
      side.box.scrollLeft += cell.left - box.left - Math.max((box.width - cell.width) / 2, 20);
    }
    if (scroll) item.scrollIntoView({ block: "nearest" });
  };

  for (const item of items) item.addEventListener("click", () => select(item, false));

  document.addEventListener("click", (event) => {
    const place = event.target.closest(".place");
    if (!place) return;
    const found = items.find((one) => !one.hidden && (one.dataset.before === place.id || one.dataset.after === place.id));
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

  for (const filter of filters) {
    filter.addEventListener("click", () => {
      for (const other of filters) other.setAttribute("aria-pressed", String(other === filter));
      const wanted = filter.dataset.show;
      for (const one of items) one.hidden = wanted !== "all" && one.dataset.group !== wanted;
      for (const group of document.querySelectorAll(".group")) group.hidden = ![...group.querySelectorAll(".finding")].some((one) => !one.hidden);
    });
  }

  if (items.length) select(items[0], false);
  else for (const side of sides) show(side, side.box.querySelector(".file")?.dataset.file);
})();
