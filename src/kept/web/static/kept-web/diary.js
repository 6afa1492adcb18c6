// A booking that is dragged onto another row opens the form that moves it, with that day and that colleague filled in.
// Nothing is moved by dragging alone: whoever drags still has to say that the customer agreed. Left and right turn the page.

const region = document.querySelector("[data-move]");

function row(event) {
  return event.target instanceof Element ? event.target.closest("[data-key]") : null;
}

if (region) {
  let dragged = "";
  region.addEventListener("dragstart", (event) => {
    const item = event.target instanceof Element ? event.target.closest("[data-booking]") : null;
    dragged = item ? item.dataset.booking : "";
  });
  region.addEventListener("dragover", (event) => {
    if (dragged && row(event)) {
      event.preventDefault();
      row(event).classList.add("kept-diary__over");
    }
  });
  region.addEventListener("dragleave", (event) => row(event)?.classList.remove("kept-diary__over"));
  region.addEventListener("drop", (event) => {
    const target = row(event);
    if (!dragged || !target) return;
    event.preventDefault();
    const place = new URLSearchParams({ day: target.dataset.day });
    place.set(target.dataset.key.startsWith("@") ? "with" : "room", target.dataset.key);
    window.location.assign(`${region.dataset.move.replace("BOOKING", dragged)}?${place}`);
  });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, select, textarea, [contenteditable]");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || !document.body.dataset.keys) return;
  const towards = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (towards && event.shiftKey) document.querySelector(`a[rel="${towards}"]`)?.click();
});
