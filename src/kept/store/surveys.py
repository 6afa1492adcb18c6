"""Which survey goes with a contact, what came of those that were sent out, and who was offered one?

    offered_with(rulebook, "call")              # the surveys that staff offer when a call ends
    offered_on(rulebook, thread)                # the same for one contact, by what it began with too
    belonging(thread)                           # office, team, channel, needs, firm: never whose it is
    replies(here, "contact", since, until)      # what was answered, for counting
    link_of(here, secret)                       # the link that opens with this secret, if it still does

Everything runs inside `tenancy.association(…)`. No row leads from an answer to a contact or a customer.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet

from kept.rulebook.model import Rulebook
from kept.rulebook.surveys import LETTER, OFFICE, TELEPHONE, VISIT, WEB, Survey
from kept.store.models import (
    Association,
    ContractorOnThread,
    Event,
    Membership,
    MysteryShop,
    Person,
    SurveyKnock,
    SurveyLink,
    SurveyOffer,
    SurveyReply,
    SurveyStock,
    Thread,
)

# By what kind of thread somebody reached us, for results by channel.
CHANNEL_OF: Mapping[str, str] = {
    "call": TELEPHONE,
    "message": TELEPHONE,
    "visitor": OFFICE,
    "appointment": OFFICE,
    "interview": OFFICE,
    "visit": VISIT,
    "letter": LETTER,
    "email": WEB,
    "text": TELEPHONE,
    "enquiry": WEB,
}
# Before a language, among the groups to which whoever answered belongs.
LANGUAGE = "language:"
OPENS_FOR = timedelta(days=28)
# So many answers or wrong secrets from one place within `WITHIN`, and the next one waits.
FREE, WITHIN = 30, timedelta(minutes=10)


def surveys_of(rulebook: Rulebook) -> tuple[Survey, ...]:
    """Every survey of the house."""
    return tuple(each for each in rulebook.room("surveys") if isinstance(each, Survey))


def survey_named(rulebook: Rulebook, name: str) -> Survey | None:
    """The survey of that name."""
    return next((each for each in surveys_of(rulebook) if each.name == name), None)


def offered_with(rulebook: Rulebook, kind: str) -> tuple[Survey, ...]:
    """The surveys that staff offer when a contact of this kind ends."""
    return tuple(each for each in surveys_of(rulebook) if kind in each.after)


def offered_on(rulebook: Rulebook, thread: Thread) -> tuple[Survey, ...]:
    """The surveys that staff offer when this contact ends: by its kind, or by what happened to begin it."""
    found = offered_with(rulebook, thread.kind)
    begun = {
        kind: each
        for each in surveys_of(rulebook)
        for kind in each.after
        if kind in rulebook.kinds and rulebook.kinds[kind].opens == thread.kind
    }
    if not begun:
        return found
    told = Event.objects.filter(association=thread.association_id, thread=thread, kind__in=list(begun))
    kinds = set(told.values_list("kind", flat=True))
    return (*found, *dict.fromkeys(each for kind, each in begun.items() if kind in kinds))


@dataclass(frozen=True, slots=True)
class Belonging:
    """What is kept of where an answer belongs."""

    office: int | None = None
    team: int | None = None
    channel: str = ""
    matter: str = ""
    needs: tuple[str, ...] = field(default=())
    contractor: int | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The same as the columns of a row."""
        return {
            "office_id": self.office,
            "team_id": self.team,
            "channel": self.channel,
            "matter": self.matter,
            "needs": list(self.needs),
            "contractor_id": self.contractor,
        }


def belonging(thread: Thread, survey: Survey) -> Belonging:
    """Where an answer about this contact belongs; the thread must come with its person."""
    return Belonging(
        thread.office_id,
        thread.team_id,
        CHANNEL_OF.get(thread.kind, survey.channel) or survey.channel,
        thread.kind,
        groups_of(thread.person) if thread.person else (),
        contractor_of(thread),
    )


def groups_of(person: Person) -> tuple[str, ...]:
    """The groups whose satisfaction is compared: by need, and by the language that is read before English."""
    read = [f"{LANGUAGE}{person.language}"] if person.language not in ("", "en") else []
    return (*sorted(person.need_kinds), *read)


def contractor_of(thread: Thread) -> int | None:
    """The firm whose work the contact is about, where it is about one alone."""
    ties = ContractorOnThread.objects.filter(association=thread.association_id, thread=thread)
    found = list(ties.values_list("contractor", flat=True)[:2])
    return found[0] if len(found) == 1 else None


# ---- links -----------------------------------------------------------------------------------------------


def new_secret() -> str:
    """What nobody guesses."""
    return secrets.token_urlsafe(24)


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return _digest("kept.surveys", secret)


def link_of(here: Association, secret: str, at: datetime, *, hold: bool = False) -> SurveyLink | None:
    """The link that this secret opens; None where it was used, has run out or never was."""
    rows = SurveyLink.objects.filter(association=here, digest=digest_of(secret), used_at__isnull=True)
    if hold:
        rows = rows.select_for_update(of=("self",))
    return rows.filter(expires_at__gt=at).select_related("thread").first()


def knocked(here: Association, place: str, at: datetime) -> None:
    """Note that somebody sent a survey or tried a secret, and forget what is too old to matter."""
    SurveyKnock.objects.create(association=here, place=_digest("kept.knocks", place), at=at)
    SurveyKnock.objects.filter(association=here, at__lt=at - WITHIN).delete()


def waits(here: Association, place: str, at: datetime) -> bool:
    """Whether so many came from there that the next one must wait."""
    rows = SurveyKnock.objects.filter(association=here, place=_digest("kept.knocks", place))
    return rows.filter(at__gt=at - WITHIN, at__lte=at).count() >= FREE


def _digest(what: str, value: str) -> str:
    key = f"{what}:{settings.SECRET_KEY}".encode()
    return hmac.new(key, value.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


# ---- answers ---------------------------------------------------------------------------------------------


def replies(here: Association, survey: str, since: date, until: date) -> QuerySet[SurveyReply]:
    """The answers of a survey from one day to another; reviews of colleagues are never among them."""
    rows = SurveyReply.objects.filter(association=here, survey=survey, about__isnull=True)
    rows = rows.filter(answered_on__gte=since, answered_on__lte=until)
    return rows.select_related("office", "team", "contractor")


def reviews_for(membership: Membership) -> QuerySet[SurveyReply]:
    """The reviews that this member may read: their own, and those of the team that they lead."""
    rows = SurveyReply.objects.filter(association=membership.association_id, about__isnull=False)
    mine = rows.filter(about=membership.account_id)
    if membership.role == "manager" and membership.team_id is not None:
        team = Membership.objects.filter(
            association=membership.association_id, team=membership.team_id, to_on__isnull=True
        ).exclude(account=membership.account_id)
        mine = mine | rows.filter(about__in=team.values("account"))
    return mine.select_related("about", "reviewer").order_by("-answered_on", "-id")


# ---- offers ----------------------------------------------------------------------------------------------


def offers_of(here: Association, threads: Collection[int]) -> dict[tuple[int, str], SurveyOffer]:
    """What was said of each survey at the end of these contacts, by thread and survey."""
    rows = SurveyOffer.objects.filter(association=here, thread__in=list(threads))
    return {(each.thread_id, each.survey): each for each in rows}


def offered(
    here: Association, survey: str, since: datetime, until: datetime, *by: str
) -> Iterable[tuple[Any, ...]]:
    """How often each answer came, by the columns named: (…, answer, how often)."""
    rows = SurveyOffer.objects.filter(association=here, survey=survey, at__gte=since, at__lt=until)
    return rows.values_list(*by, "answer").annotate(n=Count("id")).order_by(*by, "answer")


# ---- forms at the offices and mystery shops ----------------------------------------------------------------


def stock(here: Association) -> dict[tuple[int, str], SurveyStock]:
    """How many forms lay where when somebody looked last, by office and survey."""
    rows = SurveyStock.objects.filter(association=here).order_by("office", "survey", "-at", "-id")
    rows = rows.distinct("office", "survey")
    return {(each.office_id, each.survey): each for each in rows}


def shops(here: Association) -> QuerySet[MysteryShop]:
    """Every mystery shop, those still to be made first."""
    rows = MysteryShop.objects.filter(association=here).select_related("office", "thread")
    return rows.order_by("-planned_on", "-id")
