"""Each act of the forms that people can use, run once, for `test_actions`."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from kept.actions import asking_forms, customers, equality, formats, glossary, registering, translating
from kept.casework.translating import Term
from kept.store.models import Association, OwedForm, Person, RegisterEntry, Translation
from tests.actions.house import BY, letter, t
from tests.contracts.acts_keys import staff

NOW = t("Wednesday 2026-04-08 10:00")


def known(here: Association) -> dict[str, Any]:
    return {"association": here, "by": BY, "at": NOW}


def _person(here: Association) -> str:
    staff(here)
    made = customers.add(name="Ada Bell", address="2 Rose Lane", **known(here))
    assert isinstance(made, Person), made
    return made.ref


def _with_form(here: Association) -> str:
    ref = _person(here)
    asking_forms.want(person=ref, form="braille", **known(here))
    return ref


def _letter(here: Association) -> str:
    staff(here)
    return letter(here, "Tuesday 2026-04-07 10:00")


def _owed(here: Association, form: str = "plain-text") -> int:
    made = formats.owe(thread=_letter(here), form=form, what="Our letter", text="We come.", **known(here))
    assert isinstance(made, OwedForm), made
    return made.pk


def _supplied(here: Association) -> int:
    answers = {"name": "Word by Word", "does": "translation"}
    made = registering.add(register="language-suppliers", answers=answers, **known(here))
    assert isinstance(made, RegisterEntry), made
    return made.pk


def _asked(here: Association) -> str:
    made = translating.ask(
        language="pl", what="Our letter", source="We come.", thread=_letter(here), **known(here)
    )
    assert isinstance(made, Translation), made
    return made.thread.ref


def _back(here: Association) -> str:
    ref = _asked(here)
    translating.came(translation=ref, text="Przyjdziemy.", **known(here))
    return ref


def _read(here: Association) -> str:
    ref = _back(here)
    translating.proof(translation=ref, reader="Jan Kos", **known(here))
    return ref


def _term(here: Association) -> None:
    staff(here)
    glossary.put(language="pl", terms=[Term("rent", "czynsz")], **known(here))


def _begun(here: Association) -> str:
    staff(here)
    done = equality.begin(
        group="Reads Polish",
        survey="contact",
        gap=18,
        plan="A number that is answered in Polish",
        act_by=date(2026, 5, 29),
        owner=BY,
        **known(here),
    )
    assert isinstance(done, str), done
    return done


ACTS: dict[str, Any] = {
    "asking_forms.want": (
        _person,
        lambda here, ref, _: asking_forms.want(person=ref, form="braille", **known(here)),
    ),
    "asking_forms.end": (
        _with_form,
        lambda here, ref, _: asking_forms.end(person=ref, form="braille", **known(here)),
    ),
    "asking_forms.agree": (
        _person,
        lambda here, ref, _: asking_forms.agree(person=ref, given={"words": "Slowly"}, **known(here)),
    ),
    "formats.owe": (
        _letter,
        lambda here, ref, _: formats.owe(thread=ref, form="braille", **known(here)),
    ),
    "formats.produce": (_owed, lambda here, owed, _: formats.produce(owed=owed, **known(here))),
    "formats.bring": (
        _owed,
        lambda here, owed, _: formats.bring(
            owed=owed, stream=io.BytesIO(b"%PDF-1.7 x"), name="x.pdf", **known(here)
        ),
    ),
    "formats.order": (
        lambda here: (_owed(here), _supplied(here)),
        lambda here, both, _: formats.order(owed=both[0], supplier=both[1], **known(here)),
    ),
    "formats.give": (_owed, lambda here, owed, _: formats.give(owed=owed, way="handed", **known(here))),
    "formats.not_wanted": (
        _owed,
        lambda here, owed, _: formats.not_wanted(owed=owed, words="I have read it", **known(here)),
    ),
    "formats.set_aside": (
        _letter,
        lambda here, ref, _: formats.set_aside(thread=ref, why="This once", **known(here)),
    ),
    "translating.ask": (
        _letter,
        lambda here, ref, _: translating.ask(language="pl", what="Our letter", thread=ref, **known(here)),
    ),
    "translating.order": (
        lambda here: (_asked(here), _supplied(here)),
        lambda here, both, _: translating.order(translation=both[0], supplier=both[1], **known(here)),
    ),
    "translating.came": (
        _asked,
        lambda here, ref, _: translating.came(translation=ref, text="Przyjdziemy.", **known(here)),
    ),
    "translating.proof": (
        _back,
        lambda here, ref, _: translating.proof(translation=ref, reader="Jan Kos", **known(here)),
    ),
    "translating.give": (
        _read,
        lambda here, ref, _: translating.give(translation=ref, way="handed", **known(here)),
    ),
    "glossary.put": (
        staff,
        lambda here, _ref, __: glossary.put(language="pl", terms=[Term("rent", "czynsz")], **known(here)),
    ),
    "glossary.take_out": (
        _term,
        lambda here, _ref, __: glossary.take_out(language="pl", term="rent", **known(here)),
    ),
    "equality.begin": (staff, lambda here, _ref, __: _begun(here)),
    "equality.done": (
        _begun,
        lambda here, ref, _: equality.done(thread=ref, what="It is answered", **known(here)),
    ),
    "equality.measured": (
        _begun,
        lambda here, ref, _: equality.measured(thread=ref, gap=4, note="Closer", **known(here)),
    ),
}
