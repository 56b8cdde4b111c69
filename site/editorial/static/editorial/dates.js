/* The calendar hangs from the window, its field from what scrolls: whoever scrolls found it over the
   field. It places itself anew when the window changes, so that is what a scroll says while it is open. */
document.addEventListener("scroll", () => {
  const open = [...document.querySelectorAll(".xdsoft_datetimepicker")].some((one) => one.offsetParent);
  if (open) window.dispatchEvent(new Event("resize"));
}, { capture: true, passive: true });
