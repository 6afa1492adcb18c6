// Today's visits without a signal. What is typed is kept, sealed, until it can be sent; what is sent carries its own
// name and the time at which it was written, so that sending it twice is one entry. The key comes with the page and
// lives in this tab alone: nobody who finds the phone can read what it keeps, and signing out wipes it.
"use strict";

const root = document.querySelector("[data-phone]");
const words = document.querySelector("[data-phone-words]")?.dataset ?? {};
const KEY = "kept.phone.key";
const ABOUT = "kept.phone.about";
const able = Boolean(window.crypto?.subtle);
let about = {};
let key = null;
let busy = false;

const place = (what) => `kept.phone.${about.mine}.${what}`;
const toText = (bytes) => btoa(Array.from(new Uint8Array(bytes), (each) => String.fromCharCode(each)).join(""));
const toBytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));

async function seal(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(value)));
  return `${toText(iv)}.${toText(sealed)}`;
}

async function unseal(text) {
  if (!text || !key) return null;
  try {
    const [iv, sealed] = text.split(".").map(toBytes);
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed)));
  } catch {
    return null;
  }
}

async function keep(what, value) {
  if (Array.isArray(value) && !value.length) localStorage.removeItem(place(what));
  else localStorage.setItem(place(what), await seal(value));
}
const kept = async (what) => unseal(localStorage.getItem(place(what)));

function say(text) {
  const line = document.querySelector("[data-phone-says]");
  if (line && line.textContent !== text) line.textContent = text;
}

async function begin() {
  const fresh = root.dataset.key;
  if (fresh) {
    about = { mine: root.dataset.mine, until: Date.now() + 1000 * Number(root.dataset.left), send: root.dataset.send };
    sessionStorage.setItem(KEY, fresh);
    sessionStorage.setItem(ABOUT, JSON.stringify(about));
    root.removeAttribute("data-key");
  } else {
    about = JSON.parse(sessionStorage.getItem(ABOUT) ?? "{}");
  }
  const text = sessionStorage.getItem(KEY);
  if (!able || !text) { say(fresh ? words.unable : words.locked); return; }
  key = await crypto.subtle.importKey("raw", toBytes(text), "AES-GCM", false, ["encrypt", "decrypt"]);
  if (fresh) await keep("page", { until: about.until, html: root.innerHTML });
  else await show();
  await restore();
  listen();
  await send();
  window.addEventListener("online", send);
  window.setInterval(send, 15000);
  if (fresh && "serviceWorker" in navigator) {
    navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope }).catch(() => say(words.unable));
  }
}

async function show() {
  const page = await kept("page");
  if (!page || page.until <= Date.now()) {
    localStorage.removeItem(place("page"));
    say(words.old);
    return;
  }
  root.innerHTML = page.html;
  say(words.down);
}

// ---- what is typed ----

const forms = () => [...root.querySelectorAll("form[data-step]")];
const entriesOf = (form) => [...new FormData(form).entries()].filter(([name]) => name !== "csrfmiddlewaretoken");

function fill(form, entries) {
  form.querySelectorAll("input[type=radio]").forEach((each) => { each.checked = false; });
  for (const [name, value] of entries) {
    for (const field of form.elements) {
      if (field.name !== name) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.checked || field.value === value;
      else field.value = value;
    }
  }
}

async function restore() {
  const drafts = (await kept("drafts")) ?? {};
  for (const form of forms()) {
    if (!drafts[form.id]) continue;
    fill(form, drafts[form.id]);
    form.closest("details").open = true;
  }
  await mark();
}

let timer = 0;
function listen() {
  forms().forEach((form) => { form.dataset.keeps = "yes"; });
  root.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-step]");
    if (!form) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(async () => {
      const drafts = (await kept("drafts")) ?? {};
      drafts[form.id] = entriesOf(form);
      await keep("drafts", drafts);
    }, 300);
  });
  root.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-step]");
    if (!form) return;
    event.preventDefault();
    const waiting = (await kept("waiting")) ?? [];
    const entry = { form: form.id, at: new Date().toISOString(), entries: entriesOf(form) };
    if (!waiting.some((each) => each.form === entry.form)) waiting.push(entry);
    await keep("waiting", waiting);
    form.closest("details").open = false;
    await mark();
    await send();
  });
}

async function mark() {
  const waiting = (await kept("waiting")) ?? [];
  for (const form of forms()) {
    const entry = waiting.find((each) => each.form === form.id);
    const line = form.closest("details").querySelector("[data-step-says]");
    if (entry) line.textContent = words.waits.replace("%t", new Date(entry.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }));
    else if (line.dataset.refused === undefined) line.textContent = "";
  }
}

// ---- sending ----

const token = () => document.cookie.split("; ").find((each) => each.startsWith("csrftoken="))?.slice(10)
  ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

async function send() {
  if (busy || !key) return;
  busy = true;
  let written = false;
  try {
    for (;;) {
      const waiting = (await kept("waiting")) ?? [];
      if (!waiting.length) break;
      const [first] = waiting;
      const answer = await sendOne(first);
      if (answer === null) { say(words.down); break; }
      if (answer.outcome === "signed-out") { say(words.out); break; }
      await keep("waiting", ((await kept("waiting")) ?? []).filter((each) => each.form !== first.form));
      const drafts = (await kept("drafts")) ?? {};
      if (answer.outcome === "refused") drafts[first.form] = first.entries;
      else delete drafts[first.form];
      await keep("drafts", drafts);
      if (answer.outcome === "refused") refused(first, answer);
      else written = true;
    }
  } finally {
    busy = false;
  }
  await mark();
  if (written && !root.querySelector("[data-refused]")) window.location.reload();
}

async function sendOne(entry) {
  const body = new URLSearchParams(entry.entries);
  // How long ago, by this phone's own watch: whether that is right or wrong makes no difference.
  body.set("ago", String(Math.max(0, Math.round((Date.now() - Date.parse(entry.at)) / 1000))));
  body.set("csrfmiddlewaretoken", token());
  let response;
  try {
    response = await fetch(about.send, { method: "POST", body, headers: { "X-Kept-Phone": "1", "X-CSRFToken": token() }, redirect: "manual" });
  } catch {
    return null;
  }
  if (response.status >= 500) return null;
  if (!response.headers.get("content-type")?.includes("json")) return { outcome: "signed-out" };
  return response.json();
}

function refused(entry, answer) {
  const form = document.getElementById(entry.form);
  if (!form) return;
  fill(form, entry.entries);
  const details = form.closest("details");
  details.open = true;
  const line = details.querySelector("[data-step-says]");
  line.textContent = answer.sentence;
  line.dataset.refused = "";
  const field = form.querySelector(`[name="f-${answer.field}"], [name="${answer.field}"]`);
  (field ?? form).focus();
}

if (root) begin();
