/* The box of the search names code, title and state while one types (WAI-ARIA 1.2, editable combobox with a list).
   Without it the box searches all the same: Enter always searches, unless something of the list was chosen. */
"use strict";
(() => {
  const WAIT = 150; // milliseconds without a key before anything is asked
  const SHORTEST = 2;
  const MOST_KEPT = 100;
  const kept = new Map();

  const made = (tag, className, text) => {
    const element = document.createElement(tag);
    element.className = className;
    if (text) element.textContent = text;
    return element;
  };

  function enhance(form) {
    const input = form.querySelector("input[type=search]");
    const list = made("ul", "suggestions");
    const status = made("p", "visually-hidden");
    let options = [];
    let active = -1;
    let timer = 0;
    let asking = null;

    list.id = `${input.id}-suggestions`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.list);
    status.setAttribute("role", "status");
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
    })) input.setAttribute(name, value);
    input.after(list, status);

    const close = () => {
      clearTimeout(timer);
      asking?.abort();
      asking = null;
      list.hidden = true;
      status.textContent = "";
      input.setAttribute("aria-expanded", "false");
      activate(-1);
    };

    const activate = (place) => {
      options[active]?.setAttribute("aria-selected", "false");
      active = place;
      const option = options[active];
      if (!option) return input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    };

    const show = (suggestions) => {
      activate(-1);
      options = suggestions.map((one, place) => {
        const option = made("li", "suggestion");
        option.id = `${list.id}-${place}`;
        option.dataset.url = one.url;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.append(
          made("span", "suggestion__code code", one.code), " ",
          made("span", "suggestion__title", one.title), " ",
          made("span", "suggestion__state", one.state),
        );
        return option;
      });
      list.replaceChildren(...options);
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(options.length > 0));
      const { none, one, many } = form.dataset;
      status.textContent = options.length > 1 ? many.replace("#", options.length) : options.length ? one : none;
    };

    const ask = async () => {
      const text = input.value.trim();
      asking?.abort();
      if (text.length < SHORTEST) return close();
      if (kept.has(text)) return show(kept.get(text));
      const mine = (asking = new AbortController());
      try {
        const address = `${form.dataset.suggestions}?q=${encodeURIComponent(text)}`;
        const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "application/json" } });
        if (!answer.ok) return close();
        const { suggestions } = await answer.json();
        if (kept.size >= MOST_KEPT) kept.clear();
        kept.set(text, suggestions);
        if (asking === mine && document.activeElement === input) show(suggestions);
      } catch (trouble) {
        if (trouble.name !== "AbortError") close(); // no list is no trouble: the box still searches
      }
    };

    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(ask, WAIT);
    });

    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const last = options.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) return void ask();
        const next = event.key === "ArrowDown" ? active + 1 : active < 0 ? last : active - 1;
        activate(next > last ? -1 : next); // beyond an end is what was typed
      } else if (event.key === "Enter" && !list.hidden && options[active]) {
        event.preventDefault();
        location.assign(options[active].dataset.url);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });

    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.url);
    });
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
  }

  for (const form of document.querySelectorAll("form[data-suggestions]")) enhance(form);
})();
