// A garnish of the team board: it asks for the part with the numbers again while somebody looks at it and has
// nothing chosen, says how many are chosen, and moves and chooses by j, k, z or the arrows.
"use strict";

const EVERY = 30000;

function part() { return document.getElementById("board"); }
function boxes() { return [...document.querySelectorAll("#board input[name=ref]")]; }

function busy() {
  // What somebody is choosing or typing is never taken away.
  const at = document.activeElement;
  const inside = at && at.closest("#board form") && at.matches("input, select, textarea, button");
  return inside || document.querySelector("#board input:checked, #board #to option:checked:not([value=''])");
}

function refresh() {
  if (!document.hidden && window.htmx && !busy()) window.htmx.trigger(part(), "kept:fresh");
}

function stayFresh() {
  window.setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== part()) return;
    const said = event.detail.xhr.responseText;
    // What is no board, such as a line that is down, takes nothing away from the one that is there; nor does
    // an answer that comes after somebody began to choose.
    if (!said.includes('id="board"') || busy()) { event.detail.shouldSwap = false; return; }
    const clock = said.match(/data-clock="([^"]*)"/);
    if (clock) document.querySelector("[data-asof]").textContent = clock[1];
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.target !== part()) return;
    const news = document.querySelector("[data-news]");
    if (news && news.textContent !== part().dataset.newsNow) news.textContent = part().dataset.newsNow;
    count();
  });
}

function count() {
  const told = document.querySelector("[data-chosen]");
  if (!told) return;
  const all = document.getElementById("everything");
  const chosen = boxes().filter((each) => each.checked).length;
  const words = { 0: told.dataset.none, 1: told.dataset.one }[chosen] || told.dataset.many.replace("#", chosen);
  told.hidden = Boolean(all && all.checked);
  told.textContent = words;
}

function move(event) {
  const down = event.key === "j" || event.key === "ArrowDown";
  const up = event.key === "k" || event.key === "ArrowUp";
  if ((!down && !up && event.key !== "z") || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (!event.key.startsWith("Arrow") && !document.body.dataset.keys) return;
  const at = document.activeElement;
  if (at && at.closest("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
  const rows = [...document.querySelectorAll("[data-row]")];
  const here = rows.indexOf(at && at.closest("tr") ? at.closest("tr").querySelector("[data-row]") : at);
  if (event.key === "z") {
    const box = here >= 0 && rows[here].closest("tr").querySelector("input[name=ref]");
    if (!box) return;
    event.preventDefault();
    box.checked = !box.checked;
    count();
    return;
  }
  if (event.key.startsWith("Arrow") && here < 0) return;
  const next = rows[here < 0 ? 0 : here + (down ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

document.addEventListener("DOMContentLoaded", () => {
  if (!part()) return;
  count();
  stayFresh();
  document.addEventListener("change", count);
  document.addEventListener("keydown", move);
});
