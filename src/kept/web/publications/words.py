"""What are a publication's state, its copies and what it asks for called?"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.casework import publishing_out as casework
from kept.casework.publishing_out import State, Want
from kept.rulebook import publications as room
from kept.rulebook.people import people_lists
from kept.rulebook.publications import Publication
from kept.store.models import PublicationFile, RegisterEntry
from kept.web.shared.access import Here
from kept.web.shared.words import Words, day_words

SORTS: Mapping[str, Lazy | str] = {
    room.HANDBOOK: gettext_lazy("Handbook"),
    room.AGREEMENT: gettext_lazy("Agreements"),
    room.NEWSLETTER: gettext_lazy("Newsletter and magazine"),
    room.REPORT: gettext_lazy("Reports"),
    room.LEAFLET: gettext_lazy("Leaflets"),
    room.PACK: gettext_lazy("Packs"),
    room.FORM: gettext_lazy("Forms"),
    room.POLICY: gettext_lazy("Policies that we hand out"),
    room.PAGE: gettext_lazy("Web site"),
}
FORMS: Mapping[str, Lazy | str] = {
    room.PRINT: gettext_lazy("On paper"),
    room.PDF: gettext_lazy("As a PDF"),
    room.WEB: gettext_lazy("On the web site"),
    room.LARGE: gettext_lazy("In large print"),
    room.AUDIO: gettext_lazy("As a recording"),
    room.BRAILLE: gettext_lazy("In braille"),
    room.EASY: gettext_lazy("In easy words"),
}
GIVEN: Mapping[str, Lazy | str] = {
    room.SIGN_UP: gettext_lazy("Everybody who comes to live with us"),
    room.ALL: gettext_lazy("Everybody, each issue"),
    room.ASKED: gettext_lazy("Whoever asks"),
}
SHOWN: Mapping[str, Lazy | str] = {
    room.OFFICE: gettext_lazy("Rack or desk of an office"),
    room.NOTICEBOARD: gettext_lazy("Noticeboard"),
    room.WEBSITE: gettext_lazy("Web site"),
}
WAYS: Mapping[str, Lazy | str] = {
    "counter": gettext_lazy("Handed over"),
    "email": gettext_lazy("By e-mail"),
    "post": gettext_lazy("By post"),
    "all": gettext_lazy("To everybody"),
}
_STATES = {
    State.DRAFT: (gettext_lazy("Draft"), "soon"),
    State.ISSUED: (gettext_lazy("Holds now"), "good"),
    State.SUPERSEDED: (gettext_lazy("Superseded"), "mute"),
}


def state_words(state: State) -> Words:
    """How an edition stands."""
    text, tone = _STATES[state]
    return Words(str(text), tone)


def want_words(want: Want, this_year: int) -> Words:
    """One thing that a publication asks for."""
    day = day_words(want.day, this_year) if want.day else ""
    match want.what:
        case casework.NOT_ISSUED:
            return Words(_("No edition has been issued"), "bad")
        case casework.CHANGED:
            return Words(_("What it is copied from has changed"), "bad")
        case casework.REVIEW:
            return Words(_("To be looked at again since %(day)s") % {"day": day}, "bad")
        case casework.REVIEW_SOON:
            return Words(_("To be looked at again by %(day)s") % {"day": day}, "soon")
        case casework.INCOMPLETE:
            return Words(_("Lacks %(n)d of what it must hold") % {"n": len(want.says)}, "bad")
        case _:
            return Words(_("Carries no mark of plain English"), "soon")


def language_words(code: str) -> str:
    """A language by its code."""
    return people_lists().language(code)


def copy_words(file: PublicationFile) -> str:
    """A copy in one line: "As a PDF, Polish, a summary"."""
    parts = [str(FORMS.get(file.form, file.form))]
    if file.lang != room.ENGLISH:
        parts.append(language_words(file.lang))
    if not file.whole:
        parts.append(_("a summary"))
    return ", ".join(parts)


def owner_words(here: Here, owner: str) -> str:
    """The post or team that looks after it, as people here call it."""
    teams = dict(here.rulebook.association.teams)
    return teams.get(owner, owner.replace("-", " ").capitalize())


def by_sort(publications: tuple[Publication, ...]) -> list[tuple[str, list[Publication]]]:
    """The publications under the name of their sort, in the order of the sorts."""
    found = [
        (str(label), [each for each in publications if each.sort == sort]) for sort, label in SORTS.items()
    ]
    return [(label, some) for label, some in found if some]


def left(row: RegisterEntry) -> int:
    """How many of them lie there."""
    found = row.facts.get("quantity")
    return found if isinstance(found, int) else 0
