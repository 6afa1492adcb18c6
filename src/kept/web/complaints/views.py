"""How is a complaint opened from a contact, who helps with it, and where is compensation decided?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import complaints as act
from kept.actions import remedies as money
from kept.casework import Refused
from kept.casework.complaining import RECEIVED
from kept.rulebook.model import Field
from kept.store import complaints as stored
from kept.store import refs
from kept.store.accounts import colleagues, names_by_handle
from kept.store.complaints import MISSED, Decision, Undecided
from kept.store.housing import today
from kept.store.models import Thread
from kept.store.threads import opened
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words, thread_words
from kept.workclock import local_date

ASKED = ("words", "wanted", "about", "from_name", "happened_on", "how", "help", "read_back")
ABOUT = "about_whom"
YEAR, LONGEST = timedelta(days=365), 10_000
_SHAPES = {"long_text": "long", "date": "date", "choice": "choice", "yes_no": "yes"}


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing to fill in."""

    name: str
    label: str
    kind: str
    help: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MissedLine:
    """One promise that was missed."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FromPage:
    """The form."""

    back: str
    action: str
    uid: str
    missed: tuple[MissedLine, ...]
    none_chosen: bool
    fields: tuple[FormField, ...]
    errors: tuple[SimpleError, ...] = ()


def complaint_from(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Open a complaint that comes of this contact, and of the promise that was missed."""
    found = _thread(here, ref)
    if request.method != "POST" or typed_again(request):
        return _from(request, here, found, {})
    typed = {name: request.POST.get(name, "")[:LONGEST] for name in (*ASKED, ABOUT, "missed", "uid")}
    try:
        facts = _facts(typed)
    except MomentError as problem:
        return _from(request, here, found, typed, SimpleError(str(problem), "happened_on"))
    promise, _sep, start = typed["missed"].partition("|")
    done = act.open_from(
        association=here.association,
        thread=found.ref,
        facts=facts,
        missed=(promise, start) if promise else None,
        about=typed[ABOUT] or None,
        uid=typed["uid"][:60] or None,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        field = {"about": ABOUT}.get(done.field or "", done.field or "words")
        return _from(request, here, found, typed, SimpleError(done.sentence, field))
    messages.success(request, _("The complaint is open. Read it back to them, and say when they will hear."))
    return redirect("case", here.slug, done)


def _facts(typed: Mapping[str, str]) -> dict[str, object]:
    facts: dict[str, object] = {name: typed[name].strip() for name in ASKED if typed[name].strip()}
    if "read_back" in facts:
        facts["read_back"] = True
    if "happened_on" in facts:
        facts["happened_on"] = read_date(str(facts["happened_on"])).isoformat()
    return facts


def _from(
    request: HttpRequest, here: Here, found: Thread, typed: Mapping[str, str], *errors: SimpleError
) -> HttpResponse:
    missed = stored.missed_on(found)
    chosen = typed.get("missed") if typed else (f"{missed[0].promise}|{missed[0].start}" if missed else "")
    lines = tuple(_missed(here, each.promise, each.start, chosen or "") for each in missed)
    view = FromPage(
        back=reverse("thread", args=[here.slug, found.ref]),
        action=reverse("complaint-from", args=[here.slug, found.ref]),
        uid=typed.get("uid") or refs.new_uid(),
        missed=lines,
        none_chosen=not any(each.chosen for each in lines),
        fields=_fields(here, found, typed),
        errors=errors,
    )
    title = _("A complaint that comes of this contact")
    status = 422 if errors else 200
    return page(request, "complaints/from.html", view, title=title, here=here, status=status)


def _missed(here: Here, promise: str, start: str, chosen: str) -> MissedLine:
    known = here.rulebook.promises.get(promise)
    value = f"{promise}|{start}"
    return MissedLine(value, known.public if known and known.public else promise, value == chosen)


def _fields(here: Here, found: Thread, typed: Mapping[str, str]) -> tuple[FormField, ...]:
    kind = here.rulebook.kinds[RECEIVED]
    fields = [each for name in ASKED if (each := kind.field(name)) is not None]
    known = {"from_name": found.person.stands.name} if found.person is not None else {}
    made = [_field(each, typed.get(each.name, known.get(each.name, ""))) for each in fields]
    staff = tuple(
        (each.account.handle, each.account.name) for each in colleagues(today(here.association, here.at))
    )
    whom = FormField(
        ABOUT,
        _("Is it about one of us?"),
        "choice",
        _("Then it is kept from them, and somebody else has it."),
        typed.get(ABOUT, ""),
        staff,
    )
    return (*made, whom)


def _field(field: Field, value: str) -> FormField:
    shape = _SHAPES.get(field.type, "text")
    return FormField(field.name, field.label, shape, field.help or "", value, tuple(field.choices))


def _thread(here: Here, ref: str) -> Thread:
    found = opened(here.membership, ref, "person", "person__merged_into", "merged_into", "about")
    if found is None:
        raise Http404
    return found.merged_into or found


def complaint_part(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """What the panels of a complaint do: somebody helps, or it goes to the second stage."""
    found = _thread(here, ref)
    if request.method != "POST" or typed_again(request):
        return redirect("case", here.slug, found.ref)
    who: dict[str, Any] = {
        "association": here.association,
        "thread": found.ref,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    if request.POST.get("do") == "support":
        chosen, words = request.POST.get("supporter", "")[:100], request.POST.get("help", "")[:300]
        done = act.support(supporter=chosen, help=words, **who)
        said = _("They help from now on. Tell the customer who it is.")
    else:
        done = act.escalate(words=request.POST.get("words", "")[:LONGEST], **who)
        said = _("It is at the second stage. Somebody who had no part acknowledges it.")
    if isinstance(done, Refused):
        messages.error(request, done.sentence)
    else:
        messages.success(request, said)
    return redirect("case", here.slug, found.ref)


# ---- compensation ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UndecidedLine:
    """One contact that waits for a decision."""

    ref: str
    what: str
    why: str
    address: str
    why_not: str
    uid: str
    open: bool
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """One decision."""

    ref: str
    address: str
    amount: str
    procedure: str
    reason: str
    by: str
    on: str
    paid: str


@dataclass(frozen=True, slots=True)
class RemediesPage:
    """The list."""

    action: str
    undecided: tuple[UndecidedLine, ...]
    decided: tuple[DecidedLine, ...]
    total: str
    errors: tuple[SimpleError, ...] = ()


def remedies(request: HttpRequest, here: Here) -> HttpResponse:
    """What waits for a decision about money, and what was decided; and one decision more."""
    if request.method != "POST" or typed_again(request):
        return _remedies(request, here, {})
    names = ("thread", "due", "amount", "procedure", "reason", "pay_by", "uid")
    typed = {name: request.POST.get(name, "")[:300] for name in names}
    try:
        facts = _decision(typed)
    except MomentError as problem:
        return _remedies(request, here, typed, SimpleError(str(problem), f"pay-by-{typed['thread']}"))
    if isinstance(facts, Refused):
        return _remedies(request, here, typed, _error(facts, typed["thread"]))
    done = money.decide(
        association=here.association,
        thread=typed["thread"],
        facts=facts,
        uid=typed["uid"][:60] or None,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _remedies(request, here, typed, _error(done, typed["thread"]))
    messages.success(request, _("It is decided and on record."))
    return redirect("remedies", here.slug)


def _decision(typed: Mapping[str, str]) -> dict[str, object] | Refused:
    if typed["due"] not in ("yes", "no"):
        return Refused(_("Say whether compensation is due."), "due")
    facts: dict[str, object] = {"due": typed["due"] == "yes"}
    amount = typed["amount"].strip().lstrip("£").replace(",", "")
    if amount and not amount.isdecimal():
        return Refused(_("Give the amount in whole pounds, such as 25."), "amount")
    if amount and facts["due"]:
        facts["amount"] = int(amount)
    if typed["pay_by"].strip() and facts["due"]:
        facts["pay_by"] = read_date(typed["pay_by"]).isoformat()
    return facts | {name: typed[name].strip() for name in ("procedure", "reason") if typed[name].strip()}


def _error(refused: Refused, ref: str) -> SimpleError:
    field = {"due": "yes", "pay_by": "pay-by"}.get(refused.field or "", refused.field or "yes")
    known = ("yes", "amount", "procedure", "reason", "pay-by")
    return SimpleError(refused.sentence, f"{field if field in known else 'decide'}-{ref}")


def _remedies(
    request: HttpRequest, here: Here, typed: Mapping[str, str], *errors: SimpleError
) -> HttpResponse:
    since = here.at - YEAR
    decided = stored.decided(here.membership, since=since)
    names = names_by_handle(each.by for each in decided)
    waiting = stored.to_decide(here.membership, since=since)
    view = RemediesPage(
        action=reverse("remedies", args=[here.slug]),
        undecided=tuple(_undecided(here, each, typed) for each in waiting),
        decided=tuple(_decided(here, each, names) for each in decided),
        total=f"£{sum(each.amount for each in decided):,}",
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "complaints/remedies.html", view, title=_("Compensation"), here=here, status=status)


def _undecided(here: Here, each: Undecided, typed: Mapping[str, str]) -> UndecidedLine:
    ref = each.thread.ref
    mine = typed if typed.get("thread") == ref else {}
    day = day_words(local_date(here.rulebook.calendar_for(), each.since))
    if each.why == MISSED:
        known = here.rulebook.promises.get(each.promise)
        public = known.public if known is not None and known.public else each.promise
        why = _("missed on %(day)s: %(promise)s") % {"day": day, "promise": public}
    else:
        why = _("a complaint in which they were right")
    own = each.thread.owner_id == here.membership.account_id
    return UndecidedLine(
        ref,
        thread_words(each.thread.kind),
        why,
        reverse("thread", args=[here.slug, ref]),
        _("This contact is yours, so somebody else who leads decides.") if own else "",
        mine.get("uid") or refs.new_uid(),
        bool(mine),
        mine,
    )


def _decided(here: Here, each: Decision, names: Mapping[str, str]) -> DecidedLine:
    calendar = here.rulebook.calendar_for()
    if not each.due:
        paid = "–"
    elif each.paid_at is not None:
        paid = day_words(local_date(calendar, each.paid_at))
    else:
        paid = _("by %(day)s") % {"day": day_words(each.pay_by)} if each.pay_by else _("not yet")
    return DecidedLine(
        each.thread.ref,
        reverse("thread", args=[here.slug, each.thread.ref]),
        f"£{each.amount:,}" if each.due else _("none"),
        each.procedure,
        each.reason,
        names.get(each.by, each.by),
        day_words(local_date(calendar, each.decided_at)),
        paid,
    )


__all__: Sequence[str] = ["complaint_from", "complaint_part", "remedies"]
