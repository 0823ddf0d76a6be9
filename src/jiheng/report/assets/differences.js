"use strict";
(() => {
  const items = [...document.querySelectorAll(".finding")];
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

  wireList(items, select, (one, id) => one.dataset.before === id || one.dataset.after === id);

  if (items.length) select(items[0], false);
  else for (const side of sides) show(side, side.box.querySelector(".file")?.dataset.file);
})();
