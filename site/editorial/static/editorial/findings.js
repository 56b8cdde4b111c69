/* After each saving, the remarks of the draft are asked for again, and the numbers of its parts. */
(function () {
  "use strict";

  /* Each part bears the number that it is printed under; a part not saved yet has none. */
  function number(panel) {
    for (const old of document.querySelectorAll(".legajo-part__number")) old.remove();
    const told = panel.querySelector("[data-legajo-numbers]")?.dataset.legajoNumbers || "";
    for (const pair of told.split(" ").filter(Boolean)) {
      const [id, text] = pair.split(":");
      const heading = document.getElementById(`block-${id}-heading`);
      if (!heading || !text) continue;
      const mark = document.createElement("span");
      mark.className = "legajo-part__number";
      mark.textContent = `${text}.`;
      heading.prepend(mark);
    }
  }

  const panelOf = () => document.querySelector("[data-legajo-findings]");

  document.addEventListener("w-autosave:success", async () => {
    const panel = panelOf();
    if (!panel) return;
    const answer = await fetch(panel.dataset.legajoFindings, { credentials: "same-origin" });
    if (!answer.ok) return;
    const open = panel.querySelector("[data-legajo-advisory]")?.open;
    panel.innerHTML = await answer.text();
    const advisory = panel.querySelector("[data-legajo-advisory]");
    if (advisory && open !== undefined) advisory.open = open;
    number(panel);
  });

  window.addEventListener("load", () => setTimeout(() => panelOf() && number(panelOf()), 0));
})();
