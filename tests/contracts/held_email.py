"""What e-mail holds to on its way out, proved by the message that a mail server would be handed."""

from __future__ import annotations

import io
from email.utils import parseaddr

from kept.actions import dispatching
from kept.store import dispatch, tenancy
from kept.store.models import Outgoing
from kept.worker.outgoing_mail import message_of
from kept.worker.ways import Going
from tests.contracts.world import World


def own_address(world: World) -> None:
    """Whoever writes it, it comes from the association's address, and answers go there."""
    who = world.member("officer")
    row = dispatching.post(
        association=world.association,
        by=who.handle,
        at=world.at,
        uid="own-address",
        way="email",
        to={"name": "Ms Okafor", "email": "ngozi@example.org"},
        subject="The roof",
        text="It is mended.",
    )
    assert isinstance(row, Outgoing), row
    (head,) = [each for each in world.rulebook.room("letterheads") if each.from_email][:1]
    with tenancy.association(world.association) as here:
        going = Going(row, dispatch.sender(here, world.rulebook), here.slug, lambda digest: io.BytesIO())
    message = message_of(going)
    assert parseaddr(message.from_email)[1] == head.from_email
    assert message.reply_to == [head.from_email]
    assert who.email not in message.message().as_string()


PROOFS = {"rule:own-address": own_address}
