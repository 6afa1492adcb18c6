"""Which addresses are there? All of them are pages, and what cannot be answered is a page that says why."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("kept.web.urls"))]

handler400 = "kept.web.shared.problems.bad_request"
handler403 = "kept.web.shared.problems.permission_denied"
handler404 = "kept.web.shared.problems.not_found"
handler500 = "kept.web.shared.problems.server_error"
