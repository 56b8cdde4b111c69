/* Rows pasted from Word or a spreadsheet fill a table of the editor: activities, definitions,
   records, references, changes. The fields are named by `data-legajo-paste`, in order. */
(function () {
  "use strict";

  const NAMES = {
    number: ["no", "n", "nro", "num", "numero", "paso", "item"],
    text: ["actividad", "descripcion", "tarea", "descripcion de la actividad", "norma", "referencia"],
    responsible: ["responsable", "cargo", "cargo responsable", "quien"],
    record: ["registro", "documento", "documento o registro", "evidencia"],
    term: ["termino", "tiempo", "plazo", "sigla", "concepto"],
    meaning: ["definicion", "significado", "descripcion"],
    code: ["codigo", "cod"],
    name: ["nombre", "registro", "nombre del registro"],
    storage: ["lugar de almacenamiento", "almacenamiento", "lugar", "ubicacion"],
    retrieval: ["recuperacion"],
    protection: ["proteccion"],
    retention: ["tiempo de retencion", "tiempo de retencion trd", "retencion"],
    disposition: ["disposicion final", "disposicion"],
    version: ["version"],
    reason: ["razon", "razon de la actualizacion", "motivo", "cambio", "descripcion del cambio"],
    date: ["fecha"],
  };

  const fold = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z ]/g, "").trim();

  const spaced = (text) => text.replace(/\s+/g, " ").trim();

  /* A table as a grid: a cell over several rows is repeated in each, over several columns it is
     in the first. So that what stands below a joined cell stays in its own column. */
  function gridOf(table) {
    for (const end of table.querySelectorAll("br, p, div, li")) end.after(" ");
    const rows = [...table.rows];
    const grid = rows.map(() => []);
    rows.forEach((row, down) => {
      let across = 0;
      for (const cell of row.cells) {
        while (grid[down][across] !== undefined) across += 1;
        const text = spaced(cell.textContent);
        const wide = Math.max(1, cell.colSpan);
        const last = Math.min(rows.length, down + Math.max(1, cell.rowSpan));
        for (let y = down; y < last; y += 1) {
          for (let x = 0; x < wide; x += 1) grid[y][across + x] = x ? "" : text;
        }
        across += wide;
      }
    });
    return grid.map((row) => Array.from(row, (cell) => cell || ""));
  }

  /* Tabs and lines, as a spreadsheet leaves them: a cell with line breaks stands in quotes. */
  function gridOfText(text) {
    const rows = [];
    let row = [], cell = "", quoted = false;
    const closeCell = () => { row.push(spaced(cell)); cell = ""; };
    const closeRow = () => { closeCell(); rows.push(row); row = []; };
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at];
      if (quoted && sign === '"' && text[at + 1] === '"') { cell += sign; at += 1; }
      else if (quoted && sign === '"') quoted = false;
      else if (quoted) cell += sign;
      else if (sign === '"' && cell === "") quoted = true;
      else if (sign === "\t") closeCell();
      else if (sign === "\n") closeRow();
      else cell += sign;
    }
    closeRow();
    return rows;
  }

  /* The rows that were copied, without the empty ones that Word and Excel leave around them. */
  function rowsOf(clipboard, fields) {
    const html = clipboard.getData("text/html");
    const page = html ? new DOMParser().parseFromString(html, "text/html") : null;
    const tables = page ? [...page.querySelectorAll("table")] : [];
    let rows = tables.filter((one) => !one.parentElement.closest("table")).flatMap(gridOf);
    if (!tables.length) {
      // Without columns, lines are paragraphs of one cell, save in a table of one column.
      const text = clipboard.getData("text/plain").replace(/\r\n?/g, "\n");
      rows = text.includes("\t") || fields.length === 1 ? gridOfText(text) : [];
    }
    return rows.filter((row) => row.some(Boolean));
  }

  /* Columns by the words of the head row when there is one, else by their order. */
  function columnsOf(rows, fields) {
    const head = rows[0].map(fold);
    const found = head.map((cell) => fields.find((field) => (NAMES[field] || []).includes(cell)));
    if (found.filter(Boolean).length >= Math.min(2, rows[0].length)) {
      return { columns: found, rows: rows.slice(1) };
    }
    const skip = rows[0].length < fields.length && fields[0] === "number" && !/^\d/.test(rows[0][0]) ? 1 : 0;
    return { columns: fields.slice(skip), rows };
  }

  function boundBlocks() {
    const panel = window.wagtail?.editHandler?.getPanelByName?.("body");
    return panel ? panel.getBoundWidget() : null;
  }

  /* The bound list that owns an element: walk the tree of bound blocks down to the deepest. */
  function listOf(bound, element) {
    for (const child of bound.children || []) {
      const block = child.block || child;
      const holder = child.element || block.container?.[0] || block.container || null;
      const inner = block.childBlocks ? Object.values(block.childBlocks) : [block];
      for (const one of inner) {
        const deeper = one && listOf(one, element);
        if (deeper) return deeper;
      }
      if (holder && holder.contains && holder.contains(element) && block.insert && block.blockDef?.childBlockDef) {
        return block;
      }
    }
    return null;
  }

  function owner(element) {
    const body = boundBlocks();
    return body ? listOf(body, element) : null;
  }

  function emptyValue(list) {
    return typeof list.blockDef.initialChildState === "object" ? { ...list.blockDef.initialChildState } : {};
  }

  const same = (one, other) => String(one ?? "") === String(other ?? "");

  /* A row that nobody wrote in yet: the one that was added to paste into. */
  function isUnwritten(list, child) {
    const now = child.block.getState();
    const initial = emptyValue(list);
    return Object.keys(now).every((name) => same(now[name], initial[name]));
  }

  document.addEventListener("paste", (event) => {
    const field = event.target.closest?.("textarea, input[type=text]");
    const table = field?.closest("[data-legajo-paste]");
    if (!table) return;
    const fields = table.dataset.legajoPaste.split(",");
    const rows = rowsOf(event.clipboardData, fields);
    if (rows.length < 2 && (rows[0]?.length || 0) < 2) return;
    const list = owner(field);
    if (!list) return;
    event.preventDefault();
    const plan = columnsOf(rows, fields);
    const values = plan.rows.map((row) => {
      const told = plan.columns.map((name, column) => [name, row[column]]);
      return Object.fromEntries(told.filter(([name, text]) => name && text !== undefined));
    });
    const start = list.children.findIndex((child) => child.element?.contains(field));
    let index = start >= 0 ? start + 1 : list.children.length;
    if (values.length && start >= 0 && isUnwritten(list, list.children[start])) {
      list.children[start].block.setState(values.shift());
    }
    for (const value of values) {
      list.insert({ ...emptyValue(list), ...value }, index, { animate: false });
      index += 1;
    }
    for (const written of table.querySelectorAll("textarea")) written.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
