"""What happens to a letter when it goes: it is made, kept, handed to the dispatch, or taken back?

    findings(row, karin, at=now)        # what it still lacks, as casework.writing says
    gone_out(row, who, checked="…")     # the letter, handed over

The letter's row is held by whoever calls. What its reader cannot use is refused here with what to do instead;
what may not wait goes, and the usable form is owed beside it (see `formats`).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from kept import printing
from kept.actions import dispatching, formats
from kept.actions.working.booked import Undone
from kept.actions.working.letters import Acting, tells_of
from kept.casework import Refused, supporting
from kept.casework.approving import State
from kept.casework.dispatching import EMAIL, NOTIFY_TEXT, POST, TEXT
from kept.casework.formats import Decision, decide, goes_at_once
from kept.casework.letter_text import Document
from kept.casework.nuisance import named_in
from kept.casework.plain_english import Advice, advice
from kept.casework.writing import Finding, address_mark, check
from kept.rulebook import Rulebook
from kept.rulebook.formats import PRINT
from kept.rulebook.letters import LETTER, Template
from kept.rulebook.writing import writing_of
from kept.store import (
    dispatch,
    files,
    letter_making,
    nuisance,
    other_customers,
    rules,
    support,
    visits,
)
from kept.store import formats as formats_on_file
from kept.store.letter_making import Made
from kept.store.models import Association, Letter, Outgoing, ReceivedMail, StoredFile

NO_TEMPLATE = Refused("This letter has no template any more. Begin it anew from the list.", "template")
LOOK = Refused(
    "Look at the name and address once more and tick that they are right: it has to reach nobody else.",
    "checked",
)


@dataclass(frozen=True, slots=True)
class Form:
    """In which form it goes: the decision, the name of the form, and the size of its print."""

    decision: Decision
    sent_in: str = ""
    size_pt: int | None = None


def _made(row: Letter, here: Association, at: datetime) -> tuple[Rulebook, Made]:
    rulebook = rules.current(here)
    made = letter_making.made(row, at=at, rulebook=rulebook)
    if made is None:
        raise Undone(NO_TEMPLATE)
    return rulebook, made


def findings(
    row: Letter, here: Association, *, at: datetime, names: tuple[str, ...] = ()
) -> tuple[Finding, ...]:
    """What it still lacks and what is advised."""
    rulebook, made = _made(row, here, at)
    said = visits.told(row.thread, here)
    around = letter_making.around(row, said, rulebook=rulebook, at=at, names=names)
    practice = writing_of(rulebook)["answers"]
    found = list(check(made.template, made.document, values=row.values, around=around, practice=practice))
    if _waits(row, made.template):
        found.insert(0, Finding("words", supporting.WAITS, True))
    if row.way == LETTER:
        found += [Finding("words", each, False) for each in printing.unprintable(made.document)]
    return (*found, *_names_others(row, made), *_names_customers(row, here, made))


def _names_others(row: Letter, made: Made) -> list[Finding]:
    """People of a case are kept from each other: no letter to one side names anybody of the other."""
    names = nuisance.other_side(row.thread, row.person)
    if not names:
        return []
    reader = str(row.to.get("name") or "")
    found = []
    for each in named_in(made.document.words, names, but=[reader]):
        says = (
            f"This names {each.name}, who is on another side of the case. Take the name out."
            if each.sure
            else f"Is “{each.name}” meant by a word in this? Nobody on another side of the case is named."
        )
        found.append(Finding("words", says, each.sure))
    return found


def _names_customers(row: Letter, here: Association, made: Made) -> list[Finding]:
    """Another customer's name in a letter is asked about before it goes (moray:4.11.4)."""
    reader = row.person.stands if row.person is not None else None
    says = "This names {name}, another customer of ours. Take it out, unless the reader may know of them."
    names = other_customers.named(here, made.document.words, reader=reader)
    return [Finding("words", says.format(name=each), False) for each in names if each != row.to.get("name")]


def _waits(row: Letter, template: Template) -> bool:
    """Whether it is about money owed, while somebody looks at why paying is hard."""
    owed = supporting.held_back(
        on=template.on, thread=row.thread.kind, statutory=template.statutory, looked_at=True
    )
    person = row.person.stands if row.person is not None else None
    return owed and support.looked_at(row.association, person)


def advice_on(document: Document, template: Template, rulebook: Rulebook) -> Advice:
    """How plainly it is written, by the lists and the guide of the house."""
    writing = writing_of(rulebook)
    return advice(
        document.words,
        lists=rulebook.room("plain_words"),
        practice=writing["advice"],
        lang=document.lang,
        most_words=writing.length(template, document.way),
    )


def form_of(row: Letter, template: Template, rulebook: Rulebook, *, reason: str = "") -> Form:
    """Whether its reader can use it so; large print is printed as it is."""
    person = row.person.stands if row.person is not None else None
    if person is None:
        return Form(Decision(True))
    known = formats_on_file.of_person(person, rulebook=rulebook)
    large = next((each for each in known.forms if each.makes == PRINT), None) if row.way == LETTER else None
    at_once = goes_at_once(
        formats_on_file.room(rulebook),
        statutory=template.statutory,
        tells=template.told(row.way, row.thread.kind),
    )
    decision = decide(
        known,
        statutory=at_once,
        way=row.way,
        template_languages=tuple(each.lang for each in template.languages),
        lang=row.lang,
        sent_in=large.name if large is not None else "",
        reason=reason or _wanted_so(row),
    )
    return Form(decision, large.name if large else "", large.size if large else None)


def _wanted_so(row: Letter) -> str:
    """That the customer wants what belongs to this contact as it is, where somebody put that down."""
    return formats_on_file.WANTED_SO if formats_on_file.aside(row.association, row.thread.ref) else ""


def gone_out(row: Letter, who: Acting, *, checked: str, reason: str) -> Letter:
    """Made, kept and handed over; undone with the sentence where it may not go."""
    rulebook, made = _made(row, who.here, who.at)
    _check_address(row, checked)
    _check_open(row, made.template)
    form = form_of(row, made.template, rulebook, reason=reason)
    if not form.decision.go:
        raise Undone(Refused(" ".join((form.decision.says, *form.decision.instead)), "way"))
    document = made.document
    row.subject, row.text = document.title, printing.text(document)
    row.html = printing.html(document) if row.way == EMAIL else ""
    if row.way == LETTER:
        row.file = _copy(row, who, printing.pdf(document, made.letterhead, size_pt=form.size_pt))
    told = advice_on(document, made.template, rulebook)
    row.measured = {"words": told.words, "reading_age": told.reading_age, "findings": told.findings}
    out = _posted(row, who, made.template, rulebook)
    row.outgoing, row.handed_at, row.state = out.pk, who.at, State.HANDED_OVER
    row.save()
    for each in form.decision.also:
        owed = formats.owe(
            association=who.here,
            thread=row.thread.ref,
            letter=row.pk,
            form=each,
            what=document.title or made.template.label,
            text=row.text,
            by=who.by,
            at=who.at,
            membership=who.membership,
        )
        if isinstance(owed, Refused):
            raise Undone(owed)
    return row


def _check_address(row: Letter, checked: str) -> None:
    if checked != address_mark(address_lines(row)):
        raise Undone(LOOK)


def address_lines(row: Letter) -> tuple[str, ...]:
    """Where it goes by its way, as somebody looks at it before it goes."""
    if row.way == LETTER:
        return tuple(str(each) for each in row.to.get("lines") or ())
    name = str(row.to.get("name") or "")
    return (name, str(row.to.get("email" if row.way == EMAIL else "phone") or ""))


def _check_open(row: Letter, template: Template) -> None:
    """What goes is told on its thread, and a closed one takes nothing."""
    if row.thread.closed_at is not None and template.told(row.way, row.thread.kind):
        raise Undone(Refused("This contact is closed. Open it again, then send the letter.", "thread"))


def _copy(row: Letter, who: Acting, pdf: bytes) -> StoredFile:
    name = f"{row.subject or row.template} {row.thread.ref}.pdf"
    kept = files.keep(who.here, io.BytesIO(pdf), name, who.by, who.at)
    if isinstance(kept, Refused):
        raise Undone(kept)
    return StoredFile.objects.get(pk=kept.id)


def _posted(row: Letter, who: Acting, template: Template, rulebook: Rulebook) -> Outgoing:
    thread = row.thread
    way = POST if row.way == LETTER else row.way
    if way == TEXT and dispatch.notify_templates(rulebook).get("text"):
        way = NOTIFY_TEXT
    latest = ReceivedMail.objects.filter(association=who.here, thread=thread).order_by("-id").first()
    subject = f"{row.subject} [{thread.ref}]" if way == EMAIL else row.subject
    out = dispatching.post(
        association=who.here,
        by=who.by,
        at=who.at,
        # A letter that was taken back and sent again is another thing to carry.
        uid=f"letter:{row.ref}:{row.version}",
        way=way,
        to=dict(row.to),
        subject=subject,
        text=row.text,
        html=row.html,
        file=row.file if way == POST else None,
        thread=thread,
        person=row.person,
        letter=row.pk,
        tells=tells_of(row, template, rulebook),
        statutory=template.statutory,
        in_reply_to=latest.message_id if latest is not None and way == EMAIL else "",
        membership=who.membership,
    )
    if isinstance(out, Refused):
        raise Undone(out)
    return out


def taken_back(row: Letter, who: Acting) -> Letter:
    """Taken out of the dispatch while it had not gone; it is a draft again."""
    out = Outgoing.objects.filter(association=who.here, pk=row.outgoing or 0).first()
    if out is not None:
        done = dispatching.cancel(
            association=who.here, outgoing=out.ref, by=who.by, at=who.at, membership=who.membership
        )
        if isinstance(done, Refused):
            raise Undone(done)
    row.refresh_from_db()
    row.state, row.outgoing, row.file, row.version = State.DRAFT, None, None, row.version + 1
    row.handed_at = None
    row.save()
    return row


__all__ = ["Form", "address_lines", "advice_on", "findings", "form_of", "gone_out", "taken_back"]
