"""A contact is over: was the customer offered a survey, and how do they get it?"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import surveying
from kept.casework import Refused
from kept.casework.surveying import DECLINED, NOT_OFFERED, TAKEN
from kept.rulebook.model import Field
from kept.rulebook.surveys import LINK
from kept.store import surveys as stored
from kept.store.threads import opened
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError
from kept.web.shared.sheet import Sheet
from kept.web.shared.words import moment_words
from kept.web.surveys.views import survey_of

HOW_PAPER, HOW_NO, HOW_NOT = "paper", DECLINED, NOT_OFFERED


@dataclass(frozen=True, slots=True)
class LinkPage:
    """The link, shown once: Kept itself does not know it afterwards."""

    heading: str
    back: str
    address: str
    until: str
    mail: str
    text: str
    errors: tuple[SimpleError, ...] = ()


def offer(request: HttpRequest, here: Here, ref: str, survey: str) -> HttpResponse:
    """Offered and taken, declined, or not offered; where it was taken, on paper or by a link."""
    found = survey_of(here, survey)
    thread = opened(here.membership, ref)
    if thread is None or found not in stored.offered_on(here.rulebook, thread):
        raise Http404
    ways = [(HOW_PAPER, _("They took the form on paper"))]
    if LINK in found.ways:
        ways += [
            ("email", _("They get a link by e-mail")),
            ("text", _("They get a link by text message")),
            ("letter", _("They get a link in a letter")),
        ]
    ways += [(HOW_NO, _("They declined")), (HOW_NOT, _("It was not offered"))]
    sheet = Sheet.of(
        request,
        here,
        (
            Field(
                "how",
                _("Was it offered, and how do they get it?"),
                "choice",
                required=True,
                choices=tuple(ways),
            ),
            Field("reason", _("Why was it not offered?"), "text", help=_("Only where it was not.")),
        ),
        heading=found.label,
        button=_("Save"),
        back=reverse("thread", args=[here.slug, thread.ref]),
        back_label=thread.ref,
        says=_("Offer it to everybody alike. What they answer is never shown with their name."),
        about=((_("Asks"), found.says),),
    )
    if sheet.sent:
        how = sheet.text("how")
        asked: surveying.Asked | None = None
        if how not in (HOW_PAPER, HOW_NO, HOW_NOT):
            made = surveying.ask(
                association=here.association,
                thread=thread.ref,
                survey=found.name,
                how=how,
                by=here.by,
                at=here.at,
                membership=here.membership,
            )
            if isinstance(made, Refused):
                return sheet.refused(made).page(request, here)
            asked = made
        done = surveying.offer(
            association=here.association,
            thread=thread.ref,
            survey=found.name,
            answer=how if how in (HOW_NO, HOW_NOT) else TAKEN,
            reason=sheet.text("reason"),
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if isinstance(done, Refused):
            return sheet.refused(done).page(request, here)
        if asked is not None:
            return _link(request, here, found.says, thread.ref, asked)
        messages.success(request, _("It is on record whether the survey was offered."))
        return redirect("thread", here.slug, thread.ref)
    return sheet.page(request, here)


def _link(request: HttpRequest, here: Here, says: str, ref: str, asked: surveying.Asked) -> HttpResponse:
    path = f"{reverse('survey-link')}?key={here.slug}.{asked.secret}"
    address = request.build_absolute_uri(path)
    text = _("%(place)s: %(says)s %(address)s") % {"place": here.name, "says": says, "address": address}
    subject = _("How was it? A short survey from %(place)s") % {"place": here.name}
    view = LinkPage(
        _("The link"),
        reverse("thread", args=[here.slug, ref]),
        address,
        moment_words(asked.expires_at, here.calendar),
        f"mailto:?subject={quote(subject)}&body={quote(text)}",
        text,
    )
    return page(request, "surveys/link.html", view, title=view.heading, here=here)
