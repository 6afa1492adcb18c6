"""What does a message have to say, what of it is on file already, and what could not be had?

    facts = filled(facts, name="Ngozi Okafor", address="14 Mill Lane", phones=["07700 900 001"])
    gaps_of(demanded, facts, {"already_told": "rang_off"})       # "already_told:rang_off"

A message always saves. What a policy demands and nobody could get is kept with the reason why, so that it can
be counted: a caller who rang off is not a colleague who did not ask.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TAKEN = "message.taken"
DECLINED, RANG_OFF, NOT_HEARD, NONE, UNSAID = "declined", "rang_off", "not_heard", "none", "unsaid"
REASONS = (DECLINED, RANG_OFF, NOT_HEARD, NONE)
MISSING = "missing"
_MOBILE = ("07", "447", "00447")


def filled(
    facts: Mapping[str, object], *, name: str, address: str, phones: Sequence[str]
) -> dict[str, object]:
    """The message with what the file knows, where nobody wrote anything else."""
    mobile = next((each for each in phones if is_mobile(each)), "")
    at_home = next((each for each in phones if not is_mobile(each)), "")
    known = {"from_name": name, "address": address, "home_phone": at_home, "mobile_phone": mobile}
    return {key: value for key, value in known.items() if value} | {
        key: value for key, value in facts.items() if value not in (None, "")
    }


def is_mobile(number: str) -> bool:
    """Whether it is a number that somebody carries with them, in the United Kingdom."""
    return "".join(each for each in number if each.isdigit()).startswith(_MOBILE)


def lacking(demanded: Sequence[Sequence[str]], facts: Mapping[str, object]) -> tuple[str, ...]:
    """What is demanded and not there: of each group its first field, where it has none."""
    return tuple(
        group[0] for group in demanded if not any(facts.get(each) not in (None, "") for each in group)
    )


def gaps_of(
    demanded: Sequence[Sequence[str]], facts: Mapping[str, object], reasons: Mapping[str, str]
) -> str:
    """What is missing and why, as it is kept: `address:declined home_phone:none`."""
    return " ".join(
        f"{each}:{reasons[each] if reasons.get(each) in REASONS else UNSAID}"
        for each in lacking(demanded, facts)
    )


def read_gaps(kept: object) -> tuple[tuple[str, str], ...]:
    """The same again, field by field; what is no gap is left out."""
    pairs = (each.partition(":") for each in str(kept or "").split())
    return tuple((field, reason) for field, _, reason in pairs if reason in (*REASONS, UNSAID))
