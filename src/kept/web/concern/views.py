"""Worried about somebody? What you saw or were told, in their words, saved with one button.

From any page in under a minute: nobody has to be found first, nothing but the words is needed. Only those who
lead on safeguarding and whoever raised it see it from then on. Where somebody is in danger now, the page of
*Danger now* follows at once.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.telling import Telling, tell
from kept.casework import Refused
from kept.store import refs
from kept.store.file import person_for
from kept.store.models import Event, Membership, Person
from kept.store.seers import leads
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.recording import UID

RAISED = "concern.raised"
WHO, SAID, WHOM, NOW, BY_WHOM = "f-who", "f-said", "f-whom", "now", "f-by-whom"
LONGEST, LONGEST_LINE = 20_000, 500
_NOT_CLEAN = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ConcernPage:
    """One short page: who, what, and whether it is now."""

    action: str
    uid: str
    who: str
    customer: str
    customer_name: str
    said: str
    by_whom: str
    whom: tuple[tuple[str, str, bool], ...]
    now: str
    goes_to: str
    errors: tuple[SimpleError, ...] = ()


def concern(request: HttpRequest, here: Here) -> HttpResponse:
    """Put a concern on record."""
    if request.method != "POST" or typed_again(request):
        return _shown(request, here)
    said = _typed(request, SAID, LONGEST)
    if not said:
        says = _("Say what you saw or what you were told. A few words will do.")
        return _shown(request, here, (SimpleError(says, SAID),))
    if request.POST.get(NOW) not in ("yes", "no"):
        says = _("Say whether anybody is in danger now. If nobody knows, say yes.")
        return _shown(request, here, (SimpleError(says, f"{NOW}-yes"),))
    saved = _saved(request, here, said)
    if isinstance(saved, Refused):
        return _shown(request, here, (SimpleError(saved.sentence, SAID),))
    told = _("The concern is on record as %(ref)s. Whoever leads on safeguarding is being called.")
    messages.success(request, told % {"ref": saved})
    if request.POST[NOW] == "yes":
        messages.warning(request, _("Somebody is in danger now: ring 999 first if you have not."))
        return redirect("danger", here.slug)
    return redirect("thread", here.slug, saved)


def _saved(request: HttpRequest, here: Here, said: str) -> str | Refused:
    given = request.POST.get("uid", "")
    uid = given if UID.match(given) else uuid.uuid4().hex
    before = Event.objects.filter(uid=uid, kind=RAISED).values_list("thread__ref", flat=True).first()
    if before is not None:  # sent twice
        return str(before)
    person = _person(request, here)
    facts = {
        "about": said,
        "who": _typed(request, WHO, LONGEST_LINE) or (person.name if person else ""),
        "from_name": _typed(request, BY_WHOM, LONGEST_LINE),
        "whom": request.POST.get(WHOM, ""),
    }
    telling = Telling(
        RAISED,
        here.at.replace(second=0, microsecond=0),
        {name: value for name, value in facts.items() if value},
        uid=uid,
        person=person.ref if person else None,
    )
    told = tell([telling], association=here.association, by=here.by, at=here.at, membership=here.membership)
    return told.refused or str(told.results[0].thread)


def _typed(request: HttpRequest, name: str, longest: int) -> str:
    return _NOT_CLEAN.sub("", request.POST.get(name, "")).strip()[:longest]


def _person(request: HttpRequest, here: Here) -> Person | None:
    """The customer from whose file one came, if this person may open it."""
    asked = request.POST if request.method == "POST" else request.GET
    ref = refs.tidy(asked.get("customer", ""))
    return person_for(here.membership, ref) if ref else None


def _shown(request: HttpRequest, here: Here, errors: tuple[SimpleError, ...] = ()) -> HttpResponse:
    given = request.POST.get("uid", "")
    person = _person(request, here)
    kind = here.rulebook.kinds[RAISED]
    field = kind.field("whom")
    chosen = request.POST.get(WHOM, "unknown")
    view = ConcernPage(
        action=reverse("concern", args=[here.slug]),
        uid=given if UID.match(given) else uuid.uuid4().hex,
        who=_typed(request, WHO, LONGEST_LINE),
        customer=person.ref if person else "",
        customer_name=(person.name or person.ref) if person else "",
        said=_typed(request, SAID, LONGEST),
        by_whom=_typed(request, BY_WHOM, LONGEST_LINE),
        whom=tuple((value, label, value == chosen) for value, label in (field.choices if field else ())),
        now=request.POST.get(NOW, ""),
        goes_to=_goes_to(here),
        errors=errors,
    )
    status = 422 if errors else 200
    return page(
        request, "concern/concern.html", view, title=_("Worried about somebody"), here=here, status=status
    )


def _goes_to(here: Here) -> str:
    """Who will see it."""
    rows = Membership.objects.filter(
        association=here.association,
        account__is_active=True,
        from_on__lte=here.calendar.local(here.at).date(),
    ).exclude(to_on__lt=here.calendar.local(here.at).date())
    return ", ".join(each.account.name for each in leads(rows, here.association.safeguarding)[:3])
