// A garnish of the front desk: it asks for the board again every few seconds while somebody looks at it, and lets
// time tick beside those who wait, toward each promise and past it.
"use strict";

const EVERY = 10000;
let ahead = 0;

function board() { return document.getElementById("board"); }

function meetTheClock() {
  // The server says what time it is; a machine whose clock is wrong still shows the right wait.
  ahead = Date.now() - Date.parse(board().dataset.at);
}

function clock(seconds) {
  const whole = Math.abs(Math.trunc(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = String(Math.floor(whole / 60) % 60).padStart(hours ? 2 : 1, "0");
  return `${hours ? `${hours}:` : ""}${minutes}:${String(whole % 60).padStart(2, "0")}`;
}

function tick() {
  const now = Date.now() - ahead;
  document.querySelectorAll("#board [data-since]").forEach((each) => {
    each.textContent = clock(Math.max(0, (now - Date.parse(each.dataset.since)) / 1000));
  });
  document.querySelectorAll("#board [data-until]").forEach((each) => {
    const left = (Date.parse(each.dataset.until) - now) / 1000;
    each.textContent = `${left < 0 ? "+" : "−"}${clock(left)}`;
  });
}

function refresh() {
  if (!document.hidden && window.htmx) window.htmx.trigger(board(), "kept:fresh");
}

function stayFresh() {
  window.setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    // What is no board, such as a line that is down, takes nothing away from the one that is there.
    if (event.detail.target === board() && !event.detail.xhr.responseText.includes('id="board"')) {
      event.detail.shouldSwap = false;
    }
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    const news = document.querySelector("[data-news]");
    if (news && news.textContent !== board().dataset.newsNow) news.textContent = board().dataset.newsNow;
    meetTheClock();
    tick();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  if (!board()) return;
  meetTheClock();
  tick();
  window.setInterval(tick, 1000);
  stayFresh();
});
