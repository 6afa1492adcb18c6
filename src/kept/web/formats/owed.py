"""Which forms do we owe to whom, by when, and how does each of them go on?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.actions import formats as acting
from kept.casework import Refused
from kept.casework.formats import LANGUAGE
from kept.casework.permissions import Permission
from kept.rulebook.formats import BY_KEPT, READER, VOICE
from kept.store import files, refs
from kept.store import formats as store
from kept.store.models import Clock, OwedForm, Thread, Translation
from kept.store.threads import visible_to
from kept.web.formats.asking import Act, errors_of, question, typed
from kept.web.formats.lines import OwedLine, TranslationLine, clocks_of, owed_lines, translation_lines
from kept.web.shared.access import Here
from kept.web.shared.fields import Question
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import Words, moment_words, urgency

WAYS = {
    "email": gettext_lazy("By e-mail, with the file"),
    "post": gettext_lazy("On paper, with the next post"),
    "posted": gettext_lazy("Posted by hand, such as a disc or braille"),
    "handed": gettext_lazy("Handed over"),
    "read-out": gettext_lazy("Read out on the telephone"),
    "met": gettext_lazy("Told in person, with an interpreter"),
}


@dataclass(frozen=True, slots=True)
class FormatsPage:
    """Everything that is owed, and where the rest is."""

    owed: tuple[OwedLine, ...]
    translations: tuple[TranslationLine, ...]
    reviews: int
    ask: str
    places: tuple[tuple[str, str], ...]


def formats(request: HttpRequest, here: Here) -> HttpResponse:
    """Forms we owe, and translations on their way."""
    forms, plans = store.reviews(here.association, here.calendar.local(here.at).date())
    view = FormatsPage(
        owed_lines(here),
        translation_lines(here),
        forms.count() + plans.count(),
        reverse("translation-new", args=[here.slug]) if here.may(Permission.RECORD) else "",
        (
            (_("Who needs what: to ask again, visits and interpreters"), reverse("needs", args=[here.slug])),
            (_("Agreed words in other languages"), reverse("glossary", args=[here.slug])),
            (_("Our letters in other languages"), reverse("letters-translated", args=[here.slug])),
        ),
    )
    return page(request, "formats/formats.html", view, title=_("Forms we owe"), here=here)


@dataclass(frozen=True, slots=True)
class OwedPage:
    """One form that is owed."""

    heading: str
    what: str
    back: str
    action: str
    due: Words | None
    facts: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    by_hand: str
    acts: tuple[Act, ...]
    errors: tuple[SimpleError, ...] = ()


def formats_owed(request: HttpRequest, here: Here, owed: int) -> HttpResponse:
    """One of them: make it, order it, bring it, send it, or say that it is not wanted."""
    rows = OwedForm.objects.select_related("thread", "person__merged_into", "file")
    row = rows.filter(association=here.association, pk=owed).first()
    if row is None or not visible_to(here.membership).filter(pk=row.thread_id).exists():
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, row, {}, ())
    done = _done(request, here, row)
    if isinstance(done, Refused):
        faults, errors = errors_of(done)
        return _shown(request, here, row, faults, errors, status=422)
    messages.success(request, done)
    return redirect("formats-owed", here.slug, row.pk)


def _done(request: HttpRequest, here: Here, row: OwedForm) -> str | Refused:
    said = {
        "association": here.association,
        "owed": row.pk,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    file = request.FILES.get("file")
    done: OwedForm | Refused
    match request.POST.get("act", ""):
        case "make":
            done = acting.produce(**said)  # type: ignore[arg-type]
            if isinstance(done, OwedForm) and done.by_hand:
                return done.by_hand
            says = _("It is made. Listen, look or feel whether it is right, then send it.")
        case "order":
            supplier = typed(request, "supplier")
            done = acting.order(supplier=int(supplier) if supplier.isdecimal() else 0, **said)  # type: ignore[arg-type]
            says = _("It is ordered. Bring the file when it comes back.")
        case "bring" if file is not None:
            done = acting.bring(stream=file, name=file.name or "form", **said)  # type: ignore[arg-type]
            says = _("The file is kept. Send it now.")
        case "bring":
            done = Refused(_("Choose the file first."), "file")
        case "give":
            done = acting.give(way=typed(request, "way"), **said)  # type: ignore[arg-type]
            says = _("It is on its way to them.")
        case _:
            done = acting.not_wanted(words=typed(request, "words"), **said)  # type: ignore[arg-type]
            says = _("It is owed no longer, in their words.")
    return done if isinstance(done, Refused) else says


def _shown(
    request: HttpRequest,
    here: Here,
    row: OwedForm,
    faults: Mapping[str, str],
    errors: tuple[SimpleError, ...],
    *,
    status: int = 200,
) -> HttpResponse:
    entry = next((e for e in store.forms_of_house(here.rulebook) if e.name == row.form), None)
    label = entry.label if entry is not None else row.form
    clock = clocks_of(here, [row.thread_id]).get(row.thread_id)
    open_ = store.still_owed(here.association, row.thread)
    acts = tuple(_acts(here, row, entry.makes if entry else "", faults)) if open_ else ()
    view = OwedPage(
        heading=label,
        what=row.what,
        back=reverse("formats", args=[here.slug]),
        action=reverse("formats-owed", args=[here.slug, row.pk]),
        due=_due(here, clock),
        facts=tuple(_facts(here, row)),
        links=tuple(_links(here, row)),
        by_hand=row.by_hand if open_ else "",
        acts=acts if here.may(Permission.RECORD) else (),
        errors=errors,
    )
    return page(request, "formats/owed.html", view, title=label, here=here, status=status)


def _due(here: Here, clock: Clock | None) -> Words | None:
    return urgency(clock.act_by, here.at, here.calendar) if clock is not None else None


def _facts(here: Here, row: OwedForm) -> Iterable[tuple[str, str]]:
    steps = (
        (_("Owed since"), row.owed_at),
        (_("Ordered"), row.ordered_at),
        (_("Ready"), row.produced_at),
        (_("Handed on"), row.sent_at),
        (_("Not wanted"), row.ended_at),
    )
    yield from ((label, moment_words(moment, here.calendar)) for label, moment in steps if moment)
    supplier = store.supplier(here.association, row.supplier or 0)
    if supplier is not None:
        yield _("From"), supplier.title


def _links(here: Here, row: OwedForm) -> Iterable[tuple[str, str]]:
    yield _("What happened with it"), reverse("thread", args=[here.slug, row.thread.ref])
    if row.of_thread:
        yield _("The contact that it belongs to"), reverse("thread", args=[here.slug, row.of_thread])
    if row.file is not None:
        yield (
            _("Take the file: %(name)s") % {"name": row.file.name},
            reverse("file", args=[here.slug, row.file.sha256]),
        )


def _acts(here: Here, row: OwedForm, makes: str, faults: Mapping[str, str]) -> Iterable[Act]:
    if row.file is None and makes in BY_KEPT and not row.by_hand:
        yield Act(
            "make", _("Make it"), _("Make it now"), says=_("Kept makes it from the words of the letter.")
        )
    ready = row.file is not None or makes in (VOICE, READER) or "way" in faults
    if ready:
        ways = tuple((name, str(words)) for name, words in WAYS.items())
        asks = question("way", _("How do they get it?"), "choice", choices=ways, errors=faults)
        yield Act("give", _("Send it"), _("It goes so"), (asks,))
    if row.file is None and makes not in (VOICE, READER):
        suppliers = tuple((str(each.pk), each.title) for each in store.suppliers(here.association))
        asks = question("supplier", _("From whom?"), "select", choices=suppliers, errors=faults)
        yield Act("order", _("Order it"), _("It is ordered"), (asks,))
    if makes not in (VOICE, READER):
        error = faults.get("file", "")
        yield Act("bring", _("Bring what was made"), _("Keep the file"), takes_file=True, file_error=error)
    asks = question("words", _("What did the customer say?"), "long_text", errors=faults)
    yield Act("not-wanted", _("They do not need it"), _("It is not wanted"), (asks,))


@dataclass(frozen=True, slots=True)
class ThreadFormsPage:
    """What this customer wants of this contact in another form."""

    heading: str
    back: str
    action: str
    acts: tuple[Act, ...]
    errors: tuple[SimpleError, ...] = ()


def thread_forms(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """They want something of this contact in another form, or the ordinary one this time."""
    row = visible_to(here.membership).select_related("person__merged_into").filter(ref=ref).first()
    if row is None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _thread_forms(request, here, row, {}, ())
    uid = request.POST.get("uid", "")[:64]
    said = {"association": here.association, "thread": ref, "by": here.by, "at": here.at, "uid": uid}
    done: OwedForm | Translation | str | Refused
    if request.POST.get("act") == "aside":
        done = acting.set_aside(why=typed(request, "why"), membership=here.membership, **said)  # type: ignore[arg-type]
    else:
        done = acting.owe(
            form=typed(request, "form"),
            what=typed(request, "what") or typed(request, "document"),
            text=typed(request, "text"),
            membership=here.membership,
            **said,  # type: ignore[arg-type]
        )
    if isinstance(done, Refused):
        faults, errors = errors_of(done)
        return _thread_forms(request, here, row, faults, errors, status=422)
    if isinstance(done, OwedForm):
        return redirect("formats-owed", here.slug, done.pk)
    if isinstance(done, Translation):
        return redirect("translation", here.slug, done.thread.ref)
    messages.success(request, _("It is on record. What belongs to this contact is not held for its form."))
    return redirect("thread", here.slug, ref)


def _documents(request: HttpRequest, here: Here, row: Thread) -> Iterable[Question]:
    """Which of the documents on this contact they want in that form."""
    held = files.of_threads(here.association, [row.pk]).get(row.pk, [])
    if held:
        choices = [(each.name, each.name) for each in held]
        label, value = _("Or a document on this contact"), typed(request, "document")
        yield question("document", label, "select", value=value, choices=choices, optional=True)


def _thread_forms(
    request: HttpRequest,
    here: Here,
    row: Thread,
    faults: Mapping[str, str],
    errors: tuple[SimpleError, ...],
    *,
    status: int = 200,
) -> HttpResponse:
    forms = [(e.name, e.label) for e in store.forms_of_house(here.rulebook) if e.makes != "english"]
    language = row.person.stands.language if row.person else ""
    if language and language != "en":
        forms.insert(0, (LANGUAGE, _("In their own language")))
    owe = Act(
        "owe",
        _("In which form do they want it?"),
        _("We owe it to them"),
        (
            question(
                "form", _("Which form?"), "choice", choices=forms, value=typed(request, "form"), errors=faults
            ),
            question(
                "what",
                _("What is it?"),
                value=typed(request, "what"),
                hint=_("Such as: our letter of 3 April."),
                errors=faults,
            ),
            *_documents(request, here, row),
            question(
                "text",
                _("Its words"),
                "long_text",
                value=typed(request, "text"),
                optional=True,
                hint=_("Paste them where it is no letter of ours. Kept makes the form of these words."),
                errors=faults,
            ),
        ),
        uid=request.POST.get("uid", "")[:64] or refs.new_uid(),
    )
    why = question("why", _("What did they say?"), "long_text", value=typed(request, "why"), errors=faults)
    aside = Act(
        "aside", _("They want the ordinary one this time"), _("Put it on record"), (why,), uid=refs.new_uid()
    )
    view = ThreadFormsPage(
        _("In another form"),
        reverse("thread", args=[here.slug, row.ref]),
        reverse("thread-forms", args=[here.slug, row.ref]),
        (owe, aside),
        errors,
    )
    return page(request, "formats/acts.html", view, title=view.heading, here=here, status=status)
