/* After each saving, the remarks of the draft are asked for again. */
(function () {
  "use strict";
  document.addEventListener("w-autosave:success", async () => {
    const panel = document.querySelector("[data-legajo-findings]");
    if (!panel) return;
    const answer = await fetch(panel.dataset.legajoFindings, { credentials: "same-origin" });
    if (answer.ok) panel.innerHTML = await answer.text();
  });
})();
