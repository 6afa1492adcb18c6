"""What is wanted in another language, with which agreed words, and how does a translation go on?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.actions import translating as acting
from kept.casework import Refused, translating
from kept.casework.permissions import Permission
from kept.casework.translating import Term
from kept.rulebook.letters import template_of
from kept.rulebook.people import people_lists
from kept.store import files, formats, refs, translations
from kept.store.models import Thread, Translation
from kept.store.threads import visible_to
from kept.web.formats.asking import Act, errors_of, question, typed
from kept.web.formats.catalogue import texts_of
from kept.web.formats.lines import STAGES, clocks_of, stage_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Question
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import Words, moment_words, urgency

WAYS = {
    "email": gettext_lazy("By e-mail, with the file"),
    "post": gettext_lazy("On paper, with the next post"),
    "posted": gettext_lazy("Posted by hand"),
    "handed": gettext_lazy("Handed over"),
    "read-out": gettext_lazy("Read out to them"),
    "kept": gettext_lazy("Nobody waits: it is kept for the next who asks"),
}


def translation_new(request: HttpRequest, here: Here) -> HttpResponse:
    """Ask for a translation of anything: a letter, a leaflet, a document."""
    if request.method != "POST" or typed_again(request):
        return _asked(request, here, {}, ())
    of = request.POST.get("thread", "")[:9]
    template = request.POST.get("template", "")[:60]
    done = acting.ask(
        association=here.association,
        language=typed(request, "language"),
        what=typed(request, "what"),
        source=typed(request, "source"),
        short=typed(request, "short") == "yes",
        short_by=typed(request, "short_by"),
        thread=of,
        source_file=_file_of(here, of, typed(request, "file")),
        template=template,
        uid=request.POST.get("uid", "")[:64],
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        faults, errors = errors_of(done)
        return _asked(request, here, faults, errors, status=422)
    messages.success(request, _("It is asked for. Send the words to a translator now."))
    return redirect("translation", here.slug, done.thread.ref)


@dataclass(frozen=True, slots=True)
class NewPage:
    """The form on which a translation is asked for."""

    heading: str
    back: str
    action: str
    act: Act
    thread: str
    template: str
    languages: tuple[str, ...]
    errors: tuple[SimpleError, ...] = ()


def _asked(
    request: HttpRequest,
    here: Here,
    faults: Mapping[str, str],
    errors: tuple[SimpleError, ...],
    *,
    status: int = 200,
) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    of = _contact(here, given.get("thread", ""))
    template = template_of(here.rulebook, given.get("template", "")[:60])
    language = typed(request, "language") or given.get("language", "")[:40]
    if not language and of is not None and of.person is not None:
        language = of.person.stands.language
    lists = people_lists()
    source = typed(request, "source") or ("\n\n".join(texts_of(template)) if template else "")
    what = typed(request, "what") or (template.label if template else "")
    act = Act(
        "ask",
        _("What is to be translated?"),
        _("Ask for it"),
        (
            question("language", _("Into which language?"), value=lists.language(language), errors=faults),
            question(
                "what", _("What is it?"), value=what, hint=_("Such as: our letter of 3 April."), errors=faults
            ),
            question("source", _("Its words"), "long_text", value=source, optional=True, errors=faults),
            *_of_contact(request, here, of),
            question(
                "short",
                _("In full, or shortened?"),
                "choice",
                value=typed(request, "short") or "no",
                choices=(("no", _("In full")), ("yes", _("Shortened: what matters, in a page"))),
                errors=faults,
            ),
            question(
                "short_by",
                _("If it is shortened, who decided that?"),
                value=typed(request, "short_by"),
                hint=_("The customer, or a colleague by name."),
                optional=True,
                errors=faults,
            ),
        ),
        uid=request.POST.get("uid", "")[:64] or refs.new_uid(),
    )
    view = NewPage(
        _("Ask for a translation"),
        reverse("thread", args=[here.slug, of.ref]) if of else reverse("formats", args=[here.slug]),
        reverse("translation-new", args=[here.slug]),
        act,
        of.ref if of else "",
        template.name if template else "",
        tuple(name for code, name in lists.languages.items() if code != "en"),
        errors,
    )
    return page(request, "formats/ask.html", view, title=view.heading, here=here, status=status)


def _of_contact(request: HttpRequest, here: Here, of: Thread | None) -> Iterable[Question]:
    """Which of the documents on this contact it is."""
    held = files.of_threads(here.association, [of.pk]).get(of.pk, []) if of is not None else []
    if held:
        choices = [(each.sha256, each.name) for each in held]
        label = _("Or a document on this contact")
        yield question("file", label, "select", value=typed(request, "file"), choices=choices, optional=True)


def _file_of(here: Here, ref: str, sha256: str) -> str:
    """The file that was chosen, where it belongs to this contact."""
    on = _contact(here, ref)
    held = files.of_threads(here.association, [on.pk]).get(on.pk, []) if on is not None else []
    return sha256 if any(each.sha256 == sha256 for each in held) else ""


def _contact(here: Here, ref: str) -> Thread | None:
    rows = visible_to(here.membership).select_related("person__merged_into")
    return rows.filter(ref=ref[:9]).first() if ref else None


@dataclass(frozen=True, slots=True)
class TranslationPage:
    """One translation: its words, the agreed words in them, and what can be done next."""

    heading: str
    back: str
    action: str
    stage: str
    due: Words | None
    lang: str
    facts: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    terms: tuple[Term, ...]
    lacking: tuple[Term, ...]
    remembered: tuple[tuple[str, str | None], ...]
    source: str
    text: str
    acts: tuple[Act, ...]
    errors: tuple[SimpleError, ...] = ()


def translation(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """One of them: order it, put down what came back, say who proof-read it, send it."""
    row = translations.find(here.membership, ref)
    if row is None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, row, {}, ())
    done = _done(request, here, ref)
    if isinstance(done, Refused):
        faults, errors = errors_of(done)
        return _shown(request, here, row, faults, errors, status=422)
    messages.success(request, done)
    return redirect("translation", here.slug, ref)


def _done(request: HttpRequest, here: Here, ref: str) -> str | Refused:
    said = {"association": here.association, "translation": ref, "by": here.by, "at": here.at}
    file = request.FILES.get("file")
    done: Translation | Refused
    match request.POST.get("act", ""):
        case "order":
            supplier = typed(request, "supplier")
            number = int(supplier) if supplier.isdecimal() else 0
            done = acting.order(supplier=number, membership=here.membership, **said)  # type: ignore[arg-type]
            says = _("It is with the translator.")
        case "came":
            done = acting.came(
                text=typed(request, "text"),
                stream=file,
                name=(file.name or "translation") if file else "",
                membership=here.membership,
                **said,  # type: ignore[arg-type]
            )
            says = _("It is back. Somebody who reads the language looks it over now.")
        case "proof":
            done = acting.proof(
                reader=typed(request, "reader"),
                fit=typed(request, "fit") != "no",
                note=typed(request, "note"),
                membership=here.membership,
                **said,  # type: ignore[arg-type]
            )
            says = _("It is on record who read it.")
        case _:
            done = acting.give(way=typed(request, "way"), membership=here.membership, **said)  # type: ignore[arg-type]
            says = _("It is on its way.")
    return done if isinstance(done, Refused) else says


def _shown(
    request: HttpRequest,
    here: Here,
    row: Translation,
    faults: Mapping[str, str],
    errors: tuple[SimpleError, ...],
    *,
    status: int = 200,
) -> HttpResponse:
    clock = clocks_of(here, [row.thread_id]).get(row.thread_id)
    terms = translations.terms(here.association, row.language)
    stage = stage_of(row)
    open_ = clock is not None and here.may(Permission.RECORD)
    memory = translations.memory(here.association, row.language, [row.source])
    view = TranslationPage(
        heading=f"{people_lists().language(row.language)}: {row.what}",
        back=reverse("formats", args=[here.slug]),
        action=reverse("translation", args=[here.slug, row.thread.ref]),
        stage=str(STAGES[stage]),
        due=urgency(clock.act_by, here.at, here.calendar) if clock is not None else None,
        lang=row.language,
        facts=tuple(_facts(here, row)),
        links=tuple(_links(here, row)),
        terms=translating.used(row.source, terms),
        lacking=translating.lacking(row.source, row.text, terms) if row.text else (),
        remembered=tuple(each for each in translating.remembered(row.source, memory) if each[1]),
        source=row.source,
        text=row.text,
        acts=tuple(_acts(request, here, row, stage, memory, faults)) if open_ else (),
        errors=errors,
    )
    return page(request, "formats/translation.html", view, title=_("Translation"), here=here, status=status)


def _facts(here: Here, row: Translation) -> Iterable[tuple[str, str]]:
    if row.short:
        yield _("Shortened"), _("as %(who)s decided") % {"who": row.short_by}
    supplier = formats.supplier(here.association, row.supplier or 0)
    if supplier is not None:
        yield _("Translator"), supplier.title
    steps = (
        (_("Asked for"), row.asked_at),
        (_("Ordered"), row.ordered_at),
        (_("Came back"), row.came_at),
        (_("Proof-read"), row.proofed_at),
        (_("Handed on"), row.sent_at),
    )
    yield from ((label, moment_words(moment, here.calendar)) for label, moment in steps if moment)
    if row.reader:
        yield _("Who read it"), row.reader


def _links(here: Here, row: Translation) -> Iterable[tuple[str, str]]:
    yield _("What happened with it"), reverse("thread", args=[here.slug, row.thread.ref])
    if row.of_thread:
        yield _("The contact that it belongs to"), reverse("thread", args=[here.slug, row.of_thread])
    yield _("Agreed words in this language"), reverse("glossary-language", args=[here.slug, row.language])
    for file in filter(None, (row.source_file, row.file)):
        yield (
            _("Take the file: %(name)s") % {"name": file.name},
            reverse("file", args=[here.slug, file.sha256]),
        )


def _acts(
    request: HttpRequest,
    here: Here,
    row: Translation,
    stage: str,
    memory: Mapping[str, str],
    faults: Mapping[str, str],
) -> Iterable[Act]:
    """What comes next first; what came back may be put down at any time before it is sent."""
    if stage == translating.PROOFED or "way" in faults:
        ways = tuple((name, str(words)) for name, words in WAYS.items())
        asks = question("way", _("How do they get it?"), "choice", choices=ways, errors=faults)
        yield Act("give", _("Send it"), _("It goes so"), (asks,))
    if stage == translating.CAME or "reader" in faults or "note" in faults:
        yield Act(
            "proof",
            _("Somebody who reads the language looks it over"),
            _("Put it on record"),
            (
                question(
                    "reader",
                    _("Who read it?"),
                    value=typed(request, "reader"),
                    hint=_("Not whoever translated it."),
                    errors=faults,
                ),
                question(
                    "fit",
                    _("Can it go out?"),
                    "choice",
                    value=typed(request, "fit") or "yes",
                    choices=(("yes", _("Yes")), ("no", _("No, it goes back"))),
                    errors=faults,
                ),
                question(
                    "note",
                    _("What did they find?"),
                    "long_text",
                    value=typed(request, "note"),
                    optional=True,
                    errors=faults,
                ),
            ),
        )
    if stage == translating.ASKED:
        suppliers = tuple((str(each.pk), each.title) for each in formats.suppliers(here.association))
        asks = question("supplier", _("To whom do the words go?"), "select", choices=suppliers, errors=faults)
        yield Act("order", _("Order it"), _("It is ordered"), (asks,))
    if stage in (translating.ASKED, translating.ORDERED, translating.CAME):
        offered = "\n\n".join(
            memory.get(translating.digest(each), "") for each in translating.paragraphs(row.source)
        )
        text = typed(request, "text") or row.text or offered.strip()
        asks = question("text", _("The translation"), "long_text", value=text, optional=True, errors=faults)
        yield Act("came", _("What came back"), _("Keep it"), (asks,), takes_file=True)
