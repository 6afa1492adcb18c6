"""What of an e-mail is only to be had behind a wall: its own layout, and the message itself?

1. The layout was made safe when it came in. It is shown in a document of its own all the same, which belongs
   to no origin, runs nothing, sends no form and fetches nothing: the headers say so, however it is opened.
2. The message itself is a file to take away, for those who may take files away.
"""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from kept.store import files
from kept.store.models import ReceivedMail
from kept.web.inbox.reading import mail_of
from kept.web.shared.access import Here

# A link opens beside us, and takes nothing of us with it.
WALL = "; ".join(
    (
        "sandbox allow-popups allow-popups-to-escape-sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
)


def layout(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The e-mail as its sender laid it out, without what would fetch or run anything."""
    mail = mail_of(here, number)
    if not mail.html:
        raise Http404
    response = render(request, "inbox/layout.html", {"subject": mail.subject, "html": mail.html})
    response["Content-Security-Policy"] = WALL
    response["Content-Disposition"] = 'inline; filename="message.html"'
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store, private"
    return response


def raw(request: HttpRequest, here: Here, number: int) -> HttpResponseBase:
    """The message, whole, as it reached us."""
    mail = mail_of(here, number)
    try:
        stream = files.open(here.association, mail.raw.sha256) if mail.raw is not None else None
    except FileNotFoundError:
        raise Http404 from None
    if stream is None:
        raise Http404
    response = FileResponse(
        stream, as_attachment=True, filename=_name(mail), content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store, private"
    return response


def _name(mail: ReceivedMail) -> str:
    """Nothing personal is in the name of a file."""
    named = mail.thread.ref if mail.thread is not None else str(mail.pk)
    return _("e-mail %(named)s.eml") % {"named": named}
