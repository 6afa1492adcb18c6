"""When was the housing system last read, and where do the two not agree?"""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.actions import housing as acting
from kept.casework import Refused
from kept.casework.housekeeping import HOUSING_IMPORTED
from kept.store import beside, starting
from kept.store.beside import SORTS
from kept.store.housing import today
from kept.store.models import Event
from kept.web.housing import present
from kept.web.housing.present import DifferencesPage, Overdue, Read
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.tablefile import table_file
from kept.web.shared.words import day_words, due_words, moment_words, verdict_words

SHOWN = 200
# Whoever settles it on the page that it is about stays there.
ITS_OWN = "its-own"
OWN_PAGES = {"people": "customer", "homes": "homes-one"}
WHAT = {
    "people": gettext_lazy("People"),
    "homes": gettext_lazy("Homes"),
    "tenancies": gettext_lazy("Tenancies"),
    "patches": gettext_lazy("Patches"),
}


def differences(request: HttpRequest, here: Here) -> HttpResponse:
    """What stands beside the housing system; to take what it says after all is one button."""
    if request.method == "POST":
        return _accepted(request, here)
    found = list(beside.disagreements(here.association, SHOWN + 1))
    overdue = starting.found_overdue(here.association, here.membership)
    live = today(here.association, here.at) >= here.association.go_live
    day = day_words(here.association.go_live)
    count = overdue.count()
    view = DifferencesPage(
        reads=tuple(_reads(here)),
        live=_("Kept counts from %(day)s.") % {"day": day}
        if live
        else _("Kept counts from %(day)s on. Until then nobody is written to.") % {"day": day},
        rows=present.differences(here, found[:SHOWN]),
        more=len(found) > SHOWN,
        overdue=tuple(
            Overdue(
                each.promise,
                each.thread.ref,
                reverse("thread", args=[here.slug, each.thread.ref]),
                due_words(each.due_at, here.calendar),
                verdict_words(each.verdict).text,
            )
            for each in overdue[:SHOWN]
        ),
        overdue_more=max(0, count - SHOWN),
        csv=reverse("differences-csv", args=[here.slug]),
        back=reverse("patches", args=[here.slug]),
    )
    return page(request, "housing/differences.html", view, title=_("Beside the housing system"), here=here)


def _reads(here: Here) -> Iterator[Read]:
    rows = Event.objects.filter(association=here.association, kind=HOUSING_IMPORTED)
    for what, label in WHAT.items():
        last = rows.filter(facts__what=what).order_by("-happened_at", "-id").first()
        if last is None:
            yield Read(str(label), "", _("never read"))
            continue
        words = _(
            "%(rows)s rows of %(file)s: %(added)s were new, %(changed)s changed, %(ended)s ended, "
            "%(rejected)s could not be taken"
        )
        numbers = {
            name: f"{int(last.facts.get(name, 0)):,}"
            for name in ("rows", "added", "changed", "ended", "rejected")
        }
        said = words % {**numbers, "file": last.facts.get("file", "")}
        yield Read(str(label), moment_words(last.happened_at, here.calendar), said)


def _accepted(request: HttpRequest, here: Here) -> HttpResponse:
    what, ref = request.POST.get("what", ""), request.POST.get("ref", "")[:60].replace("\x00", "")
    field = request.POST.get("field", "")[:60].replace("\x00", "")
    if what not in SORTS:
        messages.error(request, _("Choose one from the list."))
        return redirect("differences", here.slug)
    done = acting.accept_theirs(
        association=here.association,
        what=what,
        ref=ref,
        field=field,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        messages.info(request, done.sentence)
    else:
        messages.success(request, _("Taken as the housing system has it."))
    if ref and request.POST.get("back") == ITS_OWN and what in OWN_PAGES:
        return redirect(OWN_PAGES[what], here.slug, ref)
    return redirect("differences", here.slug)


def differences_csv(request: HttpRequest, here: Here) -> HttpResponseBase:
    """All of them as a file, for whoever puts them right in the housing system."""
    head = [
        _("What"),
        _("Reference there"),
        _("Whose"),
        _("Field"),
        _("The housing system says"),
        _("We say"),
        _("Put right by"),
    ]

    def rows() -> Iterator[list[object]]:
        for each in beside.disagreements(here.association, 100_000):
            for line in present.differences(here, [each]):
                there = each.row.external_ref or ""
                what = str(WHAT[each.sort])
                yield [what, there, line.whose, line.field, line.theirs, line.ours, line.by]

    return table_file("beside-the-housing-system.csv", here, head, rows)
