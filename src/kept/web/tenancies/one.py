"""What is worked out for one case: the rent account, points, options, a swap's decision, whom to write to?

Each `what` is one form at /cases/<ref>/moving/<what>; what it does is an act of `moves`, `exchanges` or
`successions`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import exchanges, successions
from kept.actions import moves as act
from kept.casework import Refused
from kept.casework.matching import Entry
from kept.casework.moving import Options, grounds, known_circumstances, of_sort, options
from kept.rulebook.moves import CIRCUMSTANCE, POINTS
from kept.store import moves as stored
from kept.store import refs, swaps
from kept.store.housing import today
from kept.store.models import Event, Letter, MoveListing, Thread
from kept.store.support import said_of
from kept.store.threads import opened
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import day_words
from kept.web.tenancies.swaps import entry_typed, labels
from kept.workclock import local_date

HEADINGS = {
    "account": lambda: _("Look at the rent account"),
    "points": lambda: _("Points for the transfer list"),
    "options": lambda: _("Ways to another home"),
    "decide": lambda: _("Decide about the swap"),
    "items": lambda: _("Send what is to be put right"),
    "entry": lambda: _("Entry on the exchange register"),
    "spokesperson": lambda: _("Whom we write to"),
}
AS_WHAT = ("executor", "administrator", "next_of_kin", "trustee")


@dataclass(frozen=True, slots=True)
class MovingPage:
    """One form of one case."""

    what: str
    heading: str
    ref: str
    back: str
    action: str
    uid: str
    typed: Mapping[str, str]
    more: Mapping[str, Any] = field(default_factory=dict)
    errors: tuple[SimpleError, ...] = ()

    @property
    def wrong(self) -> Mapping[str, str]:
        """What is wrong with each answer."""
        return {each.id: each.sentence for each in self.errors if each.id}


def moving(request: HttpRequest, here: Here, ref: str, what: str) -> HttpResponse:
    """The form, and what it does."""
    thread = opened(here.membership, ref, "person")
    if thread is None or what not in HEADINGS:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _page(request, here, thread, what)
    if what == "options" and request.POST.get("step") == "show":
        return _page(request, here, thread, what)
    done = _ACTS[what](request, here, thread)
    if isinstance(done, Refused):
        return _page(request, here, thread, what, SimpleError(done.sentence, done.field or what))
    if isinstance(done, Letter):
        return redirect("letter", here.slug, done.ref)
    messages.success(request, _("It is on record."))
    return redirect("case", here.slug, thread.ref)


def _who(here: Here, request: HttpRequest) -> dict[str, Any]:
    return {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
        "uid": request.POST.get("uid", "")[:60] or refs.new_uid(),
    }


def _money(request: HttpRequest, name: str) -> float:
    text = request.POST.get(name, "").strip().replace("£", "").replace(",", "")
    try:
        return float(text) if text else 0.0
    except ValueError:
        return float("nan")


def _account(request: HttpRequest, here: Here, thread: Thread) -> object:
    return act.check_account(
        thread=thread.ref,
        balance=_money(request, "balance"),
        expected=_money(request, "expected_benefit"),
        disputed=_money(request, "disputed"),
        danger=request.POST.get("danger") == "yes",
        **_who(here, request),
    )


def _points(request: HttpRequest, here: Here, thread: Thread) -> object:
    given = {}
    for rule in of_sort(stored.rules_of_moves(here.rulebook), POINTS):
        text = request.POST.get(f"reason-{rule.name}", "").strip()
        if text and not (text.isdecimal() and len(text) < 4):
            return Refused(_("Write how often this counts, as a number."), f"reason-{rule.name}")
        given[rule.name] = int(text or 0)
    return act.enlist(thread=thread.ref, breakdown=given, **_who(here, request))


def _options(request: HttpRequest, here: Here, thread: Thread) -> object:
    known: dict[str, Any] = {
        "tenancy": request.POST.get("tenancy", "")[:40],
        "circumstances": request.POST.getlist("circumstance")[:50],
    }
    if request.POST.get("step") == "letter":
        return act.write_options(thread=thread.ref, **known, **_who(here, request))
    return act.give_options(thread=thread.ref, how="handed", **known, **_who(here, request))


def _items(request: HttpRequest, here: Here, thread: Thread) -> object:
    return act.write_items(thread=thread.ref, **_who(here, request))


def _decide(request: HttpRequest, here: Here, thread: Thread) -> object:
    post = request.POST
    ground, particulars = post.get("ground", "")[:60], post.get("particulars", "")[:5_000]
    if post.get("step") == "letter":
        return exchanges.write_refusal(
            thread=thread.ref, ground=ground, particulars=particulars, **_who(here, request)
        )
    return exchanges.decide(
        thread=thread.ref,
        decision=post.get("decision", "")[:20],
        ground=ground,
        particulars=particulars,
        condition=post.get("condition", "")[:20],
        **_who(here, request),
    )


def _entry(request: HttpRequest, here: Here, thread: Thread) -> object:
    allowed: dict[str, Any] = {
        name: request.POST.get(name) == "yes" for name in ("may_be_shown", "may_be_told")
    }
    row = swaps.of_thread(here.association, thread.pk)
    if row is None:
        return exchanges.register(
            thread=thread.ref, entry=entry_typed(request), **allowed, **_who(here, request)
        )
    return exchanges.change(entry=row.ref, given=entry_typed(request), **allowed, **_who(here, request))


def _spokesperson(request: HttpRequest, here: Here, thread: Thread) -> object:
    post = request.POST
    if post.get("as_what") not in AS_WHAT:
        return Refused(_("Say as what they act: executor, next of kin …"), "as_what")
    return successions.name_spokesperson(
        thread=thread.ref,
        as_what=post["as_what"],
        name=post.get("name", "")[:200],
        address=post.get("address", "")[:300],
        **_who(here, request),
    )


_ACTS: Mapping[str, Callable[[HttpRequest, Here, Thread], object]] = {
    "account": _account,
    "points": _points,
    "options": _options,
    "items": _items,
    "decide": _decide,
    "entry": _entry,
    "spokesperson": _spokesperson,
}


# ---- what each form shows ---------------------------------------------------------------------------------


def _page(request: HttpRequest, here: Here, thread: Thread, what: str, *errors: SimpleError) -> HttpResponse:
    posted = request.method == "POST"
    heading = HEADINGS[what]()
    view = MovingPage(
        what=what,
        heading=heading,
        ref=thread.ref,
        back=reverse("case", args=[here.slug, thread.ref]),
        action=reverse("case-moving", args=[here.slug, thread.ref, what]),
        uid=request.POST.get("uid", "")[:60] or refs.new_uid(),
        typed={name: str(request.POST[name])[:5_000] for name in request.POST} if posted else {},
        more=_SHOWN[what](request, here, thread),
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "tenancies/one.html", view, title=heading, here=here, status=status)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for points, with how often it counts."""

    name: str
    label: str
    says: str
    points: int
    most: int
    times: str


def _shows_points(request: HttpRequest, here: Here, thread: Thread) -> dict[str, Any]:
    row = MoveListing.objects.filter(association=here.association, thread=thread).first()
    held = row.breakdown if row is not None else {}
    return {
        "reasons": tuple(
            Reason(
                each.name,
                each.label,
                each.says,
                each.points,
                each.most,
                request.POST.get(f"reason-{each.name}", str(held.get(each.name) or "")),
            )
            for each in of_sort(stored.rules_of_moves(here.rulebook), POINTS)
        )
    }


def _tenancies(here: Here, chosen: str) -> tuple[Choice, ...]:
    words = {
        "": _("Not known"),
        "assured": _("Assured"),
        "secure": _("Secure"),
        "fixed_term": _("For a fixed term"),
        "scottish_secure": _("Scottish secure"),
    }
    return tuple(Choice(name, label, name == chosen) for name, label in words.items())


def _shows_options(request: HttpRequest, here: Here, thread: Thread) -> dict[str, Any]:
    rules = stored.rules_of_moves(here.rulebook)
    said = known_circumstances(rules, request.POST.getlist("circumstance"))
    tenancy = request.POST.get("tenancy", "")
    found: Options | None = None
    if request.method == "POST":
        found = options(rules, nation=here.rulebook.association.nation, tenancy=tenancy, circumstances=said)
    return {
        "tenancies": _tenancies(here, tenancy),
        "circumstances": tuple(
            (each.name, each.label, each.name in said) for each in of_sort(rules, CIRCUMSTANCE)
        ),
        "found": found,
        "day": day_words(today(here.association, here.at)),
        "house": here.name,
    }


def _shows_items(request: HttpRequest, here: Here, thread: Thread) -> dict[str, Any]:
    told = said_of([thread], here.association, here.at)[thread.pk]
    found = [each.facts for each in told if each.kind == act.INSPECTED]
    if not found:
        return {}
    day = str(found[-1].get("again_on") or "")
    again = day_words(date.fromisoformat(day), here.at.year) if day else ""
    return {"found": True, "theirs": found[-1].get("theirs"), "ours": found[-1].get("ours"), "again": again}


def _shows_decide(request: HttpRequest, here: Here, thread: Thread) -> dict[str, Any]:
    asked = Event.objects.filter(association=here.association, thread=thread, kind="exchange.requested")
    found = asked.order_by("-happened_at", "-id").first()
    tenancy = str(found.facts.get("tenancy_kind") or "") if found is not None else ""
    on = local_date(here.calendar, found.happened_at if found is not None else here.at)
    nation = here.rulebook.association.nation
    chosen = request.POST.get("ground", "")
    rules = stored.rules_of_moves(here.rulebook)
    return {
        "grounds": tuple(
            (each.name, each.label, each.source, each.says, each.confirmed != "yes", each.name == chosen)
            for each in grounds(rules, nation=nation, tenancy=tenancy, on=on)
        ),
        "conditions": tenancy != "fixed_term" or nation == "scotland",
        "arrears_only": nation == "england" and tenancy in ("secure", "assured"),
        "tenancy": next((each.label for each in _tenancies(here, tenancy) if each.chosen), ""),
        "known": bool(tenancy) or nation == "scotland",
    }


def _shows_entry(request: HttpRequest, here: Here, thread: Thread) -> dict[str, Any]:
    row = swaps.of_thread(here.association, thread.pk)
    entry = swaps.entry_of(row) if row is not None else Entry("", "", 0)
    post = request.POST if request.method == "POST" else None
    return {
        "features": tuple(labels(here).items()),
        "area": post.get("area", "") if post else entry.area,
        "bedrooms": post.get("bedrooms", "") if post else (entry.bedrooms if row else ""),
        "has": frozenset(request.POST.getlist("has")) if post else frozenset(entry.has),
        "needs": frozenset(request.POST.getlist("needs")) if post else frozenset(entry.needs),
        "wants_areas": post.get("wants_areas", "") if post else "\n".join(entry.wants_areas),
        "wants_least": post.get("wants_least", "") if post else (entry.wants_least if row else ""),
        "wants_most": post.get("wants_most", "") if post else (entry.wants_most if row else ""),
        "may_be_shown": post.get("may_be_shown") == "yes" if post else entry.may_be_shown,
        "may_be_told": post.get("may_be_told") == "yes" if post else entry.may_be_told,
    }


def _shows_spokesperson(request: HttpRequest, here: Here, thread: Thread) -> dict[str, Any]:
    words = {
        "executor": _("Executor"),
        "administrator": _("Administrator"),
        "next_of_kin": _("Next of kin"),
        "trustee": _("The Public Trustee"),
    }
    chosen = request.POST.get("as_what", "")
    return {"as_what": tuple(Choice(name, label, name == chosen) for name, label in words.items())}


def _nothing(request: HttpRequest, here: Here, thread: Thread) -> dict[str, Any]:
    return {}


_SHOWN: Mapping[str, Callable[[HttpRequest, Here, Thread], dict[str, Any]]] = {
    "account": _nothing,
    "points": _shows_points,
    "options": _shows_options,
    "items": _shows_items,
    "decide": _shows_decide,
    "entry": _shows_entry,
    "spokesperson": _shows_spokesperson,
}
