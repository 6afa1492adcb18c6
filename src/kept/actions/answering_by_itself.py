"""What answers an e-mail by itself, where the association's data says that anything does?

    answer(association=wessex, mail=row.pk, by="kept", at=now)      # the Outgoing, or None: nothing answers

At most one goes to one address on one day. It never counts as an answer, and as an acknowledgement only where
the rulebook says so. It goes to whoever wrote, and the promises run on: a colleague has the e-mail.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from kept.actions.dispatching import post
from kept.casework.answering_mail import acknowledgement, out_of_office, speaks
from kept.casework.dispatching import EMAIL
from kept.rulebook.dispatch import ACKNOWLEDGEMENT, OUT_OF_OFFICE, dispatch_of
from kept.store import answering_mail, dispatch, rules, tenancy
from kept.store.housing import today
from kept.store.models import Association, Outgoing, ReceivedMail

BY_MACHINE = "email.acknowledged_by_machine"


def answer(*, association: Association | int | str, mail: int, by: str, at: datetime) -> Outgoing | None:
    """Let the automatic reply go that this e-mail gets, if any."""
    if not by:
        raise ValueError("Everything that goes out says who sent it: give `by`.")
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        rulebook = rules.current(here)
        sends, who = dispatch_of(rulebook), dispatch.sender(here, rulebook)
        if not {OUT_OF_OFFICE, ACKNOWLEDGEMENT} & set(sends.held):
            return None
        row = ReceivedMail.objects.select_related("thread", "thread__person", "person").get(pk=mail)
        thread, to = row.thread, row.from_address.strip().lower()
        ours = to.rpartition("@")[2] == who.domain or to == who.email.lower()
        if thread is None or not to:
            return None
        if not speaks(sort=row.sort, kind=thread.kind, ours=ours, odd=bool(row.why)):
            return None
        words, away = "", None
        if OUT_OF_OFFICE in sends.held:
            away = answering_mail.away_from(here, thread, sends[OUT_OF_OFFICE].longer_than, rulebook, at=now)
        if away is not None:
            words = out_of_office(
                sends[OUT_OF_OFFICE].words,
                association=here.name,
                reference=thread.ref,
                name=away.name,
                back=away.back,
                cover=away.cover,
            )
        elif ACKNOWLEDGEMENT in sends.held:
            words = acknowledgement(sends[ACKNOWLEDGEMENT].words, association=here.name, reference=thread.ref)
        if not words:
            return None
        digest = hashlib.sha256(to.encode()).hexdigest()[:16]
        done = post(
            association=here,
            by=by,
            at=now,
            uid=f"by-itself:{today(here, now)}:{digest}",
            way=EMAIL,
            to={"name": row.from_name, "email": to},
            subject=f"Your e-mail has reached us [{thread.ref}]",
            text=words,
            thread=thread,
            person=row.person,
            tells={"kind": BY_MACHINE, "facts": {}},
            automatic=True,
            in_reply_to=row.message_id,
        )
        return done if isinstance(done, Outgoing) and done.in_reply_to == row.message_id else None
