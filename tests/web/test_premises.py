"""Can rounds be signed, defects followed with their photographs, closures entered and notices printed?"""

from __future__ import annotations

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kept.actions import erasing
from kept.store import premises, tenancy
from kept.store.models import Closing, Event, EventText, Inspection, Posting, StoredFile, Thread
from tests import cast

JPEG = b"\xff\xd8\xff\xe0 a wet floor"
DAILY = ("opened", "way-in", "clean", "tidy", "warm", "water", "seats", "toilet", "safe")
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(karin, ann) -> Client:
    return cast.client(ann)


@pytest.fixture
def lead(karin) -> Client:
    return cast.client(cast.member(karin, "mia", "manager"))


def sheet(**changes: str) -> dict[str, str]:
    """A daily round on which all is right but what is said otherwise."""
    filled = {f"{name}-result": "fine" for name in DAILY} | {"warm-number": "19.5", "seats-number": "8"}
    return {"uid": "sheet-1", "office": "main", **filled, **changes}


def words(answer) -> str:
    return unescape(answer.content.decode())


def test_the_overview_shows_every_round_and_links_to_the_rest(desk) -> None:
    page = words(desk.get("/karin/offices"))
    assert "Reception, each day" in page
    assert "Not made yet" in page
    assert "Nothing is open at any office." in page
    for path in ("closures", "hours", "notices", "words", "rounds"):
        assert desk.get(f"/karin/offices/{path}").status_code == 200


def test_a_round_on_which_all_is_right_is_signed_and_shown(desk, karin) -> None:
    answer = desk.post("/karin/offices/round/reception-daily", sheet())
    assert answer.status_code == 302, words(answer)
    page = words(desk.get(answer.url))
    assert "Signed by" in page
    assert "Ann" in page
    assert "19.5" in page
    with tenancy.association(karin):
        row = Inspection.objects.get()
        assert (row.passed, row.failed, row.done_by) == (9, 0, "ann")
        assert Event.objects.filter(kind="inspection.done").count() == 1
    # The same sheet, sent once more because the line was slow.
    assert desk.post("/karin/offices/round/reception-daily", sheet()).url == answer.url
    overview = words(desk.get("/karin/offices"))
    assert "by the end of Thursday 9 April" in overview


def test_what_is_not_right_becomes_a_task_with_its_photograph(desk, karin) -> None:
    photo = SimpleUploadedFile("Water machine.JPG", JPEG, content_type="text/html")
    filled = sheet(**{"water-result": "not", "water-words": "The machine is empty", "owner": "ann"})
    answer = desk.post("/karin/offices/round/reception-daily", {**filled, "water-photo": photo})
    assert answer.status_code == 302, words(answer)
    page = words(desk.get("/karin/offices"))
    assert "The machine is empty" in page
    assert "by the end of Thursday 9 April" in page
    with tenancy.association(karin):
        ref = Thread.objects.get(kind="defect").ref
        sha = StoredFile.objects.get().sha256
        assert EventText.objects.get(event__kind="defect.found").words == {"what": "The machine is empty"}
    one = words(desk.get(f"/karin/offices/defect/{ref}"))
    assert "Water machine.jpg" in one
    taken = desk.get(f"/karin/file/{sha}")
    assert taken["Content-Disposition"] == 'attachment; filename="Water machine.jpg"'
    assert taken["Content-Type"] == "image/jpeg"
    assert taken["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in taken["Content-Security-Policy"]
    assert b"".join(taken.streaming_content) == JPEG
    assert desk.get(f"/karin/file/{'ab' * 32}").status_code == 404
    when = {"f-happened_at": "2026-04-08", "f-happened_at-time": "12:00", "f--known": "staff"}
    typed = {**when, "uid": "c" * 32, "step": "save", "f-how": "A new bottle"}
    done = desk.post(f"/karin/thread/{ref}/defect.put_right", typed)
    assert done.status_code == 302, words(done)
    assert "Nothing is open at any office." in words(desk.get("/karin/offices"))
    assert "Put right" in words(desk.get(desk.get("/karin/offices/rounds").context["view"].lines[0].address))


@pytest.mark.parametrize(
    ("change", "says", "where"),
    [
        ({"clean-result": ""}, "Say how it is", "#clean-result-fine"),
        ({"clean-result": "not"}, "Say what is not right", "#clean-words"),
        ({"clean-result": "left"}, "Say why it could not be looked at", "#clean-words"),
        ({"warm-number": "12"}, "12 is less than the 17", "#warm-number"),
        ({"warm-number": "warm"}, "Type a number", "#warm-number"),
        ({"warm-number": ""}, "Give the number", "#warm-number"),
        ({"safe-result": "not", "safe-words": "A loose tile"}, "Say what could happen", "#safe-risk"),
        ({"toilet-result": "not", "toilet-words": "Blocked"}, "Which notice".lower(), "#toilet-notice"),
        (
            {"clean-result": "not", "clean-words": "x", "clean-fix_by": "2020-01-01"},
            "This day is past",
            "#clean-fix_by",
        ),
        ({"done_on": "2027-01-01", "done_time": "09:00"}, "still to come", "#done_on"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_lost(desk, karin, change, says, where) -> None:
    answer = desk.post("/karin/offices/round/reception-daily", sheet(words="The bell sticks", **change))
    assert answer.status_code == 422
    page = words(answer)
    assert says.lower() in page.lower()
    assert f'href="{where}"' in page
    assert f'id="{where[1:]}"' in page
    assert "The bell sticks" in page
    with tenancy.association(karin):
        assert not Inspection.objects.exists()
        assert not Event.objects.filter(kind="inspection.done").exists()


def test_a_file_that_is_no_photograph_is_refused_and_the_rest_stays(desk, karin) -> None:
    page_ = SimpleUploadedFile("reception.jpg", b"<script>alert(1)</script>", content_type="image/jpeg")
    answer = desk.post(
        "/karin/offices/round/reception-daily", {**sheet(words="All well"), "safe-photo": page_}
    )
    assert answer.status_code == 422
    assert "This is no file that Kept keeps" in words(answer)
    assert "All well" in words(answer)


def test_a_managers_round_is_signed_by_a_manager(desk, lead) -> None:
    assert "This round is for: manager, director." in words(desk.get("/karin/offices/round/reception-weekly"))
    refused = desk.post("/karin/offices/round/reception-weekly", {"uid": "x", "office": "main"})
    assert refused.status_code == 422
    assert "makes this round" in words(refused)
    assert "Sign as Mia" in words(lead.get("/karin/offices/round/reception-weekly"))
    assert lead.get("/karin/offices/round/nowhere").status_code == 404


def test_a_photograph_is_added_to_a_defect_once(desk, karin, ann) -> None:
    facts = {"where": "Hall", "what": "A loose tile", "fix_by": "2026-04-10"}
    ref = cast.told(karin, ann, "defect.found", "Wednesday 2026-04-08 09:00", office="main", **facts)
    for _ in range(2):
        added = {"file": SimpleUploadedFile("tile.jpg", JPEG), "says": "The tile"}
        assert desk.post(f"/karin/offices/defect/{ref}", added).status_code == 302
    assert words(desk.get(f"/karin/offices/defect/{ref}")).count("tile.jpg") == 1
    with tenancy.association(karin):
        assert Event.objects.filter(kind="file.kept").count() == 1
    empty = desk.post(f"/karin/offices/defect/{ref}", {"says": "nothing"})
    assert empty.status_code == 422
    assert "Choose a photograph" in words(empty)
    assert desk.get("/karin/offices/defect/QQQQ-QQQQ").status_code == 404


def test_an_unforeseen_closure_is_entered_there_and_then(desk, karin) -> None:
    told = {"uid": "c1", "now": "yes", "ends_on": "2026-04-08", "ends_time": "15:00", "reason": "unforeseen"}
    answer = desk.post("/karin/offices/closures", {**told, "words": "No heating"})
    assert answer.status_code == 302, words(answer)
    page = words(desk.get("/karin/offices/closures"))
    assert "Shut now" in page
    assert "Put up a notice at the door" in page
    assert "Wednesday 8 April" in words(desk.get("/karin/opening-hours"))
    with tenancy.association(karin):
        closing = Closing.objects.get()
        assert not closing.planned
    assert desk.post("/karin/offices/closures", {"off": closing.pk}).status_code == 302
    assert "Called off" in words(desk.get("/karin/offices/closures"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"ends_on": ""}, "Give both the day and the time"),
        ({"ends_on": "2026-04-07"}, "The end comes before the beginning"),
        ({"reason": ""}, "Choose why"),
        ({"starts_on": "2026-04-11", "ends_on": "2026-04-12"}, "shut at that time anyway"),
        ({"ends_on": "2027-04-08"}, "longer than sixty days"),
        ({"reason": "other"}, "Say in a few words why"),
    ],
)
def test_a_closure_that_cannot_be_is_refused_with_the_cure(lead, karin, change, says) -> None:
    told = {"uid": "c1", "starts_on": "2026-04-08", "starts_time": "13:00", "ends_on": "2026-04-08"}
    told |= {"ends_time": "15:00", "reason": "training"}
    answer = lead.post("/karin/offices/closures", {**told, **change})
    assert answer.status_code == 422
    assert says in words(answer)
    with tenancy.association(karin):
        assert not Closing.objects.exists()


def test_a_day_to_come_is_for_whoever_leads(desk, lead) -> None:
    told = {"uid": "c1", "starts_on": "2026-04-15", "starts_time": "13:00", "ends_on": "2026-04-15"}
    told |= {"ends_time": "17:00", "reason": "training", "words": "Staff training"}
    assert "entered by a manager" in words(desk.post("/karin/offices/closures", told))
    assert lead.post("/karin/offices/closures", told).status_code == 302
    public = words(Client().get("/karin/opening-hours"))
    assert "Wednesday 15 April" in public
    assert "9am to 1pm – Staff training" in public


def test_the_public_page_needs_no_sign_in_and_says_nothing_else(karin, desk) -> None:
    public = Client().get("/karin/opening-hours")
    assert public.status_code == 200
    page = words(public)
    assert "Monday to Friday" in page
    assert "9am to 5pm" in page
    assert "Ann" not in page
    assert Client().get("/nowhere/opening-hours").status_code == 404


def test_the_notice_for_the_door_says_the_hours_and_the_numbers(lead, karin) -> None:
    for name, said in (("emergency-numbers", "01632 960 001"), ("freephone", "0800 000 000")):
        held = {"uid": name, "name": name, "words": said}
        assert lead.post("/karin/offices/words", held).status_code == 302
    page = words(lead.get("/karin/offices/hours/main/notice"))
    for said in (
        "Karin Housing Association",
        "Monday to Friday",
        "9am to 5pm",
        "01632 960 001",
        "0800 000 000",
    ):
        assert said in page
    assert lead.get("/karin/offices/hours/nowhere/notice").status_code == 404


def test_a_notice_that_says_something_old_is_found(desk, lead, karin) -> None:
    lead.post("/karin/offices/words", {"uid": "w1", "name": "emergency-numbers", "words": "01632 960 001"})
    put = {"uid": "p1", "carrier": "emergency-notice", "place": "Front door"}
    assert desk.post("/karin/offices/notices", put).status_code == 302
    assert "Everything that hangs says what holds." in words(desk.get("/karin/offices/notices"))
    lead.post("/karin/offices/words", {"uid": "w2", "name": "emergency-numbers", "words": "01632 960 002"})
    page = words(desk.get("/karin/offices/notices"))
    assert "What it says has changed since it was put up" in page
    assert "Record the answering machine anew" in words(desk.get("/karin/offices"))
    with tenancy.association(karin):
        number = Posting.objects.get().pk
    assert desk.post("/karin/offices/notices", {"wrong": number}).status_code == 302
    assert "missing or wrong" in words(desk.get("/karin/offices/notices"))
    assert desk.post("/karin/offices/notices", {"down": number}).status_code == 302
    assert "Nothing has been entered yet." in words(desk.get("/karin/offices/notices"))


def test_a_notice_without_a_place_keeps_what_was_typed(desk) -> None:
    answer = desk.post("/karin/offices/notices", {"uid": "p1", "carrier": "other", "title": "Fire drill"})
    assert answer.status_code == 422
    assert "Say where it hangs" in words(answer)
    assert "Fire drill" in words(answer)


def test_only_whoever_leads_changes_what_holds(desk, lead) -> None:
    refused = desk.post("/karin/offices/words", {"uid": "w", "name": "freephone", "words": "1"})
    assert refused.status_code == 403
    assert "changed by a manager" in words(refused)
    empty = lead.post("/karin/offices/words", {"uid": "w", "name": "freephone", "words": ""})
    assert empty.status_code == 422


def test_what_the_audit_found_right_is_what_the_office_offers(lead, karin) -> None:
    with tenancy.association(karin):
        from kept.store import rules

        audit = next(each for each in rules.current(karin).room("checklists") if each.name == "access-audit")
    filled = {f"{each.name}-result": "fine" for each in audit.items}
    filled |= {"prams-result": "not", "prams-words": "The lobby is narrow", "prams-lasting": "yes"}
    filled |= {"prams-reason": "A listed building", "prams-alternative": "Ring and we come out"}
    filled |= {"hearing-loop-result": "not", "hearing-loop-words": "Broken"}
    filled |= {"hearing-loop-alternative": "A portable one", "uid": "a1", "office": "main"}
    answer = lead.post("/karin/offices/round/access-audit", filled)
    assert answer.status_code == 302, words(answer)
    page = words(lead.get("/karin/offices/hours/main/offers"))
    assert "A way in without steps" in page
    assert "Room for prams" not in page
    assert "A hearing loop" not in page
    with tenancy.association(karin):
        lists = rules.current(karin).room("checklists")
        missing = premises.lacking(karin, lists, "main", {"hearing-loop"})
        assert missing == [("Is there a hearing loop that works?", "A portable one")]
        assert premises.lacking(karin, lists, "main", {"braille"}) == []
        assert Thread.objects.filter(kind="defect").count() == 1


def test_a_photograph_goes_with_the_words_that_are_erased(
    desk, lead, karin, ann, settings, tmp_path, django_capture_on_commit_callbacks
) -> None:
    settings.FILES_FOLDER = tmp_path
    facts = {"where": "Hall", "what": "A loose tile", "fix_by": "2026-04-10"}
    refs = [
        cast.told(karin, ann, "defect.found", f"Wednesday 2026-04-08 09:0{n}", office="main", **facts)
        for n in range(2)
    ]
    for ref in refs:
        desk.post(f"/karin/offices/defect/{ref}", {"file": SimpleUploadedFile("tile.jpg", JPEG)})
    with tenancy.association(karin):
        sha = StoredFile.objects.get().sha256
    for ref, status in zip(refs, (200, 404), strict=True):
        with django_capture_on_commit_callbacks(execute=True):
            done = erasing.erase(
                association=karin,
                thread=ref,
                reason="Asked for",
                by="mia",
                at=cast.t("Wednesday 2026-04-08 11:00"),
            )
        assert isinstance(done, erasing.Erased), done
        assert "tile.jpg" not in words(desk.get(f"/karin/offices/defect/{ref}"))
        # As long as the other has it, it is there.
        taken = lead.get(f"/karin/file/{sha}")
        assert not taken.streaming or b"".join(taken.streaming_content) == JPEG
        assert taken.status_code == status
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []
