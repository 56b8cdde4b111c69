/* A remark leads to its place: panels on the way open, the row is shown and its field has the cursor. */
(function () {
  "use strict";

  function open(section) {
    for (let at = section; at; at = at.parentElement?.closest("section")) {
      const toggle = at.querySelector("[data-panel-toggle]");
      if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
    }
  }

  function show(hash) {
    const id = decodeURIComponent(hash.slice(1));
    if (!id) return false;
    const path = `[data-edit-form] [data-contentpath="${CSS.escape(id)}"]`;
    const place = document.getElementById(id) || document.querySelector(path);
    if (!place || !place.closest("[data-edit-form]")) return false;
    open(place.closest("section"));
    const fields = "input:not([type=hidden]):not([disabled]), textarea, select";
    const field = place.matches(fields) ? place : place.querySelector(fields);
    (field || place).scrollIntoView({ block: "center" });
    field?.focus({ preventScroll: true });
    const row = place.closest("[data-streamfield-child]") || place.closest(".w-field__wrapper");
    for (const former of document.querySelectorAll(".legajo-shown")) former.classList.remove("legajo-shown");
    if (row) {
      row.classList.add("legajo-shown");
      setTimeout(() => row.classList.remove("legajo-shown"), 4000);
    }
    return true;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".legajo-panel a[href^='#']");
    if (link && show(link.hash)) event.preventDefault();
  });

  /* The blocks are drawn by script after the page was read, so the browser missed the place. */
  window.addEventListener("load", () => {
    if (window.location.hash && document.querySelector("[data-edit-form]")) {
      setTimeout(() => show(window.location.hash), 0);
    }
  });
})();
