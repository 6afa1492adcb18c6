"""How is a draft of the policy tried in a browser, how far has a trial come, and what came of it?

Three addresses: the trials of a draft with the form that begins one, one trial, and its figures as a file.
While a trial runs its page looks again by itself: with a script only its progress, and without one all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import trials as act
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.casework.tried import Count
from kept.store import drafts, refs, trying
from kept.store.accounts import names_by_handle
from kept.store.models import PolicyDraft, PolicyTrial
from kept.web.policy_life.trial import DONE, found_in, state_words, trial_page
from kept.web.policy_life.trial_words import shortly
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.problems import forbidden
from kept.web.shared.tablefile import table_file
from kept.web.shared.words import Words, day_words, moment_words

LONGEST = 80
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One trial in the list."""

    address: str
    since: str
    state: Words
    found: Words | None
    edition: int
    asked: str
    who: str


@dataclass(frozen=True, slots=True)
class TrialsPage:
    """The trials of a draft, and the form."""

    number: int
    title: str
    action: str
    rows: tuple[TrialRow, ...]
    may: bool
    why_not: str
    since: str
    uid: str
    is_date: bool
    errors: tuple[SimpleError, ...] = ()


def trials(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """What was tried of this draft; a policy officer or director begins another."""
    draft = _draft(here, number)
    if request.method != "POST":
        return _shown(request, here, draft)
    if not here.may(Permission.READINGS):
        return forbidden(request, here.why_not(Permission.READINGS), here=here)
    if typed_again(request):
        return _shown(request, here, draft, request.POST)
    if request.POST.get("do") == "stop":
        return _stopped(request, here, draft)
    return _begun(request, here, draft)


def _draft(here: Here, number: int) -> PolicyDraft:
    draft = drafts.of_number(here.association, number)
    if draft is None:
        raise Http404
    return draft


def _begun(request: HttpRequest, here: Here, draft: PolicyDraft) -> HttpResponse:
    try:
        since = read_date(request.POST.get("since", "")[:LONGEST])
    except MomentError as problem:
        return _shown(request, here, draft, request.POST, SimpleError(str(problem), "since"))
    done = act.begin(
        association=here.association,
        draft=draft.number,
        since=since,
        uid=request.POST.get("uid", "")[: act.LONGEST_UID] or refs.new_uid(),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, "since" if done.field == "since" else "")
        return _shown(request, here, draft, request.POST, error)
    if done.since != since:
        said = {"place": here.name, "day": day_words(done.since)}
        messages.warning(
            request, _("%(place)s counts from %(day)s, so that is where the trial begins.") % said
        )
    return redirect("draft-trial", here.slug, draft.number, done.pk)


def _stopped(request: HttpRequest, here: Here, draft: PolicyDraft) -> HttpResponse:
    trial = request.POST.get("trial", "")
    done = act.stop(
        association=here.association,
        draft=draft.number,
        trial=int(trial) if trial.isascii() and trial.isdigit() and len(trial) < 19 else 0,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _shown(request, here, draft, None, SimpleError(done.sentence))
    return redirect("draft-trial", here.slug, draft.number, done.pk)


def _shown(
    request: HttpRequest,
    here: Here,
    draft: PolicyDraft,
    typed: Mapping[str, str] | None = None,
    *errors: SimpleError,
) -> HttpResponse:
    held = trying.trials_of(draft)
    names = names_by_handle({each.asked_by for each in held})
    today = here.calendar.local(here.at).date()
    since = (typed or {}).get("since", "")[:LONGEST] if typed is not None else _a_year_ago(here, today)
    view = TrialsPage(
        number=draft.number,
        title=draft.title,
        action=reverse("draft-trials", args=[here.slug, draft.number]),
        rows=tuple(_row(here, draft, each, names) for each in held),
        may=here.may(Permission.READINGS),
        why_not=here.why_not(Permission.READINGS),
        since=since,
        uid=(typed or {}).get("uid", "")[: act.LONGEST_UID] or refs.new_uid(),
        is_date=_is_date(since),
        errors=errors,
    )
    title = _("Trials of draft %(number)s") % {"number": draft.number}
    return page(
        request, "policy_life/trials.html", view, title=title, here=here, status=422 if errors else 200
    )


def _a_year_ago(here: Here, today: date) -> str:
    return max(today - YEAR, min(here.association.go_live, today)).isoformat()


def _is_date(text: str) -> bool:
    """Whether the browser's date control can show it; what else was typed stays as text."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return not text


def _row(here: Here, draft: PolicyDraft, trial: PolicyTrial, names: Mapping[str, str]) -> TrialRow:
    return TrialRow(
        address=reverse("draft-trial", args=[here.slug, draft.number, trial.pk]),
        since=day_words(trial.since),
        state=state_words(trial),
        found=shortly(found_in(trial)) if trial.state == DONE else None,
        edition=trial.edition,
        asked=moment_words(trial.asked_at, here.calendar),
        who=names.get(trial.asked_by, trial.asked_by),
    )


def trial(request: HttpRequest, here: Here, number: int, trial: int) -> HttpResponseBase:
    """How far one has come, or what came of it."""
    draft, found = _found(here, number, trial)
    who = names_by_handle({found.asked_by}).get(found.asked_by, found.asked_by)
    view = trial_page(here, draft, found, who)
    title = _("Trial of draft %(number)s since %(day)s") % {"number": draft.number, "day": view.since}
    if not getattr(request, "htmx", False):
        return page(request, "policy_life/trial.html", view, title=title, here=here)
    if view.progress is None:
        # What was watched is over: the whole page is shown afresh.
        return HttpResponse(headers={"HX-Refresh": "true", "Cache-Control": "no-store, private"})
    return page(request, "policy_life/trial_progress.html", view, title=title, here=here)


def _found(here: Here, number: int, trial: int) -> tuple[PolicyDraft, PolicyTrial]:
    draft = _draft(here, number)
    found = trying.trial_of(draft, trial)
    if found is None:
        raise Http404
    return draft, found


def trial_csv(request: HttpRequest, here: Here, number: int, trial: int) -> HttpResponseBase:
    """All figures of a trial as a file, every day among them."""
    draft, found = _found(here, number, trial)
    if found.state != DONE:
        raise Http404
    name = f"draft-{draft.number}-trial-{found.since.isoformat()}.csv"
    head = ["what", "clause", "name", "within", "within_draft"]
    head += [f"{part}_{side}" for part in _PARTS for side in ("now", "draft")]
    return table_file(name, here, head, lambda: _lines(found))


_PARTS = ("kept", "broken", "running", "beside", "to_be_kept")


def _lines(trial: PolicyTrial) -> Iterable[Iterable[object]]:
    found = found_in(trial)
    blank = ("", "")
    yield ("in all", "", "", "", "", *_counts(found.whole.now, found.whole.draft), *blank)
    for line in found.lines:
        words = (line.promise, line.name, line.within or "", line.within_draft or "")
        yield ("promise", *words, *_counts(line.now, line.draft), *blank)
    for team, pair in found.teams.items():
        yield ("team", "", team, "", "", *_counts(pair.now, pair.draft), *blank)
    for each in found.days:
        yield ("day", "", each.day.isoformat(), "", "", *[""] * 8, each.now, each.draft)


def _counts(now: Count, draft: Count) -> Iterable[int]:
    for part in _PARTS[:-1]:
        yield from (getattr(now, part), getattr(draft, part))
