"""The pages on which the policy changes: its life, one draft, one clause or file of it, and one version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.gzip import gzip_page

from kept.actions import approving, consulting, drafting
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.store import drafts
from kept.store.models import PolicyDraft
from kept.web.policy_life import draft_forms as one
from kept.web.policy_life.changing import FILE, OUT, clause_form, file_form, has_faults
from kept.web.policy_life.draft import draft_page
from kept.web.policy_life.fields import LONGEST, Typed
from kept.web.policy_life.life import life_page
from kept.web.policy_life.version import version_page
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import typed_again
from kept.web.shared.problems import forbidden

LONGEST_FIND = 80
_SAID = ("who", "how", "words", "clause", "uid")
LONGEST_FILE = 2_000_000


def _who(here: Here) -> dict[str, Any]:
    return {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}


def _found(here: Here, number: int) -> PolicyDraft:
    row = drafts.of_number(here.association, number)
    if row is None:
        raise Http404
    return row


# ---- the life of the policy --------------------------------------------------------------------------------


def life(request: HttpRequest, here: Here) -> HttpResponse:
    """Every version and every draft; a change is begun here."""
    if request.method != "POST":
        return _life(request, here, Typed())
    if not here.may(Permission.READINGS):
        return forbidden(request, here.why_not(Permission.READINGS), here=here)
    typed = Typed.of(request.POST)
    if typed_again(request):
        return _life(request, here, typed)
    begun = drafting.begin(
        **_who(here),
        title=typed.values.get("title", ""),
        why=typed.values.get("why", ""),
        starts_on=typed.day("starts_on"),
        uid=typed.values.get("uid", ""),
    )
    if isinstance(begun, Refused):
        return _life(request, here, typed.refused(begun), status=422)
    messages.success(request, _("The draft says what the policy says. Change what is to change."))
    return redirect("draft", here.slug, begun.number)


def _life(request: HttpRequest, here: Here, typed: Typed, *, status: int = 200) -> HttpResponse:
    view = life_page(here, typed)
    title = _("How our policy changes")
    return page(request, "policy_life/life.html", view, title=title, here=here, status=status)


# ---- one draft ---------------------------------------------------------------------------------------------


def draft(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """How far a draft has come; all that is done with it as a whole."""
    row = _found(here, number)
    if request.method != "POST":
        return _draft(request, here, row, Typed())
    if not here.may(Permission.READINGS):
        return forbidden(request, here.why_not(Permission.READINGS), here=here)
    typed = Typed.of(request.POST)
    act = _ACTS.get(typed.act)
    if act is None or typed_again(request):
        return _draft(request, here, row, typed)
    done = act[0](here, row, typed, request)
    if isinstance(done, Refused):
        return _draft(request, here, _found(here, number), typed.refused(done), status=422)
    messages.success(request, _(act[1]))
    return redirect(reverse("draft", args=[here.slug, number]) + act[2])


def _draft(
    request: HttpRequest, here: Here, row: PolicyDraft, typed: Typed, *, status: int = 200
) -> HttpResponse:
    view = draft_page(here, row, typed, request.GET.get("find", "").strip()[:LONGEST_FIND])
    return page(request, "policy_life/draft.html", view, title=row.title, here=here, status=status)


Act = Callable[[Here, PolicyDraft, Typed, HttpRequest], object]


def _start(here: Here, row: PolicyDraft, typed: Typed, _request: HttpRequest) -> object:
    edition, starts_on = typed.number("edition"), typed.day("starts_on")
    return drafting.change_start(**_who(here), draft=row.number, edition=edition, starts_on=starts_on)


def _examples(here: Here, row: PolicyDraft, typed: Typed, request: HttpRequest) -> object:
    places = [int(each) for each in request.POST.getlist("places") if each.isascii() and each.isdigit()]
    edition = typed.number("edition")
    return drafting.put_examples_right(**_who(here), draft=row.number, edition=edition, places=places)


def _take_over(here: Here, row: PolicyDraft, typed: Typed, request: HttpRequest) -> object:
    keep, edition = request.POST.getlist("keep"), typed.number("edition")
    return drafting.take_over(**_who(here), draft=row.number, edition=edition, keep=keep)


def _undo(here: Here, row: PolicyDraft, typed: Typed, _request: HttpRequest) -> object:
    return drafting.undo(**_who(here), draft=row.number, edition=typed.number("edition"))


def _consult(here: Here, row: PolicyDraft, typed: Typed, _request: HttpRequest) -> object:
    how, until = typed.values.get("how", ""), typed.day("until")
    return consulting.consult(**_who(here), draft=row.number, how=how, until=until)


def _comment(here: Here, row: PolicyDraft, typed: Typed, _request: HttpRequest) -> object:
    said: dict[str, Any] = {each: typed.values.get(each, "") for each in _SAID}
    return consulting.comment(**_who(here), draft=row.number, said_on=typed.day("said_on"), **said)


def _answer(here: Here, _row: PolicyDraft, typed: Typed, _request: HttpRequest) -> object:
    return consulting.answer(
        **_who(here),
        comment=typed.number("comment"),
        outcome=typed.values.get("outcome", ""),
        words=typed.values.get("answer", ""),
    )


def _approve(here: Here, row: PolicyDraft, typed: Typed, _request: HttpRequest) -> object:
    return approving.approve(
        **_who(here),
        draft=row.number,
        edition=typed.number("edition"),
        approved_on=typed.day("approved_on"),
        minute=typed.values.get("minute", ""),
        not_consulted_why=typed.values.get("not_consulted", ""),
    )


def _take_back(here: Here, row: PolicyDraft, typed: Typed, _request: HttpRequest) -> object:
    return approving.take_back(**_who(here), draft=row.number, reason=typed.values.get("reason", ""))


def _load(here: Here, row: PolicyDraft, _typed: Typed, _request: HttpRequest) -> object:
    return approving.load(**_who(here), draft=row.number)


def _drop(here: Here, row: PolicyDraft, typed: Typed, _request: HttpRequest) -> object:
    return approving.drop(**_who(here), draft=row.number, reason=typed.values.get("reason", ""))


# What is done, what is said when it is, and where on the page one then is.
_ACTS: Mapping[str, tuple[Act, str, str]] = {
    one.START: (_start, gettext_noop("The first day is changed."), "#changes"),
    one.EXAMPLES_RIGHT: (_examples, gettext_noop("The examples expect what they come to now."), "#changes"),
    one.TAKE_OVER: (_take_over, gettext_noop("The draft changes the policy as it is now."), "#changes"),
    one.UNDO: (_undo, gettext_noop("The change is undone."), "#edits"),
    one.CONSULT: (_consult, gettext_noop("The draft is with residents."), "#residents"),
    one.COMMENT: (_comment, gettext_noop("It is written down."), "#residents"),
    one.ANSWER: (_answer, gettext_noop("The answer is saved."), "#residents"),
    one.APPROVE: (_approve, gettext_noop("The approval is on record."), "#board"),
    one.TAKE_BACK: (_take_back, gettext_noop("The draft can be worked on again."), "#board"),
    one.LOAD: (_load, gettext_noop("The draft is the policy now, from its day on."), ""),
    one.DROP: (_drop, gettext_noop("The draft is given up. It stays on record."), ""),
}


def draft_clause(request: HttpRequest, here: Here, number: int, clause: str) -> HttpResponse:
    """One clause of a draft."""
    row = _found(here, number)
    if not here.may(Permission.READINGS):
        return forbidden(request, here.why_not(Permission.READINGS), here=here)
    if request.method != "POST":
        return _clause(request, here, row, clause, Typed())
    typed = Typed.of(request.POST)
    if typed_again(request):
        return _clause(request, here, row, clause, typed)
    asked = {**_who(here), "draft": number, "edition": typed.number("edition"), "clause": clause}
    done = (
        drafting.take_out_clause(**asked)
        if typed.act == OUT
        else drafting.change_clause(**asked, values=typed.values)
    )
    if isinstance(done, Refused):
        return _clause(request, here, _found(here, number), clause, typed.refused(done), status=422)
    if typed.act != OUT and has_faults(done, clause):
        messages.warning(request, _("It is saved, and something in it is to be put right."))
        return redirect("draft-clause", here.slug, number, clause)
    messages.success(request, _("It is saved."))
    return redirect(reverse("draft", args=[here.slug, number]) + "#changes")


def _clause(
    request: HttpRequest, here: Here, row: PolicyDraft, clause: str, typed: Typed, *, status: int = 200
) -> HttpResponse:
    view = clause_form(here, row, clause, typed)
    if view is None:
        raise Http404
    title = _("Change %(clause)s") % {"clause": clause}
    return page(request, "policy_life/clause.html", view, title=title, here=here, status=status)


def draft_file(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One file of a draft, as it is written."""
    row = _found(here, number)
    if not here.may(Permission.READINGS):
        return forbidden(request, here.why_not(Permission.READINGS), here=here)
    if request.method != "POST":
        return _file(request, here, row, request.GET.get("name", "").strip()[:LONGEST_FIND], Typed())
    text = request.POST.get("text", "")[: LONGEST_FILE + 1]
    values = {"act": FILE, "text": text, "edition": request.POST.get("edition", "")[:LONGEST]}
    typed, name = Typed(FILE, "", values), request.POST.get("name", "").strip()[:LONGEST_FIND]
    if typed_again(request):
        return _file(request, here, row, name, typed)
    done = drafting.change_file(
        **_who(here), draft=number, edition=typed.number("edition"), name=name, text=text
    )
    if isinstance(done, Refused):
        return _file(request, here, _found(here, number), name, typed.refused(done), status=422)
    if name in done.files and file_form(here, done, name, Typed()).faults:
        messages.warning(request, _("It is saved, and something in it is to be put right."))
        return redirect(f"{reverse('draft-file', args=[here.slug, number])}?name={name}")
    messages.success(request, _("It is saved."))
    return redirect(reverse("draft", args=[here.slug, number]) + "#changes")


def _file(
    request: HttpRequest, here: Here, row: PolicyDraft, name: str, typed: Typed, *, status: int = 200
) -> HttpResponse:
    view = file_form(here, row, name, typed)
    title = name or _("A new file")
    return page(request, "policy_life/file.html", view, title=title, here=here, status=status)


# ---- one version -------------------------------------------------------------------------------------------


@gzip_page
def version(request: HttpRequest, here: Here, version: str) -> HttpResponse:
    """What a version changed; whoever works here says that they have read it."""
    if request.method == "POST":
        done = approving.confirm_read(
            association=here.association,
            version=version,
            membership=here.membership,
            by=here.by,
            at=here.at,
        )
        if isinstance(done, Refused):
            raise Http404
        messages.success(request, _("Thank you. It is on record that you have read it."))
        return redirect("policy-version", here.slug, version)
    view = version_page(here, version)
    if view is None:
        raise Http404
    title = _("What changed in our policy")
    return page(request, "policy_life/version.html", view, title=title, here=here)
