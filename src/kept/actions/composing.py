"""What may be done with a letter of ours: begun, saved, read by somebody else, sent, taken back, thrown away?

    start(association=karin, thread="K7F3-9Q2M", template="answer", uid="…", by="ann", at=now)     # Letter
    save(association=karin, letter=row.ref, values={…}, version=1, by="ann", at=now)
    send(association=karin, letter=row.ref, version=2, checked=address_mark(lines), by="ann", at=now)

1. What was typed is saved, whatever else is wrong with it; two people do not write over one another unseen.
2. Nothing is told of a customer's promise before the letter is handed to whoever carries it (see
   `dispatching`). That somebody's word was asked for and given is on record on the thread.
3. It is refused in one sentence before anything of it has gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.actions.working.letters import (
    BEGUN,
    CLOSED,
    Acting,
    acting,
    allowed,
    thread_named,
    with_letter,
)
from kept.actions.working.letters_going import findings, gone_out, taken_back
from kept.casework import Refused
from kept.casework.approving import Act, State
from kept.casework.permissions import Permission, may
from kept.casework.writing import questions_in, stopping
from kept.rulebook.letters import WAYS, Template, template_of
from kept.rulebook.writing import writing_of
from kept.store import letter_making, letters, notices, refs, reply_ways, rules, visits
from kept.store.models import Account, Association, Letter, Membership, Thread
from kept.store.threads import openings

WAITS_FOR_A_WORD = "letter"
LONGEST_VALUE, MOST_ASKED, LONGEST_ASKED, LONGEST_LINE = 20_000, 20, 400, 200
# Beside the fields of its template: what is kept with a letter and printed.
BESIDE_FIELDS = ("your_reference",)


def start(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    template: str,
    uid: str,
    thread: str | None = None,
    person: str | None = None,
    about: str = "",
    way: str = "",
    business: bool | None = None,
    membership: Membership | None = None,
) -> Letter | Refused:
    """Begin a letter on a contact, or to a customer who had not written; the same `uid` begins one."""

    def act(who: Acting) -> Letter:
        before = Letter.objects.filter(association=who.here, uid=uid[:200]).first()
        if before is not None:
            return before
        rulebook = rules.current(who.here, who.at)
        kind = template_of(rulebook, template)
        if kind is None:
            raise Undone(Refused("There is no letter of this name here. Choose one of the list.", "template"))
        on = thread_named(who, thread) if thread else _begun(who, person, about, uid)
        return _started(who, kind, on, uid, way, business)

    return acting(act, association, by, at, membership)


def _begun(who: Acting, person: str | None, about: str, uid: str) -> Thread:
    """A contact of our own, for a letter that answers nothing."""
    if not person:
        raise Undone(Refused("Say to whom you write: choose a contact or a customer.", "person"))
    telling = Telling(BEGUN, who.at, {"about": about.strip()}, uid=f"{uid}-b", person=person)
    told = tell([telling], association=who.here, by=who.by, at=who.at, membership=who.membership)
    if told.refused is not None:
        raise Undone(told.refused)
    return thread_named(who, str(told.results[0].thread))


def _started(
    who: Acting, template: Template, on: Thread, uid: str, way: str, business: bool | None
) -> Letter:
    rulebook = rules.current(who.here, who.at)
    said = visits.told(on, who.here)
    person = on.person.stands if on.person is not None else None
    firm = business if business is not None else bool(person and letters.business_before(who.here, person))
    to = letter_making.recipient(on, said)
    proposed = reply_ways.way_for(template, on, to, said, rulebook=rulebook, business=firm)
    asked = letter_making.words_on(said, rulebook)
    words = str(asked.facts.get("about") or "") if asked is not None and asked.kind != BEGUN else ""
    account = who.account
    return Letter.objects.create(
        association=who.here,
        thread=on,
        ref=refs.new_ref(),
        uid=uid[:200],
        person=person,
        template=template.name,
        values=letter_making.defaults(template, on, said, rulebook=rulebook, at=who.at),
        to=to,
        way=way if way in template.ways else proposed.way or template.ways[0],
        lang="en",
        business=firm,
        asked=[[each, False] for each in questions_in(words)] if template.sort == "answer" else [],
        written_by=account,
        made_at=who.at,
        saved_at=who.at,
        approval=writing_of(rulebook).approver(template, rulebook.association),
    )


def save(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    letter: str,
    version: int,
    values: Mapping[str, object],
    to: Mapping[str, object] | None = None,
    asked: Sequence[tuple[str, bool]] | None = None,
    way: str | None = None,
    lang: str | None = None,
    business: bool | None = None,
    membership: Membership | None = None,
) -> Letter | Refused:
    """Keep what was typed. What had been approved, or waits for it, is a draft again if it is different."""

    def change(who: Acting, row: Letter) -> Letter:
        before = _words(row)
        template = template_of(rules.current(who.here, who.at), row.template)
        known = {each.name for each in template.fields} if template is not None else set(row.values)
        typed = {
            name: str(value).replace("\x00", "")[:LONGEST_VALUE]
            for name, value in values.items()
            if name in known or name in BESIDE_FIELDS
        }
        row.values = {**row.values, **typed}
        if to is not None:
            row.to = _recipient(to)
        if asked is not None:
            row.asked = [[text[:LONGEST_ASKED], bool(done)] for text, done in asked if text.strip()]
            row.asked = row.asked[:MOST_ASKED]
        row.way = way if way in WAYS else row.way
        row.lang = (lang or row.lang)[:20]
        row.business = row.business if business is None else business
        if _words(row) == before:
            return row
        allowed(who, row, Act.SAVE, version=version)
        row.state, row.version, row.saved_at = State.DRAFT, row.version + 1, who.at
        row.asked_at = row.decided_by = row.decided_at = None
        row.save()
        return row

    return with_letter(association, letter, by, at, membership, change)


def _words(row: Letter) -> tuple[object, ...]:
    return (dict(row.values), dict(row.to), list(row.asked), row.way, row.lang, row.business)


def _recipient(to: Mapping[str, object]) -> dict[str, object]:
    """Whom it goes to, each part in one line and none too long."""

    def line(name: str) -> str:
        return " ".join(str(to.get(name) or "").replace("\x00", "").split())[:LONGEST_LINE]

    lines = to.get("lines")
    given = [
        " ".join(str(each).split())[:LONGEST_LINE]
        for each in (lines if isinstance(lines, list | tuple) else ())
    ]
    return {
        "name": line("name"),
        "dear": line("dear"),
        "email": line("email"),
        "phone": line("phone"),
        "lines": [each for each in given if each][:9],
    }


def ask_approval(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    letter: str,
    version: int,
    membership: Membership | None = None,
) -> Letter | Refused:
    """Ask for the word that it needs. Whoever gives it does not have to find what is still lacking."""

    def change(who: Acting, row: Letter) -> Letter:
        if row.state == State.WAITING:
            return row
        allowed(who, row, Act.ASK, version=version)
        _whole(row, who)
        row.state, row.asked_at, row.back = State.WAITING, who.at, ""
        row.save(update_fields=["state", "asked_at", "back"])
        facts = {"template": row.template, "needs": row.approval}
        who.tell(_telling("letter.approval_asked", row, who, facts))
        said = f"A letter waits for your word: {row.ref}. It stands under Letters, “To approve”."
        whom, key = letters.approvers(who.here, row, who.at), f"asked:{row.ref}:{row.version}"
        notices.tell(whom, what=WAITS_FOR_A_WORD, key=key, said=said, at=who.at)
        return row

    return with_letter(association, letter, by, at, membership, change)


def _whole(row: Letter, who: Acting) -> None:
    stops = stopping(findings(row, who.here, at=who.at))
    if stops:
        raise Undone(Refused(stops[0].says, stops[0].name))


def _telling(kind: str, row: Letter, who: Acting, facts: Mapping[str, object]) -> Telling:
    return Telling(kind, who.at, facts, uid=f"{row.ref}:{kind}:{row.version}", thread=row.thread.ref)


def approve(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    letter: str,
    version: int,
    membership: Membership | None = None,
) -> Letter | Refused:
    """Give the word that it needs, for the words that it has now."""

    def change(who: Acting, row: Letter) -> Letter:
        allowed(who, row, Act.APPROVE, version=version)
        row.state, row.decided_by, row.decided_at = State.APPROVED, who.account, who.at
        row.save(update_fields=["state", "decided_by", "decided_at"])
        who.tell(_telling("letter.approved", row, who, {"template": row.template}))
        return row

    return with_letter(association, letter, by, at, membership, change)


def send_back(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    letter: str,
    words: str,
    membership: Membership | None = None,
) -> Letter | Refused:
    """Ask its writer to change something, or take back that it was asked for."""

    def change(who: Acting, row: Letter) -> Letter:
        allowed(who, row, Act.SEND_BACK, words=words)
        row.state, row.back = State.DRAFT, words.strip().replace("\x00", "")
        row.decided_by, row.decided_at = who.account, who.at
        row.save(update_fields=["state", "back", "decided_by", "decided_at"])
        who.tell(_telling("letter.sent_back", row, who, {"template": row.template, "note": row.back}))
        if row.written_by_id != who.account.pk:
            said = f"Your letter {row.ref} came back, with a word on what to change."
            key = f"back:{row.ref}:{row.version}:{who.at:%Y%m%d%H%M%S}"
            notices.tell([row.written_by_id], what=WAITS_FOR_A_WORD, key=key, said=said, at=who.at)
        return row

    return with_letter(association, letter, by, at, membership, change)


def send(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    letter: str,
    version: int,
    checked: str,
    reason: str = "",
    membership: Membership | None = None,
) -> Letter | Refused:
    """Hand it to whoever carries it. `checked` is the mark of the address that somebody looked at (see
    `writing.address_mark`); `reason` is why it goes in a form that its reader had not asked for.
    """

    def change(who: Acting, row: Letter) -> Letter:
        if row.state in (State.HANDED_OVER, State.SENT):
            return row
        allowed(who, row, Act.SEND, version=version)
        _whole(row, who)
        return gone_out(row, who, checked=checked, reason=reason)

    return with_letter(association, letter, by, at, membership, change)


def take_back(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    letter: str,
    membership: Membership | None = None,
) -> Letter | Refused:
    """Take it back while it has not gone; it is a draft again."""

    def change(who: Acting, row: Letter) -> Letter:
        if row.state == State.DRAFT:
            return row
        allowed(who, row, Act.TAKE_BACK)
        return taken_back(row, who)

    return with_letter(association, letter, by, at, membership, change)


def withdraw(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    letter: str,
    membership: Membership | None = None,
) -> Letter | Refused:
    """Throw it away. A contact that was begun for it alone is over."""

    def change(who: Acting, row: Letter) -> Letter:
        if row.state == State.WITHDRAWN:
            return row
        allowed(who, row, Act.WITHDRAW)
        row.state, row.ended_at = State.WITHDRAWN, who.at
        row.save(update_fields=["state", "ended_at"])
        told = [_telling("letter.dropped", row, who, {"template": row.template})]
        opening = openings([row.thread_id], rules.current(who.here).kinds).get(row.thread_id)
        others = Letter.objects.filter(association=who.here, thread=row.thread_id).exclude(pk=row.pk)
        if opening is not None and opening.kind == BEGUN and not others.exists():
            told.append(_telling(CLOSED, row, who, {}))
        who.tell(*told)
        return row

    return with_letter(association, letter, by, at, membership, change)


def hand_on(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    letter: str,
    to: str,
    membership: Membership | None = None,
) -> Letter | Refused:
    """Let a colleague write on: the writer's own, or any where its writer does not work here any more."""

    def change(who: Acting, row: Letter) -> Letter:
        allowed(who, row, Act.HAND_ON)
        taker = Account.objects.filter(handle=to, is_active=True).first()
        works = Membership.objects.filter(association=who.here, account=taker, to_on__isnull=True)
        if taker is None or not works.exists():
            raise Undone(Refused("Nobody here is called that. Choose a colleague.", "to"))
        mine = row.written_by.handle == who.by or to == who.by
        if not mine and who.membership is not None and not may(who.membership.role, Permission.REASSIGN):
            raise Undone(Refused("Whoever leads hands on what a colleague writes. Ask them.", "to"))
        row.written_by, row.saved_at = taker, who.at
        row.save(update_fields=["written_by", "saved_at"])
        return row

    return with_letter(association, letter, by, at, membership, change)


__all__ = [
    "approve",
    "ask_approval",
    "hand_on",
    "save",
    "send",
    "send_back",
    "start",
    "take_back",
    "withdraw",
]
