"""How does the policy change: which versions were there, which one holds, and which drafts are there?

life_page(here, Typed()).versions[0].tag        # Words("In force", "good")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework import policy_life as pure
from kept.casework import policy_record
from kept.casework.permissions import Permission
from kept.store import drafts, policy_versions, refs, registers
from kept.store.accounts import names_by_handle
from kept.store.models import PolicyDraft
from kept.store.policy_record import REVIEWED, record_of, reviews_of
from kept.store.policy_versions import VersionRow
from kept.web.policy_life.fields import DAY, WORDS, Field, Typed, ask
from kept.web.shared.access import Here
from kept.web.shared.keeping import SimpleError
from kept.web.shared.words import Words, day_words

BEGIN = "begin"
MONTHS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the list."""

    tag: Words
    days: str
    approved: str
    loaded: str
    short: str
    address: str
    read: str


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft in the list."""

    number: int
    title: str
    tag: Words
    changed: str
    address: str


@dataclass(frozen=True, slots=True)
class LifePage:
    """The page; the form is empty for whoever may not begin a change."""

    title: str
    due: str
    overdue: bool
    open: tuple[DraftRow, ...]
    ended: tuple[DraftRow, ...]
    versions: tuple[Version, ...]
    form: tuple[Field, ...]
    uid: str
    unfold: bool
    errors: tuple[SimpleError, ...] = ()


def life_page(here: Here, typed: Typed) -> LifePage:
    """The whole life of the policy of this association."""
    today = here.calendar.local(here.at).date()
    rows = drafts.all_of(here.association)
    versions = policy_versions.versions_of(here.association, today)
    names = names_by_handle({*(each.changed_by for each in rows), *(each.loaded_by for each in versions)})
    listed = [(each.state, _draft(here, each, names, today)) for each in rows]
    done = (pure.LOADED, pure.DROPPED)
    found = record_of(here.rulebook)
    reviews = reviews_of(registers.current(here.association, REVIEWED))
    stands = policy_record.standing(found, reviews, today=today)
    return LifePage(
        title=here.rulebook.association.title,
        due=day_words(stands.due) if stands.due else "",
        overdue=policy_record.OVERDUE in stands.lacks,
        open=tuple(row for state, row in listed if state not in done),
        ended=tuple(row for state, row in listed if state in done),
        versions=tuple(_version(here, each, names, today) for each in versions),
        form=_form(typed, today) if here.may(Permission.READINGS) else (),
        uid=typed.values.get("uid") or refs.new_uid(),
        unfold=bool(typed.errors) or typed.act == BEGIN,
        errors=typed.errors,
    )


def _form(typed: Typed, today: date) -> tuple[Field, ...]:
    return (
        ask(
            typed,
            BEGIN,
            "title",
            _("What changes, in a few words?"),
            hint=_("Such as: Letters answered in five working days."),
        ),
        ask(typed, BEGIN, "why", _("Why? (optional)"), sort=WORDS),
        ask(
            typed,
            BEGIN,
            "starts_on",
            _("From which day is it to bind?"),
            sort=DAY,
            value=_first_of_month(today, MONTHS_AHEAD).isoformat(),
            hint=_("It can be changed until the board has approved it."),
        ),
    )


def _first_of_month(day: date, ahead: int) -> date:
    months = day.year * 12 + day.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)


def stage_words(stage: str) -> Words:
    """How far a draft has come, as a tag."""
    return {
        pure.WRITING: Words(_("Being written"), "calm"),
        pure.CONSULTING: Words(_("With residents"), "soon"),
        pure.CONSULTED: Words(_("Residents have been asked"), "calm"),
        pure.APPROVED: Words(_("Approved"), "good"),
        pure.LOADED: Words(_("Has become the policy"), "good"),
        pure.DROPPED: Words(_("Given up"), "mute"),
    }[stage]


def _draft(here: Here, row: PolicyDraft, names: Mapping[str, str], today: date) -> DraftRow:
    stage = pure.stage(pure.Draft(row.state, today, consult_until=row.consult_until))
    changed = _("changed on %(day)s by %(who)s") % {
        "day": day_words(here.calendar.local(row.changed_at).date()),
        "who": names.get(row.changed_by, row.changed_by),
    }
    return DraftRow(
        row.number, row.title, stage_words(stage), changed, reverse("draft", args=[here.slug, row.number])
    )


def version_words(row: VersionRow) -> Words:
    """Where a version stands, as a tag."""
    return {
        pure.IN_FORCE: Words(_("In force"), "good"),
        pure.TO_COME: Words(_("To come"), "soon"),
        pure.SUPERSEDED: Words(_("Superseded"), "mute"),
        pure.PUT_RIGHT: Words(_("Put right"), "mute"),
    }[row.stands.how]


def days_of(row: VersionRow) -> str:
    """From which day it binds, and until which."""
    day = day_words(row.starts_on)
    if row.stands.until is None:
        return _("From %(day)s") % {"day": day}
    return _("From %(day)s until %(until)s") % {
        "day": day,
        "until": day_words(row.stands.until - timedelta(days=1)),
    }


def approved_words(draft: PolicyDraft | None) -> str:
    """When it was approved, and where that is minuted; empty where it came without a draft."""
    if draft is None or draft.approved_on is None:
        return ""
    return _("Approved on %(day)s: %(minute)s") % {
        "day": day_words(draft.approved_on),
        "minute": draft.minute,
    }


def loader(handle: str, names: Mapping[str, str] | None = None) -> str:
    """Who loaded a version, by the names that are known already, or asked for."""
    known = names_by_handle([handle]) if names is None else names
    return known.get(handle) or (_("Kept itself") if handle == "kept" else handle)


def _version(here: Here, row: VersionRow, names: Mapping[str, str], today: date) -> Version:
    read = ""
    if policy_versions.asks(row):
        done, left = policy_versions.readers(here.association, row, today)
        read = _("%(n)s of %(all)s who work here have read it") % {
            "n": len(done),
            "all": len(done) + len(left),
        }
    loaded = _("Loaded on %(day)s by %(who)s") % {
        "day": day_words(here.calendar.local(row.loaded_at).date()),
        "who": loader(row.loaded_by, names),
    }
    return Version(
        tag=version_words(row),
        days=days_of(row),
        approved=approved_words(row.draft),
        loaded=loaded,
        short=row.short,
        address=reverse("policy-version", args=[here.slug, row.short]),
        read=read,
    )
