"""What if we agree what something is called in another language?

    put(association=karin, language="pl", terms=[Term("tenancy", "najem")], by="ann", at=now)  # Changed(1, 0)
    take_out(association=karin, language="pl", term="tenancy", by="ann", at=now)

One word or a whole file of them is one act and one event. Nothing is lost: what is put right ends the old.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.actions.working.owed_forms import refused_role, signed
from kept.casework import Refused
from kept.casework.housekeeping import GLOSSARY_CHANGED
from kept.casework.translating import MOST_ROWS, Term, fault_of, term_key
from kept.rulebook.people import people_lists
from kept.store import tenancy
from kept.store.models import Association, GlossaryTerm, Membership

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Changed:
    """How many words are new, and how many were put right."""

    added: int
    changed: int


def put(
    *,
    association: Association | str,
    language: str,
    terms: Sequence[Term],
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Changed | Refused:
    """These words are agreed. Those that are agreed so already stay as they are."""
    signed(by)
    now = at.astimezone(UTC)
    code = people_lists().language_code(language)

    def act() -> Changed | Refused:
        with tenancy.association(association) as here:
            refused = refused_role(membership) or _fault(code, terms)
            if refused is not None:
                return refused
            wanted = {term_key(each.term): each for each in terms}
            rows = GlossaryTerm.objects.select_for_update().filter(
                association=here, language=code, term_key__in=list(wanted), ended_at__isnull=True
            )
            held = {each.term_key: each for each in rows}
            fresh = {key: each for key, each in wanted.items() if not _same(held.get(key), each)}
            over = [each.pk for key, each in held.items() if key in fresh]
            GlossaryTerm.objects.filter(pk__in=over).update(ended_at=now)
            GlossaryTerm.objects.bulk_create(
                GlossaryTerm(
                    association=here,
                    language=code,
                    term=each.term.strip(),
                    term_key=key,
                    translation=each.translation.strip(),
                    note=each.note.strip(),
                    made_by=by,
                    made_at=now,
                )
                for key, each in fresh.items()
            )
            done = Changed(len(fresh) - len(over), len(over))
            if fresh:
                facts = {"language": code, "added": done.added, "changed": done.changed}
                note(GLOSSARY_CHANGED, here=here, by=by, at=now, facts=facts)
            return done

    return once_more(act)


def _same(row: GlossaryTerm | None, term: Term) -> bool:
    said = (term.term.strip(), term.translation.strip(), term.note.strip())
    return row is not None and (row.term, row.translation, row.note) == said


def _fault(code: str, terms: Sequence[Term]) -> Refused | None:
    if not code or code == ENGLISH:
        return Refused("Say in which language.", "language")
    if len(terms) > MOST_ROWS:
        return Refused(f"At most {MOST_ROWS:,} words are taken at a time.", "terms")
    for each in terms:
        fault = fault_of(each.term.strip(), each.translation.strip())
        if fault or "\x00" in each.term + each.translation + each.note:
            return Refused(fault or "These are no words.", "term")
    return None


def take_out(
    *,
    association: Association | str,
    language: str,
    term: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> bool | Refused:
    """This word is agreed no longer; whether it was."""
    signed(by)
    now = at.astimezone(UTC)

    def act() -> bool | Refused:
        with tenancy.association(association) as here:
            refused = refused_role(membership)
            if refused is not None:
                return refused
            rows = GlossaryTerm.objects.filter(
                association=here, language=language, term_key=term_key(term), ended_at__isnull=True
            )
            ended = rows.update(ended_at=now)
            if ended:
                note(GLOSSARY_CHANGED, here=here, by=by, at=now, facts={"language": language, "ended": ended})
            return ended > 0

    return once_more(act)
