// A garnish of Capture: Enter takes the first customer found, or goes on to the next field; Enter on a customer
// saves, and so does Ctrl with Enter from anywhere. Every form works without it, by its buttons.
const form = document.querySelector("[data-capture]");
const box = form && form.querySelector("[data-who]");
let wanted = false;
let looking = false;

function matches() { return [...form.querySelectorAll("[data-match]")]; }

function next(field) {
  const fields = [...form.querySelectorAll("input:not([type=hidden]):not([type=radio]), textarea, select")];
  const found = fields.slice(fields.indexOf(field) + 1).find((each) => each.offsetParent !== null && !each.closest("#matches"));
  if (found) found.focus();
}

function take() {
  wanted = false;
  const first = matches()[0];
  if (!first) { next(box); return; }
  first.checked = true;
  if (document.getElementById("answer") && form.action.includes("/now/")) document.getElementById("answer").focus();
  else first.focus();
}

function save() { form.requestSubmit(form.querySelector("[data-save]")); }

if (form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    const at = event.target;
    if (event.ctrlKey || event.metaKey) { event.preventDefault(); save(); return; }
    if (at === box) {
      event.preventDefault();
      if (looking) wanted = true; else take();
    } else if (at.matches("[data-match], #answer")) {
      event.preventDefault();
      save();
    }
  });
  box.addEventListener("input", () => { looking = box.value.trim().length > 1; });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const list = document.getElementById("matches");
    if (event.detail.target !== list && event.detail.elt !== box && event.target !== list) return;
    looking = false;
    form.querySelector("[data-found-says]").textContent = list.dataset.says;
    if (wanted) take();
  });
  document.body.addEventListener("htmx:sendError", () => { looking = false; });
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
