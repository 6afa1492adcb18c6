"""What was this person told, and what have they not read yet?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.calling import AGAINST, CHASED, HEATED, MESSAGE
from kept.casework.escalating import BREACH, OWNER, WARNING
from kept.casework.permissions import Permission
from kept.casework.policy_life import POLICY_CHANGES
from kept.store.models import MailWish, Notice
from kept.web.shared.access import Here
from kept.web.shared.paging import Pages
from kept.web.shared.words import due_words, moment_words

MADE = "apology.made"


@dataclass(frozen=True, slots=True)
class Row:
    """One notice. `address` is empty where its contact is no longer to be seen."""

    id: int
    tag: str
    tone: str
    says: str
    more: str
    when: str
    new: bool
    ref: str = ""
    address: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class NoticesView:
    """The page."""

    new: tuple[Row, ...]
    read: tuple[Row, ...]
    upto: int
    pages: Pages
    mail_goes: bool
    digests: bool
    midday: bool
    email: str
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What the page knows besides the notices."""

    seen: Collection[int]
    to_put_right: Collection[int]
    wish: MailWish | None
    waits_since: datetime | None


def notices_view(here: Here, found: Collection[Notice], beside: Beside, pages: Pages) -> NoticesView:
    """Notices as their reader sees them, those not read first."""
    rows = [_row(here, each, beside) for each in found]
    wish = beside.wish
    return NoticesView(
        new=tuple(each for each in rows if each.new),
        read=tuple(each for each in rows if not each.new),
        upto=max((each.id for each in rows if each.new), default=0),
        pages=pages,
        mail_goes=bool(settings.MAIL_GOES),
        digests=wish is None or wish.digests,
        midday=wish is not None and wish.midday,
        email=here.membership.account.email,
        waits=_waits(here, beside.waits_since),
    )


def _waits(here: Here, since: datetime | None) -> str:
    if since is None:
        return ""
    when = moment_words(since, here.calendar, here.calendar.local(here.at).year)
    return _(
        "E-mail to staff has not gone since %(when)s. Kept tries again by itself; check the mail server."
    ) % {"when": when}


def _row(here: Here, notice: Notice, beside: Beside) -> Row:
    tag, tone = _tags().get(notice.what, (_("From Kept"), "mute"))
    seen = notice.thread_id is not None and notice.thread_id in beside.seen
    ref = notice.thread.ref if notice.thread is not None and seen else ""
    right = ""
    if (
        seen
        and notice.what == BREACH
        and notice.thread_id in beside.to_put_right
        and here.may(Permission.RECORD)
    ):
        right = reverse("thread-next", args=[here.slug, ref, MADE])
    hidden = notice.thread_id is not None and not seen
    return Row(
        id=notice.pk,
        tag=tag,
        tone=tone,
        says=_("This contact is no longer yours to see.") if hidden else _says(here, notice),
        more="" if hidden else _more(here, notice),
        when=moment_words(notice.at, here.calendar, here.calendar.local(here.at).year),
        new=notice.read_at is None,
        ref=ref,
        address=reverse("thread", args=[here.slug, ref]) if ref else _elsewhere(here, notice),
        right=right,
    )


def _elsewhere(here: Here, notice: Notice) -> str:
    """Where what it tells of is read; empty where the sentence is all."""
    if notice.what != POLICY_CHANGES:
        return ""
    return reverse("policy-version", args=[here.slug, notice.key.partition(":")[2]])


def _tags() -> Mapping[str, tuple[str, str]]:
    return {
        BREACH: (_("Broken"), "bad"),
        WARNING: (_("Due soon"), "soon"),
        CHASED: (_("Asked again"), "soon"),
        AGAINST: (_("Against safe contact"), "bad"),
        MESSAGE: (_("Message"), "soon"),
        HEATED: (_("Heated"), "bad"),
    }


def _says(here: Here, notice: Notice) -> str:
    if notice.what == CHASED:
        return _("The customer has asked again more than once.")
    if notice.what == AGAINST:
        return _("We reached the customer in a way in which they had asked us not to.")
    if notice.what == MESSAGE:
        return _("A message was taken for you, or for somebody for whom you stand in.")
    if notice.what == HEATED:
        return _("A talk with a customer grew heated. Somebody of yours logged it and may need you.")
    promise = here.rulebook.promises.get(notice.promise)
    if promise is None:
        return notice.said or notice.promise
    return promise.public or promise.name


def _more(here: Here, notice: Notice) -> str:
    """By when, and why this person is told who is not the owner."""
    parts = []
    if notice.due_at is not None and notice.what in (BREACH, WARNING):
        due = due_words(notice.due_at, here.calendar)
        said = _("It was due %(when)s.") if notice.what == BREACH else _("It is due %(when)s.")
        parts.append(said % {"when": due})
    if notice.step > OWNER and notice.what != CHASED:
        parts.append(_("Nothing has been done about it since somebody before you was told."))
    return " ".join(parts)
