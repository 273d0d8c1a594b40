"use strict";
// Comfort only; every page works without it.

// A click on a digest copies it and says so.
document.addEventListener("click", (event) => {
  const code = event.target.closest && event.target.closest("[data-copy]");
  if (!code || !navigator.clipboard) {
    return;
  }
  navigator.clipboard.writeText(code.dataset.copy).then(() => {
    code.classList.add("copied");
    setTimeout(() => code.classList.remove("copied"), 1200);
  });
});

// Says when live parts stop being live.
const lost = (is) => {
  const note = document.getElementById("lost");
  if (note) {
    note.hidden = !is;
  }
};
document.addEventListener("htmx:sendError", () => lost(true));
document.addEventListener("htmx:responseError", () => lost(true));
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) {
    lost(false);
  }
});
