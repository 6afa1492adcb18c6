"""What came by post today, who has it, and what still lies there?

One page: the line for the next thing that came, and the book of the day below it. It is worked by keyboard:
Tab from question to question, Enter saves, and “Save, and the same again” goes through a pile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions import mail_book
from kept.actions.mail_book import Entered
from kept.casework import Refused
from kept.casework.mail_book import SORTS
from kept.casework.permissions import Permission
from kept.store import mail_book as book
from kept.web.mailbook.form import Entering, offices, openers, readers
from kept.web.mailbook.rows import Row, row, rows
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words

ENTER, FIND, SAVE, AGAIN, ROUND = "enter", "find", "save", "again", "round"


@dataclass(frozen=True, slots=True)
class BookPage:
    """The page: the form, the day, what still lies there, and the line that was saved last."""

    slug: str
    action: str
    may: bool
    form: Entering
    openers: tuple[Choice, ...]
    readers: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    day: str
    on: str
    before: str
    after: str
    today: bool
    office: str
    places: tuple[Choice, ...]
    rows: tuple[Row, ...]
    counts: str
    lying: tuple[Row, ...]
    lying_says: str
    saved: Row | None
    named: str
    house: str
    errors: tuple[SimpleError, ...] = ()


def mailbook(request: HttpRequest, here: Here) -> HttpResponse:
    """The book of one day; today's where none is named."""
    if request.method != "POST":
        return _shown(request, here, Entering.of(here, {}, _line(here, request.GET.get("like", ""))))
    if not here.may(Permission.RECORD):
        return _shown(request, here, Entering.of(here, {}), status=403)
    step = request.POST.get("step", SAVE)
    if step == ROUND:
        return _round(request, here)
    form = Entering.of(here, request.POST)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "mailbook/matches.html", {"form": form})
    if step == FIND or typed_again(request) or (step == ENTER and _looks_first(request, form)):
        return _shown(request, here, form)
    done = form.saved(here, request.FILES.getlist("scans"))
    if not isinstance(done, Entered):
        return _shown(request, here, done, status=422)
    return _saved(request, here, done, again=step == AGAIN)


def _looks_first(request: HttpRequest, form: Entering) -> bool:
    """Whether Enter looks for the customer first: words were typed that nobody has looked for yet."""
    return form.unsure and request.POST.get("looked-for") != form.typed["from_name"]


def _saved(request: HttpRequest, here: Here, done: Entered, *, again: bool) -> HttpResponse:
    item = done.item
    if done.again:
        messages.info(
            request, _("This was sent before. It is in the book once, as %(n)s.") % {"n": item.number}
        )
    elif again or item.sort == "valuables":
        messages.success(request, _("In the book as number %(n)s.") % {"n": item.number})
    if item.sort == "valuables" and not done.again:
        return redirect(f"{reverse('valuable-new', args=[here.slug])}?{urlencode({'item': item.pk})}")
    query = {"like": item.pk} if again else {"saved": item.pk}
    return redirect(f"{reverse('mailbook', args=[here.slug])}?{urlencode(query)}")


def _round(request: HttpRequest, here: Here) -> HttpResponse:
    ticked = [int(each) for each in request.POST.getlist("item") if each.isascii() and each.isdigit()]
    done = mail_book.hand_round(
        association=here.association,
        items=ticked or None,
        office=request.POST.get("office", ""),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        messages.warning(request, done.sentence)
    elif done:
        says = ngettext("%(n)s line has been handed round.", "%(n)s lines have been handed round.", done)
        messages.success(request, says % {"n": done})
    else:
        messages.info(request, _("Everything has been handed round already."))
    return redirect("mailbook", here.slug)


def _line(here: Here, number: str) -> book.Entry | None:
    return book.one(here.membership, int(number)) if number.isascii() and number.isdigit() else None


def _shown(request: HttpRequest, here: Here, form: Entering, status: int = 200) -> HttpResponse:
    today = timezone.localdate(here.at)
    try:
        on = read_date(request.GET["on"]) if request.GET.get("on") else today
    except MomentError:
        on = today
    office = request.GET.get("at", "")
    entries = book.day(here.membership, on=on, office=office)
    lying = book.not_handed_round(here.membership, office=office)
    saved = _line(here, request.GET.get("saved", ""))
    ours = book.rules_of(here.rulebook)
    view = BookPage(
        slug=here.slug,
        action=reverse("mailbook", args=[here.slug]),
        may=here.may(Permission.RECORD),
        form=form,
        openers=openers(here, form),
        readers=readers(here, form),
        offices=offices(here, form),
        day=day_words(on),
        on=on.isoformat(),
        before=_day_address(here, on - timedelta(days=1)),
        after=_day_address(here, on + timedelta(days=1)) if on < today else "",
        today=on == today,
        office=office,
        places=_places(here, office),
        rows=rows(here, entries),
        counts=_counts(entries),
        lying=rows(here, lying),
        lying_says=_lying(len(lying)),
        saved=row(here, saved) if saved is not None else None,
        named=", ".join(ours.opened_by),
        house=here.name,
        errors=form.errors,
    )
    return page(request, "mailbook/book.html", view, title=_("Mail book"), here=here, status=status)


def _places(here: Here, chosen: str) -> tuple[Choice, ...]:
    known = here.rulebook.association.offices
    if len(known) < 2:
        return ()
    every = Choice("", _("All offices"), not chosen)
    return (every, *(Choice(each.slug, each.name, each.slug == chosen) for each in known))


def _day_address(here: Here, on: date) -> str:
    return f"{reverse('mailbook', args=[here.slug])}?{urlencode({'on': on.isoformat()})}"


def _counts(entries: Sequence[book.Entry]) -> str:
    """How many of each sort came that day."""
    found: Counter[str] = Counter()
    for each in entries:
        if each.item.struck_at is None:
            found[each.item.sort] += each.item.pieces
    return ", ".join(f"{SORTS[name].label}: {number}" for name, number in found.items() if name in SORTS)


def _lying(number: int) -> str:
    if not number:
        return _("Everything has been handed round.")
    says = ngettext(
        "%(n)s line has not been handed round yet.", "%(n)s lines have not been handed round yet.", number
    )
    return says % {"n": number}
