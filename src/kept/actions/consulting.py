"""What do residents say of a draft of the policy, and what are they answered?

    consult(association=karin, draft=3, how="A letter to every home", until=february, by="pat", at=now)
    comment(association=karin, draft=3, who="resident", how="letter", said_on=monday, words="…", uid="…",
            by="pat", at=now)
    answer(association=karin, comment=17, outcome="changed", words="…", by="pat", at=now)

Who said something is never named: what was said is published with its answer. What has been answered may be
answered in better words until the board approves.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from kept.actions.working.booked import Undone, kept_or_refused
from kept.actions.working.house import note
from kept.actions.working.policy_drafts import check_line, check_words, held, today_at
from kept.casework import Refused
from kept.casework.housekeeping import COMMENT_ANSWERED, COMMENT_TAKEN, DRAFT_CONSULTED
from kept.casework.policy_life import ANSWER, COMMENT, CONSULT, CONSULTING, HOW, OUTCOMES, WHO, for_residents
from kept.rulebook.clauses import LONGEST_ID
from kept.store import drafts
from kept.store.models import Association, Membership, PolicyComment, PolicyDraft

LONGEST_HOW, LONGEST_WORDS = 500, 4_000


def consult(
    *,
    association: Association | str,
    draft: int,
    how: str,
    until: date | None,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PolicyDraft | Refused:
    """Put the draft to residents and others until a day, or change until when, and whom we asked."""
    now = at.astimezone(UTC)

    def act(here: Association) -> PolicyDraft:
        row = held(here, draft, CONSULT, membership, now)
        said = check_line(how, "how", "Say who is asked, and how they hear of it.", LONGEST_HOW)
        today = today_at(here, now)
        if until is None or (until < today and until != row.consult_until):
            raise Undone(Refused("Choose the last day for comments: today or later.", "until"))
        if (row.state, row.consulted_how, row.consult_until) == (CONSULTING, said, until):
            return row
        row.state, row.consulted_how, row.consult_until = CONSULTING, said, until
        row.consult_from, row.told = row.consult_from or today, for_residents(drafts.changes_of(row))
        row.save(update_fields=["state", "consulted_how", "consult_from", "consult_until", "told"])
        facts = {
            "draft": row.number,
            "how": said,
            "from_on": row.consult_from.isoformat(),
            "until_on": until.isoformat(),
        }
        note(DRAFT_CONSULTED, here=here, by=by, at=now, facts=facts)
        return row

    return kept_or_refused(act, association)


def comment(
    *,
    association: Association | str,
    draft: int,
    who: str,
    how: str,
    said_on: date | None,
    words: str,
    uid: str,
    by: str,
    at: datetime,
    clause: str = "",
    membership: Membership | None = None,
) -> PolicyComment | Refused:
    """Take down what somebody said of it; the same `uid` takes it down once."""
    now = at.astimezone(UTC)

    def act(here: Association) -> PolicyComment:
        before = PolicyComment.objects.filter(association=here, uid=uid[:64]).first()
        if before is not None:
            return before
        row = held(here, draft, COMMENT, membership, now)
        if who not in WHO:
            raise Undone(Refused("Choose for whom they spoke. Do not write a name.", "who"))
        if how not in HOW:
            raise Undone(Refused("Choose how it reached us.", "how"))
        if said_on is None or said_on > today_at(here, now):
            raise Undone(Refused("Give the day on which it was said: today or earlier.", "said_on"))
        said = check_words(words, "words", "Write down what they said, in their own words.", LONGEST_WORDS)
        made = PolicyComment.objects.create(
            association=here,
            draft=row,
            uid=uid[:64],
            who=who,
            how=how,
            said_on=said_on,
            clause=" ".join(clause.split())[:LONGEST_ID],
            words=said,
            at=now,
            by=by,
        )
        facts = {"draft": row.number, "clause": made.clause or None}
        note(COMMENT_TAKEN, here=here, by=by, at=now, facts=facts)
        return made

    return kept_or_refused(act, association)


def answer(
    *,
    association: Association | str,
    comment: int,
    outcome: str,
    words: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PolicyComment | Refused:
    """Say what follows from a comment, and why."""
    now = at.astimezone(UTC)

    def act(here: Association) -> PolicyComment:
        found = PolicyComment.objects.select_related("draft").filter(association=here, pk=comment).first()
        if found is None:
            raise Undone(Refused("There is no such comment. Load the page again.", "comment"))
        row = held(here, found.draft.number, ANSWER, membership, now)
        if outcome not in OUTCOMES:
            raise Undone(Refused("Say whether the draft was changed.", "outcome"))
        missing = "Say what we answer them, and why."
        said = check_words(words, "answer", missing, LONGEST_WORDS)
        if (found.outcome, found.answer) == (outcome, said):
            return found
        found.outcome, found.answer, found.answered_at, found.answered_by = outcome, said, now, by
        found.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
        note(COMMENT_ANSWERED, here=here, by=by, at=now, facts={"draft": row.number, "outcome": outcome})
        return found

    return kept_or_refused(act, association)
