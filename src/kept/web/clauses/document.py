"""How does a policy read as one document, with what keeps each clause and how well it is kept?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.rulebook.model import HOUSE, LAW, Clause
from kept.store.measures import Share
from kept.store.readings import Adopted
from kept.store.sections import sections_of
from kept.web.clauses.figures import Found
from kept.web.clauses.keepers import KEEPERS, KINDS, Keeper, keeper_of, kind_words, sort_of
from kept.web.clauses.statuses import ADOPTED, PROPOSED, Status, status_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.measuring import ShareWords, share_words
from kept.web.shared.shares import Counts
from kept.web.shared.words import Words, day_words, due_day, moment_words
from kept.workclock import Calendar

LONGEST = 100
CONFIRMED = {
    "yes": (gettext_lazy("Confirmed at its source"), "good"),
    "secondary": (gettext_lazy("Known from a secondary source"), "soon"),
    "no": (gettext_lazy("Not confirmed yet"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the document is narrowed to."""

    words: str = ""
    kind: str = ""
    keeper: str = ""
    reading: str = ""
    broken: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """What the address asks; what it does not know is no wish."""

        def known(name: str, values: Iterable[str]) -> str:
            return query.get(name, "") if query.get(name, "") in set(values) else ""

        return cls(
            query.get("q", "").strip()[:LONGEST],
            known("kind", KINDS),
            known("keeper", KEEPERS),
            known("reading", (PROPOSED, ADOPTED)),
            query.get("broken") == "yes",
        )

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return self != Asked()


@dataclass(frozen=True, slots=True)
class Line:
    """One clause in the document."""

    id: str
    anchor: str
    address: str
    where: str
    kind: str
    says: str
    keeper: Keeper
    pending: bool
    ambiguity: str
    status: Status | None
    figures: tuple[str, ...]
    broken: str
    cites: str
    confirmed: Words | None


@dataclass(frozen=True, slots=True)
class Part:
    """One section."""

    id: str
    title: str
    says: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ClausesPage:
    """The page."""

    title: str
    says: str
    parts: tuple[Part, ...]
    shown: int
    total: int
    asked: Asked
    kinds: tuple[Choice, ...]
    keepers: tuple[Choice, ...]
    readings: tuple[Choice, ...]
    month: str
    year: str
    errors: tuple[str, ...] = ()


def clauses_page(here: Here, asked: Asked, found: Found, adopted: Mapping[str, Adopted]) -> ClausesPage:
    """The document, or what of it was asked for."""
    rulebook = here.rulebook
    parts = []
    for number, (title, says, clauses) in enumerate(_parts(here), 1):
        lines = [_line(here, each, found, adopted.get(each.id)) for each in clauses]
        shown = tuple(
            line
            for clause, line in zip(clauses, lines, strict=True)
            if _wanted(asked, clause, line, title, found)
        )
        if shown:
            parts.append(Part(f"section-{number}", title, says, shown))
    landlord = rulebook.association
    begins = day_words(rulebook.starts_on)
    return ClausesPage(
        title=landlord.title,
        says=_("In force from %(day)s, here in our own words. The line numbers are those of the document.")
        % {"day": begins},
        parts=tuple(parts),
        shown=sum(len(each.lines) for each in parts),
        total=len(rulebook.clauses) + len(rulebook.common),
        asked=asked,
        kinds=_choices(_("Every kind"), KINDS, asked.kind),
        keepers=_choices(_("Any or none"), KEEPERS, asked.keeper),
        readings=_choices(_("All"), {PROPOSED: _("Proposed by Kept"), ADOPTED: _("Adopted")}, asked.reading),
        month=f"{found.today:%B}",
        year=str(found.today.year),
    )


def _choices(every: str, known: Mapping[str, object], chosen: str) -> tuple[Choice, ...]:
    return (
        Choice("", every, not chosen),
        *(Choice(name, str(label), name == chosen) for name, label in known.items()),
    )


def _parts(here: Here) -> Iterable[tuple[str, str, list[Clause]]]:
    """The policy's sections, then what binds beside it."""
    known = here.rulebook.clause_by_id
    for section in sections_of(here.association, here.rulebook):
        yield section.title, "", [known[each] for each in section.clauses if each in known]
    common = here.rulebook.common
    law = _("What the law asks, beside the policy. Both count, and the earlier date leads.")
    house = _("What Kept keeps in every house, whatever its policy says.")
    yield _("The law"), law, [each for each in common if each.source == LAW]
    yield _("In every house"), house, [each for each in common if each.source == HOUSE]


def _wanted(asked: Asked, clause: Clause, line: Line, title: str, found: Found) -> bool:
    if asked.kind and clause.kind != asked.kind:
        return False
    if asked.keeper and line.keeper.sort != asked.keeper:
        return False
    if asked.reading and (line.status is None or line.status.state != asked.reading):
        return False
    if asked.broken and not found.month(clause.id).broken:
        return False
    if not asked.words:
        return True
    reading = line.status.words if line.status else ""
    text = " ".join(
        (clause.id, title, clause.says, line.keeper.line, line.keeper.public, reading, line.cites)
    )
    return all(word in text.casefold() for word in asked.words.casefold().split())


def _line(here: Here, clause: Clause, found: Found, adopted: Adopted | None) -> Line:
    counted = found.month(clause.id)
    return Line(
        id=clause.id,
        anchor=f"clause-{clause.id}",
        address=reverse("clauses-one", args=[here.slug, clause.id]),
        where=where_words(clause),
        kind=kind_words(clause),
        says=clause.says,
        keeper=keeper_of(clause, here.rulebook),
        pending=sort_of(clause) == "pending",
        ambiguity=clause.ambiguity or "",
        status=status_of(clause, adopted, here.calendar),
        figures=tuple(figure_words(clause, found, here)),
        broken=_("%(n)s broken this month") % {"n": f"{counted.broken:,}"} if counted.broken else "",
        cites=clause.cites or "",
        confirmed=confirmed_words(clause),
    )


def confirmed_words(clause: Clause) -> Words | None:
    """How surely it is known that this is the law; None for a clause of the policy."""
    if clause.confirmed not in CONFIRMED:
        return None
    text, tone = CONFIRMED[clause.confirmed]
    return Words(str(text), tone)


def where_words(clause: Clause) -> str:
    """Where it stands in the document; nowhere for the law and for Kept's own."""
    first, last = clause.lines
    if first == 0:
        return ""
    if first == last:
        return _("line %(n)s") % {"n": first}
    return _("lines %(first)s to %(last)s") % {"first": first, "last": last}


def figure_words(clause: Clause, found: Found, here: Here) -> Iterable[str]:
    """This month's and this year's figure, and for a duty when it is due and was done."""
    if clause.measure is not None:
        yield from measure_words(found.shares.get(clause.id, ()))
    if clause.promise is None:
        return
    month, year = found.month(clause.id), found.year(clause.id)
    duty = clause.promise.duty is not None
    if year.anything:
        yield _("This month: %(counted)s.") % {"counted": counted_words(month)}
        yield _("This year: %(counted)s.") % {"counted": counted_words(year)}
    elif not duty:
        yield _("Nothing fell due this year.")
    if duty:
        yield duty_words(clause.id, found, here.calendar)


def measure_words(shares: Sequence[Share]) -> Iterable[str]:
    """This month's and this year's share against its target."""
    if not shares:
        return
    month, year = shares
    yield _("This month: %(share)s.") % {"share": against_words(share_words(month))}
    yield _("This year: %(share)s.") % {"share": against_words(share_words(year))}


def against_words(said: ShareWords) -> str:
    """The share and whether it reached its target, in few words."""
    if not said.share:
        return _("not measured, for there was nothing to count")
    words = {"share": said.share, "fraction": said.fraction, "verdict": said.verdict.text.lower()}
    return _("%(share)s, %(fraction)s, %(verdict)s") % words


def counted_words(counts: Counts) -> str:
    """The fraction with its share, or why there is none."""
    if counts.counted:
        return _("%(fraction)s (%(share)s)") % {"fraction": counts.fraction, "share": counts.share}
    if counts.unmeasured:
        return _("not measured, for nobody could see when it began or ended")
    return _("%(n)s running") % {"n": f"{counts.running:,}"} if counts.running else _("nothing fell due")


def duty_words(clause: str, found: Found, calendar: Calendar) -> str:
    """When the duty is due next, and when it was done last."""
    stands = found.duties.get(clause)
    if stands is None:
        return _("It has not begun here yet.")
    said = []
    if stands.next_due is not None:
        day = day_words(due_day(stands.next_due, calendar))
        due = (
            _("Late: it was due by the end of %(day)s.")
            if stands.late
            else _("Next due by the end of %(day)s.")
        )
        said.append(due % {"day": day})
    if stands.last_done is not None:
        said.append(_("Last done at %(when)s.") % {"when": moment_words(stands.last_done, calendar)})
    else:
        said.append(_("Not done here yet."))
    if stands.found_overdue:
        said.append(_("%(n)s found overdue at the start.") % {"n": f"{stands.found_overdue:,}"})
    return " ".join(said)
