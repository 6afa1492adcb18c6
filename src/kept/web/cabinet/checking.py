"""The monthly look through a cabinet: some sets drawn by lot, and all that tenants ought to have."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import cabinet_checks
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.store.models import CabinetCheck, CabinetFinding, Office
from kept.web.cabinet.board import names_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import moment_words

MOST = 60


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One look in the list."""

    when: str
    office: str
    address: str
    looked: str
    amiss: int
    done: bool
    by: str
    seed: str


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """Every look that there was, and the way to begin one."""

    back: str
    action: str
    offices: tuple[Choice, ...]
    rows: tuple[CheckRow, ...]
    records: bool
    errors: tuple[SimpleError, ...] = ()


def checks(request: HttpRequest, here: Here) -> HttpResponse:
    """The looks through the cabinets, the newest first; and one more."""
    if request.method == "POST" and not typed_again(request):
        done = cabinet_checks.draw(
            association=here.association,
            office=request.POST.get("office", ""),
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            return redirect("cabinet-check", here.slug, done.pk)
        return _checks(request, here, SimpleError(done.sentence, "office"))
    return _checks(request, here)


def _checks(request: HttpRequest, here: Here, *errors: SimpleError) -> HttpResponse:
    names = names_of(here)
    rows = CabinetCheck.objects.filter(association=here.association).select_related("office")
    counted: dict[int, int] = {}
    found = list(rows.order_by("-drawn_at", "-id")[:MOST])
    for check in CabinetFinding.objects.filter(association=here.association, check_of__in=found).values_list(
        "check_of", flat=True
    ):
        counted[check] = counted.get(check, 0) + 1
    view = ChecksPage(
        back=reverse("cabinet", args=[here.slug]),
        action=reverse("cabinet-checks", args=[here.slug]),
        offices=tuple(
            Choice(slug, name, bool(here.membership.office and here.membership.office.slug == slug))
            for slug, name in Office.objects.filter(association=here.association)
            .order_by("name")
            .values_list("slug", "name")
        ),
        rows=tuple(
            CheckRow(
                moment_words(each.done_at or each.drawn_at, here.calendar),
                each.office.name,
                reverse("cabinet-check", args=[here.slug, each.pk]),
                _("%(n)d of %(of)d") % {"n": counted.get(each.pk, 0), "of": each.of},
                each.amiss,
                each.done_at is not None,
                names.get(each.done_by or each.drawn_by, each.done_by or each.drawn_by),
                each.seed,
            )
            for each in found
        ),
        records=here.may(Permission.RECORD),
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "cabinet/checks.html", view, title=_("Looks through"), here=here, status=status)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One set to be looked at. `theirs` says that somebody has the home."""

    number: int
    label: str
    what: str
    theirs: bool
    choices: tuple[Choice, ...]
    note: str
    error: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the three questions about the cabinet itself."""

    name: str
    asks: str
    value: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class CheckPage:
    """One look."""

    heading: str
    back: str
    action: str
    done: str
    seed: str
    of: int
    rows: tuple[FindingRow, ...]
    answers: tuple[Answer, ...]
    note: str
    note_error: str
    records: bool
    errors: tuple[SimpleError, ...] = ()


def check(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """What should hang there, and what does."""
    rows = CabinetCheck.objects.filter(association=here.association, pk=number).select_related("office")
    row = rows.first()
    if row is None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _page(request, here, row)
    post = request.POST
    lines = CabinetFinding.objects.filter(association=here.association, check_of=row)
    keysets = list(lines.values_list("keyset", flat=True))
    done = cabinet_checks.record(
        association=here.association,
        check=row.pk,
        found={each: post.get(f"found-{each}", "") for each in keysets},
        notes={each: post.get(f"note-{each}", "").replace("\x00", "") for each in keysets},
        locked=_yes(post.get("locked")),
        spare_there=_yes(post.get("spare_there")),
        key_held=_yes(post.get("key_held")),
        note=post.get("note", "").replace("\x00", ""),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _page(request, here, row, done)
    messages.success(request, _("What you found is on record."))
    return redirect("cabinet-check", here.slug, row.pk)


def _yes(said: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(said or "")


def _page(
    request: HttpRequest, here: Here, row: CabinetCheck, refused: Refused | None = None
) -> HttpResponse:
    post = request.POST
    wrong = refused.field if refused else None
    rows = CabinetFinding.objects.filter(association=here.association, check_of=row)
    rows = rows.select_related("keyset", "keyset__hook").order_by("keyset__hook__code", "keyset__number")
    asks = (
        ("locked", _("Was the cabinet locked when you came?"), row.locked),
        ("key_held", _("Does its holder have the key?"), row.key_held),
        ("spare_there", _("Is the spare key in the safe?"), row.spare_there),
    )
    findings = tuple(_finding(each, post, refused) for each in rows)
    errors: tuple[SimpleError, ...] = ()
    if refused is not None:
        place = next((f"f{each.number}-0" for each in findings if each.error), f"{wrong}-yes")
        errors = (SimpleError(refused.sentence, "note" if wrong == "note" else place),)
    names = names_of(here)
    done = ""
    if row.done_at is not None:
        said = {"who": names.get(row.done_by, row.done_by), "when": moment_words(row.done_at, here.calendar)}
        done = _("%(who)s looked through it on %(when)s.") % said
    view = CheckPage(
        heading=_("A look through the cabinet, %(office)s") % {"office": row.office.name},
        back=reverse("cabinet-checks", args=[here.slug]),
        action=reverse("cabinet-check", args=[here.slug, row.pk]),
        done=done,
        seed=row.seed,
        of=row.of,
        rows=findings,
        answers=tuple(
            Answer(
                name,
                asked,
                post.get(name, "") if row.done_at is None else ("yes" if value else "no"),
                refused.sentence if refused and wrong == name else "",
            )
            for name, asked, value in asks
        ),
        note=post.get("note", row.note).replace("\x00", ""),
        note_error=refused.sentence if refused and wrong == "note" else "",
        records=here.may(Permission.RECORD),
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "cabinet/check.html", view, title=view.heading, here=here, status=status)


def _finding(line: CabinetFinding, post: object, refused: Refused | None) -> FindingRow:
    there = {
        cabinet_checks.THERE: _("It hangs there"),
        cabinet_checks.RIGHT: _("It hangs there, and rightly"),
        cabinet_checks.HAND_OUT: _("It hangs there, and goes to the tenant"),
        cabinet_checks.MISSING: _("It does not hang there"),
    }
    options = (
        (cabinet_checks.RIGHT, cabinet_checks.HAND_OUT, cabinet_checks.MISSING)
        if line.tenants
        else (cabinet_checks.THERE, cabinet_checks.MISSING)
    )
    get = getattr(post, "get")  # noqa: B009  a form's answers, whatever holds them
    said = get(f"found-{line.keyset_id}", line.found)
    fields = (f"found-{line.keyset_id}", f"note-{line.keyset_id}")
    return FindingRow(
        line.keyset_id,
        line.keyset.label,
        f"{line.keyset.what} ({line.keyset.count})",
        line.tenants,
        tuple(Choice(each, there[each], each == said) for each in options),
        get(f"note-{line.keyset_id}", line.note).replace("\x00", ""),
        refused.sentence if refused and refused.field in fields else "",
        there.get(line.found, ""),
    )
