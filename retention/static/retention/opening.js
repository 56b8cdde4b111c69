/* Choosing a series fills in its office, where the person did not choose another one. */
document.addEventListener("DOMContentLoaded", () => {
  const offices = JSON.parse(document.getElementById("offices").textContent);
  const { series, office } = document.getElementById("id_series").form.elements;
  series.addEventListener("change", () => {
    const its = offices[series.value];
    const chosen = office.value && office.value !== office.dataset.brought;
    if (!its || chosen || ![...office.options].some((one) => one.value === its)) return;
    office.value = office.dataset.brought = its;
  });
});
