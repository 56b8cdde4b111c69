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

  function rowsOf(clipboard) {
    const html = clipboard.getData("text/html");
    if (html && /<table/i.test(html)) {
      const page = new DOMParser().parseFromString(html, "text/html");
      for (const end of page.querySelectorAll("br, p, div, li")) end.after(" ");
      return [...page.querySelectorAll("tr")].map((row) =>
        [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim())
      );
    }
    const text = clipboard.getData("text/plain");
    if (!text.includes("\t") && !/\n./.test(text)) return [];
    return text.replace(/\r/g, "").split("\n").filter((line) => line.trim())
      .map((line) => line.split("\t").map((cell) => cell.trim()));
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

  document.addEventListener("paste", (event) => {
    const field = event.target.closest?.("textarea, input[type=text]");
    const table = field?.closest("[data-legajo-paste]");
    if (!table) return;
    const rows = rowsOf(event.clipboardData);
    if (rows.length < 2 && (rows[0]?.length || 0) < 2) return;
    const list = owner(field);
    if (!list) return;
    event.preventDefault();
    const plan = columnsOf(rows, table.dataset.legajoPaste.split(","));
    const first = list.children.length;
    const start = list.children.findIndex((child) => (child.element || child.block?.element)?.contains?.(field));
    let index = start >= 0 ? start + 1 : first;
    for (const row of plan.rows) {
      const value = emptyValue(list);
      plan.columns.forEach((name, column) => { if (name && row[column] !== undefined) value[name] = row[column]; });
      list.insert(value, index, { animate: false });
      index += 1;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
