"""What reading e-mail and the register of all that was written hold, proved by using it."""

from __future__ import annotations

from tests.contracts.world import World


def correspondence(world: World) -> None:
    """Whatever way it came, it is in the one register, with when, from whom and about what."""
    said = {"from_name": "Mr Bell", "about": "The gutter drips."}
    refs = {
        kind: world.tell(kind, {**said, "about": f"{said['about']} {label}"})
        for kind, label in (
            ("letter.received", "By post"),
            ("fax.received", "By fax"),
            ("email.received", "By mail"),
            ("text.received", "By text"),
        )
    }
    page = world.get("officer", "/correspondence")
    for kind, ref in refs.items():
        assert ref in page, kind
        assert world.rulebook.kinds[kind].label in page
    assert page.count("Mr Bell") == len(refs)
    assert "The gutter drips. By fax" in page
    assert "10:00 on Tuesday 7 April 2026" in page
    narrowed = world.get("officer", "/correspondence?way=email")
    assert refs["email.received"] in narrowed
    assert refs["letter.received"] not in narrowed


PROOFS = {"list:correspondence": correspondence}
