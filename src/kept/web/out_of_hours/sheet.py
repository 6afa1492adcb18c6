"""What did the call handler take down in the night? One call typed, or a whole sheet pasted or handed in.

What can be read is on record at once, each call with its own time. What cannot stays on the page, with its
reason, to be put right there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions.sheets import AT_ONCE, take_sheet
from kept.casework import Refused
from kept.casework.sheets import CALLED, EMERGENCY, MESSAGE, Fault, SheetLine, of_anything, one
from kept.web.out_of_hours.parts import Part, parts_of
from kept.web.shared.access import Here
from kept.web.shared.addresses import thread_address
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again

LARGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class TakenLine:
    """One call that is on record now."""

    ref: str
    address: str
    who: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The page, what was typed, and what came of it."""

    slug: str
    parts: tuple[Part, ...]
    typed: Mapping[str, str]
    sorts: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    text: str
    columns: str
    taken: tuple[TakenLine, ...]
    faults: tuple[Fault, ...]
    errors: tuple[SimpleError, ...] = ()


def sheet(request: HttpRequest, here: Here) -> HttpResponse:
    """The page; and one call, or a sheet."""
    if request.method != "POST" or typed_again(request):
        return _page(request, here)
    zone = ZoneInfo(here.association.zone)
    if request.POST.get("step") == "one":
        said = _typed(request)
        day = said.pop("day", "")
        found = one({**said, "time": f"{day} {said['time']}".strip()}, here.at, zone)
        if isinstance(found, Fault):
            where = "time" if "time" in found.sentence.lower() or "day" in found.sentence else "name"
            return _page(request, here, errors=(SimpleError(found.sentence, where),), status=422)
        return _take(request, here, [found], [], "")
    raw, name, wrong = _handed_in(request)
    if wrong:
        return _page(request, here, errors=(SimpleError(wrong, "file"),), status=422)
    read = of_anything(raw, name, zone, at=here.at)
    lines = [each for each in read if isinstance(each, SheetLine)]
    faults = [each for each in read if isinstance(each, Fault)]
    return _take(request, here, lines, faults, name, source=raw.decode("utf-8-sig", "replace"))


def _handed_in(request: HttpRequest) -> tuple[bytes, str, str]:
    """The file, else what was pasted; and what is wrong with it."""
    file = request.FILES.get("file")
    if file is not None:
        if (file.size or 0) > LARGEST:
            return b"", "", _("The file is larger than 2 MB. Divide it, or paste its lines.")
        return file.read(), (file.name or "")[:100], ""
    text = request.POST.get("text", "")
    if not text.strip():
        return b"", "", _("Choose a file, or paste what the handler sent.")
    return text[:LARGEST].encode("utf-8", "replace"), "", ""


def _take(
    request: HttpRequest,
    here: Here,
    lines: Sequence[SheetLine],
    faults: Sequence[Fault],
    name: str,
    source: str = "",
) -> HttpResponse:
    if len(lines) > AT_ONCE:
        sentence = _("Take in %(n)s calls at most at once. Divide the sheet.") % {"n": AT_ONCE}
        return _page(request, here, errors=(SimpleError(sentence, "text"),), status=422)
    done = take_sheet(
        lines=lines,
        association=here.association,
        origin=name or _("Typed in"),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _page(request, here, errors=(SimpleError(done.sentence, "text"),), status=409)
    taken: list[TakenLine] = []
    wrong = list(faults)
    for line, result in zip(lines, done.lines, strict=True):
        if result.refused is not None:
            wrong.append(Fault(line.line, result.refused.sentence, line.about or line.name))
        elif result.thread is not None:
            taken.append(
                TakenLine(result.thread, thread_address(here.slug, result.thread), line.name or line.phone)
            )
    said = ngettext("%(n)s call is new on record.", "%(n)s calls are new on record.", done.new) % {
        "n": done.new
    }
    if not wrong:
        messages.success(request, said)
        return redirect("night", here.slug)
    if taken:
        messages.warning(request, said)
    errors = tuple(
        SimpleError(_("Line %(n)s: %(why)s") % {"n": each.line, "why": each.sentence}, "text")
        for each in wrong[:20]
    )
    return _page(request, here, tuple(taken), tuple(wrong), errors, 422, source=source)


def _typed(request: HttpRequest) -> dict[str, str]:
    found = {name: request.POST.get(name, "").replace("\x00", "")[:4000] for name in CALLED}
    return {**found, "day": request.POST.get("day", "")[:20]}


def _page(
    request: HttpRequest,
    here: Here,
    taken: tuple[TakenLine, ...] = (),
    faults: tuple[Fault, ...] = (),
    errors: tuple[SimpleError, ...] = (),
    status: int = 200,
    source: str = "",
) -> HttpResponse:
    typed = _typed(request) if request.method == "POST" else {}
    kind = here.rulebook.kinds["emergency.called"]
    outcome = kind.field("outcome")
    text = request.POST.get("text", "").replace("\x00", "")
    if faults and request.POST.get("step") != "one":
        text = _left_over(text or source, faults)
    view = SheetPage(
        slug=here.slug,
        parts=parts_of(here, "night-sheet"),
        typed=typed,
        sorts=(
            Choice(MESSAGE, _("A message for the office"), typed.get("sort", "") != EMERGENCY),
            Choice(EMERGENCY, _("An emergency"), typed.get("sort", "") == EMERGENCY),
        ),
        outcomes=tuple(
            Choice(slug, label, slug == typed.get("outcome", ""))
            for slug, label in (("", _("Nothing said")), *(outcome.choices if outcome else ()))
        ),
        text=text,
        columns=", ".join(CALLED),
        taken=taken,
        faults=faults,
        errors=errors,
    )
    return page(
        request, "out_of_hours/sheet.html", view, title=_("Call handler’s sheet"), here=here, status=status
    )


def _left_over(text: str, faults: Sequence[Fault]) -> str:
    """What is still to be put right: of a table with its heading, of blocks as they were."""
    kept = [each.text for each in faults if each.text]
    first = text.lstrip().split("\n", 1)[0].strip()
    if kept and any(mark in first for mark in ",;\t|") and ":" not in first:
        return "\n".join([first, *kept])
    return "\n\n".join(kept) or text
