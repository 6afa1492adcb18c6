"""What do we call our own things in another language?"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions import glossary as acting
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.casework.translating import Term, read_terms, write_terms
from kept.rulebook.people import people_lists
from kept.store import translations
from kept.web.formats.asking import Act, errors_of, question, typed
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again

LARGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class GlossariesPage:
    """The languages in which words are agreed, or that customers read."""

    lines: tuple[tuple[str, str, int, int], ...]
    back: str


def glossary(request: HttpRequest, here: Here) -> HttpResponse:
    """Every language, with how many words are agreed and how many customers read it."""
    held, wanted = translations.languages(here.association), translations.wanted_languages(here.association)
    lists = people_lists()
    codes = [each for each in lists.languages if each != "en"]
    codes.sort(key=lambda each: (-held.get(each, 0), -wanted.get(each, 0), lists.language(each)))
    lines = tuple(
        (
            lists.language(each),
            reverse("glossary-language", args=[here.slug, each]),
            held.get(each, 0),
            wanted.get(each, 0),
        )
        for each in codes
    )
    view = GlossariesPage(lines, reverse("formats", args=[here.slug]))
    return page(request, "formats/glossaries.html", view, title=_("Agreed words"), here=here)


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """The agreed words of one language."""

    heading: str
    lang: str
    back: str
    action: str
    export: str
    terms: tuple[Term, ...]
    acts: tuple[Act, ...]
    faults: tuple[tuple[int, str], ...] = ()
    errors: tuple[SimpleError, ...] = ()


def glossary_language(request: HttpRequest, here: Here, language: str) -> HttpResponse:
    """One language: a word more, one put right, one taken out, or a whole file of them."""
    if language not in people_lists().languages or language == "en":
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, language)
    said = {"association": here.association, "language": language, "by": here.by, "at": here.at}
    done: acting.Changed | bool | Refused
    lines: tuple[tuple[int, str], ...] = ()
    match request.POST.get("act", ""):
        case "take-out":
            term = request.POST.get("term", "")[:400]
            done = acting.take_out(term=term, membership=here.membership, **said)  # type: ignore[arg-type]
        case "import":
            file = request.FILES.get("file")
            if file is None or (file.size or 0) > LARGEST:
                return _refused(
                    request, here, language, Refused(_("Choose a CSV file of at most 2 MB."), "file")
                )
            sheet = read_terms(file.read().decode("utf-8", "replace"))
            lines = sheet.faults
            done = acting.put(terms=sheet.terms, membership=here.membership, **said)  # type: ignore[arg-type]
        case _:
            put = Term(typed(request, "term"), typed(request, "translation"), typed(request, "note"))
            done = acting.put(terms=[put], membership=here.membership, **said)  # type: ignore[arg-type]
    if isinstance(done, Refused):
        return _refused(request, here, language, done)
    if isinstance(done, acting.Changed):
        new = ngettext("%(n)s word is new", "%(n)s words are new", done.added) % {"n": done.added}
        messages.success(request, _("%(new)s, %(n)s put right.") % {"new": new, "n": done.changed})
    else:
        messages.success(request, _("It is agreed no longer."))
    if lines:
        return _shown(request, here, language, lines=lines)
    return redirect("glossary-language", here.slug, language)


def _refused(request: HttpRequest, here: Here, language: str, done: Refused) -> HttpResponse:
    faults, errors = errors_of(done)
    return _shown(request, here, language, faults, errors, status=422)


def _shown(
    request: HttpRequest,
    here: Here,
    language: str,
    faults: dict[str, str] | None = None,
    errors: tuple[SimpleError, ...] = (),
    lines: tuple[tuple[int, str], ...] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    named = {"language": people_lists().language(language)}
    add = Act(
        "add",
        _("Add a word, or put one right"),
        _("Save the word"),
        (
            question("term", _("Our word"), value=typed(request, "term") if errors else "", errors=faults),
            question(
                "translation",
                _("The word in %(language)s") % named,
                value=typed(request, "translation") if errors else "",
                errors=faults,
            ),
            question(
                "note",
                _("When to use it, and when not"),
                value=typed(request, "note") if errors else "",
                optional=True,
                errors=faults,
            ),
        ),
    )
    sheet = Act(
        "import",
        _("Take a whole file"),
        _("Take the file"),
        says=_("A CSV file with three columns: our word, the word in the language, and a note."),
        takes_file=True,
        file_error=(faults or {}).get("file", ""),
    )
    view = GlossaryPage(
        _("Agreed words in %(language)s") % named,
        language,
        reverse("glossary", args=[here.slug]),
        reverse("glossary-language", args=[here.slug, language]),
        reverse("glossary-csv", args=[here.slug, language]),
        translations.terms(here.association, language),
        (add, sheet) if here.may(Permission.RECORD) else (),
        lines,
        errors,
    )
    return page(request, "formats/glossary.html", view, title=view.heading, here=here, status=status)


def glossary_csv(request: HttpRequest, here: Here, language: str) -> HttpResponse:
    """The same as a file, for translators."""
    if language not in people_lists().languages:
        raise Http404
    text = "\ufeff" + write_terms(translations.terms(here.association, language))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="agreed-words-{language}.csv"'
    return answer
