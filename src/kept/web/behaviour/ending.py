"""A call or talk that grows abusive: warn, give a chance, end it, call for help; and the manager's call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import incidents as act
from kept.casework import Refused, incidents
from kept.casework.cases import Standing
from kept.casework.permissions import Permission
from kept.rulebook.cases import practice_of
from kept.store import behaviour, cases
from kept.store.models import Thread
from kept.store.threads import opened
from kept.web.behaviour.asking import Asked, ask, place, uid_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Question
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import moment_words

CASE = "contact-ended"
WARN = ("words", "language", "chance", "followed")
ENDS = {"call": ("reason", "told", "number_held"), "talk": ("reason", "told", "staff_present", "number_held")}
MUST = ("chance", "reason", "told", "number_held", "staff_present")
MAY_END = ("warned", "warned-again")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the manager's script, to be ticked when it was said."""

    name: str
    words: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class EndingPage:
    """What may be done now, and what was done so far."""

    action: str
    ref: str
    back: str
    uid: str
    state: str
    may_end: bool
    due: bool
    leads: bool
    warn: tuple[Question, ...]
    risk: tuple[Question, ...]
    call: tuple[Question, ...]
    talk: tuple[Question, ...]
    script: tuple[Said, ...]
    contact: str
    note: str
    help: tuple[str, ...]
    help_waits: bool
    advice: str
    incident: str
    errors: tuple[SimpleError, ...] = ()


def ending(request: HttpRequest, here: Here, ref: str = "") -> HttpResponse:
    """The page of one contact, or of one that is just beginning."""
    found = opened(here.membership, ref, "person", "person__merged_into", "owner") if ref else None
    if ref and found is None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, found)
    done = _done(request, here, found)
    if isinstance(done, tuple):
        return _shown(request, here, found, *done)
    if isinstance(done, Refused):
        return _shown(request, here, found, SimpleError(done.sentence, place(done.field or "words")))
    messages.success(request, _("It is on record."))
    return redirect("ending", here.slug, done)


def _done(request: HttpRequest, here: Here, found: Thread | None) -> str | Refused | tuple[SimpleError, ...]:
    post = request.POST
    who: dict[str, Any] = {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
        "uid": uid_of(request),
    }
    what = post.get("do", "")
    if what == "warn":
        asked = ask(here, incidents.WARNED, WARN, post, required=MUST[:1])
        said: dict[str, Any] = dict(asked.facts)
        said["chance"] = said.get("chance") is True
        thread = found.ref if found else None
        return asked.errors or act.warn(thread=thread, **said, **who)
    if what == "risk":
        asked = ask(here, incidents.AT_RISK, ("note",), post)
        thread = found.ref if found else None
        return asked.errors or act.at_risk(thread=thread, note=str(asked.facts.get("note", "")), **who)
    if found is None:
        return Refused(_("Warn them first: that begins the record."), "words")
    if what in ENDS:
        return _ended(here, found, what, post, who)
    if what == "rang":
        said_ = post.getlist("said")
        contact, note = post.get("contact", "")[:200], post.get("note", "").replace("\x00", "")[:4_000]
        done = act.rang(thread=found.ref, said=said_, contact=contact, note=note, **who)
        if isinstance(done, Refused):
            return (SimpleError(done.sentence, done.field or "contact"),)
        return done
    if what == "help":
        return act.ask_help(thread=found.ref, place=post.get("place", "").replace("\x00", "")[:200], **who)
    if what == "came":
        return act.came(thread=found.ref, **who)
    return Refused(_("Choose what to do."), "words")


def _ended(
    here: Here, found: Thread, how: str, post: Mapping[str, str], who: dict[str, Any]
) -> str | Refused | tuple[SimpleError, ...]:
    names = ENDS[how]
    asked = ask(here, act.HOW[how], names, post, required=tuple(each for each in MUST if each in names))
    return asked.errors or act.end_contact(thread=found.ref, how=how, **asked.facts, **who)  # type: ignore[arg-type]


def _standing(here: Here, found: Thread | None) -> Standing | None:
    known = cases.standings_of(here.association, found, here.at) if found is not None else ()
    return next((each for each in known if each.type.name == CASE), None)


def _shown(request: HttpRequest, here: Here, found: Thread | None, *errors: SimpleError) -> HttpResponse:
    standing = _standing(here, found)
    state = standing.state.name if standing else ""
    what = request.POST.get("do", "") if request.method == "POST" else ""

    def asked(do: str, kind: str, names: tuple[str, ...]) -> Asked:
        must = tuple(each for each in MUST if each in names)
        return ask(here, kind, names, request.POST if what == do else None, required=must)

    person = found.person.stands if found is not None and found.person is not None else None
    limits = behaviour.limits_of(person, here.at, here.association.zone) if person is not None else None
    helps = _helps(here, found)
    view = EndingPage(
        action=reverse("ending", args=[here.slug, found.ref])
        if found
        else reverse("ending-new", args=[here.slug]),
        ref=found.ref if found else "",
        back=reverse("thread", args=[here.slug, found.ref]) if found else reverse("call", args=[here.slug]),
        uid=uid_of(request),
        state=standing.state.says if standing else "",
        may_end=state in MAY_END,
        due=state in ("manager-due", "warned-again"),
        leads=here.may(Permission.EXCUSE),
        warn=asked("warn", incidents.WARNED, WARN).questions,
        risk=asked("risk", incidents.AT_RISK, ("note",)).questions,
        call=asked("call", incidents.CALL_ENDED, ENDS["call"]).questions,
        talk=asked("talk", incidents.TALK_ENDED, ENDS["talk"]).questions,
        script=_script(request, here, found, limits),
        contact=request.POST.get("contact", here.membership.account.name),
        note=request.POST.get("note", ""),
        help=helps,
        help_waits=bool(helps) and _waits(found),
        advice=limits.advice if limits else "",
        incident=_incident(here, found),
        errors=errors,
    )
    status = 422 if errors else 200
    title = _("A call or talk that cannot go on like this")
    return page(request, "behaviour/ending.html", view, title=title, here=here, status=status)


def _incident(here: Here, found: Thread | None) -> str:
    address = reverse("incident-new", args=[here.slug])
    if found is None:
        return address
    who = f"&customer={found.person.stands.ref}" if found.person is not None else ""
    return f"{address}?work={found.ref}{who}"


def _script(
    request: HttpRequest, here: Here, found: Thread | None, limits: behaviour.Limits | None
) -> tuple[Said, ...]:
    """What the manager says: the reason is the one of the note on file."""
    if found is None:
        return ()
    words = practice_of(here.rulebook, CASE).words
    note = behaviour.last_of(found, incidents.ENDINGS)
    reason = behaviour.words_of(note, "reason") if note is not None else ""
    blanks = {"{reason}": reason or "…", "{contact}": here.membership.account.name}
    ticked = request.POST.getlist("said")
    found_ = []
    for name in act.SAID:
        says = words.get(name, "")
        for blank, value in blanks.items():
            says = says.replace(blank, value)
        found_.append(Said(name, says, name in ticked))
    return tuple(found_)


def _helps(here: Here, found: Thread | None) -> tuple[str, ...]:
    """Whether help was asked for and who came, with the time."""
    if found is None:
        return ()
    words = {incidents.HELP_ASKED: _("Help asked for by %(who)s"), incidents.HELP_CAME: _("%(who)s came")}
    return tuple(
        f"{words[each.kind] % {'who': each.by}}, {moment_words(each.happened_at, here.calendar)}"
        for each in behaviour.all_of(found, words)
    )


def _waits(found: Thread | None) -> bool:
    kinds = (incidents.HELP_ASKED, incidents.HELP_CAME)
    last = behaviour.last_of(found, kinds) if found is not None else None
    return last is not None and last.kind == incidents.HELP_ASKED
