// A garnish: every page works without it. It moves the focus to what needs putting right, keeps a form from being
// sent twice, narrows the list of kinds while somebody types, and shows the boxes for dates only to those who want their own.
"use strict";

function focusOnErrors() {
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
}

function guardAgainstSendingTwice() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
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

document.addEventListener("DOMContentLoaded", () => {
  focusOnErrors();
  guardAgainstSendingTwice();
  narrowKinds();
  showDatesOnlyForOwnDates();
});
