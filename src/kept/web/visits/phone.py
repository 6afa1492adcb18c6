"""Today's visits on the phone: read without a signal, written down without one, sent once when it is back.

1. Only today's visits, and only one's own. It works without a script, and with one without a signal too.
2. What the phone keeps is sealed with a key that it never keeps: it comes with the page, for this account,
   and lives in the memory of the tab. Signing out wipes what is kept.
3. What is sent carries a name of its own and the time at which it was written: sent twice, it is one entry.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kept.casework import Refused
from kept.casework.visiting import ARRIVED, LATE, LEFT, MADE, NO_ACCESS, NOT_ENTERED, State
from kept.store import visits
from kept.store.models import Account, Visit
from kept.web.shared.access import Here
from kept.web.shared.fields import Question
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError
from kept.web.shared.words import day_words
from kept.web.visits.forms import WITH_ACTIONS, StepForm
from kept.web.visits.present import Sheet, sheet
from kept.web.visits.views import found
from kept.workclock import local_midnight

STEPS = (ARRIVED, LATE, NO_ACCESS, MADE, NOT_ENTERED, LEFT)
# Nobody's phone is without a signal for longer than a day's work.
OLDEST = timedelta(hours=24)
BY_SCRIPT = "X-Kept-Phone"


@dataclass(frozen=True, slots=True)
class PhoneForm:
    """One step as the phone asks it. `id` tells its questions from those of the other visits."""

    id: str
    kind: str
    visit: int
    uid: str
    label: str
    says: str
    questions: tuple[Question, ...]
    rows: tuple[object, ...]
    done: bool
    open: bool
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class PhoneVisit:
    """One visit on the phone."""

    sheet: Sheet
    forms: tuple[PhoneForm, ...]
    over: bool


@dataclass(frozen=True, slots=True)
class PhonePage:
    """Today's visits. `key` seals what the phone keeps; `mine` tells one account's from another's."""

    day: str
    on: str
    left: int
    send: str
    worker: str
    scope: str
    key: str
    mine: str
    visits: tuple[PhoneVisit, ...]
    errors: tuple[SimpleError, ...] = ()


def phone(request: HttpRequest, here: Here) -> HttpResponse:
    """Today's visits."""
    return _shown(request, here)


def _shown(request: HttpRequest, here: Here, wrong: StepForm | None = None) -> HttpResponse:
    today = here.calendar.local(here.at).date()
    rows = visits.mine(visits.on_day(here.membership, today), here.membership.account_id)
    account = here.membership.account
    view = PhonePage(
        day=day_words(today),
        on=today.isoformat(),
        # What the phone keeps is of today: it knows for how many seconds that is.
        left=int((local_midnight(here.calendar, today + timedelta(days=1)) - here.at).total_seconds()),
        send=reverse("visits-phone-send", args=[here.slug]),
        worker=reverse("visits-phone-worker", args=[here.slug]),
        scope=reverse("visits-phone", args=[here.slug]),
        key=key_of(here, account),
        mine=hashlib.sha256(f"{here.slug} {account.pk}".encode()).hexdigest()[:16],
        visits=tuple(_visit(here, each, wrong) for each in rows),
        errors=wrong.errors() if wrong else (),
    )
    status = 422 if wrong else 200
    return page(request, "visits/phone.html", view, title=_("Today’s visits"), here=here, status=status)


def key_of(here: Here, account: Account) -> str:
    """The key of this account at this association: it changes with the password, and is kept nowhere."""
    said = f"{here.slug}:{account.pk}:{account.get_session_auth_hash()}"
    digest = salted_hmac("kept.phone", said, algorithm="sha256").digest()
    return base64.b64encode(digest).decode()


def _visit(here: Here, row: Visit, wrong: StepForm | None) -> PhoneVisit:
    said = visits.told(row.thread, here.association)
    told = {each.kind for each in said}
    forms = []
    for kind in STEPS:
        known = here.rulebook.kinds[kind]
        mistaken = wrong is not None and wrong.visit.pk == row.pk and wrong.kind.name == kind
        form = wrong if mistaken and wrong else StepForm.fresh(here, row, known)
        forms.append(
            PhoneForm(
                id=f"v{row.pk}-{kind.split('.')[1]}",
                kind=kind,
                visit=row.pk,
                uid=form.uid,
                label=known.label,
                says=known.says,
                questions=form.questions()[:-1],
                rows=form.rows.rows if kind in WITH_ACTIONS else (),
                done=kind in told and kind != LATE,
                open=mistaken,
                errors=form.errors() if mistaken else (),
            )
        )
    over = row.state not in (State.PLANNED, State.ARRIVED) and (
        row.left_at is not None or row.arrived_at is None
    )
    return PhoneVisit(sheet(here, row, said, visits.agreed_of(row.thread_id)), tuple(forms), over)


def send(request: HttpRequest, here: Here) -> HttpResponse:
    """One step from a phone, at once or once there was a signal again."""
    if request.method != "POST":
        return phone(request, here)
    row = found(here, int(number) if (number := request.POST.get("visit", "")).isdecimal() else 0)
    kind = here.rulebook.kinds.get(request.POST.get("kind", ""))
    if kind is None or kind.name not in STEPS:
        return _answer(request, here, None, Refused(_("That is no step of a visit."), "kind"))
    form = StepForm.of(here, row, kind, _with_now(request.POST, here))
    happened = _seen_at(request.POST.get("ago", ""), here.at)
    if isinstance(happened, Refused):
        return _answer(request, here, form, happened)
    done = form.save(here, happened)
    if isinstance(done, Refused):
        return _answer(request, here, form, done)
    if request.headers.get(BY_SCRIPT):
        return JsonResponse({"outcome": "repeated" if done.repeated else "written"})
    messages.success(request, _("%(what)s: on record.") % {"what": kind.label})
    return redirect("visits-phone", here.slug)


def _with_now(post: Mapping[str, str], here: Here) -> dict[str, str]:
    """The phone asks for no time: it is the time at which the step is written down."""
    local = here.calendar.local(here.at)
    return {
        **dict(post.items()),
        "f-happened_at": f"{local:%Y-%m-%d}",
        "f-happened_at-time": f"{local:%H:%M:%S}",
    }


def _seen_at(typed: str, at: datetime) -> datetime | Refused | None:
    """When it was written down: so many seconds ago by the phone's own watch, right or wrong."""
    if not typed:
        return None
    ago = timedelta(seconds=int(typed)) if typed.isdecimal() and len(typed) < 9 else None
    if ago is None or ago > OLDEST:
        return Refused(
            _("This was written down more than a day ago. Write it down on the visit’s page instead."), "ago"
        )
    return at - ago


def _answer(request: HttpRequest, here: Here, form: StepForm | None, refused: Refused) -> HttpResponse:
    if request.headers.get(BY_SCRIPT) or form is None:
        told = {"outcome": "refused", "sentence": refused.sentence, "field": refused.field or ""}
        return JsonResponse(told, status=422)
    return _shown(request, here, form.with_refusal(refused))


def shell(request: HttpRequest, here: Here) -> HttpResponse:
    """The page without a word about anybody: what the phone shows until it has opened what it keeps."""
    # Without a place: neither alarms nor anything else about anybody may lie unsealed on a phone.
    return page(request, "visits/shell.html", title=_("Today’s visits"))


def worker(request: HttpRequest, here: Here) -> HttpResponse:
    """The script that answers for the page where there is no signal."""
    context = {
        "shell": reverse("visits-phone-shell", args=[here.slug]),
        "page": reverse("visits-phone", args=[here.slug]),
    }
    response = render(request, "visits/worker.js", context, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = reverse("visits-phone", args=[here.slug])
    response["Cache-Control"] = "no-store"
    return response
