"""What if a customer is asked how it was, and answers?

    offer(association=karin, thread=ref, survey="contact", answer="taken", by="ann", at=now)
    asked = ask(association=karin, thread=ref, survey="contact", how="email", by="ann", at=now)   # Asked
    answer(association=karin, survey="contact", said={"polite": "5"}, way="link", secret=asked.secret, …)

A link opens once, and nobody here knows its secret but whoever it was given to. What is answered is on record
without the customer, the contact and the hour; only where they say that the matter is not settled is their
contact opened again, before the link is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.house import note
from kept.actions.working.low_marks import handled_badly
from kept.actions.working.once_more import once_more
from kept.actions.working.shopping import done_by
from kept.casework import Grade, Refused
from kept.casework.housekeeping import SURVEY_ANSWERED, SURVEY_ASKED
from kept.casework.permissions import Permission, may
from kept.casework.safe_contact import check, rules_of
from kept.casework.surveying import NOT_OFFERED, OFFERS, Read, read, unsolved
from kept.rulebook.surveys import OPEN, PAPER, Survey
from kept.store import consents, looking, refs, rules, surveys, tenancy
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import (
    Account,
    Association,
    Membership,
    Office,
    SurveyLink,
    SurveyOffer,
    SurveyReply,
    Team,
    Thread,
)

LINK, OBSERVER = "link", "observer"
MACHINE, CUSTOMER = "machine", "customer"
HOWS = {"email": "email", "text": "text", "letter": "letter", "handed": ""}
LONGEST_PAGE, LONGEST_REASON = 200, 500
NO_SURVEY = "There is no such survey here. Choose one from the list."
NO_ROLE = "Your role reads what is on record and does not change it. Ask a colleague at the desk."
OVER = "This link has been used or has run out. Ask us for another one, if you like."


@dataclass(frozen=True, slots=True)
class Asked:
    """A link that opens once: its secret, which is kept nowhere."""

    secret: str
    expires_at: datetime


def ask(
    *,
    association: Association | str,
    thread: str,
    survey: str,
    how: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Asked | Refused:
    """Make a link for the customer of this contact, to be given to them in that way."""
    now = _signed(by, at)

    def once() -> Asked | Refused:
        with tenancy.association(association) as here:
            found = surveys.survey_named(rules.current(here), survey)
            row = _thread(here, thread, membership, now)
            if membership is not None and not may(membership.role, Permission.RECORD):
                return Refused(NO_ROLE)
            if found is None or LINK not in found.ways:
                return Refused(NO_SURVEY, "survey")
            if row is None:
                return Refused("There is no such contact. Check the reference.", "thread")
            if how not in HOWS:
                return Refused("Choose how the customer gets the link.", "how")
            refused = _unsafe(row, how, here, now)
            if refused is not None:
                return refused
            if row.closed_at is None:
                told = _tell(here, SURVEY_ASKED, {"survey": survey, "how": how}, row.ref, by, now)
                if told is not None:
                    return told
            secret, until = surveys.new_secret(), now + surveys.OPENS_FOR
            SurveyLink.objects.create(
                association=here,
                survey=survey,
                digest=surveys.digest_of(secret),
                thread=row,
                made_at=now,
                made_by=by,
                expires_at=until,
                **surveys.belonging(row, found).columns,
            )
            return Asked(secret, until)

    return once_more(once)


def _unsafe(row: Thread, how: str, here: Association, at: datetime) -> Refused | None:
    """Why the customer may not be reached in that way (practice 21)."""
    if row.person is not None and consents.withdrawn(here, row.person, "surveys", rules.current(here)):
        return Refused("They said that they do not want to be asked how we did. Leave them in peace.", "how")
    if row.person is None or not HOWS[how]:
        return None
    local = at.astimezone(rules.current(here).calendar_for().tz)
    refused = check(rules_of(row.person.contact_rules), HOWS[how], at=local)
    return Refused(refused.sentence, "how") if refused else None


def offer(
    *,
    association: Association | str,
    thread: str,
    survey: str,
    answer: str,
    by: str,
    at: datetime,
    reason: str = "",
    membership: Membership | None = None,
) -> SurveyOffer | Refused:
    """Say whether the survey was offered when this contact ended. What was said first stands."""
    now = _signed(by, at)

    def once() -> SurveyOffer | Refused:
        with tenancy.association(association) as here:
            row = _thread(here, thread, membership, now)
            if membership is not None and not may(membership.role, Permission.RECORD):
                return Refused(NO_ROLE)
            if row is None:
                return Refused("There is no such contact. Check the reference.", "thread")
            if all(each.name != survey for each in surveys.offered_on(rules.current(here), row)):
                return Refused(NO_SURVEY, "survey")
            if answer not in OFFERS:
                return Refused("Say whether they took it, declined it, or it was not offered.", "answer")
            if answer == NOT_OFFERED and not reason.strip():
                return Refused("Say in a few words why it was not offered.", "reason")
            if len(reason) > LONGEST_REASON or "\x00" in reason:
                return Refused(f"Shorten this to {LONGEST_REASON} characters.", "reason")
            account = Account.objects.filter(handle=by).first()
            if account is None:
                return Refused("Only a colleague says this.", "by")
            made, _new = SurveyOffer.objects.get_or_create(
                association=here,
                thread=row,
                survey=survey,
                defaults={
                    "answer": answer,
                    "reason": reason.strip(),
                    "account": account,
                    "team_id": membership.team_id if membership else row.team_id,
                    "office_id": membership.office_id if membership else row.office_id,
                    "at": now,
                },
            )
            return made

    return once_more(once)


@dataclass(frozen=True, slots=True)
class Answering:
    """Where an answer comes from, besides a link."""

    office: str | None = None
    team: str | None = None
    channel: str = ""
    page: str = ""
    shop: int | None = None
    about: str | None = None


def answer(
    *,
    association: Association | str,
    survey: str,
    said: Mapping[str, str],
    way: str,
    by: str,
    at: datetime,
    secret: str | None = None,
    token: str | None = None,
    beside: Answering | None = None,
    act: str = "",
    act_by: str = "",
    membership: Membership | None = None,
) -> SurveyReply | Refused:
    """Take the answers to a survey; the same `token` twice is one. `act` is what follows from a shop."""
    now = _signed(by, at)
    place = beside or Answering()

    def once() -> SurveyReply | Refused:
        with tenancy.association(association) as here:
            key = surveys.digest_of(token or refs.new_uid())
            before = SurveyReply.objects.filter(association=here, token=key).first()
            if before is not None:
                return before
            found = surveys.survey_named(rules.current(here), survey)
            if found is None or way not in (LINK, OPEN, PAPER, OBSERVER):
                return Refused(NO_SURVEY, "survey")
            by_staff = way in (PAPER, OBSERVER) and membership is not None
            if by_staff and membership and not may(membership.role, Permission.RECORD):
                return Refused(NO_ROLE)
            if way == OPEN and OPEN not in found.ways:
                return Refused(NO_SURVEY, "survey")
            taken = read(found, said)
            if isinstance(taken, Refused):
                return taken
            return _answered(here, found, taken, way, secret, key, place, (act, act_by), by, now, membership)

    return once_more(once)


def _answered(
    here: Association,
    survey: Survey,
    taken: Read,
    way: str,
    secret: str | None,
    key: str,
    place: Answering,
    acting: tuple[str, str],
    by: str,
    at: datetime,
    membership: Membership | None,
) -> SurveyReply | Refused:
    columns = _columns(here, survey, place)
    link: SurveyLink | None = None
    if way == LINK:
        link = surveys.link_of(here, secret or "", at, hold=True)
        if link is None or link.survey != survey.name:
            return Refused(OVER, "key")
        columns |= {
            "office_id": link.office_id,
            "team_id": link.team_id,
            "channel": link.channel,
            "matter": link.matter,
            "needs": link.needs,
            "contractor_id": link.contractor_id,
        }
    about = _about(here, place.about, at) if survey.review else None
    if survey.review:
        if about is None:
            return Refused("Choose the colleague whose work you looked at.", "about")
        if about.account.handle == by:
            return Refused("Nobody reviews their own work. Ask a colleague to look.", "about")
        columns |= {"team_id": about.team_id}
    shop = done_by(here, survey, place.shop, taken, acting, by=by, at=at)
    if isinstance(shop, Refused):
        return shop
    if shop is not None:
        columns |= {"office_id": shop.office_id, "channel": shop.channel}
    reply = SurveyReply.objects.create(
        association=here,
        survey=survey.name,
        way=way,
        answered_on=today(here, at),
        chosen=dict(taken.chosen),
        words=dict(taken.words),
        page=place.page[:LONGEST_PAGE],
        entered_by=by if membership is not None else "",
        token=key,
        shop=shop,
        about=about.account if about else None,
        reviewer=membership.account if membership is not None and survey.review else None,
        **columns,
    )
    facts = {"survey": survey.name, "way": way, "reviewed": about.account.handle if about else None}
    note(SURVEY_ANSWERED, here=here, by=by, at=at, facts=facts)
    handled_badly(here, survey, taken.chosen, link.thread if link else None, by=by, at=at)
    if link is not None:
        _open_again(here, link, survey, taken, at)
        # Whoever holds the database finds no way from here to what was answered.
        link.delete()
    return reply


def _columns(here: Association, survey: Survey, place: Answering) -> dict[str, object]:
    office = Office.objects.filter(association=here, slug=place.office).first() if place.office else None
    team = Team.objects.filter(association=here, slug=place.team).first() if place.team else None
    return {
        "office_id": office.pk if office else None,
        "team_id": team.pk if team else None,
        "channel": place.channel or survey.channel,
        "matter": "",
        "needs": [],
    }


def _about(here: Association, handle: str | None, at: datetime) -> Membership | None:
    members = people_at(here, today(here, at)) if handle else []
    return next((each for each in members if each.account.handle == handle), None)


def _open_again(here: Association, link: SurveyLink, survey: Survey, taken: Read, at: datetime) -> None:
    """Where the matter is not settled, the contact is open again and says so."""
    if link.thread is None or not unsolved(survey, taken.chosen):
        return
    ref = link.thread.ref
    if link.thread.closed_at is not None:
        _tell(here, "thread.reopened", {}, ref, CUSTOMER, at)
    _tell(here, "contact.chased", {"note": "In a survey: the matter is not settled."}, ref, CUSTOMER, at)


def _thread(here: Association, ref: str, membership: Membership | None, at: datetime) -> Thread | None:
    row = Thread.objects.filter(association=here, ref=refs.tidy(ref) or ref).select_related("person").first()
    if row is None or not looking.sees(membership, row.pk, row.ref, at):
        return None
    return row


def _tell(
    here: Association, kind: str, facts: Mapping[str, object], thread: str, by: str, at: datetime
) -> Refused | None:
    telling = Telling(kind, at, facts, thread=thread, grade=Grade.STAFF, via=MACHINE)
    return tell([telling], association=here, by=by, at=at).refused


def _signed(by: str, at: datetime) -> datetime:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    return at.astimezone(UTC)
