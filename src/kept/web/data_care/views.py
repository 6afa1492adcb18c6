"""Is what we know of people dealt with as it should be: principles, breaches, disclosures, what goes when?

One page for those who answer for it. Everything on it is counted from what is on record; each form on it is
an act of its own, named by what it `does`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.actions import disclosures, retention
from kept.casework import Refused
from kept.casework.disclosing import BASES, EXPORT, masked
from kept.casework.permissions import Permission
from kept.rulebook.privacy import PRINCIPLE, entries_of, hidden_from
from kept.store import data_care as counted
from kept.store import refs
from kept.store import retention as schedule
from kept.store.housing import today
from kept.store.models import Disclosure, OpeningReason, RetentionDone, RetentionHold
from kept.store.seers import seer
from kept.web.data_care.customer import state_of
from kept.web.data_care.words import SORTS
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words, moment_words

MOST = 50
A_MONTH = timedelta(days=31)
EVIDENCE = {
    "breaches": gettext_lazy("breaches in a year"),
    "consents": gettext_lazy("answers about consent"),
    "corrections": gettext_lazy("corrections asked for in a year"),
    "disclosures": gettext_lazy("disclosures in a year"),
    "identity": gettext_lazy("identity checks in a year"),
    "looks": gettext_lazy("days on which a file or contact was opened"),
    "purposes": gettext_lazy("times that somebody was told why we ask"),
    "requests": gettext_lazy("requests for own data in a year"),
    "retention": gettext_lazy("contacts and files emptied on schedule"),
}


@dataclass(frozen=True, slots=True)
class Principle:
    """One principle, and what shows that we keep to it."""

    label: str
    says: str
    evidence: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach of the register."""

    ref: str
    address: str
    found: str
    what: str
    state: str
    regulator: str
    late: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class Going:
    """One disclosure of the log."""

    ref: str
    sort: str
    whose: str
    address: str
    what: str
    to: str
    why: str
    basis: str
    state: str
    may_agree: bool
    file: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the schedule, and how much goes by next month."""

    says: str
    after: str
    basis: str
    goes: int


@dataclass(frozen=True, slots=True)
class DataPage:
    """The page of people's data."""

    action: str
    uid: str
    leads: bool
    exports: bool
    principles: tuple[Principle, ...]
    breaches: tuple[Breach, ...]
    going: tuple[Going, ...]
    lines: tuple[Line, ...]
    holds: tuple[tuple[int, str, str, str, bool], ...]
    gone: tuple[tuple[str, str, int], ...]
    reasons: tuple[tuple[str, str, str, str], ...]
    identity: tuple[tuple[str, int], ...]
    out: tuple[tuple[str, str, str, str, bool], ...]
    registers: tuple[tuple[str, str], ...]
    bases: tuple[Choice, ...]
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def data(request: HttpRequest, here: Here) -> HttpResponse:
    """The page, and each of its forms by what it `does`."""
    if request.method != "POST" or typed_again(request):
        return _shown(request, here)
    act = _ACTS.get(request.POST.get("does", ""))
    if act is None:
        return redirect("data", here.slug)
    done = act(request, here)
    if isinstance(done, Refused):
        return _shown(request, here, SimpleError(done.sentence, done.field or "does"))
    messages.success(request, done)
    return redirect("data", here.slug)


def _signed(here: Here) -> dict[str, object]:
    return {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}


def _said(done: object, words: str) -> str | Refused:
    return done if isinstance(done, Refused) else words


def _approve(request: HttpRequest, here: Here) -> str | Refused:
    ref = request.POST.get("disclosure", "")
    done = disclosures.approve(**_signed(here), disclosure=ref)  # type: ignore[arg-type]
    return _said(done, _("It may go. That you agreed is on record."))


def _refuse(request: HttpRequest, here: Here) -> str | Refused:
    ref, why = request.POST.get("disclosure", ""), request.POST.get("why", "")
    done = disclosures.refuse(**_signed(here), disclosure=ref, why=why)  # type: ignore[arg-type]
    return _said(done, _("It does not go. Whoever asked sees why."))


def _export(request: HttpRequest, here: Here) -> str | Refused:
    post = request.POST
    done = disclosures.ask(
        **_signed(here),  # type: ignore[arg-type]
        sort=EXPORT,
        what=post.get("what", ""),
        recipient=post.get("recipient", ""),
        purpose=post.get("purpose", ""),
        basis=post.get("basis", ""),
        uid=post.get("uid") or refs.new_uid(),
    )
    return _said(done, _("Somebody else who leads has to agree before you can take it."))


def _hold(request: HttpRequest, here: Here) -> str | Refused:
    try:
        review = read_date(request.POST.get("review_on", ""))
    except MomentError as wrong:
        return Refused(str(wrong), "review_on")
    done = retention.hold(
        **_signed(here),  # type: ignore[arg-type]
        thread=request.POST.get("thread", ""),
        reason=request.POST.get("reason", ""),
        review_on=review,
    )
    return _said(done, _("It is kept until somebody lifts this."))


def _lift(request: HttpRequest, here: Here) -> str | Refused:
    number = request.POST.get("hold", "")
    done = retention.lift(**_signed(here), hold=int(number) if number.isdigit() else 0)  # type: ignore[arg-type]
    return _said(done, _("It goes when its time has come."))


_ACTS: Mapping[str, Callable[[HttpRequest, Here], str | Refused]] = {
    "approve": _approve,
    "refuse": _refuse,
    "export": _export,
    "hold": _hold,
    "lift": _lift,
}


def _shown(request: HttpRequest, here: Here, *errors: SimpleError) -> HttpResponse:
    day = today(here.association, here.at)
    leads = here.may(Permission.EXCUSE)
    numbers = counted.evidence(here.association, here.membership, here.at)
    upcoming = schedule.preview(here.association, here.rulebook, day + A_MONTH)
    typed = {name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    view = DataPage(
        action=reverse("data", args=[here.slug]),
        uid=refs.new_uid(),
        leads=leads,
        exports=here.may(Permission.EXPORT),
        principles=tuple(
            Principle(
                each.label,
                each.says,
                tuple((str(EVIDENCE[name]), numbers[name], name) for name in each.evidence),
            )
            for each in entries_of(here.rulebook, PRINCIPLE)
        ),
        breaches=tuple(_breach(here, each) for each in counted.breaches(here.association, here.membership)),
        going=tuple(
            _going(here, each, leads)
            for each in Disclosure.objects.filter(association=here.association)
            .exclude(person__in=seer(here.membership).closed)
            .select_related("person")
            .order_by("-id")[:MOST]
        ),
        lines=tuple(Line(each.says, _after(each.months), each.basis, goes) for each, goes in upcoming),
        holds=tuple(_held(here, each, day) for each in schedule.holds(here.association)[:MOST]),
        gone=tuple(_gone(here, each) for each in schedule.gone(here.association)[:MOST]),
        reasons=tuple(
            _reason(here, each) for each in counted.reasons(here.association, here.membership)[:MOST]
        ),
        identity=counted.identity(here.association, here.at),
        out=tuple(
            (title, who, place, day_words(due, day.year), due <= day)
            for title, who, place, due in counted.files_out(here.association)
        ),
        registers=tuple(
            (each.title, reverse("register-opened", args=[here.slug, each.name]))
            for each in here.rulebook.room("registers")
            if each.name in counted.REGISTERS
        ),
        bases=tuple(Choice(name, _(label), name == typed.get("basis")) for name, label in BASES.items()),
        typed=typed if errors else {},
        errors=errors,
    )
    title = _("People’s data")
    return page(request, "data_care/data.html", view, title=title, here=here, status=422 if errors else 200)


def _breach(here: Here, each: counted.Breach) -> Breach:
    now = here.calendar.local(here.at)
    return Breach(
        each.ref,
        reverse("thread", args=[here.slug, each.ref]),
        moment_words(each.found_at, here.calendar, now.year),
        each.what,
        each.state,
        each.regulator(here.at),
        each.late(here.at),
        each.ended,
    )


def _going(here: Here, each: Disclosure, leads: bool) -> Going:
    hidden = hidden_from(here.rulebook, here.membership.role)
    whose = each.person
    name = masked(whose.name or whose.ref, hidden, "name", instead=whose.ref) if whose is not None else ""
    own = each.asked_by == here.by
    file = each.sort == EXPORT and each.approved_at is not None and here.may(Permission.EXPORT)
    return Going(
        each.ref,
        str(SORTS[each.sort]),
        name,
        reverse("customer-data", args=[here.slug, whose.ref])
        if whose is not None and here.may(Permission.SEE)
        else "",
        each.what or _("Erased"),
        f"{each.recipient} ({each.service})" if each.service else each.recipient,
        each.purpose,
        _(BASES.get(each.basis, each.basis)) + (f": {each.protocol}" if each.protocol else ""),
        state_of(here, each),
        leads and each.approved_at is None and not each.refused_why and not own,
        reverse("data-export-csv", args=[here.slug, each.ref]) if file else "",
    )


def _after(months: int) -> str:
    years, rest = divmod(months, 12)
    return _("%(n)s years") % {"n": years} if not rest else _("%(n)s months") % {"n": months}


def _held(here: Here, each: RetentionHold, day: object) -> tuple[int, str, str, str, bool]:
    whose = each.person or each.thread
    review = day_words(each.review_on, here.calendar.local(here.at).year)
    return each.pk, whose.ref if whose else "", each.reason, review, each.review_on <= day  # type: ignore[operator]


def _gone(here: Here, each: RetentionDone) -> tuple[str, str, int]:
    day = day_words(here.calendar.local(each.at).date(), here.calendar.local(here.at).year)
    return f"{each.ref} ({each.rule})", day, each.entries


def _reason(here: Here, each: OpeningReason) -> tuple[str, str, str, str]:
    what = _("File") if each.what == "customer" else _("Contact")
    return moment_words(each.at, here.calendar), each.account.name, f"{what} {each.ref}", each.reason
