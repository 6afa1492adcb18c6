"""The diary by the day, the week and the team."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.web.diary.asked import Asked
from kept.web.diary.fetch import fetch
from kept.web.diary.present import diary_page
from kept.web.shared.access import Here
from kept.web.shared.frame import page


def diary(request: HttpRequest, here: Here) -> HttpResponse:
    """The page."""
    asked = Asked.of(here, request.GET)
    view = diary_page(here, asked, fetch(here, asked))
    return page(request, "diary/diary.html", view, title=_("Diary"), here=here)
