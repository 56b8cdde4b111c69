// Tables of rows in a form: a button that adds an empty one. Without script there are spare rows.
(() => {
  for (const rows of document.querySelectorAll("[data-legajo-rows]")) {
    const button = rows.querySelector("[data-legajo-add-row]");
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const body = rows.querySelector("tbody");
      const number = body.rows.length;
      const row = body.rows[number - 1].cloneNode(true);
      for (const input of row.querySelectorAll("input")) {
        input.value = "";
        input.name = input.name.replace(/-\d+-(\d+)$/, `-${number}-$1`);
        input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, number + 1));
      }
      body.append(row);
      row.querySelector("input").focus();
    });
  }
})();
