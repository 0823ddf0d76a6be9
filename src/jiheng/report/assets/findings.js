"use strict";
(() => {
  const findings = [...document.querySelectorAll(".finding")];
  const files = [...document.querySelectorAll(".file")];

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

  wireList(findings, select, (one, id) => one.dataset.places.split(" ").includes(id));

  if (findings.length) select(findings[0], false);
  else if (files.length) show(files[0].dataset.file);
})();
