/* The menu of a free table opens by the keyboard too: Shift+F10, or the key of the menu. The library
   listens to the mouse only; its arrows, Enter and Escape work once the menu is open. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "ContextMenu" && !(event.shiftKey && event.key === "F10")) return;
  const table = event.target.closest(".handsontable");
  if (!table || table.classList.contains("htContextMenu")) return;
  const cell = table.querySelector("td.current, th.current, td.highlight");
  if (!cell) return;
  event.preventDefault();
  const place = cell.getBoundingClientRect();
  cell.dispatchEvent(new MouseEvent("contextmenu", {
    bubbles: true, cancelable: true, view: window, button: 2,
    clientX: place.left + place.width / 2, clientY: place.top + place.height / 2,
  }));
}, true);
