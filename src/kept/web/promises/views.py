"""What does anybody read of our promises and how we kept them, without signing in?

/karin/promises                        # the page; ?quarter=2026-01-01 for an earlier one
/karin/promises?embed=1                # plain, for a frame on our web site; &subject=telephone
/karin/promises.json, /karin/promises.csv
/karin/promises/changes                # what residents are asked about, and what we answered
/karin/promises/poster-a4.pdf          # and poster-a3, leaflet, leaflet-large, leaflet-larger

1. Nothing on it is about anybody: see `casework.in_public`.
2. Whoever has it already is told so (304): by what it says, and, where it is final, by when it was published.
3. Only the plain variant of the page may be framed from elsewhere: it has no form and knows nobody.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.gzip import gzip_page

from kept.printing.promises import made
from kept.store import rules, tenancy
from kept.store.models import Association
from kept.web.promises.changing import changes_page
from kept.web.promises.fetching import promised
from kept.web.promises.files import table_text, values_text
from kept.web.promises.present import SHEETS, promises_page
from kept.web.promises.printed import sheet_of

# A few minutes: long enough for a busy morning, short enough for a number that was put right.
FRESH = "public, max-age=300"
# In a frame on somebody else's page it may show itself, and do nothing.
FRAMED = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors *",
    )
)


@gzip_page
def our_promises(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, or its plain variant for a frame."""
    framed = request.GET.get("embed") == "1"
    only = request.GET.get("subject", "") if framed else ""
    with promised(request, slug) as found:
        if only and only not in {each.heading.name for each in found.headings}:
            raise Http404
        view = promises_page(found, only)
        text = render_to_string("promises/embed.html" if framed else "promises/page.html", {"view": view})
        response = _answer(request, text.encode(), "text/html; charset=utf-8", found.changed_at)
    if framed:
        response["Content-Security-Policy"] = FRAMED
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.xframe_options_exempt = True
    return response


@gzip_page
def our_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Which changes residents are asked about, and what we answered to what they said."""
    at: datetime = request.at  # type: ignore[attr-defined]
    try:
        with tenancy.association(slug) as here:
            rulebook = rules.current(here, at)
            view = changes_page(here, rulebook, rulebook.calendar_for().local(at).date())
    except (Association.DoesNotExist, rules.NoRulebook):
        raise Http404 from None
    text = render_to_string("promises/changes.html", {"view": view})
    return _answer(request, text.encode(), "text/html; charset=utf-8", None)


@gzip_page
def our_promises_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Every promise with its numbers, for programs."""
    with promised(request, slug) as found:
        text = values_text(found, _whole(request, slug))
        response = _answer(request, text, "application/json", found.changed_at)
    return _for_programs(response, f"{slug}-promises.json", inline=True)


@gzip_page
def our_promises_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a table."""
    with promised(request, slug) as found:
        text = table_text(found)
        response = _answer(request, text, "text/csv; charset=utf-8", found.changed_at)
    return _for_programs(response, f"{slug}-promises.csv", inline=False)


def our_promises_print(request: HttpRequest, slug: str, sheet: str) -> HttpResponse:
    """The poster or the leaflet. It is set once, and not at all for whoever has it already."""
    if sheet not in SHEETS:
        raise Http404
    with promised(request, slug) as found:
        data = sheet_of(found, sheet, _whole(request, slug))
        known, changed_at = quote_etag(sha256(data.encode()).hexdigest()), found.changed_at
    response = get_conditional_response(request, etag=known) or HttpResponse(
        made(data), content_type="application/pdf"
    )
    if response.status_code == 200:
        response["Content-Disposition"] = f'inline; filename="{slug}-promises-{sheet}.pdf"'
        response["X-Content-Type-Options"] = "nosniff"
    return _dated(response, known, changed_at)


def _whole(request: HttpRequest, slug: str) -> str:
    """The page's own address, for whoever reads it elsewhere."""
    return request.build_absolute_uri(reverse("our-promises", args=[slug]))


def _for_programs(response: HttpResponse, name: str, *, inline: bool) -> HttpResponse:
    """Anybody's page may fetch it: there is nothing in it that is not for everybody."""
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _answer(request: HttpRequest, content: bytes, sort: str, changed_at: datetime | None) -> HttpResponse:
    """The content, or 304 for whoever has it already."""
    known = quote_etag(sha256(content).hexdigest())
    since = int(changed_at.timestamp()) if changed_at is not None else None
    whole = HttpResponse(content, content_type=sort)
    response = get_conditional_response(request, etag=known, last_modified=since, response=whole)
    assert isinstance(response, HttpResponse)
    return _dated(response, known, changed_at)


def _dated(response: HttpResponse, known: str, changed_at: datetime | None) -> HttpResponse:
    response["ETag"] = known
    response["Cache-Control"] = FRESH
    if changed_at is not None:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    return response
