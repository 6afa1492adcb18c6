"""The lives of transfers, swaps, successions, deaths, endings and settling in, each at two associations."""

from __future__ import annotations

from dataclasses import replace

from tests.journeys.stories import Did, Refusal, Story

SHEET = Did("options.given", {"drawn_up_on": "2026-04-08", "options": "Swap homes", "how": "handed"})
TALKED = Did("transfer.alternatives_discussed", {"how": "in_person", "note": "They want to stay near."})
REPLY = Did(
    "transfer.answered",
    {
        "answer": "You may go on our list once we have looked at your rent account.",
        "how_long": "about two years",
        "next_step": "Let us have your last statement by 22 April.",
    },
    letter="transfer-reply",
)
MOVE = Story(
    "transfer",
    "karin",
    opens=("transfer.requested", {"from_name": "Ms Okafor", "about": "A third child", "danger": False}),
    steps=(
        REPLY,
        Refusal(Did("transfer.approved", {}, by="manager"), "Look at the home first"),
        Did("transfer.checked", {"outcome": "owes", "danger": True, "balance": 300}),
        Did("transfer.exception", {"from_what": "rent", "reason": "danger", "why": "Threats"}, by="manager"),
        Did("transfer.listed", {"points": 120, "place": 1}),
        Did("transfer.position_told", {"place": 1, "points": 120, "how": "call"}),
        Did("transfer.offered", {"answer_by": "2026-04-15"}),
        Did("viewing.booked", {"on": "2026-04-10", "at": "10:00", "shown_by": "Bea"}),
        Did(
            "viewing.made",
            {"attended": "Ms Okafor", "questions": "Is there a shed? Yes.", "decision": "takes"},
        ),
        Did("transfer.arranged", {"moves_on": "2026-05-11"}),
        Did(
            "transfer.visited",
            {"work": True, "theirs": "The door", "done_by": "2026-04-30", "agreed": True},
        ),
        Did("transfer.inspection_booked", {"on": "2026-05-01", "notice_on": "2026-04-08", "how": "letter"}),
        Refusal(Did("transfer.inspected", {"outcome": "not_yet"}), "on which day you look again"),
        Did("transfer.inspected", {"outcome": "not_yet", "theirs": "The door", "again_on": "2026-05-08"}),
        Did("transfer.items_sent", {"again_on": "2026-05-08"}),
        Did("transfer.inspected", {"outcome": "passed"}),
        Did("transfer.approved", {}, by="manager"),
        Refusal(Did("transfer.moved", {"moved_on": "2026-04-08"}), "Alternatives talked through"),
        SHEET,
        TALKED,
        Did("transfer.moved", {"moved_on": "2026-04-08"}),
    ),
    ends="moved",
)
SWAP = Story(
    "exchange",
    "karin",
    opens=(
        "exchange.requested",
        {"from_name": "Ms Okafor", "tenancy_kind": "secure", "other_landlord": True},
    ),
    steps=(
        Did("exchange.landlord_asked", {"landlord": "The council"}),
        Refusal(Did("exchange.decided", {"decision": "refused"}), "Name the ground"),
        Did("exchange.decided", {"decision": "agreed_if", "condition": "arrears"}),
        Did("exchange.condition_met"),
        Did("exchange.landlord_answered", {"answer": "agrees"}),
        Did("exchange.swapped", {"both_landlords": True, "swapped_on": "2026-04-08"}),
    ),
    ends="swapped",
)
TAKING = Story(
    "succession",
    "wessex",
    opens=("succession.requested", {"from_name": "Mr Bell", "what": "succession"}),
    steps=(
        Did("succession.acknowledged", {"answer_by": "2026-04-17"}),
        Did("succession.form_sent", {"return_by": "2026-04-15"}),
        Did("succession.reminded", {"how": "call"}),
        Did("succession.helped", {"how": "visit"}),
        Did("succession.form_returned", {"whole": True}),
        Did("succession.checked", {"relation": "spouse", "only_home": True, "earlier": 0}),
        Did("succession.answered", {"decision": "takes_over", "reason": "They were married."}),
    ),
    ends="answered",
)
DEATH = Story(
    "death",
    "wessex",
    opens=("death.reported", {"from_name": "Mr Bell", "others_in_home": True}),
    steps=(
        Did("death.everything_stopped", {"stopped": 1, "what": "1 questionnaires"}),
        Did("death.spokesperson_named", {"as_what": "executor", "name": "Ada Bell"}),
        Did("succession.form_sent", {"return_by": "2026-04-22"}),
        Refusal(Did("death.followed", {"what": "succession"}), "does not follow here"),
        Did("death.answered"),
        Did("death.followed", {"what": "succession"}),
    ),
    ends="followed",
)
LEAVING = Story(
    "ending",
    "wessex",
    opens=(
        "tenancy.notice_received",
        {"from_name": "Ms Okafor", "money_owed": True, "leaves_on": "2026-05-06"},
    ),
    steps=(
        Did("tenancy.notice_processed"),
        Did("tenancy.forwarding_given", {"address": "14 Mill Lane, Leeds"}),
        Did("tenancy.keys_returned", {"count": 2, "on": "2026-04-08"}),
        Did("tenancy.balance_told"),
        Did("tenancy.left", {"left_on": "2026-05-06"}),
    ),
    ends="left",
)
SETTLING = Story(
    "settling",
    "wessex",
    opens=("tenancy.started", {"from_name": "Ms Okafor", "began_on": "2026-04-06", "supported": False}),
    steps=(
        Did(
            "benefit.verified",
            {"benefit": "housing_benefit", "documents": "Payslips", "sent_on": "2026-04-08"},
        ),
        Did("settling.booked", {"on": "2026-05-20"}),
        Did("tenancy.followed_up"),
        Did("settling.closed"),
    ),
    ends="settled",
)
CONSENT = Story(
    "permission",
    "moray",
    opens=("consent.requested", {"from_name": "Ms Okafor", "for_what": "alteration", "about": "A shower"}),
    steps=(Did("consent.decided"),),
    ends="decided",
)

STORIES: tuple[Story, ...] = (
    MOVE,
    Story(
        "transfer",
        "wessex",
        opens=("transfer.requested", {"from_name": "Mr Bell"}),
        steps=(
            REPLY,
            Refusal(Did("transfer.refused", {"reason": "need"}, by="manager"), "Alternatives talked through"),
            SHEET,
            TALKED,
            Did("transfer.refused", {"reason": "need"}, by="manager"),
        ),
        ends="refused",
    ),
    SWAP,
    Story(
        "exchange",
        "moray",
        opens=("exchange.registered", {"from_name": "Mr Bell", "may_be_shown": True, "may_be_told": True}),
        steps=(
            Did("exchange.advertised", {"where": "reception", "on": "2026-04-08"}),
            Did("exchange.register_left", {"reason": "asked"}),
        ),
        ends="left",
    ),
    TAKING,
    replace(TAKING, association="karin"),
    DEATH,
    replace(DEATH, association="magna"),
    LEAVING,
    replace(LEAVING, association="redland"),
    SETTLING,
    replace(SETTLING, association="karin"),
    CONSENT,
    replace(CONSENT, association="karin"),
)
