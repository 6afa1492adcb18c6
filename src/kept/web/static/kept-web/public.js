// What stands at the door and in the waiting room. The tablet goes back to its first page when nobody has touched it
// for a while, so that nothing of anybody stays; the screen asks again every few seconds.
"use strict";

const { again, back } = document.body.dataset;

if (again) window.setInterval(() => { if (!document.hidden) window.location.reload(); }, Number(again) * 1000);

if (back) {
  let timer;
  const wait = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => window.location.replace(back), Number(document.body.dataset.after) * 1000);
  };
  for (const each of ["input", "pointerdown", "keydown"]) document.addEventListener(each, wait);
  // What the browser keeps of a page it goes back to is the form as somebody left it.
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.replace(back); });
  wait();
}
