/* The lines of a draft version in a grid: pasted from a spreadsheet, undone, saved all or none.
   The server judges every cell by the rules of the import; what it finds is marked here. */
document.addEventListener("DOMContentLoaded", () => {
  "use strict";

  const holder = document.getElementById("schedule-grid");
  if (!holder || !window.Handsontable) return;
  const told = JSON.parse(document.getElementById("grid-told").textContent);
  const words = told.words;
  const problems = document.getElementById("problems");
  const status = document.getElementById("grid-status");
  const saveButton = document.getElementById("save-grid");
  const csrf = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const phone = window.matchMedia("(max-width: 50rem)").matches;
  let token = told.token;
  let dirty = false;
  let grid = null;  // its hooks run while it is being made
  const wrong = new Map();

  const key = (row, column) => `${row}:${column}`;

  function cells(row, column) {
    const message = wrong.get(key(row, column)) || wrong.get(key(row, -1));
    return message
      ? { className: "legajo-wrong", comment: { value: message, readOnly: true } }
      : { className: "", comment: undefined };
  }

  grid = new window.Handsontable(holder, {
    data: told.rows.map((row) => row.slice()),
    dataSchema: () => told.columns.map(() => ""),
    colHeaders: told.columns.map((column) => column.label),
    rowHeaders: true,
    colWidths: told.columns.map((column) => column.width),
    columns: told.columns.map((column) =>
      column.choices.length
        ? { type: "autocomplete", source: column.choices, strict: false, filter: false }
        : { type: "text", wordWrap: column.width < 300 }),
    cells,
    comments: true,
    minSpareRows: 1,
    minCols: told.columns.length,
    maxCols: told.columns.length,
    manualColumnResize: true,
    fixedColumnsLeft: phone ? 0 : Math.max(0, told.columns.findIndex((one) => one.width > 200) + 1),
    enterMoves: { row: 1, col: 0 },
    undo: true,
    copyPaste: true,
    outsideClickDeselects: false,
    language: "en-US",
    contextMenu: {
      items: {
        row_above: { name: words.row_above },
        row_below: { name: words.row_below },
        remove_row: { name: words.remove_row },
        after_rows: "---------",
        undo: { name: words.undo },
        redo: { name: words.redo },
      },
    },
    afterChange(changes, source) {
      if (source === "loadData" || !changes) return;
      dirty = true;
      status.textContent = words.unsaved;
      for (const [row, column] of changes) {
        wrong.delete(key(row, column));
        wrong.delete(key(row, -1));
      }
    },
    afterCreateRow(row, amount, source) { if (source !== "auto") moved(); },
    afterRemoveRow() { moved(); },
  });

  /* Rows moved: what was wrong may stand elsewhere now, and is judged anew when it is saved. */
  function moved() {
    if (!grid) return;
    if (wrong.size) wrong.clear();
    dirty = true;
  }

  function rows() {
    const found = grid.getData().map((row) => row.map((cell) => (cell === null || cell === undefined ? "" : String(cell))));
    while (found.length && found[found.length - 1].every((cell) => cell.trim() === "")) found.pop();
    return found;
  }

  function show(reasons, found) {
    problems.replaceChildren();
    problems.hidden = !(reasons.length || found.length);
    if (problems.hidden) return;
    const head = document.createElement("p");
    head.textContent = reasons.length
      ? reasons.join(" ")
      : found.length === 1 ? words.wrong_one : words.wrong.replace("%s", found.length);
    problems.append(head);
    const list = document.createElement("ul");
    for (const one of found.slice(0, 200)) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      const column = one.column >= 0 ? `, ${told.columns[one.column].label}` : "";
      button.type = "button";
      button.textContent = `${words.row} ${one.row + 1}${column}: ${one.message}`;
      button.addEventListener("click", () => {
        grid.selectCell(one.row, Math.max(0, one.column));
        grid.listen();
      });
      item.append(button);
      list.append(item);
    }
    problems.append(list);
    problems.focus();
  }

  function mark(found) {
    wrong.clear();
    for (const one of found) {
      const place = key(one.row, one.column);
      wrong.set(place, wrong.has(place) ? `${wrong.get(place)} ${one.message}` : one.message);
    }
    grid.render();
  }

  async function save() {
    grid.getActiveEditor()?.finishEditing?.();
    saveButton.disabled = true;
    status.textContent = words.saving;
    try {
      const answer = await fetch(window.location.href, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
        body: JSON.stringify({ rows: rows(), token }),
      });
      const said = await answer.json();
      if (answer.ok) {
        token = said.token;
        mark([]);
        show([], []);
        grid.loadData(said.rows);
        dirty = false;
        status.textContent = said.message;
      } else {
        status.textContent = "";
        mark(said.cells);
        show(said.reasons, said.cells);
      }
    } catch {
      status.textContent = words.failed;
    } finally {
      saveButton.disabled = false;
    }
  }

  saveButton.addEventListener("click", save);
  document.getElementById("undo-grid").addEventListener("click", () => grid.undo());
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      save();
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  window.legajoGrid = grid;
});
