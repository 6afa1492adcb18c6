"""What does each register hold, and what in it has to be looked at?

The index, one register (to be searched and printed), and a new entry. What an entry says is asked by the
fields of its register, which are data; what is a file is kept by its digest and named by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.actions import registering
from kept.actions.registering import NotTaken
from kept.casework import Refused
from kept.casework import registers as casework
from kept.rulebook.registers import GROUPS, HOUSE, OFFICE, STAFF, Register
from kept.store import files, refs
from kept.store import registers as store
from kept.store.accounts import people_at
from kept.store.models import Office, RegisterEntry
from kept.web.registers.asks import State
from kept.web.registers.present import FormPage, questions_of, register_page
from kept.web.shared.access import Here
from kept.web.shared.fields import PREFIX, Choice, Question
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.problems import forbidden

LONGEST_SAID = 100
SUBJECT = "subject"
GROUP_WORDS = {
    "people": gettext_lazy("People"),
    "answers": gettext_lazy("What we tell people"),
    "office": gettext_lazy("At the office"),
    "safety": gettext_lazy("Safety"),
}


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One register on the index."""

    address: str
    title: str
    says: str
    n: int
    asking: int


@dataclass(frozen=True, slots=True)
class IndexPage:
    """Every register that this person may see, by group."""

    groups: tuple[tuple[str, tuple[IndexLine, ...]], ...]
    to_sign: tuple[tuple[str, str], ...]
    answers: str
    card: str


def seen(here: Here) -> tuple[Register, ...]:
    """The registers that this person may look at, in the order of the policy."""
    return tuple(
        each for each in here.rulebook.room("registers") if casework.may_see(each, here.membership.role)
    )


def register_of(here: Here, name: str) -> Register:
    """One of them; 404 where there is none, or it is not for this person."""
    found = next((each for each in seen(here) if each.name == name), None)
    if found is None:
        raise Http404
    return found


def names_of(here: Here) -> Mapping[str, str]:
    """The names of those who work here, by handle."""
    members = people_at(here.association, here.calendar.local(here.at).date())
    return {each.account.handle: each.account.name for each in members}


def registers(request: HttpRequest, here: Here) -> HttpResponse:
    """The index."""
    known = seen(here)
    state = State.of(here, known)
    groups = []
    for group in GROUPS:
        lines = tuple(
            IndexLine(
                reverse("register-opened", args=[here.slug, each.name]),
                each.title,
                each.says,
                len(state.entries[each.name]),
                state.asking(each.name),
            )
            for each in known
            if each.group == group
        )
        if lines:
            groups.append((str(GROUP_WORDS[group]), lines))
    view = IndexPage(
        tuple(groups),
        to_sign(here, state, known),
        reverse("answers", args=[here.slug]),
        reverse("card-check", args=[here.slug]),
    )
    return page(request, "registers/registers.html", view, title=_("Registers"), here=here)


def to_sign(here: Here, state: State, known: tuple[Register, ...]) -> tuple[tuple[str, str], ...]:
    """What this person has still to read and confirm: its address and title."""
    rows = [each for register in known if register.sign for each in state.entries[register.name]]
    left = store.unconfirmed(here.association, rows, here.membership.account_id)
    return tuple((reverse("register-entry", args=[here.slug, each.pk]), each.title) for each in left)


def opened(request: HttpRequest, here: Here, register: str) -> HttpResponse:
    """One register, narrowed by words, to what asks for something, or to what is no longer held too."""
    known = register_of(here, register)
    # In the body of the request: a colleague's name belongs in no address.
    asked = request.POST if request.method == "POST" else request.GET
    said = request.POST.get("q", "").replace("\x00", "").strip()[:LONGEST_SAID]
    ended, only = "ended" in asked, "only" in asked
    both = _with_skills(here, known)
    state = State.of(here, both)
    rows: list[RegisterEntry] = list(state.entries[known.name])
    if ended:
        rows = list(store.entries(here.association, known.name, ended=True))
    rows = [each for each in rows if all(word in each.words for word in said.casefold().split())]
    if known.private:
        rows = [each for each in rows if each.account_id != here.membership.account_id]
    if only:
        rows = [each for each in rows if state.wants.get(each.pk)]
    view = register_page(
        here,
        known,
        state,
        rows,
        names_of(here),
        may_keep=casework.check_may_keep(known, here.membership.role) is None or known.own,
        said=said,
        ended=ended,
        only=only,
    )
    return page(request, "registers/register.html", view, title=known.title, here=here)


def _with_skills(here: Here, known: Register) -> tuple[Register, ...]:
    """The gaps in skills stand beside what each post needs, for those who may see all of it."""
    if known.name != store.SKILLS_NEEDED:
        return (known,)
    names = {store.SKILLS_NEEDED, store.SKILLS_HELD, store.TRAINING, store.RECORDS}
    return tuple(each for each in seen(here) if each.name in names)


def new(request: HttpRequest, here: Here, register: str) -> HttpResponse:
    """A new entry."""
    known = register_of(here, register)
    theirs = known.own and request.POST.get(SUBJECT, here.by) == here.by
    refused = casework.check_may_keep(known, here.membership.role, theirs=theirs)
    if refused is not None and not known.own:
        return forbidden(request, refused.sentence, here=here)
    if request.method != "POST" or typed_again(request):
        return _form(request, here, known, request.POST or request.GET, {})
    answers, wrong = answers_in(request, here, known)
    if wrong:
        return _form(request, here, known, request.POST, wrong)
    done = registering.add(
        association=here.association,
        register=known.name,
        subject=request.POST.get(SUBJECT, "")[:100],
        answers=answers,
        uid=request.POST.get("uid", "")[:64] or None,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _form(
            request, here, known, {**request.POST.dict(), **with_files(known, answers)}, faults_of(done)
        )
    messages.success(request, _("“%(title)s” is in the register.") % {"title": done.title})
    return redirect("register-entry", here.slug, done.pk)


def faults_of(done: Refused) -> Mapping[str, str]:
    """What is wrong with which field."""
    return done.faults if isinstance(done, NotTaken) else {done.field or "": done.sentence}


def with_files(register: Register, answers: Mapping[str, str]) -> dict[str, str]:
    """The digests of what was uploaded, so that nobody has to choose a file twice."""
    return {
        PREFIX + each.name: answers[each.name]
        for each in register.fields
        if each.type == "file" and answers.get(each.name)
    }


def answers_in(request: HttpRequest, here: Here, register: Register) -> tuple[dict[str, str], dict[str, str]]:
    """What the form says, by field, its files kept; and what is wrong with a file."""
    answers = {
        each.name: request.POST.get(PREFIX + each.name, "").replace("\r\n", "\n").replace("\x00", "")
        for each in register.fields
    }
    wrong = {}
    for each in register.fields:
        given = request.FILES.get(PREFIX + each.name) if each.type == "file" else None
        if given is not None:
            kept = files.keep(here.association, given, given.name or "", by=here.by, at=here.at)
            if isinstance(kept, Refused):
                wrong[each.name] = kept.sentence
            else:
                answers[each.name] = kept.sha256
    return answers, wrong


def _form(
    request: HttpRequest, here: Here, known: Register, typed: Mapping[str, str], faults: Mapping[str, str]
) -> HttpResponse:
    back = reverse("register-opened", args=[here.slug, known.name])
    view = FormPage(
        slug=here.slug,
        title=_("Add: %(one)s") % {"one": known.one},
        says=known.says,
        action=reverse("register-new", args=[here.slug, known.name]),
        back=back,
        back_label=known.title,
        uid=typed.get("uid") or refs.new_uid(),
        questions=questions(here, known, typed, faults),
        subject=_subject(here, known, typed, faults.get(SUBJECT, "")),
        button=_("Add it"),
        errors=errors_of(known, faults),
    )
    status = 422 if faults else 200
    return page(request, "registers/form.html", view, title=view.title, here=here, status=status)


def questions(
    here: Here, register: Register, typed: Mapping[str, str], faults: Mapping[str, str]
) -> tuple[Question, ...]:
    """The questions, with what may be chosen."""
    jobs = [title for title, _role in here.rulebook.association.roles]
    return questions_of(register, typed, faults, jobs=jobs, people=list(names_of(here).items()))


def errors_of(register: Register, faults: Mapping[str, str]) -> tuple[SimpleError, ...]:
    """The lines of the summary, each leading to its question."""
    ids = {each.name: each.id for each in questions_of(register, {}, {}, jobs=(), people=())}
    return tuple(
        SimpleError(sentence, ids.get(f"{PREFIX}{name}", "") or _place(register, name))
        for name, sentence in faults.items()
    )


def _place(register: Register, name: str) -> str:
    found = next(
        (each for each in questions_of(register, {}, {}, jobs=(), people=()) if each.name == PREFIX + name),
        None,
    )
    return found.id if found is not None else name


def _subject(here: Here, known: Register, typed: Mapping[str, str], error: str) -> Question | None:
    """Whose it is: a colleague or an office. Whoever keeps only their own is not asked."""
    if known.of == HOUSE:
        return None
    chosen = typed.get(SUBJECT, "")
    if known.of == OFFICE:
        rows = Office.objects.filter(association=here.association).order_by("name")
        options = [(each.slug, each.name) for each in rows]
        chosen = chosen or (options[0][0] if len(options) == 1 else "")
    else:
        assert known.of == STAFF
        everybody = list(names_of(here).items())
        mine = casework.check_may_keep(known, here.membership.role) is not None
        options = [each for each in everybody if each[0] == here.by] if mine else everybody
        chosen = here.by if mine else chosen
    return Question(
        name=SUBJECT,
        id=SUBJECT,
        label=_("At which office?") if known.of == OFFICE else _("Whose?"),
        type="select",
        error=error,
        optional=False,
        choices=tuple(Choice(slug, label, slug == chosen) for slug, label in options),
    )
