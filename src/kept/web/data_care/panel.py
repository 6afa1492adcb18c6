"""What does the page of a case show of a correction, a breach or a concern?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import corrections as acting
from kept.casework.cases import Standing
from kept.casework.permissions import Permission
from kept.store import corrections, refs, seers
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import EventText, Membership, Thread
from kept.web.data_care.words import ITEMS
from kept.web.shared.access import Here
from kept.web.shared.case_panels import Panel
from kept.web.shared.words import moment_words

TOLD_WITHIN = timedelta(hours=72)


def correction(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """The very item, what it says and should say, their own words, and one press to complain."""
    words = _words(standing)
    whole = corrections.of_person(thread.person) if thread.person else []
    said = [each for each in whole if each.case == thread.ref]
    item = str(standing.opened.facts.get("item") or "")
    entry = str(standing.opened.facts.get("entry") or "")
    return Panel(
        "data_care/correction.html",
        {
            "item": ITEMS.get(item, item),
            "entry": entry,
            "file": reverse("customer", args=[here.slug, thread.person.ref]) if thread.person else "",
            "says_now": words.get("says_now", ""),
            "should_say": words.get("should_say", ""),
            "said": said[-1].words if said else "",
            "complain": reverse("customer-data", args=[here.slug, thread.person.ref])
            if thread.person and standing.last(acting.REFUSED) is not None and here.may(Permission.RECORD)
            else "",
            "ref": thread.ref,
            "uid": refs.new_uid(),
        },
    )


def breach(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """Until when the regulator is told, and what has to be done before it is over."""
    facts = standing.opened.facts
    known = standing.opened.happened_at
    told = standing.last("data_breach.reported")
    contained = standing.last("data_breach.contained")
    people = standing.last("data_breach.people_told") or standing.last("data_breach.people_not_told")
    judged = standing.last("data_breach.judged")
    aware = facts.get("aware_at")
    by = (datetime.fromisoformat(str(aware)) if aware else known) + TOLD_WITHIN
    steps = (
        (_("Contained"), contained),
        (_("How likely harm is"), judged),
        (_("The regulator told, or why not"), told or standing.last("data_breach.not_reported")),
        (_("Those concerned told, where harm would be serious"), people),
        (_("What we learnt"), standing.last("data_breach.closed")),
    )
    return Panel(
        "data_care/breach.html",
        {
            "by": moment_words(by, here.calendar, here.calendar.local(here.at).year),
            "late": told is None and standing.last("data_breach.not_reported") is None and here.at > by,
            "steps": tuple(
                (label, moment_words(event.happened_at, here.calendar) if event else "")
                for label, event in steps
            ),
        },
        place="side",
    )


def concern(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """Who can see it, so that whoever raised it knows; and where it was passed on."""
    rows = Membership.objects.filter(
        pk__in=[each.pk for each in people_at(here.association, today(here.association, here.at))]
    )
    leads = seers.leads(rows, here.association.safeguarding)
    passed = standing.last("concern.passed_on")
    return Panel(
        "data_care/concern.html",
        {
            "leads": tuple(each.account.name for each in leads),
            "raiser": thread.raised_by.name if thread.raised_by else "",
            "to": str(passed.facts.get("to") or "") if passed else "",
            "reference": str(passed.facts.get("reference") or "") if passed else "",
            "when": moment_words(passed.happened_at, here.calendar) if passed else "",
        },
        place="side",
    )


def _words(standing: Standing) -> dict[str, str]:
    row = EventText.objects.filter(event__uid=standing.opened.id).first()
    return dict(row.words) if row is not None else {}
