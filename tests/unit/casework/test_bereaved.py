"""Nothing automatic goes to somebody who died, and what a person writes goes to somebody else by name."""

from datetime import date

from kept.casework.bereaved import check_may_go_to

DAY = date(2026, 4, 7)


def test_whoever_lives_is_written_to() -> None:
    assert check_may_go_to(None, automatic=True) is None
    assert check_may_go_to(None, automatic=False, instead="Ms Bell") is None


def test_nothing_automatic_goes_to_whoever_died() -> None:
    refused = check_may_go_to(DAY, automatic=True, instead="Ms Bell, executor")
    assert refused is not None
    assert refused.sentence == (
        "They died on 7 April 2026. Nothing automatic goes to them; write to Ms Bell, executor by name."
    )


def test_nobody_on_record_is_somebody_to_be_found() -> None:
    refused = check_may_go_to(DAY, automatic=False)
    assert refused is not None
    assert refused.sentence == (
        "They died on 7 April 2026. Do not write to them: find out who deals with their affairs, and write to"
        " them by name."
    )
