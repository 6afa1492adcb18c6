"""What happens when words that are held once change, and when a notice is put up, looked at or taken down?

    hold(association=karin, name="emergency-numbers", words="01632 960 001", uid=…, by="mia", at=now)
    hung = put_up(association=karin, carrier="hours-notice", office="main", place="Front door", …)
    look_at(association=karin, posting=hung.pk, right=True, by="ann", at=now)
    take_down(association=karin, posting=hung.pk, by="ann", at=now)

Nothing is overwritten: new words stand beside the old ones, and a notice that says the old ones is found.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.closing_days import new_words_tasks
from kept.casework.held_words import CARRIERS, LABELS, LONGEST, LOOK_AGAIN, fault
from kept.casework.housekeeping import NOTICE_LOOKED_AT, NOTICE_POSTED, NOTICE_TAKEN_DOWN, WORDS_HELD
from kept.casework.permissions import Permission, may
from kept.store import premises, rules, tenancy
from kept.store.models import Association, HeldWords, Membership, Office, Posting, PostingLook
from kept.workclock import local_date

LONGEST_LINE = 200
TASK_SET = "office.task_set"
MAY_NOT = Refused("Your role reads and does not record. Ask a colleague to enter it.", "posting")
NO_OFFICE = Refused("There is no such office here. Choose one of the list.", "office")
NO_NOTICE = Refused("There is no such notice. Load the page again.", "posting")


def hold(
    *,
    association: Association | str,
    name: str,
    words: str,
    uid: str,
    by: str,
    at: datetime,
    office: str | None = None,
    membership: Membership | None = None,
) -> HeldWords | Refused:
    """Say what holds from now on. Where it was something else before, what carries it is to be put right."""
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now = at.astimezone(UTC)

    def act() -> HeldWords | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.REASSIGN):
                return Refused("What holds is changed by a manager or director. Ask one of them.", "words")
            before = HeldWords.objects.filter(association=here, uid=uid).first()
            if before is not None:
                return before
            wrong = fault(words)
            if name not in LABELS or wrong is not None:
                return Refused(wrong or "There are no such words. Choose them on the list.", "words")
            place = Office.objects.filter(association=here, slug=office).first() if office else None
            if office and place is None:
                return NO_OFFICE
            old = premises.held(here, name, office)
            row = HeldWords.objects.create(
                association=here, uid=uid, name=name, office=place, words=words, set_at=now, set_by=by
            )
            facts = {"name": name, "office": office, "words": words}
            note(WORDS_HELD, here=here, by=by, at=now, facts=facts, uid=f"words:{uid}")
            if old and old != words:
                _put_right(here, name, office, uid, by, now)
            return row

    return once_more(act)


def _put_right(here: Association, name: str, office: str | None, uid: str, by: str, at: datetime) -> None:
    """A task for each office that says the old words."""
    rulebook = rules.current(here)
    tellings = [
        Telling(
            TASK_SET,
            at,
            {"what": task.what, "sort": task.sort, "due_by": task.due.isoformat(), "why": LABELS[name]},
            uid=f"words:{uid}:{place.slug}:{number}",
            subject=f"words:{uid}:{place.slug}:{number}",
            office=place.slug,
            owner=premises.keeper_of(here, place.slug, at.date()),
        )
        for place in rulebook.association.offices
        if office in (None, place.slug)
        for number, task in enumerate(new_words_tasks(name, LABELS[name], place.calendar, at))
    ]
    told = tell(tellings, association=here, by=by, at=at)
    if told.refused is not None:
        raise ValueError(told.refused.sentence)


# ---- notices ----------------------------------------------------------------------------------------------


def put_up(
    *,
    association: Association | str,
    carrier: str,
    office: str | None,
    place: str,
    uid: str,
    by: str,
    at: datetime,
    title: str = "",
    edition: str = "",
    put_up_on: date | None = None,
    take_down_on: date | None = None,
    membership: Membership | None = None,
) -> Posting | Refused:
    """Say that a notice is on show. What it carries is remembered as it is today."""
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now = at.astimezone(UTC)

    def act() -> Posting | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.RECORD):
                return MAY_NOT
            before = Posting.objects.filter(association=here, uid=uid).first()
            if before is not None:
                return before
            rulebook = rules.current(here)
            today = local_date(rulebook.calendar_for(office), now)
            row_office = Office.objects.filter(association=here, slug=office).first() if office else None
            if office and row_office is None:
                return NO_OFFICE
            refused = _notice_fault(carrier, place, title, edition, put_up_on, take_down_on, today)
            if refused is not None:
                return refused
            known = premises.all_held(here)
            row = Posting.objects.create(
                association=here,
                uid=uid,
                carrier=carrier,
                office=row_office,
                title=title or CARRIERS[carrier][0],
                place=place,
                edition=edition,
                digest=premises.digest_now(rulebook, known, carrier, office),
                put_up_on=put_up_on or today,
                look_again_on=today + LOOK_AGAIN,
                take_down_on=take_down_on,
                told_at=now,
                told_by=by,
            )
            facts = {"posting": uid, "office": office, "what": row.title, "place": place}
            note(NOTICE_POSTED, here=here, by=by, at=now, facts=facts, uid=f"notice:{uid}")
            return row

    return once_more(act)


def _notice_fault(
    carrier: str,
    place: str,
    title: str,
    edition: str,
    up_on: date | None,
    down_on: date | None,
    today: date,
) -> Refused | None:
    if carrier not in CARRIERS:
        return Refused("Choose what sort of notice it is.", "carrier")
    if not place:
        return Refused("Say where it hangs, such as the front door or the library in the square.", "place")
    if not title and carrier == "other":
        return Refused("Say what the notice is called.", "title")
    for name, said in (("place", place), ("title", title), ("edition", edition)):
        if len(said) > LONGEST_LINE or not said.isprintable():
            return Refused(f"Say it in one line of at most {LONGEST_LINE} characters.", name)
    if up_on is not None and up_on > today:
        return Refused("This day is still to come. Enter it once the notice is up.", "put_up_on")
    if down_on is not None and down_on <= (up_on or today):
        return Refused("It comes down after it went up. Check both days.", "take_down_on")
    return None


def look_at(
    *,
    association: Association | str,
    posting: int,
    right: bool,
    by: str,
    at: datetime,
    words: str = "",
    membership: Membership | None = None,
) -> Posting | Refused:
    """Say whether it is up and right. The last word of a day and person stands."""
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now = at.astimezone(UTC)

    def act() -> Posting | Refused:
        with tenancy.association(association) as here:
            row = _held(here, posting)
            if row is None or (membership is not None and not may(membership.role, Permission.RECORD)):
                return NO_NOTICE if row is None else MAY_NOT
            if len(words) > LONGEST or "\x00" in words:
                return Refused(f"Say it in at most {LONGEST:,} characters.", "words")
            if row.taken_down_on is not None:
                return Refused("This notice has been taken down.", "posting")
            today = local_date(rules.current(here).calendar_for(), now)
            last = PostingLook.objects.filter(association=here, posting=row).order_by("-id").first()
            if last is not None and (last.on, last.by, last.right, last.words) == (today, by, right, words):
                return row
            PostingLook.objects.create(
                association=here, posting=row, on=today, right=right, words=words, by=by, told_at=now
            )
            Posting.objects.filter(pk=row.pk).update(look_again_on=today + LOOK_AGAIN)
            note(NOTICE_LOOKED_AT, here=here, by=by, at=now, facts={"posting": row.uid, "right": right})
            return row

    return once_more(act)


def take_down(
    *,
    association: Association | str,
    posting: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Posting | Refused:
    """Say that it is no longer on show; taking it down twice is once."""
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now = at.astimezone(UTC)

    def act() -> Posting | Refused:
        with tenancy.association(association) as here:
            row = _held(here, posting)
            if row is None or (membership is not None and not may(membership.role, Permission.RECORD)):
                return NO_NOTICE if row is None else MAY_NOT
            if row.taken_down_on is None:
                row.taken_down_on = local_date(rules.current(here).calendar_for(), now)
                row.save(update_fields=["taken_down_on"])
                note(NOTICE_TAKEN_DOWN, here=here, by=by, at=now, facts={"posting": row.uid})
            return row

    return once_more(act)


def _held(here: Association, posting: int) -> Posting | None:
    return Posting.objects.select_for_update(of=("self",)).filter(association=here, pk=posting).first()
