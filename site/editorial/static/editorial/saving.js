/* A person's save never crosses an autosave, and what autosave does not keep is not lost unseen. */
(function () {
  "use strict";

  const LONGEST = 10000; // milliseconds that a submission waits for an autosave that hangs
  let saving = false;
  let leaving = false;
  let held = null;

  /* The pressed button went into the form data; while we waited it may have been switched off. */
  function carry(form, submitter) {
    if (!submitter?.name) return;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = submitter.name;
    field.value = submitter.value || "1";
    form.append(field);
  }

  function release() {
    saving = false;
    if (!held) return;
    const { form, submitter, timer } = held;
    held = null;
    clearTimeout(timer);
    carry(form, submitter);
    form.requestSubmit();
  }

  document.addEventListener("w-autosave:save", (event) => {
    if (leaving) event.preventDefault();
    else saving = true;
  });
  document.addEventListener("w-autosave:success", release);
  document.addEventListener("w-autosave:error", release);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-edit-form]") || event.defaultPrevented) return;
    leaving = true;
    if (!saving) return;
    event.preventDefault();
    if (held) return;
    held = { form, submitter: event.submitter, timer: setTimeout(release, LONGEST) };
  });

  /* Coming back to an editor that was left by submitting: its revision is no longer the last. */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector("[data-edit-form]")) window.location.reload();
  });

  /* Tags are of the document in force, so only a person's save changes them. */
  const tagsField = () => document.querySelector("[data-edit-form] input[name=tags]");
  const tagsOf = (text) => (text || "").split(",").map((tag) => tag.replace(/"/g, "").trim())
    .filter(Boolean).sort().join(",");
  const tagsWait = () => {
    const field = tagsField();
    return Boolean(field) && tagsOf(field.value) !== tagsOf(field.defaultValue);
  };

  document.addEventListener("w-autosave:success", () => {
    const note = document.querySelector("[data-legajo-tags-note]");
    const field = tagsField();
    if (!note || !field) return;
    const panel = field.closest(".w-field__wrapper") || field.parentElement;
    if (!panel.contains(note)) panel.append(note);
    note.hidden = !tagsWait();
  });

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && tagsWait()) event.preventDefault();
  });
})();
