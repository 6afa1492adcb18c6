"""What answers an e-mail by itself just now, and for whom does nobody stand in?"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.answering_mail import out_of_office
from kept.rulebook.dispatch import ACKNOWLEDGEMENT, OUT_OF_OFFICE, dispatch_of
from kept.store import answering_mail
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.words import day_words


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """Somebody who is away, and what whoever writes to them reads."""

    name: str
    back: str
    cover: str
    covered: bool
    says: str


@dataclass(frozen=True, slots=True)
class RepliesPage:
    """Everything that answers by itself."""

    back: str
    away: str
    rule: bool
    longer_than: str
    lines: tuple[ReplyLine, ...]
    uncovered: int
    acknowledgement: str


def replies(request: HttpRequest, here: Here) -> HttpResponse:
    """Who is away for so long that a reply goes, and what it says."""
    sends, rulebook = dispatch_of(here.rulebook), here.rulebook
    rule = sends[OUT_OF_OFFICE]
    away = (
        answering_mail.everybody_away(here.association, rule.longer_than, rulebook, at=here.at)
        if rule.words
        else []
    )
    lines = tuple(
        ReplyLine(
            each.name,
            day_words(each.back) if each.back is not None else _("Not known yet"),
            f"{each.cover.name}{each.cover.how}",
            each.covered,
            out_of_office(
                rule.words,
                association=here.name,
                reference="…",
                name=each.name,
                back=each.back,
                cover=each.cover,
            ),
        )
        for each in away
    )
    view = RepliesPage(
        back=reverse("outgoing", args=[here.slug]),
        away=reverse("away", args=[here.slug]),
        rule=bool(rule.words),
        longer_than=str(rule.longer_than or ""),
        lines=lines,
        uncovered=sum(not each.covered for each in lines),
        acknowledgement=sends[ACKNOWLEDGEMENT].words,
    )
    return page(request, "outgoing/replies.html", view, title=_("What answers by itself"), here=here)
