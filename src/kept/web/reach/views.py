"""How may this customer be reached, and how never? One page of ticks that every act is held to afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.actions.reaching import set_contact_rules
from kept.casework import Refused
from kept.casework.safe_contact import WAYS, Rules, dear, rules_of
from kept.store.file import person_for
from kept.store.models import Person
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.reaching import reach_words

NAMES: dict[str, Lazy | str] = {
    "telephone": gettext_lazy("Telephone"),
    "letter": gettext_lazy("Letter"),
    "email": gettext_lazy("E-mail"),
    "text": gettext_lazy("Text message"),
    "visit": gettext_lazy("Visit at home"),
}
MAY, ONLY, NEVER = "may", "only", "never"
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Way:
    """One way, and which of the three answers stands."""

    name: str
    label: str
    answers: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class ReachPage:
    """The form."""

    ref: str
    who: str
    back: str
    action: str
    said: str
    ways: tuple[Way, ...]
    begins: str
    ends: str
    when: str
    by: str
    called: str
    usual: str
    leave_no_message: bool
    errors: tuple[SimpleError, ...] = ()


def customer_contact(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Say which ways are open to us."""
    person = person_for(here.membership, ref)
    if person is None or person.erased_at is not None:
        raise Http404
    if request.method != "POST":
        return _shown(request, here, person, _typed_of(rules_of(person.contact_rules)))
    typed = {name: str(value).replace("\x00", "").strip()[:LONGEST] for name, value in request.POST.items()}
    if typed_again(request):
        return _shown(request, here, person, typed)
    done = set_contact_rules(
        association=here.association,
        person=person.ref,
        rules=_rules(typed),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        where = {"hours": "begins", "never": "way-telephone-may", "only": "way-telephone-may"}
        error = SimpleError(done.sentence, where.get(done.field or "", done.field or ""))
        return _shown(request, here, person, typed, error)
    messages.success(request, _("It is on record, and every act is held to it from here on."))
    return redirect("customer", here.slug, person.ref)


def _rules(typed: dict[str, str]) -> dict[str, object]:
    begins, ends = typed.get("begins", ""), typed.get("ends", "")
    return {
        "never": [each for each in WAYS if typed.get(f"way-{each}") == NEVER],
        "only": [each for each in WAYS if typed.get(f"way-{each}") == ONLY],
        "hours": [begins, ends] if begins or ends else None,
        "when": typed.get("when", ""),
        "by": typed.get("by", ""),
        "called": typed.get("called", ""),
        "leave_no_message": typed.get("leave_no_message") == "yes",
    }


def _typed_of(rules: Rules) -> dict[str, str]:
    """What stands in the form before anybody has touched it."""
    typed = {f"way-{each}": NEVER if each in rules.never else MAY for each in WAYS}
    typed |= {f"way-{each}": ONLY for each in rules.only if each not in rules.never}
    if rules.hours:
        typed |= {"begins": f"{rules.hours[0]:%H:%M}", "ends": f"{rules.hours[1]:%H:%M}"}
    typed |= {"when": rules.when, "by": rules.by, "called": rules.called}
    return typed | ({"leave_no_message": "yes"} if rules.leave_no_message else {})


def _shown(
    request: HttpRequest, here: Here, person: Person, typed: dict[str, str], *errors: SimpleError
) -> HttpResponse:
    answers = ((MAY, _("We may")), (ONLY, _("Only this way")), (NEVER, _("Never")))
    view = ReachPage(
        ref=person.ref,
        who=person.name or person.ref,
        back=reverse("customer", args=[here.slug, person.ref]),
        action=reverse("customer-contact", args=[here.slug, person.ref]),
        said=reach_words(person),
        ways=tuple(
            Way(
                each,
                str(NAMES[each]),
                tuple((value, label, typed.get(f"way-{each}", MAY) == value) for value, label in answers),
            )
            for each in WAYS
        ),
        begins=typed.get("begins", ""),
        ends=typed.get("ends", ""),
        when=typed.get("when", ""),
        by=typed.get("by", ""),
        called=typed.get("called", ""),
        usual=dear(person.name, Rules()),
        leave_no_message=typed.get("leave_no_message") == "yes",
        errors=errors,
    )
    title = _("Safe contact: %(who)s") % {"who": view.who}
    return page(request, "reach/reach.html", view, title=title, here=here, status=422 if errors else 200)
