"""Was it a complaint after all? What am I to read again, and what came of what was read?

/karin/words-again          # what was drawn in each week, and what waits for me
/karin/words-again/12       # one of them: what was said, and the two answers
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import samples_of_words as act
from kept.casework import Refused
from kept.casework.learning import WAS, WAS_NOT, reads_again
from kept.store import looking, words_again
from kept.store.models import WordsDraw, WordsToRead
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import day_words, moment_words, thread_words

WEEKS = 13


@dataclass(frozen=True, slots=True)
class ToRead:
    """One that waits."""

    address: str
    what: str
    because: str
    mine: bool


@dataclass(frozen=True, slots=True)
class WeekLine:
    """What was drawn of a week, and what came of it."""

    week: str
    contacts: int
    of: int
    drawn: int
    read: int
    was: int
    seed: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """What waits, and what came of each week."""

    mine: tuple[ToRead, ...]
    others: tuple[ToRead, ...]
    weeks: tuple[WeekLine, ...]
    was: int
    read: int
    share: str
    errors: tuple[SimpleError, ...] = ()


def words_list(request: HttpRequest, here: Here) -> HttpResponse:
    """What waits for me and for others, and the share that were complaints."""
    rows = [_to_read(here, each) for each in words_again.waiting(here.membership)[:100]]
    weeks = tuple(_weeks(here))
    was, read = sum(each.was for each in weeks), sum(each.read for each in weeks)
    view = ListPage(
        mine=tuple(each for each in rows if each.mine),
        others=tuple(each for each in rows if not each.mine),
        weeks=weeks,
        was=was,
        read=read,
        share=f"{round(100 * was / read)} %" if read else "",
    )
    return page(request, "lessons/words.html", view, title=_("Words read again"), here=here)


def _to_read(here: Here, row: WordsToRead) -> ToRead:
    return ToRead(
        reverse("words-read", args=[here.slug, row.pk]),
        f"{thread_words(row.thread.kind)} {row.thread.ref}",
        ", ".join(row.because),
        row.reader_id == here.membership.account_id,
    )


def _weeks(here: Here) -> Iterator[WeekLine]:
    counted = {
        draw: (drawn, read, was)
        for draw, drawn, read, was in WordsToRead.objects.filter(association=here.association)
        .values_list("draw")
        .annotate(n=Count("id"), read=Count("id", filter=~Q(found="")), was=Count("id", filter=Q(found=WAS)))
        .order_by()
    }
    for each in WordsDraw.objects.filter(association=here.association).order_by("-week")[:WEEKS]:
        drawn, read, was = counted.get(each.pk, (0, 0, 0))
        yield WeekLine(day_words(each.week), each.contacts, each.of, drawn, read, was, each.seed)


@dataclass(frozen=True, slots=True)
class OnePage:
    """One contact to read again."""

    back: str
    action: str
    heading: str
    thread: str
    when: str
    because: str
    words: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    found: str
    who: str
    typed: Mapping[str, str]
    reads: bool
    errors: tuple[SimpleError, ...] = ()


def words_read(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """What was said, and whether it was a complaint."""
    row = words_again.one(here.membership, number)
    if row is None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _one(request, here, row, {})
    typed = {name: str(value)[:4_000].replace("\x00", "") for name, value in request.POST.items()}
    done = act.read(
        association=here.association,
        number=row.pk,
        found=typed.get("found", ""),
        why=typed.get("why", ""),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _one(request, here, row, typed, SimpleError(done.sentence, done.field or "found"))
    said = _("It is a complaint from the day on which it reached us.") if typed["found"] == WAS else ""
    messages.success(request, said or _("It is on record that it was none."))
    return redirect("words-again", here.slug)


def _one(
    request: HttpRequest, here: Here, row: WordsToRead, typed: Mapping[str, str], *errors: SimpleError
) -> HttpResponse:
    if request.method == "GET":
        looking.looked(here.membership, looking.CONTACT, row.thread.ref, here.at)
    answers = {
        WAS: _("Yes. They were not content with what we did or did not do."),
        WAS_NOT: _("No. It was something else."),
    }
    view = OnePage(
        back=reverse("words-again", args=[here.slug]),
        action=reverse("words-read", args=[here.slug, row.pk]),
        heading=_("Was this a complaint?"),
        thread=reverse("thread", args=[here.slug, row.thread.ref]),
        when=moment_words(row.thread.opened_at, here.calendar),
        because=", ".join(row.because),
        words=words_again.words_of(row),
        answers=tuple(answers.items()),
        found=answers.get(row.found, ""),
        who=row.read_by.name if row.read_by else "",
        typed=typed,
        reads=not row.found and reads_again(here.membership.role),
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "lessons/word.html", view, title=view.heading, here=here, status=status)
