/* On a narrow screen each row of a list is a card: every cell says of which column it is.
   The style is `.legajo-stack`; here the names of the columns come to the cells, and the roles that
   a table loses when it is drawn otherwise. */
(() => {
  const roles = { thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell" };

  // Tables that are read. One to be filled in, or as wide as its form on paper, has cards of its own.
  const tables = "main table.listing:not(.legajo-stack), "
    + "main .legajo-rows:not([data-legajo-rows], .legajo-inventory) table:not(.legajo-stack)";

  const stack = (table) => {
    const head = table.tHead && table.tHead.rows[table.tHead.rows.length - 1];
    if (!head || table.querySelector("[data-bulk-action-type], .bulk-actions-filter-checkbox")) return;
    const names = [...head.cells].map((cell) => cell.textContent.trim().replace(/\s+/g, " "));
    table.classList.add("legajo-stack");
    table.dataset.cards = "";
    table.setAttribute("role", "table");
    for (const [tag, role] of Object.entries(roles)) {
      for (const one of table.querySelectorAll(tag)) one.setAttribute("role", role);
    }
    for (const row of table.tBodies) {
      for (const one of row.rows) {
        [...one.cells].forEach((cell, place) => {
          const named = cell.colSpan > 1 || cell.classList.contains("title") ? "" : names[place];
          if (named && cell.textContent.trim()) cell.dataset.label = named;
        });
      }
    }
  };

  const stackAll = () => {
    for (const table of document.querySelectorAll(tables)) stack(table);
  };

  document.addEventListener("DOMContentLoaded", () => {
    stackAll();
    const main = document.querySelector("main");
    if (main) new MutationObserver(stackAll).observe(main, { childList: true, subtree: true });
  });
})();
