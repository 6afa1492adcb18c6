{% load static %}// Answers for the page of today's visits where there is no signal. It keeps the page without a word about anybody;
// whatever is about somebody lies sealed beside it (see phone.js).
"use strict";

const CACHE = "kept-phone";
const SHELL = "{{ shell|escapejs }}";
const PAGE = "{{ page|escapejs }}";
const PARTS = [SHELL, "{% static 'kept/kept.css' %}", "{% static 'kept-web/phone.js' %}", "{% static 'kept-web/kept.js' %}", "{% static 'django_htmx/htmx-2.min.js' %}", "{% static 'kept-web/mark.svg' %}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(PARTS)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && address.pathname === PAGE) {
    event.respondWith(fetch(event.request).catch(() => caches.match(SHELL)));
  } else if (PARTS.includes(address.pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(address.pathname)));
  }
});
