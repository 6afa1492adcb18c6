// A garnish of the Desk: it asks for the part with the rows again every few seconds while somebody looks at it,
// lets time tick beside those who wait, and moves through the rows by j and k or the arrows.
"use strict";

const EVERY = 12000;
let ahead = 0;

function part() { return document.getElementById("desk"); }

function meetTheClock() {
  // The server says what time it is; a machine whose clock is wrong still shows the right wait.
  ahead = Date.now() - Date.parse(part().dataset.at);
}

function tick() {
  document.querySelectorAll("[data-since]").forEach((each) => {
    const seconds = Math.max(0, Math.floor((Date.now() - ahead - Date.parse(each.dataset.since)) / 1000));
    const hours = Math.floor(seconds / 3600);
    const minutes = String(Math.floor(seconds / 60) % 60).padStart(hours ? 2 : 1, "0");
    each.textContent = `${hours ? `${hours}:` : ""}${minutes}:${String(seconds % 60).padStart(2, "0")}`;
    each.classList.toggle("kept-waiting__ticks--over", Date.now() - ahead >= Date.parse(each.dataset.until));
  });
}

function refresh() {
  if (!document.hidden && window.htmx) window.htmx.trigger(part(), "kept:fresh");
}

function stayFresh() {
  window.setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
  let before = "";
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== part()) return;
    const said = event.detail.xhr.responseText;
    // What is no Desk, such as a line that is down, takes nothing away from the one that is there.
    if (!said.includes('id="desk"')) { event.detail.shouldSwap = false; return; }
    const clock = said.match(/data-clock="([^"]*)"/);
    if (clock) document.querySelector("[data-asof]").textContent = clock[1];
    const same = said.replace(/data-(at|clock)="[^"]*"/g, "");
    if (same === before) event.detail.shouldSwap = false;
    before = same;
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.target !== part()) return;
    const news = document.querySelector("[data-news]");
    if (news && news.textContent !== part().dataset.newsNow) news.textContent = part().dataset.newsNow;
    tick();
  });
}

function moveByKeys() {
  document.addEventListener("keydown", (event) => {
    const down = event.key === "j" || event.key === "ArrowDown";
    const up = event.key === "k" || event.key === "ArrowUp";
    if ((!down && !up) || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (!event.key.startsWith("Arrow") && !document.body.dataset.keys) return;
    const at = document.activeElement;
    if (at && at.closest("input, select, textarea, [contenteditable]")) return;
    const rows = [...document.querySelectorAll("[data-row]")];
    const here = rows.indexOf(at);
    if (event.key.startsWith("Arrow") && here < 0) return;
    const next = rows[here < 0 ? 0 : here + (down ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  if (!part()) return;
  meetTheClock();
  tick();
  window.setInterval(tick, 1000);
  stayFresh();
  moveByKeys();
});
