"""How does somebody who has read a letter or an e-mail say what it is, and see the clocks before they save?

    box = Classifying.of(request, here, ref, text=words, action=address)
    if isinstance(box, str): …                      # saved: the reference of the contact
    if request.htmx: return part(request, box)      # only the clocks, while boxes are being ticked
    # in the template: {% include "shared/_classify.html" with classify=view.classify %}

What the words suggest stands beside each box with the words that led to it; no box is ticked by it. The law's
clocks and the policy's both stand in the order of their dates, so that the one that leads is first, before
saving and afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kept.actions.classifying import classify, foresee_reading
from kept.casework import Clock, Judgement, Refused, Verdict, classifying
from kept.casework.classifying import Suggestion
from kept.casework.permissions import Permission
from kept.store import refs
from kept.store.read_as import Read, read_as
from kept.web.shared.access import Here
from kept.web.shared.fields import Question, present_fields, read_fields, typed_from_defaults
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.promising import Line, line_of

DO, CHECK, SAVE = "do", "classify-check", "classify"
SORTS, REASON, UID, LONGEST_UID = "sort", "sort-reason", "sort-uid", 64
LAW, HOUSE = "law", "kept"


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One box: what it is, what suggested it, and what has to be known beside."""

    name: str
    label: str
    says: str
    chosen: bool
    because: str = ""
    questions: tuple[Question, ...] = ()
    open: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock: who asks for it, and whether it would be new and is the first to come due."""

    line: Line
    whose: str
    law: bool
    leads: bool
    new: bool


@dataclass(frozen=True, slots=True)
class Classifying:
    """The part of a page. `clocks` are those that run now, or would once it is saved (`looked`)."""

    ref: str
    action: str
    uid: str
    rows: tuple[ClassRow, ...]
    clocks: tuple[ClockRow, ...]
    looked: bool
    was_read: bool
    strikes_out: bool
    reason: str
    may: bool
    refused: str = ""
    errors: tuple[SimpleError, ...] = ()

    @classmethod
    def of(
        cls, request: HttpRequest, here: Here, ref: str, *, text: str, action: str
    ) -> Classifying | str | None:
        """The part as it stands; the reference of the contact once it is saved; None where there is none."""
        read = read_as(here.association, ref, here.membership, here.at)
        if isinstance(read, Refused):
            return None
        post = request.POST if request.method == "POST" and request.POST.get(DO) in (CHECK, SAVE) else None
        typed = _Typed.of(here, read, request, post is not None)
        if post is not None and post.get(DO) == SAVE and not typed.faults and not typed_again(request):
            suggested = "; ".join(f"{each.sort}: {', '.join(each.because)}" for each in typed.suggests(text))
            done = classify(
                association=here.association,
                thread=ref,
                sorts=typed.sorts,
                answers=typed.answers,
                suggested=suggested,
                reason=typed.reason,
                uid=typed.uid,
                by=here.by,
                at=here.at,
                membership=here.membership,
            )
            if not isinstance(done, Refused):
                return done
            typed = typed.refused(done)
        return _part(here, read, typed, typed.suggests(text), action, looked=post is not None)


def part(request: HttpRequest, box: Classifying) -> HttpResponse:
    """Only the clocks, for a page that asks for them while boxes are being ticked."""
    return render(request, "shared/_classify_clocks.html", {"classify": box})


@dataclass(frozen=True)
class _Typed:
    """What was ticked and typed, and what is wrong with it, by the id of its question."""

    sorts: tuple[str, ...]
    typed: Mapping[str, Mapping[str, str]]
    answers: Mapping[str, Mapping[str, object]]
    faults: Mapping[str, str]
    reason: str
    uid: str
    loose: str = ""

    @classmethod
    def of(cls, here: Here, read: Read, request: HttpRequest, sent: bool) -> _Typed:
        kinds = here.rulebook.kinds
        offered = [each.name for each in classifying.offered(kinds, read.opening)]
        sorts = [each for each in request.POST.getlist(SORTS) if each in offered] if sent else read.sorts
        typed: dict[str, Mapping[str, str]] = {}
        answers: dict[str, Mapping[str, object]] = {}
        faults: dict[str, str] = {}
        for sort in offered:
            fields = classifying.asked(sort, kinds, read.opening)
            head = f"{sort}."
            said = {
                name.removeprefix(head): str(value)
                for name, value in request.POST.items()
                if sent and name.startswith(head)
            }
            typed[sort] = said if sent else typed_from_defaults(fields, at=here.at, zone=here.zone)
            if sort in sorts and sort not in read.entries and sent:
                reading = read_fields(fields, said, zone=here.zone)
                answers[sort] = reading.facts
                faults |= {f"{sort}-{name}": sentence for name, sentence in reading.errors.items()}
        given = request.POST.get(UID, "") if sent else ""
        reason = request.POST.get(REASON, "").replace("\x00", "") if sent else ""
        return cls(tuple(sorts), typed, answers, faults, reason, (given or refs.new_uid())[:LONGEST_UID])

    def suggests(self, text: str) -> tuple[Suggestion, ...]:
        """What the words may mean, of what can be chosen here."""
        return tuple(each for each in classifying.suggestions(text) if each.sort in self.typed)

    def refused(self, refused: Refused) -> _Typed:
        """The same with what was said against it."""
        if refused.field:
            return replace(self, faults={**self.faults, refused.field: refused.sentence})
        return replace(self, loose=refused.sentence)


def _part(
    here: Here,
    read: Read,
    typed: _Typed,
    suggested: Sequence[Suggestion],
    action: str,
    *,
    looked: bool,
) -> Classifying:
    change = classifying.difference(read.entries, typed.sorts)
    judged = _foreseen(here, read, typed) if looked and typed.sorts else None
    refused = judged.sentence if isinstance(judged, Refused) else ""
    clocks = judged.clocks if isinstance(judged, Judgement) else read.before
    because = {each.sort: ", ".join(f"“{word}”" for word in each.because) for each in suggested}
    rows = tuple(
        _row(here, read, typed, each, because.get(each.name, ""))
        for each in classifying.offered(here.rulebook.kinds, read.opening)
    )
    return Classifying(
        ref=read.ref,
        action=action,
        uid=typed.uid,
        rows=rows,
        clocks=tuple(_clocks(here, read, clocks)),
        looked=isinstance(judged, Judgement),
        was_read=read.was_read,
        strikes_out=bool(change.ends) or "reason" in typed.faults,
        reason=typed.reason,
        may=here.may(Permission.RECORD),
        refused=refused,
        errors=tuple(_errors(rows, typed)),
    )


def _foreseen(here: Here, read: Read, typed: _Typed) -> Judgement | Refused:
    return foresee_reading(
        association=here.association,
        thread=read.ref,
        sorts=typed.sorts,
        answers=typed.answers,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )


def _row(here: Here, read: Read, typed: _Typed, each: classifying.Class, because: str) -> ClassRow:
    own = {
        name.removeprefix(f"{each.name}-"): sentence
        for name, sentence in typed.faults.items()
        if name.startswith(f"{each.name}-")
    }
    fields = (
        () if each.name in read.entries else classifying.asked(each.name, here.rulebook.kinds, read.opening)
    )
    questions = tuple(
        # The same question may stand under two boxes: each carries the name of its own.
        replace(one, name=f"{each.name}.{one.name}", id=f"{each.name}.{one.id}")
        for one in present_fields(fields, typed.typed.get(each.name, {}), own)
    )
    chosen = each.name in typed.sorts
    return ClassRow(each.name, each.label, each.says, chosen, because, questions, chosen or bool(own))


def _errors(rows: Iterable[ClassRow], typed: _Typed) -> Iterable[SimpleError]:
    for each in rows:
        for one in each.questions:
            if one.error:
                yield SimpleError(one.error, one.id)
    for name, place in (("sorts", f"{SORTS}-0"), ("reason", REASON)):
        if name in typed.faults:
            yield SimpleError(typed.faults[name], place)
    if typed.loose:
        yield SimpleError(typed.loose)


def _clocks(here: Here, read: Read, clocks: Sequence[Clock]) -> Iterable[ClockRow]:
    """What still asks for something, by when it is due; what is over is on the contact's own page."""
    before = {(each.promise, each.start) for each in read.before}
    shown = [each for each in clocks if each.verdict is not Verdict.NOT_MEASURED and not _over(each)]
    shown.sort(key=lambda each: (each.due_at, each.promise))
    first = next((each for each in shown if each.verdict is Verdict.RUNNING), None)
    for each in shown:
        whose = each.promise.partition(":")[0]
        words = {LAW: _("The law"), HOUSE: _("What every house promises")}
        yield ClockRow(
            line_of(each, here.rulebook, here.calendar),
            words.get(whose, _("Our policy")),
            whose == LAW,
            each is first,
            (each.promise, each.start) not in before,
        )


def _over(clock: Clock) -> bool:
    return clock.verdict is not Verdict.RUNNING and clock.stop is not None
