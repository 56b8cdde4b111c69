/* Whoever signs in anew on another window gets another token: the forms left open take it over. */
(function () {
  "use strict";

  function renew() {
    const found = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
    if (!found) return;
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
      field.value = found[1];
    }
  }

  window.addEventListener("focus", renew);
  document.addEventListener("visibilitychange", renew);
  document.addEventListener("w-autosave:save", (event) => {
    renew();
    const field = document.querySelector("[data-edit-form] input[name=csrfmiddlewaretoken]");
    if (field && event.detail?.formData) event.detail.formData.set(field.name, field.value);
  });
  document.addEventListener("submit", renew, true);
})();
