/* A field that is asked only where another one says so: `data-only-where="access=reserved"`.
   Without this script every field is there, and the verb tells what is missing all the same. */
document.addEventListener("DOMContentLoaded", () => {
  for (const field of document.querySelectorAll("[data-only-where]")) {
    const [name, values] = field.dataset.onlyWhere.split("=");
    const other = field.form && field.form.elements[name];
    const place = field.closest(".w-field__wrapper, .legajo-field");
    if (!other || !place) continue;
    const show = () => {
      place.hidden = !values.split(",").includes(other.value) && !field.value && !place.querySelector(".error-message");
    };
    other.addEventListener("change", show);
    show();
  }
});
