"""Does an address that is kept back stand anywhere for those not named? Each page is walked for it."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.test import Client

from kept.actions import bringing, composing, customers, disclosures, tokens
from kept.actions.bringing import Record
from kept.casework.permissions import Permission, may
from kept.store.models import Letter, Person
from kept.web.shared.access_table import ACCESS
from tests import cast
from tests.web.walking import Walked, address

LANE = "17 Quiet Backwater"
WHOLE = f"{LANE}, Leeds LS9 9ZZ"
AT = cast.t("Wednesday 2026-04-08 09:00")


def planted(walked: Walked) -> None:
    """A customer whose home and address are there before they are kept back, and a letter after that."""
    said: dict[str, Any] = {"association": walked.karin, "by": "ann", "at": AT}
    changed = customers.change(person=walked.customer, changes={"address": WHOLE}, **said)
    assert isinstance(changed, Person), changed
    night: dict[str, Any] = {"association": walked.karin, "by": "import", "at": AT}
    bringing.bring([Record("H-9", {"address": WHOLE})], what="homes", **night)
    tie = {"person": walked.customer, "home": "H-9", "kind": "tenant", "from_on": "2020-01-06"}
    bringing.bring([Record("T-9", tie)], what="tenancies", **night)
    done = disclosures.keep_address_back(
        association=walked.karin, person=walked.customer, seen_by=["officer-one"], by="mia", at=AT
    )
    assert isinstance(done, Person), done
    draft = composing.start(
        template="letter", person=walked.customer, about="Our visit", uid="kept-back", **said
    )
    assert isinstance(draft, Letter), draft


def body(client: Client, path: str) -> str:
    answer = client.get(path)
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return unescape(raw.decode(errors="replace"))


def test_no_page_list_letter_file_or_answer_gives_it_away(walked: Walked) -> None:
    planted(walked)
    client = cast.client(walked.people["manager"])
    pages = [
        name for name, needs in ACCESS.items() if isinstance(needs, Permission) and may("manager", needs)
    ]
    assert len(pages) > 100
    home = {"homes", "homes-one"}
    for name in pages:
        if name not in home:
            assert LANE not in body(client, address(walked, name)), name
    for path, data in (("customers", {"q": LANE}), ("search", {"q": LANE})):
        found = client.post(f"/karin/{path}", data).content.decode()
        assert walked.customer not in found, path
    made = tokens.create(
        association=walked.karin,
        name="sums",
        scopes=["read", "personal"],
        account="manager-one",
        by="mia",
        at=AT,
    )
    assert isinstance(made, tokens.Made), made
    for path in (f"customers/{walked.customer}", f"tenancies?customer={walked.customer}"):
        answer = Client().get(f"/api/v1/karin/{path}", HTTP_AUTHORIZATION=f"Bearer {made.secret}")
        assert answer.status_code == 200, path
        assert LANE not in answer.content.decode()
        assert "H-9" not in answer.content.decode()
    named = cast.client(walked.people["officer"])
    assert LANE in body(named, f"/karin/customer/{walked.customer}/data")
