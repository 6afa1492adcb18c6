"""What happens to an edition of something that we publish while it is a draft?

    made = draft(association=karin, publication="newsletter", version="Spring", dated=…, uid=…, by="ann", …)
    add_copy(association=karin, edition=made.pk, brought=Brought("a.pdf", stream), lang="en", form="pdf", …)
    check(association=karin, edition=made.pk, item="lettings", evidence="Page 3", by="ann", at=now)
    measure(association=karin, edition=made.pk, words="…", by="ann", at=now)

Only a draft changes: what was issued (see `issuing`) stays as it was given to people. A copy in another form,
and the mark of plain English, may come later.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from kept.actions.working.editions import GONE, NOT_YOURS, Held, changed, facts_of, noted, on_edition
from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.actions.working.photographs import Brought
from kept.casework import Refused, publishing_out
from kept.casework.housekeeping import EDITION_DRAFTED
from kept.casework.permissions import Permission, may
from kept.casework.plain_english import advice
from kept.casework.publishing_out import State
from kept.rulebook import publications as room
from kept.rulebook.people import people_lists
from kept.store import files, publications, rules, tenancy
from kept.store.models import Association, Membership, PublicationEdition, PublicationFile, StoredFile

LONGEST_WORDS = 200_000
NOTHING = Refused("We publish nothing of this name. Choose it on the list.", "publication")


def draft(
    *,
    association: Association | str,
    publication: str,
    version: str,
    dated: date,
    uid: str,
    by: str,
    at: datetime,
    covers: str = "",
    membership: Membership | None = None,
) -> PublicationEdition | Refused:
    """Begin a new edition."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    now = at.astimezone(UTC)

    def act() -> PublicationEdition | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.RECORD):
                return NOT_YOURS
            known = room.publication_named(rules.current(here), publication)
            if known is None or known.sort == room.PAGE:
                return NOTHING
            before = PublicationEdition.objects.filter(association=here, uid=uid).first()
            if before is not None:
                return before
            if not version.strip() or len(version) > publishing_out.LONGEST:
                return Refused("Say in a few words which edition it is, such as “Spring 2026”.", "version")
            row = PublicationEdition.objects.create(
                association=here,
                uid=uid,
                publication=known.name,
                version=version.strip(),
                dated=dated,
                covers=covers.strip()[: publishing_out.LONGEST],
                state=State.DRAFT.value,
                made_at=now,
                made_by=by,
            )
            note(EDITION_DRAFTED, here=here, by=by, at=now, facts=facts_of(row), uid=f"edition:{uid}")
            return row

    return once_more(act)


def add_copy(
    *,
    association: Association | str,
    edition: int,
    brought: Brought,
    lang: str,
    form: str,
    by: str,
    at: datetime,
    whole: bool = True,
    membership: Membership | None = None,
) -> PublicationEdition | Refused:
    """Add the edition in one language and form, or put another file in its place.

    A copy in another language or form may come after the issue: whoever waits for it need not wait for the
    next edition.
    """
    now = at.astimezone(UTC)
    if membership is not None and not may(membership.role, Permission.RECORD):
        return NOT_YOURS
    if form not in room.FORMS or not lang or len(lang) > 20:
        return Refused("Choose the language and the form of this copy.", "form")
    with tenancy.association(association) as here:
        # A recording or a file for an embosser is kept too, and only ever handed out to be saved.
        kept = files.keep_sent(here, brought.stream, brought.name, by, now)
    if isinstance(kept, Refused):
        return kept
    code = people_lists().language_code(lang)

    def act(held: Held) -> PublicationEdition | Refused:
        there = PublicationFile.objects.filter(
            association=held.here, edition=held.row, lang=code, form=form, whole=whole
        ).first()
        if held.edition.state is not State.DRAFT and (there or held.edition.state is State.SUPERSEDED):
            return publishing_out.check_may_change(held.edition) or GONE
        file = StoredFile.objects.get(association=held.here, sha256=kept.sha256)
        PublicationFile.objects.update_or_create(
            association=held.here,
            edition=held.row,
            lang=code,
            form=form,
            whole=whole,
            defaults={"file": file, "words": "", "added_at": now, "added_by": by},
        )
        if code == room.ENGLISH and whole and held.row.reading:
            held.row.reading = {}
            return changed(held, ("reading",), by, publishing_out.words_of(form))
        what = f"{publishing_out.words_of(form)}, {code}"
        if held.edition.state is State.DRAFT:
            return changed(held, (), by, what)
        noted(held, by, what)
        return held.row

    return on_edition(association, edition, act, by, now, membership)


def check(
    *,
    association: Association | str,
    edition: int,
    item: str,
    evidence: str,
    by: str,
    at: datetime,
    law_on: date | None = None,
    consent: bool = False,
    membership: Membership | None = None,
) -> PublicationEdition | Refused:
    """Say that the edition holds something that it must hold, and where."""

    def act(held: Held) -> PublicationEdition | Refused:
        known = next((each for each in held.items if each.name == item), None)
        if known is None:
            return Refused("This is nothing that the edition must hold. Load the page again.", "item")
        refused = publishing_out.check_may_change(held.edition)
        if refused is not None:
            return refused
        said = evidence.strip()
        if not said or len(said) > publishing_out.LONGEST_EVIDENCE:
            return Refused("Say in a few words where it stands or how you saw it, such as “page 3”.", item)
        if known.law and (law_on is None or law_on > held.today):
            return Refused("Say on which day somebody last compared it with the law.", item)
        if known.consent and not consent:
            return Refused("Ask whoever wrote it whether it may appear with their name, and tick it.", item)
        fills = publications.fills_now(held.here, held.rulebook, held.today) if known.fill else {}
        found = {"by": by, "at": held.now.isoformat(), "evidence": said}
        found |= {"law_on": law_on.isoformat()} if known.law and law_on else {}
        found |= {"consent": "yes"} if known.consent else {}
        found |= {"held": publishing_out.digest_of(fills.get(known.fill, ""))} if known.fill else {}
        held.row.checks = {**held.row.checks, item: found}
        return changed(held, ("checks",), by, known.asks)

    return on_edition(association, edition, act, by, at, membership)


def measure(
    *,
    association: Association | str,
    edition: int,
    words: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PublicationEdition | Refused:
    """Measure how the words of it read: how many, how long the sentences, for which age, and which jargon."""

    def act(held: Held) -> PublicationEdition | Refused:
        refused = publishing_out.check_may_change(held.edition)
        if refused is not None:
            return refused
        if not words.strip() or len(words) > LONGEST_WORDS:
            return Refused("Paste the words of the edition here, at most 200,000 characters.", "words")
        copies = PublicationFile.objects.filter(
            association=held.here, edition=held.row, lang=room.ENGLISH, whole=True
        )
        # From the same words large print, sound and braille are made for whoever needs them.
        if not copies.update(words=words):
            return Refused("Add the English copy first, then the words that it holds.", "words")
        found = advice(words, lists=held.rulebook.room("plain_words"))
        held.row.reading = {
            "words": found.words,
            "sentences": found.sentences,
            "age": found.reading_age,
            "long": [each.text[:160] for each in found.long_sentences[:10]],
            "long_count": len(found.long_sentences),
            "jargon": [[each.found, each.plain, each.times] for each in found.swaps[:40]],
            "by": by,
            "at": held.now.isoformat(),
        }
        return changed(held, ("reading",), by, "How it reads")

    return on_edition(association, edition, act, by, at, membership)


def hear(
    *,
    association: Association | str,
    edition: int,
    reader: str,
    says: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PublicationEdition | Refused:
    """Note what a resident said who read it before it went out."""

    def act(held: Held) -> PublicationEdition | Refused:
        refused = publishing_out.check_may_change(held.edition)
        if refused is not None:
            return refused
        who, what = reader.strip(), says.strip()
        if not who or len(who) > publishing_out.LONGEST:
            return Refused("Say who read it, such as “the reading group”.", "reader")
        if not what or len(what) > 1_000:
            return Refused(
                "Say in their own words what they made of it, in at most 1,000 characters.", "says"
            )
        held.row.verdict = {"reader": who, "says": what, "on": held.today.isoformat(), "by": by}
        return changed(held, ("verdict",), by, "A resident read it")

    return on_edition(association, edition, act, by, at, membership)


def mark(
    *,
    association: Association | str,
    edition: int,
    number: str,
    on: date,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PublicationEdition | Refused:
    """Note the mark of plain English that it carries: its number and the day from which it was given.

    It may come after the issue, since whoever gives it reads what was printed.
    """

    def act(held: Held) -> PublicationEdition | Refused:
        if not number.strip() or len(number) > publishing_out.LONGEST:
            return Refused("Type the number that stands below the mark.", "number")
        if on > held.today:
            return Refused("This day is still to come. Type the day on the certificate.", "on")
        held.row.mark, held.row.mark_on = number.strip(), on
        return changed(held, ("mark", "mark_on"), by, "The mark of plain English")

    return on_edition(association, edition, act, by, at, membership)


def hold(
    *,
    association: Association | str,
    edition: int,
    other: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PublicationEdition | Refused:
    """Let another edition lie inside this one, such as the year's report in the issue of autumn."""

    def act(held: Held) -> PublicationEdition | Refused:
        refused = publishing_out.check_may_change(held.edition)
        if refused is not None:
            return refused
        rows = publications.editions(held.here, held.publication.holds or None)
        inside = rows.filter(pk=other).first()
        if inside is None or inside.state == State.DRAFT:
            return Refused("Choose an edition that has been issued. Issue it first where it is not.", "other")
        held.row.holds = inside
        return changed(held, ("holds",), by, inside.version)

    return on_edition(association, edition, act, by, at, membership)
