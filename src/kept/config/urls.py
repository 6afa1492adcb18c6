"""Which addresses are there? The API and the pages; what cannot be answered is told in the way of either."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("kept.api.urls")),
    path("", include("kept.web.urls")),
]

handler400 = "kept.config.faults.bad_request"
handler403 = "kept.config.faults.permission_denied"
handler404 = "kept.config.faults.not_found"
handler500 = "kept.config.faults.server_error"
