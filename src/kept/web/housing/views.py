"""Which home is it, whose patch is it on, and who lives there?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import housing as acting
from kept.actions import officers as telling
from kept.casework import Refused
from kept.casework.beside import differences as differ
from kept.casework.permissions import Permission
from kept.store import beside, housing, officers
from kept.store.accounts import colleagues
from kept.store.beside import HOMES, Disagreement
from kept.store.models import Home, Patch
from kept.web.housing import present
from kept.web.housing.present import HomePage, HomesPage, Missed, PatchesPage, PatchPage, PatchRow
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again

LONGEST, SHOWN = 200, 200
NO_ERRORS: Mapping[str, str] = {}


def homes(request: HttpRequest, here: Here) -> HttpResponse:
    """Find a home. Where somebody lives is personal, so what is typed travels in the body."""
    typed = _text(request, "q")
    found = housing.homes_like(typed, here.association) if typed else ()
    view = HomesPage(
        typed=typed,
        looked=bool(typed),
        found=tuple(present.home_row(here, each) for each in found),
        action=reverse("homes", args=[here.slug]),
        patches=reverse("patches", args=[here.slug]),
        differences=_settled_at(here),
    )
    return page(request, "housing/homes.html", view, title=_("Homes"), here=here)


def home(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """One home; what is said of it can be put right here."""
    found = Home.objects.select_related("patch__officer", "patch__deputy")
    row = found.filter(association=here.association, ref=ref).first()
    if row is None:
        raise Http404
    typed = {"address": row.address, "postcode": row.postcode, "patch": row.patch.slug if row.patch else ""}
    if request.method != "POST":
        return _home_page(request, here, row, typed)
    typed = {name: _text(request, name) for name in typed}
    if typed_again(request):
        return _home_page(request, here, row, typed)
    done = acting.correct(
        association=here.association,
        what=HOMES.name,
        ref=ref,
        changes=typed,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _home_page(request, here, row, typed, {done.field or "address": done.sentence})
    messages.success(
        request, _("Put right. The housing system keeps what it says until it is changed there.")
    )
    return redirect("homes-one", here.slug, ref)


def _home_page(
    request: HttpRequest,
    here: Here,
    row: Home,
    typed: Mapping[str, str],
    wrong: Mapping[str, str] = NO_ERRORS,
) -> HttpResponse:
    day = housing.today(here.association, here.at)
    lodgings = housing.lodgers_of(row.pk, day)
    patch, place = row.patch, here.rulebook.association
    may = here.may(Permission.RECORD)
    there = housing.patches(here.association, day) if may else ()
    no_patch = Choice("", _("no patch"), not typed["patch"])
    settling = differ(beside.ours(row), outside=row.outside, overrides=row.overrides)
    view = HomePage(
        heading=row.address or row.ref,
        ref=row.ref,
        postcode=row.postcode,
        patch=patch.name if patch else "",
        patch_address=reverse("patches-one", args=[here.slug, patch.slug]) if patch else "",
        officer=present.account_name(patch.officer) if patch else "",
        deputy=present.account_name(patch.deputy) if patch else "",
        external_ref=row.external_ref or "",
        outside=place.outside("home", row.external_ref or ""),
        system=dict(place.housing_system).get("name", ""),
        ended=present.said("ended_on", row.ended_on.isoformat()) if row.ended_on else "",
        now=tuple(present.lodger(here, each) for each in lodgings if each.runs),
        before=tuple(present.lodger(here, each) for each in lodgings if not each.runs),
        differences=present.differences(here, [Disagreement(HOMES.name, row, each) for each in settling]),
        may_correct=may,
        may_settle=here.may(Permission.HOUSING),
        typed=typed,
        patches=(no_patch, *(Choice(each.slug, each.name, each.slug == typed["patch"]) for each in there)),
        action=reverse("homes-one", args=[here.slug, row.ref]),
        settle=_settled_at(here),
        back=reverse("homes", args=[here.slug]),
        wrong=wrong,
        errors=tuple(SimpleError(sentence, name) for name, sentence in wrong.items()),
    )
    return page(request, "housing/home.html", view, title=_("Home %(ref)s") % {"ref": row.ref}, here=here)


def patches(request: HttpRequest, here: Here) -> HttpResponse:
    """Every patch: who looks after it, how many homes, and how many are still to hear of it."""
    day = housing.today(here.association, here.at)
    rows = list(housing.patches(here.association, day))
    counts, waiting = housing.homes_in(rows, day), officers.waiting_by_patch(here.association, day)
    view = PatchesPage(
        rows=tuple(_patch_row(here, each, counts, waiting) for each in rows),
        alone=housing.without_a_patch(here.association, day),
        homes=reverse("homes", args=[here.slug]),
        differences=_settled_at(here),
    )
    return page(request, "housing/patches.html", view, title=_("Patches"), here=here)


def _patch_row(here: Here, patch: Patch, counts: Mapping[int, int], waiting: Mapping[int, int]) -> PatchRow:
    return PatchRow(
        patch.name,
        reverse("patches-one", args=[here.slug, patch.slug]),
        present.account_name(patch.officer),
        present.account_name(patch.deputy),
        patch.team.name if patch.team else "",
        counts.get(patch.pk, 0),
        waiting.get(patch.pk, 0),
        _note(patch),
    )


def _note(patch: Patch) -> str:
    if patch.officer is None and patch.deputy is None:
        return _("Nobody looks after these homes: their contacts stay with whoever takes them in.")
    if patch.officer is None:
        return _("There is no officer: the deputy has its contacts.")
    return ""


def patch(request: HttpRequest, here: Here, patch: str) -> HttpResponse:
    """One patch; whoever leads gives it to another officer here, and says that all have been told."""
    day = housing.today(here.association, here.at)
    row = housing.patches(here.association, day).filter(slug=patch).first()
    if row is None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _patch_page(request, here, row)
    if "how" in request.POST:
        return _told(request, here, row)
    done = acting.change_officer(
        association=here.association,
        patch=patch,
        officer=_text(request, "officer"),
        deputy=_text(request, "deputy"),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _patch_page(request, here, row, errors=(SimpleError(done.sentence, done.field or "officer"),))
    messages.success(request, _("Saved. Whoever has another officer by this is to be told; see below."))
    return redirect("patches-one", here.slug, patch)


def _told(request: HttpRequest, here: Here, row: Patch) -> HttpResponse:
    done = telling.tell_all(
        association=here.association,
        patch=row.slug,
        how=_text(request, "how"),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _patch_page(request, here, row, errors=(SimpleError(done.sentence, "how"),))
    messages.success(request, present.told_words(len(done.told), len(done.not_told)))
    if not done.not_told:
        return redirect("patches-one", here.slug, row.slug)
    missed = tuple(
        Missed(
            present.person_name(each.person),
            reverse("customer", args=[here.slug, each.person.ref]),
            each.why,
        )
        for each in done.not_told
    )
    return _patch_page(request, here, row, missed=missed)


def _patch_page(request: HttpRequest, here: Here, row: Patch, **more: Any) -> HttpResponse:
    day = housing.today(here.association, here.at)
    homes = Home.objects.filter(association=here.association, patch=row).exclude(ended_on__lt=day)
    rows = homes.select_related("patch").order_by("address_key", "id")[:SHOWN]
    shown = sorted(rows, key=lambda each: present.along_the_street(each.address))
    may = here.may(Permission.HOUSING)
    accounts = [each.account for each in colleagues(day)] if may else []
    posted = request.method == "POST" and "officer" in request.POST
    chosen = {
        name: _text(request, name) if posted else (account.handle if account else "")
        for name, account in (("officer", row.officer), ("deputy", row.deputy))
    }
    view = PatchPage(
        heading=row.name,
        slug=row.slug,
        officer=present.account_name(row.officer),
        deputy=present.account_name(row.deputy),
        team=row.team.name if row.team else "",
        office=row.office.name if row.office else "",
        note=_note(row),
        homes=tuple(present.home_row(here, each) for each in shown),
        count=homes.count(),
        waiting=officers.still_to_tell(here.association, day, patch=row.pk).count(),
        may=may,
        officers=present.choices(accounts, chosen["officer"], _("nobody")),
        deputies=present.choices(accounts, chosen["deputy"], _("nobody")),
        ways=present.ways(),
        missed=more.pop("missed", ()),
        back=reverse("patches", args=[here.slug]),
        **more,
    )
    return page(request, "housing/patch.html", view, title=row.name, here=here)


def _settled_at(here: Here) -> str:
    """Where differences with the housing system are settled, for whoever may."""
    return reverse("differences", args=[here.slug]) if here.may(Permission.HOUSING) else ""


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "").strip()[:LONGEST]
