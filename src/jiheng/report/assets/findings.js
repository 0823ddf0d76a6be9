"use strict";
(() => {
  const findings = [...document.querySelectorAll(".finding")];
  const files = [...document.querySelectorAll(".file")];
  const filters = [...document.querySelectorAll(".filters button")];

  const show = (number) => {
    for (const file of files) file.classList.toggle("shown", file.dataset.file === number);
  };

  const select = (finding, scroll) => {
    for (const other of findings) other.setAttribute("aria-current", String(other === finding));
    for (const place of document.querySelectorAll(".lit")) place.classList.remove("lit", "first");
    show(finding.dataset.file);
    const places = finding.dataset.places.split(" ").filter(Boolean).map((id) => document.getElementById(id)).filter(Boolean);
    places.forEach((place, n) => {
      place.classList.add("lit");
      if (n === 0) place.classList.add("first");
    });
    if (places.length) places[0].scrollIntoView({ block: "center", inline: "center" });
    if (scroll) finding.scrollIntoView({ block: "nearest" });
  };

  for (const finding of findings) finding.addEventListener("click", () => select(finding, false));

  document.addEventListener("click", (event) => {
    const place = event.target.closest(".place");
    if (!place) return;
    const finding = findings.find((one) => !one.hidden && one.dataset.places.split(" ").includes(place.id));
    if (finding) select(finding, true);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (!event.target.closest(".list")) return;
    const open = findings.filter((one) => !one.hidden);
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
      for (const one of findings) one.hidden = wanted !== "all" && one.dataset.group !== wanted;
      for (const group of document.querySelectorAll(".group")) group.hidden = ![...group.querySelectorAll(".finding")].some((one) => !one.hidden);
    });
  }

  if (findings.length) select(findings[0], false);
  else if (files.length) show(files[0].dataset.file);
})();
