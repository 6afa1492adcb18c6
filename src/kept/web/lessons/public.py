"""What does anybody read of how we deal with complaints, without signing in?

/karin/complaints      # how to complain, what happens then, compensation, our figures and our own assessment

Nothing on it is about anybody: figures that would tell of somebody are not in a record at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.rulebook.cases import practice_of
from kept.rulebook.letterheads import letterhead_of
from kept.rulebook.model import Rulebook
from kept.rulebook.publications import Publication
from kept.rulebook.self_assessing import codes_of, provisions_of
from kept.store import rules, tenancy
from kept.store.models import Assessment, AssessmentAnswer, Association, ComplaintRecord
from kept.web.lessons import words
from kept.web.shared.words import day_words

LEAFLETS = ("how-to-complain", "how-compensation-works", "complaint-form")
WHICH_PROMISES = ("complaint.received", "complaint.acknowledged", "complaint.escalated")


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One provision and what we say of it."""

    number: str
    says: str
    answer: str
    words: str
    shown: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The page."""

    place: str
    heading: str
    ways: tuple[tuple[str, str], ...]
    tell_us: str
    procedure: str
    promises: tuple[str, ...]
    ombudsman: str
    compensation: str
    leaflets: tuple[tuple[str, str], ...]
    period: str
    number: int
    lists: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    lessons: tuple[tuple[str, str], ...]
    code: str
    published: str
    approved: str
    response: str
    answers: tuple[AnswerLine, ...]
    errors: tuple[str, ...] = ()


def complaints_public(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, for anybody."""
    try:
        with tenancy.association(slug) as here:
            rulebook = rules.current(here)
            view = _page(here, rulebook)
            response = render(request, "lessons/public.html", {"view": view})
    except (Association.DoesNotExist, rules.NoRulebook):
        raise Http404 from None
    return response


def _page(here: Association, rulebook: Rulebook) -> PublicPage:
    paper = letterhead_of(rulebook)
    ways = [(_("By telephone"), paper.phone), (_("By e-mail"), paper.email)]
    ways += [(_("By post"), ", ".join(paper.address))] if paper.address else []
    ways += [(_("At our office"), each.name) for each in rulebook.association.offices]
    practice = practice_of(rulebook, "complaint")
    record = ComplaintRecord.objects.filter(association=here).order_by("-until", "-id").first()
    figures = record.figures if record is not None else {}
    done = (
        Assessment.objects.filter(association=here, published_at__isnull=False)
        .order_by("-published_at", "-id")
        .first()
    )
    return PublicPage(
        here.name,
        _("When you are not content with us"),
        tuple((label, said) for label, said in ways if said),
        reverse("conduct-public", args=[here.slug]),
        practice.says,
        tuple(_promises(rulebook)),
        paper.ombudsman,
        practice.words.get("compensation", ""),
        tuple(_leaflets(rulebook)),
        _("%(since)s to %(until)s") % {"since": day_words(record.since), "until": day_words(record.until)}
        if record is not None
        else "",
        record.number if record is not None else 0,
        tuple(
            (
                str(words.LISTS[by]),
                tuple(
                    (words.line_of(rulebook, by, name), str(n))
                    for name, n in figures.get("lists", {}).get(by, ())
                    if n is not None
                ),
            )
            for by in ("subject", "outcome", "stage")
        )
        if record is not None
        else (),
        tuple((each["lesson"], each["done"]) for each in figures.get("lessons", ())),
        next((each.label for each in codes_of(rulebook) if done and each.name == done.code), ""),
        day_words(done.published_at.date()) if done and done.published_at else "",
        f"{done.approved_by}, {day_words(done.approved_on)}" if done and done.approved_on else "",
        done.response if done else "",
        tuple(_answers(here, rulebook, done)) if done else (),
    )


def _promises(rulebook: Rulebook) -> list[str]:
    """What is promised to whoever complains, the law's and ours."""
    found = [
        each.public
        for each in rulebook.promises.values()
        if each.duty is None and set(each.starts) & set(WHICH_PROMISES) and each.repealed is None
    ]
    return list(dict.fromkeys(found))


def _leaflets(rulebook: Rulebook) -> list[tuple[str, str]]:
    rows = [each for each in rulebook.room("publications") if isinstance(each, Publication)]
    return [(each.label, each.says) for each in rows if each.name in LEAFLETS]


def _answers(here: Association, rulebook: Rulebook, row: Assessment) -> list[AnswerLine]:
    said = {
        each.provision: each for each in AssessmentAnswer.objects.filter(association=here, assessment=row)
    }
    return [
        AnswerLine(
            each.number,
            each.says,
            str(words.ANSWERS[said[each.name].answer]),
            said[each.name].words,
            tuple((one["words"], one.get("figure", "")) for one in said[each.name].evidence),
        )
        for each in provisions_of(rulebook, row.code)
        if each.name in said
    ]
