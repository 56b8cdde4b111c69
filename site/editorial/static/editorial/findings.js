/* After each saving, the remarks of the draft are asked for again. */
(function () {
  "use strict";
  document.addEventListener("w-autosave:success", async () => {
    const panel = document.querySelector("[data-legajo-findings]");
    if (!panel) return;
    const answer = await fetch(panel.dataset.legajoFindings, { credentials: "same-origin" });
    if (!answer.ok) return;
    const open = panel.querySelector("[data-legajo-advisory]")?.open;
    panel.innerHTML = await answer.text();
    const advisory = panel.querySelector("[data-legajo-advisory]");
    if (advisory && open !== undefined) advisory.open = open;
  });
})();
