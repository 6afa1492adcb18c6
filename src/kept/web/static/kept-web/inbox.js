// A garnish of the inbox: j and k, or the arrows, move through the rows, c leads to what kind the one is that is chosen
// and r to its answer. Where no row is chosen, c and r are the keys of every page.
"use strict";

function rows() { return [...document.querySelectorAll("[data-row]")]; }

function step(event) {
  const down = event.key === "j" || event.key === "ArrowDown";
  const up = event.key === "k" || event.key === "ArrowUp";
  if (!down && !up) return;
  const all = rows();
  const here = all.indexOf(document.activeElement);
  if (event.key.startsWith("Arrow") && here < 0) return;
  const next = all[here < 0 ? 0 : here + (down ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function act(event) {
  const at = document.activeElement;
  if (!at || !at.matches("[data-row]")) return;
  const where = event.key === "c" ? at.dataset.classify : event.key === "r" ? at.dataset.reply : "";
  if (!where) return;
  event.preventDefault();
  window.location.assign(where);
}

// Heard before the keys of every page, which leave alone what was taken here.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.isComposing) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || document.querySelector("dialog[open]")) return;
  if (!event.key.startsWith("Arrow") && !document.body.dataset.keys) return;
  if (document.activeElement?.closest("input, select, textarea, [contenteditable]")) return;
  act(event);
  if (!event.defaultPrevented) step(event);
}, true);
