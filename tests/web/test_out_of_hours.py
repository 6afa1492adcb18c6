"""Pages about nights, the machine, the rota and paper: what is wrong is named, and nothing typed is lost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kept.store import tenancy
from kept.store.models import Association, Event, RotaShift
from tests import cast

pytestmark = pytest.mark.django_db
SLIP = {
    "on-1": "2026-04-08",
    "at-1": "09:00",
    "kind-1": "call.received",
    "who-1": "Ms Begum",
    "token": "a" * 20,
}


@pytest.fixture
def mia(karin: Association) -> Client:
    return cast.client(cast.member(karin, "mia", "manager"))


def test_a_rota_keeps_what_was_typed_and_names_the_field(karin: Association, mia: Client) -> None:
    typed = {
        "which": "on-call",
        "handle": "mia",
        "from_on": "2026-04-09",
        "from_at": "17:00",
        "to_on": "",
        "to_at": "09:00",
    }
    answer = mia.post("/karin/rota/change", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#to_on"' in page
    assert 'value="2026-04-09"' in page
    over = mia.post("/karin/rota/change", typed | {"to_on": "2026-04-08"})
    assert "The shift ends before it begins." in over.content.decode()
    done = mia.post("/karin/rota/change", typed | {"to_on": "2026-04-10", "weeks": "2"})
    assert done.status_code == 302
    with tenancy.association(karin):
        assert RotaShift.objects.count() == 2
        number = RotaShift.objects.order_by("starts")[0].pk
    gone = mia.post("/karin/rota/change", {"take": str(number), f"who-{number}": "nobody"})
    assert gone.status_code == 409
    assert mia.post("/karin/rota/change", {"remove": "x"}).status_code == 302


def test_a_sheet_is_taken_as_a_file_and_what_is_wrong_stays(karin: Association, mia: Client) -> None:
    text = "time,name,number\n23:10,Mr Lee,07700 900456\n25:10,Ms Begum,\n"
    answer = mia.post(
        "/karin/night/sheet", {"step": "whole", "file": SimpleUploadedFile("n.csv", text.encode())}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1 call is new on record." in page
    assert "time,name,number\n25:10,Ms Begum," in page
    empty = mia.post("/karin/night/sheet", {"step": "whole", "text": " "})
    assert "Choose a file, or paste what the handler sent." in empty.content.decode()
    one = {"step": "one", "time": "23:99", "name": "Mr Lee", "about": "Rent"}
    wrong = mia.post("/karin/night/sheet", one)
    assert wrong.status_code == 422
    assert 'value="23:99"' in wrong.content.decode()
    assert mia.post("/karin/night/sheet", one | {"time": "22:10", "day": "2026-04-07"}).status_code == 302
    with tenancy.association(karin):
        times = Event.objects.filter(kind="message.left").values_list("happened_at", flat=True)
        assert set(times) == {cast.t("Tuesday 2026-04-07 23:10"), cast.t("Tuesday 2026-04-07 22:10")}


def test_slips_are_saved_together_and_once(karin: Association, mia: Client) -> None:
    wrong = mia.post(
        "/karin/paper/catch-up", SLIP | {"who-2": "Mr Cole", "on-2": "2026-04-08", "at-2": "25:00"}
    )
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Slip 2:" in page
    assert "Ms Begum" in page
    with tenancy.association(karin):
        assert not Event.objects.filter(via="catch-up").exists()
    for _again in range(2):
        assert mia.post("/karin/paper/catch-up", SLIP | {"answered-1": "yes"}).status_code == 302
    with tenancy.association(karin):
        kinds = sorted(Event.objects.filter(via="catch-up").values_list("kind", flat=True))
        assert kinds == ["call.received", "enquiry.answered"]
    later = mia.post("/karin/paper/catch-up", SLIP | {"at-1": "23:00", "phone-1": ""})
    assert "That time is still to come." in later.content.decode()
    number = mia.post("/karin/paper/catch-up", SLIP | {"phone-1": "no number"})
    assert "Enter a telephone number in digits" in number.content.decode()
    nothing = mia.post("/karin/paper/catch-up", {"token": "b"})
    assert "Type at least one slip" in nothing.content.decode()


def test_what_is_no_more_in_the_schedule_is_told(karin: Association, mia: Client) -> None:
    assert mia.post("/karin/night/machine", {"switch": "answerphone.main.on.1"}).status_code == 409
    assert mia.post("/karin/night/machine", {"round": "answerphone.main.x.1"}).status_code == 409
    wrong = mia.post("/karin/night/machine", {"place": "answerphone/main", "what": "fault", "words": ""})
    assert 'href="#words"' in wrong.content.decode()
    assert mia.get("/karin/night/machine/999").status_code == 404


def test_the_pages_take_no_more_queries_for_more_contacts(
    karin: Association, mia: Client, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    ann = cast.member(karin, "ann", "receptionist")
    for minute in range(12):
        cast.told(karin, ann, "message.left", f"Tuesday 2026-04-07 20:{minute + 10}", from_name="Mr Lee")
    mia.get("/karin/night")
    with django_assert_max_num_queries(34):
        mia.get("/karin/night")
