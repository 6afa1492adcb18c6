"""What does a message say, what is on file already, and what could not be had?"""

from __future__ import annotations

from kept.casework.messages import filled, gaps_of, is_mobile, lacking, read_gaps

DEMANDED = (("from_name",), ("home_phone", "mobile_phone"), ("address",))


def test_the_file_fills_what_nobody_wrote_and_never_what_somebody_did() -> None:
    phones = ["0113 496 0001", "07700 900 123"]
    found = filled({"address": "", "about": "x"}, name="Ms Okafor", address="14 Mill Lane", phones=phones)
    assert found == {
        "from_name": "Ms Okafor",
        "address": "14 Mill Lane",
        "home_phone": "0113 496 0001",
        "mobile_phone": "07700 900 123",
        "about": "x",
    }
    assert filled({"from_name": "her son"}, name="Ms Okafor", address="", phones=[]) == {
        "from_name": "her son"
    }


def test_a_mobile_is_told_by_how_it_begins() -> None:
    assert [is_mobile(each) for each in ("+44 7700 900 123", "07700 900 123", "0113 496 0001")] == [
        True,
        True,
        False,
    ]


def test_of_a_group_one_will_do() -> None:
    assert lacking(DEMANDED, {"mobile_phone": "1", "from_name": "x", "address": "y"}) == ()
    assert lacking(DEMANDED, {"next_in_told": False}) == ("from_name", "home_phone", "address")


def test_what_is_missing_is_kept_with_its_reason_and_read_again() -> None:
    kept = gaps_of(DEMANDED, {"from_name": "x"}, {"address": "declined", "home_phone": "because"})
    assert kept == "home_phone:unsaid address:declined"
    assert read_gaps(kept) == (("home_phone", "unsaid"), ("address", "declined"))
    assert gaps_of(DEMANDED, {"from_name": "x", "home_phone": "1", "address": "z"}, {}) == ""
    assert read_gaps(None) == ()
    assert read_gaps("address:whatever nothing") == ()
