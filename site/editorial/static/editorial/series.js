/* A list of series: those of the document's office first, and the rule of the chosen one below. */
(function () {
  "use strict";

  const LISTS = "[data-edit-form] select[name=series_code], .legajo-row--record select[name$='-series']";

  /* The rule stands after the dash in the option; closed, the list is too narrow to show it. */
  function showRule(list) {
    const text = list.selectedOptions[0]?.textContent || "";
    const rule = text.includes(" — ") ? text.slice(text.indexOf(" — ") + 3).trim() : "";
    let line = list.parentElement.querySelector(".legajo-rule");
    if (!line && !rule) return;
    if (!line) {
      line = document.createElement("p");
      line.className = "legajo-rule";
      list.after(line);
    }
    line.textContent = rule;
  }

  function ownFirst(list) {
    const office = document.querySelector("[data-edit-form] select[name=office]");
    const name = office?.selectedOptions[0]?.textContent.trim();
    const own = name && [...list.querySelectorAll("optgroup")].find((group) => group.label === name);
    const first = list.querySelector("optgroup");
    if (own && own !== first) first.before(own);
  }

  function prepare(list) {
    if (list.dataset.legajoSeries) return;
    list.dataset.legajoSeries = "1";
    ownFirst(list);
    showRule(list);
  }

  const prepareAll = () => document.querySelectorAll(LISTS).forEach(prepare);

  document.addEventListener("change", (event) => {
    if (event.target.matches?.(LISTS)) showRule(event.target);
    if (event.target.matches?.("[data-edit-form] select[name=office]")) {
      document.querySelectorAll(LISTS).forEach(ownFirst);
    }
  });
  document.addEventListener("focusin", prepareAll);
  window.addEventListener("load", () => setTimeout(prepareAll, 0));
  document.addEventListener("w-autosave:success", prepareAll);
})();
