/* The next free code, offered below the code of a draft; the person decides. */
(function () {
  "use strict";

  const ADDRESS = "/gestion/documentos/codigos/";
  const form = () => document.querySelector("[data-edit-form]");

  function line(field) {
    let found = document.getElementById("legajo-codes");
    if (!found) {
      found = document.createElement("p");
      found.id = "legajo-codes";
      found.className = "legajo-rule";
      found.setAttribute("aria-live", "polite");
      field.after(found);
    }
    return found;
  }

  function offer(field, told) {
    const place = line(field);
    place.textContent = "";
    if (!told.codes.length) {
      place.textContent = told.message;
      return;
    }
    place.append(`${field.dataset.offer} `);
    told.codes.slice(0, 8).forEach((code) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-small button-secondary legajo-code";
      button.textContent = code;
      button.addEventListener("click", () => {
        field.value = code;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
      });
      place.append(button, " ");
    });
  }

  async function ask() {
    const field = form()?.querySelector("input[name=code]");
    if (!field || field.disabled || !field.dataset.kind) return;
    const chosen = new URLSearchParams({ kind: field.dataset.kind });
    for (const name of ["process", "office"]) {
      chosen.set(name, form().querySelector(`select[name=${name}]`)?.value || "");
    }
    const answer = await fetch(`${ADDRESS}?${chosen}`, { headers: { Accept: "application/json" } });
    if (answer.ok) offer(field, await answer.json());
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-edit-form] select[name=process], [data-edit-form] select[name=office]")) ask();
  });
  window.addEventListener("load", () => setTimeout(ask, 0));
})();
