"""Each act about requests for information and what is gathered for them, run once."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from kept.actions import bundles, customers, data_requests, keeping_files, marking_pieces
from kept.actions.told import Result
from kept.store import tenancy
from kept.store.models import Account, Association, BundleConsent, BundleItem, Gathering, Membership, Person
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
TODAY = date(2026, 4, 8)


def asked(here: Association) -> str:
    """The request of Ms Okafor, whom we know."""
    person = customers.add(association=here, name="Ngozi Okafor", by=BY, at=NOW)
    assert isinstance(person, Person), person
    done = data_requests.record(
        association=here,
        sort="personal",
        person=person.ref,
        form="spoken",
        asker="self",
        identity="known",
        about="All of it",
        by=BY,
        at=NOW,
    )
    assert isinstance(done, Result), done
    return str(done.thread)


def begun(here: Association) -> Gathering:
    made = bundles.begin(
        association=here, thread=asked(here), sort="person", purpose="customer", uid="g1", by=BY, at=NOW
    )
    assert isinstance(made, Gathering), made
    return made


def found(here: Association, made: Gathering | None = None) -> Gathering:
    """All of it, gathered."""
    made = made or begun(here)
    while bundles.step(association=here.pk, gathering=made.pk, by=BY, at=NOW):
        pass
    with tenancy.association(here):
        made.refresh_from_db()
    return made


def marked(here: Association) -> Gathering:
    made = found(here)
    done = marking_pieces.release_rest(association=here, gathering=made.ref, by=BY, at=NOW)
    assert isinstance(done, int), done
    return made


def making(here: Association) -> Gathering:
    made = marked(here)
    done = bundles.make(association=here, gathering=made.ref, by=BY, at=NOW)
    assert isinstance(done, Gathering), done
    return made


def made_of(here: Association) -> Gathering:
    made = making(here)
    assert bundles.build(association=here.pk, gathering=made.pk, by=BY, at=NOW)
    return made


def manager(here: Association) -> Membership:
    account = Account.objects.create_user("mia@example.org", handle="mia", name="Mia Bell")
    with tenancy.association(here):
        return Membership.objects.create(
            association=here, account=account, role="manager", from_on=date(2016, 1, 1)
        )


def other_asked(here: Association) -> tuple[Gathering, BundleConsent]:
    made = found(here)
    done = marking_pieces.ask_other(
        association=here, gathering=made.ref, name="Mr Lowe", asked_on=TODAY, by=BY, at=NOW
    )
    assert isinstance(done, BundleConsent), done
    return made, done


def scanned(here: Association) -> tuple[Gathering, int]:
    """A scan on the request, and its number among what was found."""
    ref = asked(here)
    picture = io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)
    kept = keeping_files.attach(
        association=here, thread=ref, brought=[keeping_files.Brought("scan.png", picture)], by=BY, at=NOW
    )
    assert isinstance(kept, list), kept
    made = bundles.begin(
        association=here, thread=ref, sort="person", purpose="customer", uid="g2", by=BY, at=NOW
    )
    assert isinstance(made, Gathering), made
    found(here, made)
    with tenancy.association(here):
        return made, BundleItem.objects.get(gathering=made, place="StoredFile").number


def copied(here: Association, made: Gathering, number: int) -> object:
    """A copy of it without some words."""
    return marking_pieces.bring_copy(
        association=here,
        gathering=made.ref,
        number=number,
        stream=io.BytesIO(b"what may be read of it"),
        name="copy.txt",
        by=BY,
        at=NOW,
    )


ACTS: dict[str, Any] = {
    "data_requests.record": (lambda here: None, lambda here, _, __: asked(here)),
    "bundles.begin": (lambda here: None, lambda here, _, __: begun(here)),
    "bundles.step": (begun, lambda here, made, _: found(here, made)),
    "bundles.make": (
        marked,
        lambda here, made, _: bundles.make(association=here, gathering=made.ref, by=BY, at=NOW),
    ),
    "bundles.build": (
        making,
        lambda here, made, _: bundles.build(association=here.pk, gathering=made.pk, by=BY, at=NOW),
    ),
    "bundles.take": (
        lambda here: (made_of(here), manager(here)),
        lambda here, made, _: bundles.take(
            association=here, gathering=made[0].ref, what="pdf", membership=made[1], by=BY, at=NOW
        ),
    ),
    "marking_pieces.mark": (
        found,
        lambda here, made, _: marking_pieces.mark(
            association=here, gathering=made.ref, numbers=[1], mark="released", by=BY, at=NOW
        ),
    ),
    "marking_pieces.bring_copy": (scanned, lambda here, made, _: copied(here, *made)),
    "marking_pieces.release_rest": (lambda here: None, lambda here, _, __: marked(here)),
    "marking_pieces.ask_other": (lambda here: None, lambda here, _, __: other_asked(here)),
    "marking_pieces.answered": (
        other_asked,
        lambda here, made, _: marking_pieces.answered(
            association=here, gathering=made[0].ref, consent=made[1].pk, answer="yes", on=TODAY, by=BY, at=NOW
        ),
    ),
}
SILENT = {"bundles.make": "that it is being made is not told; that it was made is"}
