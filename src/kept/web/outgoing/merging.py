"""How does the same letter go to everybody on a list, who is left out and why, and how far is it?"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import merging_mail as acts
from kept.actions.working.merged_letters import Making
from kept.casework import Refused
from kept.casework.dispatching import POST
from kept.casework.merging_mail import read_list
from kept.casework.permissions import Permission
from kept.rulebook.letters import Template, template_of
from kept.rulebook.people import people_lists
from kept.store import dispatch, merges
from kept.store.models import Merge, MergePerson, Office, Patch, Tenancy
from kept.web.outgoing.views import table_row
from kept.web.outgoing.words import State, state_words, way_words
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.paging import Pages
from kept.web.shared.tablefile import table_file
from kept.web.shared.words import moment_words

LARGEST_LIST = 2_000_000
SIZE = 50
CSV_HEAD = (
    *("reference", "name", "state", "why", "sent_at", "outgoing", "way", "to", "address", "subject"),
    *("delivery", "arrived_at", "contact", "by"),
)


@dataclass(frozen=True, slots=True)
class MergeLine:
    """One mailing in the list."""

    title: str
    address: str
    letter: str
    way: str
    state: State
    when: str
    progress: merges.Progress


@dataclass(frozen=True, slots=True)
class MergesPage:
    """Every mailing, the newest first."""

    back: str
    lines: tuple[MergeLine, ...]
    new: str


@dataclass(frozen=True, slots=True)
class Blank:
    """One thing that the letter asks for."""

    id: str
    name: str
    label: str
    help: str
    type: str
    value: str
    required: bool


@dataclass(frozen=True, slots=True)
class NewPage:
    """The form of a mailing."""

    back: str
    action: str
    templates: tuple[Choice, ...]
    template: str
    says: str
    ways: tuple[Choice, ...]
    blanks: tuple[Blank, ...]
    columns: str
    typed: Mapping[str, str]
    filters: tuple[tuple[str, str, tuple[Choice, ...]], ...]
    uid: str
    errors: tuple[SimpleError, ...] = ()


def _state(row: Merge) -> State:
    return {
        acts.DRAFT: State(_("Not begun"), "calm"),
        acts.RUNNING: State(_("Going out"), "soon"),
        acts.STOPPED: State(_("Stopped"), "bad"),
        acts.DONE: State(_("Done"), "good"),
    }[row.state]


def _label(here: Here, name: str) -> str:
    known = template_of(here.rulebook, name)
    return known.label if known is not None else name


def merges_list(request: HttpRequest, here: Here) -> HttpResponse:
    """The mailings made last."""
    calendar = here.rulebook.calendar_for(None)
    rows = Merge.objects.filter(association=here.association).order_by("-id")[:30]
    lines = tuple(
        MergeLine(
            each.title,
            reverse("merge", args=[here.slug, each.ref]),
            _label(here, each.template),
            way_words(each.way),
            _state(each),
            moment_words(each.started_at or each.made_at, calendar),
            merges.progress(each),
        )
        for each in rows
    )
    new = reverse("merge-new", args=[here.slug]) if here.may(Permission.REASSIGN) else ""
    view = MergesPage(reverse("outgoing", args=[here.slug]), lines, new)
    return page(request, "outgoing/merges.html", view, title=_("Letters to many"), here=here)


def merge_new(request: HttpRequest, here: Here) -> HttpResponse:
    """A new mailing: which letter, what it says, and to whom."""
    if request.method == "POST" and not typed_again(request):
        done, errors = _make(request, here)
        if done is not None:
            return redirect("merge", here.slug, done.ref)
        view = _new(here, request.POST, errors)
        title = _("New letter to many")
        return page(request, "outgoing/merge_new.html", view, title=title, here=here, status=422)
    view = _new(here, request.POST or request.GET, ())
    return page(request, "outgoing/merge_new.html", view, title=_("New letter to many"), here=here)


def _make(request: HttpRequest, here: Here) -> tuple[Merge | None, tuple[SimpleError, ...]]:
    data = request.POST
    template = template_of(here.rulebook, data.get("template", ""))
    names = [each.name for each in template.fields] if template is not None else []
    rows = None
    text = data.get("list", "")
    brought = request.FILES.get("file")
    if brought is not None:
        raw = brought.read(LARGEST_LIST + 1)
        if len(raw) > LARGEST_LIST:
            return None, (SimpleError(_("This file is larger than 2 MB. Split the list."), "file"),)
        text = raw.decode("utf-8-sig", errors="replace")
    if data.get("who") == "list" or brought is not None:
        rows, faults = read_list(text[:LARGEST_LIST], names)
        if faults:
            return None, tuple(SimpleError(each, "list") for each in faults[:20])
    made = acts.draft(
        association=here.association,
        template=data.get("template", ""),
        way=data.get("way", POST),
        title=data.get("title", ""),
        values={name: data[f"f-{name}"].strip() for name in names if data.get(f"f-{name}", "").strip()},
        filters={each: data.get(each, "").strip()[:120] for each in merges.FILTERS if data.get(each)},
        rows=rows,
        one_a_home=bool(data.get("one_a_home")),
        uid=data.get("uid", "")[:40] or uuid.uuid4().hex,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(made, Refused):
        field = {"filters": "patch", "values": "template"}.get(made.field or "", made.field or "")
        return None, (SimpleError(made.sentence, field),)
    return made, ()


def _new(here: Here, typed: Mapping[str, str], errors: tuple[SimpleError, ...]) -> NewPage:
    known: Sequence[Template] = here.rulebook.room("letters")
    chosen = template_of(here.rulebook, typed.get("template", ""))
    ways = [way for way, called in acts.CALLED.items() if chosen is not None and called in chosen.ways]
    way = typed.get("way", ways[0] if ways else "")
    kept = {name: typed.get(name, "") for name in ("title", "list", "street", "who", "one_a_home")}
    return NewPage(
        back=reverse("merges", args=[here.slug]),
        action=reverse("merge-new", args=[here.slug]),
        templates=tuple(Choice(each.name, each.label, each is chosen) for each in known),
        template=chosen.name if chosen is not None else "",
        says=chosen.says if chosen is not None else "",
        ways=tuple(Choice(each, way_words(each), each == way) for each in ways),
        blanks=tuple(
            Blank(
                f"f-{each.name}",
                each.name,
                each.label,
                each.help,
                each.type,
                typed.get(f"f-{each.name}", ""),
                each.required and not each.default_from,
            )
            for each in (chosen.fields if chosen is not None else ())
        ),
        columns="; ".join(["reference", *(each.name for each in chosen.fields)]) if chosen else "",
        typed=kept,
        filters=_filters(here, typed),
        uid=uuid.uuid4().hex,
        errors=errors,
    )


def _filters(here: Here, typed: Mapping[str, str]) -> tuple[tuple[str, str, tuple[Choice, ...]], ...]:
    place, lists = here.association, people_lists()
    patches = Patch.objects.filter(association=place, ended_on__isnull=True).order_by("name")
    offices = Office.objects.filter(association=place).order_by("name")
    kinds = (
        Tenancy.objects.filter(association=place).order_by("kind").values_list("kind", flat=True).distinct()
    )
    of: dict[str, tuple[str, Sequence[tuple[str, str]]]] = {
        "patch": (_("Patch"), list(patches.values_list("slug", "name"))),
        "office": (_("Office"), list(offices.values_list("slug", "name"))),
        "kind": (_("Kind of tenancy"), [(each, each.replace("-", " ").capitalize()) for each in kinds]),
        "language": (_("Language"), list(lists.languages.items())),
        "need": (_("Need"), list(lists.needs.items())),
    }
    return tuple(
        (name, label, tuple(Choice(value, words, value == typed.get(name)) for value, words in choices))
        for name, (label, choices) in of.items()
    )


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of a list."""

    place: int
    name: str
    address: str
    state: State
    words: str
    preview: str
    outgoing: str


@dataclass(frozen=True, slots=True)
class MergePage:
    """One mailing: how far it is, who gets it, who does not, and what they read."""

    back: str
    title: str
    letter: str
    way: str
    state: State
    progress: merges.Progress
    reasons: tuple[tuple[str, int], ...]
    action: str
    begin: bool
    stop: bool
    csv: str
    preview_of: str
    preview: str
    preview_subject: str
    preview_fault: str
    before: str
    after: str
    lines: tuple[PersonLine, ...]
    pages: Pages
    running: bool
    untold: int
    errors: tuple[SimpleError, ...] = ()


def merge(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """How far it is; to begin it, and to stop it in the middle."""
    row = Merge.objects.filter(association=here.association, ref=ref).first()
    if row is None:
        raise Http404
    errors: tuple[SimpleError, ...] = ()
    if request.method == "POST" and not typed_again(request):
        act = {"begin": acts.begin, "stop": acts.stop}.get(request.POST.get("do", ""))
        done: Merge | Refused = Refused(_("Choose what is to be done."))
        if act is not None:
            named: dict[str, Any] = {"by": here.by, "at": here.at, "membership": here.membership}
            done = act(association=here.association, merge=ref, **named)
        if not isinstance(done, Refused):
            words = _("It goes out now, a few at a time.") if act is acts.begin else _("It is stopped.")
            messages.success(request, words)
            return redirect("merge", here.slug, ref)
        errors = (SimpleError(done.sentence, ""),)
    view = _merge(request, here, row, errors)
    status = 422 if errors else 200
    return page(request, "outgoing/merge.html", view, title=row.title, here=here, status=status)


def _merge(request: HttpRequest, here: Here, row: Merge, errors: tuple[SimpleError, ...]) -> MergePage:
    people = MergePerson.objects.filter(association=here.association, merge=row)
    far = merges.progress(row)
    pages = Pages.of(request.GET, total=far.total, size=SIZE)
    shown = people.select_related("person", "outgoing").order_by("place")[pages.start : pages.stop]
    reasons: dict[str, int] = {}
    for words in people.exclude(words="").values_list("words", flat=True):
        reasons[words] = reasons.get(words, 0) + 1
    address = reverse("merge", args=[here.slug, row.ref])
    place, made = _previewed(request, here, row, people)
    leads = here.may(Permission.REASSIGN)
    template = template_of(here.rulebook, row.template)
    return MergePage(
        back=reverse("merges", args=[here.slug]),
        title=row.title,
        letter=_label(here, row.template),
        way=way_words(row.way),
        state=_state(row),
        progress=far,
        reasons=tuple(sorted(reasons.items(), key=lambda each: -each[1])[:12]),
        action=address,
        begin=leads and row.state in (acts.DRAFT, acts.STOPPED),
        stop=leads and row.state == acts.RUNNING,
        csv=reverse("merge-csv", args=[here.slug, row.ref]),
        preview_of=_("number %(n)s of %(all)s") % {"n": place, "all": far.total} if made else "",
        preview=made.text if made is not None else "",
        preview_subject=made.subject if made is not None else "",
        preview_fault=made.fault if made is not None else "",
        before=f"{address}?look={place - 1}#look" if place > 1 else "",
        after=f"{address}?look={place + 1}#look" if place < far.total else "",
        lines=tuple(_person(here, each, address) for each in shown),
        pages=pages,
        running=row.state == acts.RUNNING,
        untold=merges.untold(row) if template is not None and template.statutory else 0,
        errors=errors,
    )


def _previewed(request: HttpRequest, here: Here, row: Merge, people: object) -> tuple[int, Making | None]:
    typed = request.GET.get("look", "")
    place = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0
    if not place:
        first = MergePerson.objects.filter(merge=row).exclude(state=acts.LEFT_OUT).order_by("place").first()
        place = first.place if first is not None else 1
    made = acts.preview(association=here.association, merge=row.ref, place=place, at=here.at, by=here.by)
    return place, None if isinstance(made, Refused) else made


def _person(here: Here, row: MergePerson, address: str) -> PersonLine:
    states = {
        acts.WAITING: State(_("Still to come"), "calm"),
        acts.LEFT_OUT: State(_("Left out"), "soon"),
        acts.FAILED: State(_("Could not be made"), "bad"),
    }
    out = row.outgoing
    return PersonLine(
        row.place,
        row.person.name or row.person.ref,
        reverse("customer", args=[here.slug, row.person.ref]),
        state_words(out.state, printed=out.batch_id is not None) if out is not None else states[row.state],
        row.words,
        f"{address}?look={row.place}#look",
        reverse("outgoing-one", args=[here.slug, out.ref]) if out is not None else "",
    )


def merge_csv(request: HttpRequest, here: Here, ref: str) -> HttpResponseBase:
    """Who was sent what and when, who was left out and why: the proof, all of it."""
    row = Merge.objects.filter(association=here.association, ref=ref).first()
    if row is None:
        raise Http404

    def rows() -> Sequence[Sequence[object]]:
        people = MergePerson.objects.filter(association=here.association, merge=row).order_by("place")
        seen = set(dispatch.seen_by(here.membership).filter(merge=row).values_list("pk", flat=True))
        found = []
        for each in people.select_related("person", "outgoing", "outgoing__thread"):
            line: Sequence[object] = ()
            if each.outgoing is not None and each.outgoing_id in seen:
                sent, *rest = table_row(each.outgoing)
                line = (sent, *rest)
            found.append((each.person.ref, each.person.name, each.state, each.words, *line))
        return found

    return table_file(f"kept-{here.slug}-mailing-{row.ref}.csv", here, CSV_HEAD, rows)
