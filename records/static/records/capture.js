/* The page that captures: a row for each file, with what its name tells; sent with its progress.
   What was wrong is shown beside its row, and no file has to be chosen again. */
(function () {
  "use strict";

  const form = document.querySelector("[data-legajo-capture]");
  if (!form) return;
  const page = form.parentElement;
  const at = (name, where = form) => where.querySelector(`[data-${name}]`);
  const rows = at("rows");
  const input = form.querySelector("input[name=files]");
  const types = at("types");
  const most = Number(form.dataset.most);
  const files = new Map();

  const fold = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();

  const titleOf = (name) => name.replace(/\.[^.]{1,5}$/, "").replace(/[_\s]+/g, " ").trim();

  /* The longest name of a type that the name of the file holds. */
  function typeOf(name) {
    if (!types) return "";
    const told = ` ${fold(name)} `;
    let best = "", length = 0;
    for (const one of types.options) {
      const words = fold(one.text);
      if (one.value && words.length > length && told.includes(` ${words} `)) {
        best = one.value;
        length = words.length;
      }
    }
    return best || types.value;
  }

  /* The date that the name tells (2026-03-14, 20260314), else that of the file. */
  function dateOf(file) {
    const told = file.name.match(/(?:^|\D)((?:19|20)\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?:\D|$)/);
    if (told) {
      const day = `${told[1]}-${told[2]}-${told[3]}`;
      if (!Number.isNaN(Date.parse(day)) && day <= form.dataset.today) return day;
    }
    const all = form.querySelector("[name=all_created_on]").value;
    if (all) return all;
    const moment = new Date(file.lastModified);
    const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    return local <= form.dataset.today ? local : form.dataset.today;
  }

  function weight(size) {
    if (size < 1024) return `${size} B`;
    if (size < 1024 * 1024) return `${Math.round(size / 1024)} KB`;
    return `${(size / 1024 / 1024).toLocaleString("es-CO", { maximumFractionDigits: 1 })} MB`;
  }

  function add(file) {
    const row = at("row", page).content.firstElementChild.cloneNode(true);
    at("name", row).textContent = file.name;
    at("size", row).textContent = weight(file.size);
    const message = /\.eml$/i.test(file.name); // which says itself what it is about, and when
    at("title", row).value = message ? "" : titleOf(file.name);
    at("date", row).value = message ? "" : dateOf(file);
    if (message) at("title", row).placeholder = at("title", row).dataset.ofMessage;
    at("date", row).max = form.dataset.today;
    const kind = at("type", row);
    if (kind) {
      for (const one of types.options) kind.append(one.cloneNode(true));
      kind.value = typeOf(file.name);
    }
    at("remove", row).addEventListener("click", () => {
      files.delete(row);
      row.remove();
      arrange();
    });
    at("annex", row).addEventListener("change", arrange);
    rows.append(row);
    files.set(row, file);
    if (file.size > most) tell(row, "file", [at("too-large", page).innerHTML]);
    arrange();
  }

  function arrange() {
    [...rows.children].forEach((row, place) => {
      const annex = at("annex", row);
      if (!place) annex.checked = false;
      at("annex-line", row).hidden = !place;
      at("fields", row).hidden = annex.checked || Boolean(at("sheet").files.length);
      row.classList.toggle("legajo-file--annex", annex.checked);
    });
  }

  function tell(row, field, sentences) {
    const place = row.querySelector(`[data-error="${field}"]`) || row.querySelector('[data-error="file"]');
    place.textContent = [place.textContent, ...sentences].filter(Boolean).join(" ");
    place.hidden = false;
  }

  function forget() {
    for (const one of form.querySelectorAll("[data-error]")) {
      one.hidden = true;
      one.textContent = "";
    }
    at("errors").hidden = true;
    at("errors").querySelector("ul").replaceChildren();
  }

  function show(answer) {
    const list = at("errors").querySelector("ul");
    const say = (sentence) => {
      const item = document.createElement("li");
      item.textContent = sentence;
      list.append(item);
    };
    for (const [key, sentences] of Object.entries(answer.errors || {})) {
      const [place, field] = key.split(".");
      const row = key && rows.children[Number(place)];
      if (row && row.querySelector(`[data-error="${field}"]`)) tell(row, field, sentences);
      else sentences.forEach(say);
    }
    for (const [line, , read, sentence] of answer.sheet || []) {
      const where = line ? `${at("line", page).innerHTML} ${line}: ` : "";
      say(`${where}${sentence}${read ? ` («${read}»)` : ""}`);
    }
    at("errors").hidden = false;
    at("errors").scrollIntoView({ block: "nearest" });
  }

  function busy(on) {
    at("progress").hidden = !on;
    at("go").disabled = on;
  }

  function send() {
    forget();
    const told = new FormData(form);
    told.delete("files");
    for (const row of rows.children) {
      const file = files.get(row);
      told.append("files", file, file.name);
      told.append("annex", at("annex", row).checked ? "yes" : "");
      told.append("title", at("title", row).value);
      told.append("created_on", at("date", row).value);
      told.append("document_type", at("type", row) ? at("type", row).value : "");
    }
    const bar = at("progress").querySelector("progress");
    const status = at("progress").querySelector("[role=status]");
    const request = new XMLHttpRequest();
    request.open("POST", form.action || window.location.href);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100;
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      status.textContent = status.dataset.reading;
    });
    const failed = () => {
      busy(false);
      show({ errors: { "": [at("failed", page).innerHTML] } });
    };
    request.addEventListener("error", failed);
    request.addEventListener("load", () => {
      let answer;
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        failed();
        return;
      }
      if (request.status === 200 && answer.address) {
        window.location.assign(answer.address);
        return;
      }
      busy(false);
      show(answer);
    });
    bar.value = 0;
    status.textContent = status.dataset.sending;
    busy(true);
    request.send(told);
  }

  at("hint").hidden = false;
  function take() {
    [...input.files].forEach(add);
    input.value = "";
  }
  input.addEventListener("change", take);
  take(); // what was chosen before this ran
  at("sheet").addEventListener("change", arrange);
  /* What is said for all is said for the rows that are there too, where they say nothing yet. */
  if (types) {
    types.addEventListener("change", () => {
      for (const row of rows.children) at("type", row).value ||= types.value;
    });
  }
  const drop = at("drop");
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("legajo-drop--over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("legajo-drop--over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("legajo-drop--over");
    [...event.dataTransfer.files].forEach(add);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
})();
