// A garnish: every page works without it. It moves the focus to what needs putting right, keeps a form from being
// sent twice or into nowhere, narrows lists while somebody types, and listens to single keys (see `shared/keys.py`).
"use strict";

function focusOnErrors() {
  const summary = document.querySelector("[data-focus]");
  if (summary) { summary.focus(); return; }
  // The browser gives the first field its focus a moment after the page stands: a quick typist would be heard as keys.
  const first = document.querySelector("main [autofocus]");
  if (first) { first.focus(); return; }
  // On a telephone the keyboard would cover the words that have to be read first.
  const field = document.querySelector("[data-focus-wide]");
  if (field && window.matchMedia("(min-width: 62rem)").matches) field.focus();
}

function guardAgainstSendingTwice() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });
}

// What today's visits keep on a telephone goes when its owner signs out (see phone.js).
function wipeOnSigningOut() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.action?.endsWith("/sign-out")) return;
    const unsent = Object.keys(localStorage).some((name) => name.startsWith("kept.phone.") && name.endsWith(".waiting"));
    if (unsent && !window.confirm(form.dataset.unsent)) { event.preventDefault(); return; }
    for (const store of [localStorage, sessionStorage]) {
      Object.keys(store).filter((name) => name.startsWith("kept.phone.")).forEach((name) => store.removeItem(name));
    }
    window.caches?.delete("kept-phone");
  });
}

function narrowKinds() {
  const box = document.querySelector("[data-narrows]");
  if (!box) return;
  const words = document.querySelector("[data-found]");
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    let shown = 0;
    document.querySelectorAll("[data-group]").forEach((group) => {
      let any = false;
      group.querySelectorAll("li").forEach((item) => {
        const match = item.textContent.toLowerCase().includes(wanted);
        item.hidden = !match;
        if (match) { any = true; shown += 1; }
      });
      group.hidden = !any;
    });
    if (words) words.textContent = words.dataset.found.replace("%n", String(shown));
  });
}

function showDatesOnlyForOwnDates() {
  const dates = document.querySelector("[data-dates]");
  const period = document.getElementById("period");
  if (!dates || !period) return;
  const settle = () => { dates.hidden = period.value !== "custom"; };
  period.addEventListener("change", settle);
  settle();
}

// ---- the line to Kept ------------------------------------------------------------------------------------------

let lineIsDown = false;

function say(which) {
  const place = document.querySelector("[data-line-down]");
  if (!place) return;
  const words = which === "down" ? place.dataset.lineDown : which === "out" ? place.dataset.signedOut : "";
  if (place.textContent !== words) place.textContent = words;
  lineIsDown = which === "down";
}

async function lineAnswers() {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

function watchTheLine() {
  window.addEventListener("offline", () => say("down"));
  window.addEventListener("online", () => say(""));
  if (!navigator.onLine) say("down");
  document.body.addEventListener("htmx:sendError", () => say("down"));
  document.body.addEventListener("htmx:timeout", () => say("down"));
  document.body.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) say("out");
    if (event.detail.xhr.status >= 502) say("down");
  });
  document.body.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) say(""); });
  // A form is not sent into nowhere: the page with what was typed would be gone.
  document.addEventListener("submit", async (event) => {
    // Today's visits keep what is sent until the line is back (see phone.js).
    if (!lineIsDown || event.target.method !== "post" || event.target.dataset.keeps) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { target, submitter } = event;
    if (!(await lineAnswers())) return;
    say("");
    target.requestSubmit(submitter);
  }, true);
}

// ---- single keys -----------------------------------------------------------------------------------------------

const WRITES = "input:not([type=button]):not([type=submit]), select, textarea, [contenteditable]";

function isTyping() {
  const at = document.activeElement;
  return Boolean(at && at.matches(WRITES));
}

function untouched() {
  return [...document.querySelectorAll("main form input, main form textarea")].every(
    (each) => each.value === each.defaultValue && each.checked === each.defaultChecked);
}

function openMenu() {
  return document.querySelector(".kept-menu[open]");
}

function shutMenus() {
  document.addEventListener("click", (event) => {
    const menu = openMenu();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = openMenu();
    if (!menu || event.key !== "Escape") return;
    event.preventDefault();
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  });
}

function leave() {
  if (isTyping()) { document.activeElement.blur(); return; }
  const back = document.querySelector(".govuk-back-link");
  if (back && untouched()) back.click();
}

function toSearch(searchless) {
  const box = document.querySelector("[data-search], input[type=search]");
  if (box) { box.focus(); box.select(); } else if (searchless) window.location.assign(searchless);
}

async function showMap() {
  const page = document.body.dataset.keysPage;
  if (!page || document.querySelector("dialog[open]")) return;
  try {
    const answer = await fetch(page, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    let shown = document.getElementById("keys-window");
    if (!shown) {
      shown = document.createElement("dialog");
      shown.id = "keys-window";
      shown.className = "kept-window";
      shown.setAttribute("aria-labelledby", "keys-heading");
      document.body.append(shown);
    }
    shown.innerHTML = await answer.text();
    shown.showModal();
  } catch {
    window.location.assign(page);
  }
}

function listenToKeys() {
  const given = document.body.dataset.keys;
  const link = document.querySelector("[data-keys-link]");
  if (link && window.HTMLDialogElement) {
    link.addEventListener("click", (event) => { event.preventDefault(); showMap(); });
  }
  document.body.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  });
  if (!given) return;
  const places = JSON.parse(given);
  // Between a key and its page the next letters belong to that page: they are never taken for another key.
  let leaving = false;
  window.addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") { leave(); return; }
    if (isTyping() || leaving) return;
    if (event.key === "?") { event.preventDefault(); showMap(); return; }
    if (event.key === "/") { event.preventDefault(); toSearch(places["/"]); return; }
    const own = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
    const place = Object.hasOwn(places, event.key) ? places[event.key] : null;
    if (!own && !place) return;
    event.preventDefault();
    if (own) { own.click(); return; }
    leaving = true;
    window.setTimeout(() => { leaving = false; }, 4000);
    window.location.assign(place);
  });
}

document.addEventListener("DOMContentLoaded", () => {
  watchTheLine();
  focusOnErrors();
  wipeOnSigningOut();
  guardAgainstSendingTwice();
  narrowKinds();
  showDatesOnlyForOwnDates();
  shutMenus();
  listenToKeys();
});
