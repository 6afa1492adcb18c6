"""Before, at and after an interview or a meeting: the briefing, the record, the plan that is handed over."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import interviewing
from kept.actions.working.visit_steps import Gone
from kept.casework import Refused
from kept.casework.agreeing import INTERVIEW, MEETING
from kept.casework.permissions import Permission
from kept.store import registers, visits
from kept.store.models import Account, Thread
from kept.store.threads import opened
from kept.web.interviews.present import briefing
from kept.web.shared.access import Here
from kept.web.shared.agreeing import Row, Rows
from kept.web.shared.fields import (
    HAPPENED,
    HAPPENED_FIELD,
    Question,
    present_fields,
    read_fields,
    typed_from_defaults,
)
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.recording import UID
from kept.web.shared.words import day_words, due_words, moment_words

KINDS = (INTERVIEW, MEETING)
BACK = timedelta(days=183)
# Worked out, or asked in words of their own on this page.
LEFT_OUT = frozenset({"resolved"})


def _thread(here: Here, ref: str) -> Thread:
    found = opened(here.membership, ref, "person", "person__merged_into", "owner", "merged_into", "office")
    if found is None:
        raise Http404
    return found


def _uid(post: Mapping[str, str]) -> str:
    given = post.get("uid", "")
    return given if UID.match(given) else uuid.uuid4().hex


# ---- before ----


def prepare(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The briefing. Reading it is noted with one button, and papers are put beside it."""
    thread = _thread(here, ref)
    errors: tuple[SimpleError, ...] = ()
    if request.method == "POST" and not typed_again(request):
        if not here.may(Permission.RECORD):
            errors = (SimpleError(here.why_not(Permission.RECORD)),)
        else:
            done = _noted(request, here, thread)
            if not isinstance(done, Refused):
                return redirect("prepare", here.slug, thread.ref)
            errors = (SimpleError(done.sentence, done.field or ""),)
    said = visits.told(thread, here.association)
    view = briefing(here, thread, said, uid=uuid.uuid4().hex, errors=errors)
    status = 422 if errors else 200
    return page(request, "interviews/prepare.html", view, title=view.heading, here=here, status=status)


def _noted(request: HttpRequest, here: Here, thread: Thread) -> Gone | Refused:
    common = {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "thread": thread.ref,
        "uid": _uid(request.POST),
        "membership": here.membership,
    }
    if request.POST.get("what") == "paper":
        title, where = (request.POST.get(name, "").replace("\x00", "")[:500] for name in ("title", "where"))
        return interviewing.add_paper(title=title, where=where, **common)  # type: ignore[arg-type]
    messages.success(request, _("It is noted that you read this."))
    return interviewing.opened(**common)  # type: ignore[arg-type]


# ---- the record ----


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The form of a record."""

    heading: str
    says: str
    kind: str
    action: str
    back: str
    uid: str
    questions: tuple[Question, ...]
    rows: tuple[Row, ...]
    pack: str
    packs: tuple[tuple[str, str], ...]
    next: str
    booked: str
    book: str
    visit: str
    exception: str
    excepted: bool
    interview: bool
    errors: tuple[SimpleError, ...] = ()


def record(request: HttpRequest, here: Here, ref: str, kind: str) -> HttpResponse:
    """Write down an interview or a meeting, with what is to be done."""
    known = here.rulebook.kinds.get(kind)
    if known is None or kind not in KINDS:
        raise Http404
    thread = _thread(here, ref)
    fields = (*(each for each in known.fields if each.name not in LEFT_OUT), HAPPENED_FIELD)
    typed = request.POST.dict() if request.method == "POST" else _fresh(here, thread, fields)
    reading = read_fields(fields, typed, zone=here.zone)
    rows = Rows.of(here, typed, here.calendar, at=here.at)
    refused: Refused | None = None
    uid = _uid(request.POST)
    if request.method == "POST" and not typed_again(request):
        wrong = next(iter(reading.errors.items()), None)
        refused = Refused(wrong[1], wrong[0]) if wrong else rows.error
        if refused is None:
            facts = dict(reading.facts)
            happened_at = datetime.fromisoformat(str(facts.pop(HAPPENED))).astimezone(UTC)
            done = interviewing.record(
                association=here.association,
                by=here.by,
                at=here.at,
                kind=kind,
                facts=facts,
                uid=uid,
                thread=thread.ref,
                happened_at=happened_at,
                actions=rows.actions,
                pack=typed.get("pack", "") if facts.get("outcome") == "cannot" else "",
                next_declined=typed.get("next") == "declined",
                membership=here.membership,
            )
            if not isinstance(done, Refused):
                messages.success(request, _("%(what)s: on record.") % {"what": known.label})
                return redirect("talk-plan", here.slug, thread.ref)
            refused = done
    errors = dict(reading.errors) if refused else {}
    if refused is not None and refused.field:
        errors.setdefault(refused.field, refused.sentence)
    questions = present_fields(fields, typed, errors, reading.choose if refused else ())
    said = visits.told(thread, here.association)
    booked = visits.next_booking(thread.pk, here.at)
    pack = here.rulebook.kinds["complaint_pack.given"].field("format")
    view = RecordPage(
        heading=known.label,
        says=known.says,
        kind=kind,
        action=reverse("interview-record", args=[here.slug, thread.ref, kind]),
        back=reverse("thread", args=[here.slug, thread.ref]),
        uid=uid,
        questions=questions,
        rows=rows.rows,
        pack=typed.get("pack", ""),
        packs=pack.choices if pack else (),
        next=typed.get("next", ""),
        booked=moment_words(booked.starts_at, here.calendar) if booked else "",
        book=reverse("thread-next", args=[here.slug, thread.ref, "appointment.arranged"]),
        visit=reverse("visit-plan", args=[here.slug]) + f"?thread={thread.ref}",
        exception=reverse("interview-exception", args=[here.slug, thread.ref]),
        excepted=any(each.kind == "interview.exception" for each in said),
        interview=kind == INTERVIEW,
        errors=_errors(refused, questions),
    )
    status = 422 if refused else 200
    return page(request, "interviews/record.html", view, title=view.heading, here=here, status=status)


def _errors(refused: Refused | None, questions: tuple[Question, ...]) -> tuple[SimpleError, ...]:
    if refused is None:
        return ()
    found = [SimpleError(each.error, each.id) for each in questions if each.error]
    if refused.sentence not in {each.sentence for each in found}:
        known = {"pack": "pack", "next": "next-declined"}
        name = refused.field or ""
        row = name.split("-")[0] in ("what", "owner", "when")
        found.insert(0, SimpleError(refused.sentence, known.get(name, name if row else "")))
    return tuple(found)


def _fresh(here: Here, thread: Thread, fields: tuple[object, ...]) -> dict[str, str]:
    """What is known already: who it was, and where they live."""
    typed = typed_from_defaults(fields, at=here.at, zone=here.zone)  # type: ignore[arg-type]
    person = thread.person.stands if thread.person else None
    if person is not None:
        typed |= {"f-from_name": person.name, "f-address": person.address}
    return typed


def exception(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """A manager agrees to a private interview in reception, because violence was threatened."""
    thread = _thread(here, ref)
    threat = request.POST.get("threat", "").replace("\x00", "")[:5_000]
    errors: tuple[SimpleError, ...] = ()
    if request.method == "POST" and not typed_again(request):
        done = interviewing.allow_in_reception(
            association=here.association,
            by=here.by,
            at=here.at,
            thread=thread.ref,
            threat=threat,
            uid=_uid(request.POST),
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("You have agreed to it, and it is on record."))
            return redirect("thread", here.slug, thread.ref)
        errors = (SimpleError(done.sentence, "threat"),)
    view = {
        "ref": thread.ref,
        "action": reverse("interview-exception", args=[here.slug, thread.ref]),
        "back": reverse("thread", args=[here.slug, thread.ref]),
        "uid": _uid(request.POST),
        "threat": threat,
        "errors": errors,
    }
    status = 422 if errors else 200
    title = _("Interview in reception")
    return page(request, "interviews/exception.html", view, title=title, here=here, status=status)


# ---- after ----


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What the customer takes away: the summary, and what happens next."""

    place: str
    customer: str
    day: str
    officer: str
    job_title: str
    number: str
    issues: str
    recommendations: str
    summary: str
    agreed: tuple[tuple[str, str, str], ...]
    ref: str
    back: str
    confirm: str


def plan(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The summary and the plan of action, to be printed and handed over or sent."""
    thread = _thread(here, ref)
    said = visits.told(thread, here.association)
    latest = next((each for each in reversed(said) if each.kind in KINDS), None)
    facts: Mapping[str, object] = latest.facts if latest else {}
    by = Account.objects.filter(handle=latest.event.by).first() if latest else here.membership.account
    called = registers.called(here.association, [by.pk] if by else [])
    who = called.get(by.pk) if by else None
    rows = visits.agreed_of(thread.pk)
    words = visits.what_was_agreed([each.thread_id for each in rows])
    on = latest.event.happened_at if latest else here.at
    view = PlanPage(
        place=here.name,
        customer=str(facts.get("from_name") or (thread.person.stands.name if thread.person else "")),
        day=day_words(here.calendar.local(on).date()),
        officer=who.words if who else (by.name if by else ""),
        job_title=who.job_title if who else "",
        number=who.extension if who else "",
        issues=str(facts.get("issues") or ""),
        recommendations=str(facts.get("recommendations") or ""),
        summary=str(facts.get("summary") or ""),
        agreed=tuple(
            (words.get(each.thread_id, ""), each.owner.name, due_words(each.due_at, here.calendar))
            for each in rows
        ),
        ref=thread.ref,
        back=reverse("thread", args=[here.slug, thread.ref]),
        confirm=reverse("thread-next", args=[here.slug, thread.ref, "interview.confirmed"]),
    )
    return page(request, "interviews/plan.html", view, title=_("What happens next"), here=here)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One entry of a list."""

    ref: str
    address: str
    who: str
    when: str
    record: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """What about interviews and meetings has to be looked through."""

    without_notes: tuple[ListRow, ...]
    without_record: tuple[ListRow, ...]
    elsewhere: tuple[ListRow, ...]
    exceptions: tuple[ListRow, ...]
    unresolved: tuple[ListRow, ...]
    errors: tuple[SimpleError, ...] = ()


def interviews(request: HttpRequest, here: Here) -> HttpResponse:
    """Interviews without notes, meetings without a record, private ones held elsewhere, exceptions."""
    since = here.at - BACK
    member = here.membership
    missing = visits.interviews_without_notes(member, at=here.at, since=since)[:100]
    meetings = [
        each
        for each in visits.with_event(member, MEETING).filter(happened_at__gte=since)[:300]
        if not each.facts.get("place")
    ]
    private = visits.with_event(member, INTERVIEW, private=True).filter(happened_at__gte=since)
    view = ListPage(
        without_notes=tuple(
            _row(here, each.thread, each.starts_at, MEETING if each.kind == "meeting" else INTERVIEW)
            for each in missing
        ),
        without_record=tuple(_row(here, each.thread, each.happened_at, MEETING) for each in meetings),
        elsewhere=tuple(
            _row(here, each.thread, each.happened_at)
            for each in private.exclude(facts__place__in=["private_room", "home"])[:100]
        ),
        exceptions=tuple(
            _row(here, each.thread, each.happened_at)
            for each in visits.with_event(member, "interview.exception")[:100]
        ),
        unresolved=tuple(
            _row(here, each.thread, each.happened_at)
            for each in visits.with_event(member, INTERVIEW, resolved=False)[:100]
            if each.thread.closed_at is None
        ),
    )
    return page(request, "interviews/list.html", view, title=_("Interviews and meetings"), here=here)


def _row(here: Here, thread: Thread, at: datetime, kind: str = "") -> ListRow:
    person = thread.person
    return ListRow(
        thread.ref,
        reverse("thread", args=[here.slug, thread.ref]),
        person.name if person else "",
        moment_words(at, here.calendar, here.calendar.local(here.at).year),
        reverse("interview-record", args=[here.slug, thread.ref, kind]) if kind else "",
    )
