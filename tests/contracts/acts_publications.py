"""Each act of what we publish, run once, for `test_actions`."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from kept.actions import displays, editions, issuing, publications, reminding_editions
from kept.actions.working.photographs import Brought
from kept.casework import Refused
from kept.rulebook import publications as room
from kept.store import rules, tenancy
from kept.store.models import Association, Person, PublicationEdition, PublicationPlace
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
LEAFLET = "how-to-complain"


def _said(here: Association, **more: Any) -> dict[str, Any]:
    return {"association": here, "by": BY, "at": NOW} | more


def _pdf() -> Brought:
    return Brought("copy.pdf", BytesIO(b"%PDF-1.7\n%"))


def drafted(here: Association, name: str = LEAFLET, *, by: str = BY) -> PublicationEdition:
    made = editions.draft(
        publication=name, version="Spring", dated=date(2026, 4, 8), uid=f"act-{name}", **_said(here, by=by)
    )
    assert isinstance(made, PublicationEdition), made
    return made


def _of_somebody(here: Association) -> PublicationEdition:
    """Whoever made it does not approve it."""
    return drafted(here, by="mia")


def _with_copy(here: Association) -> PublicationEdition:
    made = _of_somebody(here)
    done = editions.add_copy(edition=made.pk, brought=_pdf(), lang="en", form="pdf", **_said(here))
    assert not isinstance(done, Refused), done
    return made


def _checked(here: Association) -> PublicationEdition:
    made = _with_copy(here)
    with tenancy.association(here):
        rulebook = rules.current(here)
    known = room.publication_named(rulebook, LEAFLET)
    assert known is not None
    for each in room.items_of(rulebook, known):
        done = editions.check(edition=made.pk, item=each.name, evidence="Page 1", **_said(here))
        assert not isinstance(done, Refused), done
    done = issuing.approve(edition=made.pk, **_said(here))
    assert not isinstance(done, Refused), done
    return made


def _issued(here: Association) -> PublicationEdition:
    made = _checked(here)
    done = issuing.issue(edition=made.pk, **_said(here))
    assert isinstance(done, PublicationEdition), done
    return made


def _put(here: Association) -> PublicationPlace:
    put = displays.show(publication="website", sort="web", place="/repairs", uid="p", **_said(here))
    assert isinstance(put, PublicationPlace), put
    return put


def _asked(here: Association) -> str:
    ref = publications.ask(publication=LEAFLET, uid="a", **_said(here))
    assert isinstance(ref, str), ref
    return ref


def _person(here: Association) -> Person:
    from kept.actions import customers

    made = customers.add(name="Ngozi Okafor", **_said(here))
    assert isinstance(made, Person), made
    return made


# A year later it is to be looked at again.
LATER = t("Friday 2027-04-09 10:00")

ACTS: dict[str, Any] = {
    "reminding_editions.remind": (
        _issued,
        lambda here, _, __: reminding_editions.remind(association=here, by=BY, at=LATER),
    ),
    "reminding_editions.remind_everywhere": (
        _issued,
        lambda here, _, __: reminding_editions.remind_everywhere(by=BY, at=LATER),
    ),
    "editions.draft": (lambda here: None, lambda here, _, __: drafted(here)),
    "editions.add_copy": (
        drafted,
        lambda here, made, _: editions.add_copy(
            edition=made.pk, brought=_pdf(), lang="en", form="pdf", **_said(here)
        ),
    ),
    "editions.check": (
        drafted,
        lambda here, made, _: editions.check(
            edition=made.pk, item="wording", evidence="Page 1", **_said(here)
        ),
    ),
    "editions.measure": (
        _with_copy,
        lambda here, made, _: editions.measure(edition=made.pk, words="We mend lifts.", **_said(here)),
    ),
    "editions.hear": (
        drafted,
        lambda here, made, _: editions.hear(edition=made.pk, reader="A group", says="Clear", **_said(here)),
    ),
    "editions.mark": (
        drafted,
        lambda here, made, _: editions.mark(
            edition=made.pk, number="16021", on=date(2026, 4, 1), **_said(here)
        ),
    ),
    "editions.hold": (
        lambda here: (_issued(here), drafted(here, "newsletter")),
        lambda here, made, _: editions.hold(edition=made[1].pk, other=made[0].pk, **_said(here)),
    ),
    "issuing.approve": (
        _of_somebody,
        lambda here, made, _: issuing.approve(edition=made.pk, **_said(here)),
    ),
    "issuing.issue": (
        _checked,
        lambda here, made, _: issuing.issue(edition=made.pk, **_said(here)),
    ),
    "issuing.review": (_issued, lambda here, made, _: issuing.review(edition=made.pk, **_said(here))),
    "displays.show": (lambda here: None, lambda here, _, __: _put(here)),
    "displays.look": (
        _put,
        lambda here, put, _: displays.look(place=put.pk, right=False, note="Gone", **_said(here)),
    ),
    "displays.take_away": (_put, lambda here, put, _: displays.take_away(place=put.pk, **_said(here))),
    "publications.ask": (lambda here: None, lambda here, _, __: _asked(here)),
    "publications.send": (
        _asked,
        lambda here, ref, _: publications.send(
            publication=LEAFLET, way="counter", thread=ref, uid="s", **_said(here)
        ),
    ),
    "publications.give": (
        _person,
        lambda here, made, _: publications.give(
            publication="handbook", person=made.ref, uid="g", **_said(here)
        ),
    ),
}
