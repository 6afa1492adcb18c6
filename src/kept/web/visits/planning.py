"""Before anybody goes: would the telephone do, what is it for, do they know, who goes, and when?

The questions are fields of `visit.considered`, the agreement those of `visit.arranged`; what the file says
stands beside them. A call back instead, or the office instead, is one button away.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from kept.actions import visiting
from kept.casework import Refused
from kept.casework.markers import INSTRUCTIONS
from kept.casework.visiting import wishes_among
from kept.rulebook.model import Field
from kept.rulebook.people import people_lists
from kept.rulebook.visits import KIND
from kept.store import diary, formats
from kept.store.accounts import colleagues
from kept.store.file import person_for
from kept.store.models import Person, Thread
from kept.store.threads import opened
from kept.web.shared.access import Here
from kept.web.shared.fields import Question, Reading, present_fields, read_fields
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.reaching import reach_words
from kept.web.shared.recording import UID
from kept.web.visits.forms import errors_of, with_needed

# The questions in the order in which they are asked; the rest of the kind is worked out.
ASKED = ("sort", "purpose", "by_phone", "wants_visit", "confidential", "office_offered")
KNOWN = ("notice", "notice_on", "unannounced_because")
SAFE = ("officer", "second", "risk", "risk_note")
AGREED = ("venue", "phone", "agreed", "agreed_how", "not_agreed", "later_why")
# What the plan cannot be without (see casework.visiting).
WANTED = frozenset({"purpose", "by_phone", "notice", "officer", "risk"})
# The diary's words for a warning that somebody may go against, and ours.
OUTSIDE, TRAVEL = "outside", "travel"


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The form before a visit."""

    action: str
    back: str
    uid: str
    customer: str
    customer_ref: str
    thread: str
    lives_at: str
    reach: str
    cautions: tuple[str, ...]
    wishes: tuple[str, ...]
    needs: tuple[str, ...]
    needs_visit: str
    asked: tuple[Question, ...]
    known: tuple[Question, ...]
    when: Question
    minutes: str
    safe: tuple[Question, ...]
    agreed: tuple[Question, ...]
    own: str
    callback: str
    office: str
    free: tuple[tuple[str, str, str], ...]
    despite: tuple[tuple[str, str, bool], ...]
    errors: tuple[SimpleError, ...] = ()


def plan(request: HttpRequest, here: Here) -> HttpResponse:
    """Plan a visit."""
    post: Mapping[str, str] = request.POST if request.method == "POST" else request.GET
    thread, person = _whose(here, post)
    form = _Form(here, person, thread, request.POST if request.method == "POST" else {})
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, form, None)
    done = form.save(request)
    if isinstance(done, Refused):
        return _shown(request, here, form, done)
    messages.success(request, _("The visit is planned."))
    return redirect("visit", here.slug, done)


def _whose(here: Here, post: Mapping[str, str]) -> tuple[Thread | None, Person | None]:
    thread = None
    if post.get("thread"):
        thread = opened(here.membership, post["thread"], "person", "person__merged_into")
        if thread is None:
            raise Http404
    person = person_for(here.membership, post["customer"]) if post.get("customer") else None
    if person is None and thread is not None and thread.person is not None:
        person = thread.person.stands
    return thread, person


class _Form:
    """The form as it stands."""

    def __init__(
        self, here: Here, person: Person | None, thread: Thread | None, post: Mapping[str, str]
    ) -> None:
        self.here, self.person, self.thread, self.post = here, person, thread, post
        today = here.calendar.local(here.at).date()
        needs = person.need_kinds if person is not None else []
        trained = formats.trained(here.association, here.rulebook, needs, today)
        staff = tuple(
            (each.account.handle, each.account.name)
            for each in colleagues(today)
            if trained is None or each.account_id in trained
        )
        sorts = tuple((each.name, each.label) for each in here.rulebook.room("visits") if each.sort == KIND)
        considered, arranged = here.rulebook.kinds["visit.considered"], here.rulebook.kinds["visit.arranged"]
        choices = {"sort": sorts, "officer": staff, "second": (("", _("Nobody")), *staff)}
        own = {each.name: each for each in (*considered.fields, *arranged.fields)}
        self.fields = {name: _asked(own[name], choices) for name in (*ASKED, *KNOWN, *SAFE, *AGREED)}
        self.fields["starts"] = Field("starts", _("When does it begin?"), "moment", required=True)
        self.fields["minutes"] = Field("minutes", _("How many minutes?"), "number", required=True)
        given = post.get("uid", "")
        self.uid = given if UID.match(given) else uuid.uuid4().hex
        self.typed = dict(post.items()) if post else self._fresh()
        self.reading: Reading = read_fields(self.fields.values(), self.typed, zone=here.zone)

    def _fresh(self) -> dict[str, str]:
        phones = self.person.phones if self.person else []
        return {
            "f-minutes": "45",
            "f-officer": self.here.by,
            "f-sort": "general",
            "f-venue": self.person.address if self.person else "",
            "f-phone": phones[0] if phones else "",
        }

    def save(self, request: HttpRequest) -> int | Refused:
        """Put it in the diary and on record; the number of the visit, or why not."""
        facts = dict(self.reading.facts)
        wrong = next(iter(self.reading.errors.items()), None)
        if wrong is not None:
            return Refused(wrong[1], wrong[0])
        starts = datetime.fromisoformat(str(facts["starts"])).astimezone(UTC)
        minutes = float(str(facts["minutes"]))
        if not 5 <= minutes <= 14 * 60:
            return Refused(_("A visit takes between 5 minutes and 14 hours."), "minutes")
        booked = {name: facts[name] for name in AGREED if name in facts}
        booked["about"] = facts.get("purpose", "")
        answers = {name: facts[name] for name in (*ASKED, *KNOWN, *SAFE) if name in facts}
        done = visiting.plan(
            association=self.here.association,
            by=self.here.by,
            at=self.here.at,
            starts=starts,
            ends=starts + timedelta(minutes=minutes),
            answers={**answers, "own": self.typed.get("own") == "yes"},
            booked=booked,
            uid=self.uid,
            person=self.person.ref if self.person else None,
            thread=self.thread.ref if self.thread else None,
            despite=request.POST.getlist("despite"),
            membership=self.here.membership,
        )
        return done if isinstance(done, Refused) else done.pk

    def questions(self, names: tuple[str, ...], refused: Refused | None) -> tuple[Question, ...]:
        """Some of the questions with what was typed."""
        errors = dict(self.reading.errors) if refused else {}
        if refused is not None and refused.field:
            errors.setdefault(_field_of(refused.field), refused.sentence)
        fields = [self.fields[name] for name in names]
        shown = present_fields(fields, self.typed, errors, self.reading.choose if refused else ())
        return with_needed(shown, WANTED)


# What the diary and the plan call the same question.
_SAME = {"because": "unannounced_because", "with": "second", "ends": "minutes", "later": "later_why"}


def _field_of(name: str) -> str:
    return _SAME.get(name, name)


def _asked(field: Field, choices: Mapping[str, tuple[tuple[str, str], ...]]) -> Field:
    """The field as this form asks it: who goes and what it is for are chosen from a list."""
    if field.name in choices:
        return Field(field.name, field.label, "choice", choices=choices[field.name], help=field.help)
    return field


def _shown(request: HttpRequest, here: Here, form: _Form, refused: Refused | None) -> HttpResponse:
    person, thread = form.person, form.thread
    lists = people_lists()
    needs = person.need_kinds if person else []
    wants = wishes_among(needs)
    parts = {
        name: form.questions(names, refused)
        for name, names in (("asked", ASKED), ("known", KNOWN), ("safe", SAFE), ("agreed", AGREED))
    }
    (when, minutes) = form.questions(("starts", "minutes"), refused)
    everything = (*parts["asked"], *parts["known"], when, minutes, *parts["safe"], *parts["agreed"])
    view = PlanPage(
        action=reverse("visit-plan", args=[here.slug]),
        back=reverse("thread", args=[here.slug, thread.ref])
        if thread
        else reverse("visits", args=[here.slug]),
        uid=form.uid,
        customer=person.name if person else "",
        customer_ref=person.ref if person else "",
        thread=thread.ref if thread else "",
        lives_at=person.address if person else "",
        reach=reach_words(person),
        cautions=tuple(
            INSTRUCTIONS[each]
            for each in dict.fromkeys(mark.kind for mark in diary.marks_of(person))
            if each in INSTRUCTIONS
        ),
        wishes=tuple(lists.needs[each] for each in wants if each in lists.needs),
        needs=tuple(lists.needs[each] for each in needs if each in lists.needs and each not in wants),
        needs_visit=lists.needs["home-visits"] if "home-visits" in needs else "",
        asked=parts["asked"],
        known=parts["known"],
        when=when,
        minutes=form.typed.get("f-minutes", ""),
        safe=parts["safe"],
        agreed=parts["agreed"],
        own=form.typed.get("own", "yes" if thread is None else "no"),
        callback=_callback(here, thread),
        office=_office(here, person, thread),
        free=_free(here, refused),
        despite=_despite(request, refused),
        errors=errors_of(refused, everything),
    )
    status = 422 if refused else 200
    return page(request, "visits/plan.html", view, title=_("Plan a visit"), here=here, status=status)


def _callback(here: Here, thread: Thread | None) -> str:
    """Where a call back is offered instead."""
    if thread is None:
        return reverse("capture-kind", args=[here.slug, "enquiry.received"])
    return reverse("thread-next", args=[here.slug, thread.ref, "callback.promised"])


def _office(here: Here, person: Person | None, thread: Thread | None) -> str:
    """Where an appointment at the office is booked instead."""
    try:
        address = reverse("diary-book", args=[here.slug])
    except NoReverseMatch:
        return reverse("capture-kind", args=[here.slug, "appointment.requested"])
    more = f"thread={thread.ref}" if thread else f"person={person.ref}" if person else ""
    return f"{address}?kind=interview&{more}"


def _free(here: Here, refused: Refused | None) -> tuple[tuple[str, str, str], ...]:
    """Other times that are free, each ready to be taken: its day, its time, and both in words."""
    found = getattr(refused, "free", ()) or ()
    shown = []
    for each in found:
        local = here.calendar.local(each.start)
        shown.append((f"{local:%Y-%m-%d}", f"{local:%H:%M}", f"{local:%A %-d %B, %H:%M}"))
    return tuple(shown)


def _despite(request: HttpRequest, refused: Refused | None) -> tuple[tuple[str, str, bool], ...]:
    """What somebody may tick to have it all the same."""
    words = {
        OUTSIDE: _("It is meant to be outside office hours, and somebody knows when I am back"),
        TRAVEL: _("The way can be done in that time"),
    }
    ticked = set(request.POST.getlist("despite"))
    wanted = [*ticked, getattr(refused, "despite", "")]
    return tuple((each, words[each], each in ticked) for each in words if each in wanted)
